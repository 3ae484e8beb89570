"""The intake tells when a device's first minute was placed too late, and only then."""

from __future__ import annotations

from monitors.entries import ClockCorrected
from monitors.instant import MINUTE, SECOND, rfc3339
from tests.monitors.building import GATEWAY, T0, Bedside, one

HOUR = 60 * MINUTE


def test_a_backlog_before_the_first_live_reading_is_to_be_placed_anew() -> None:
    bedside = Bedside()
    rows = [one(taken=T0 - (600 - at) * SECOND, sequence=at, device="m1") for at in range(5)]
    first = bedside.post([*rows, one("heart_rate", 70, taken=T0 - 600 * SECOND, device="m2")], T0, GATEWAY)
    assert (first.batch.measured_at[:5], first.corrected) == ([T0 - (4 - at) * SECOND for at in range(5)], ())
    now = T0 + 3 * SECOND
    second = bedside.post([one(taken=now, sequence=5)], now)
    assert second.corrected == (ClockCorrected("m1", 0, 596 * SECOND),)
    assert second.batch.measured_at == [now]
    told = bedside.post([one("heart_rate", 71, taken=now, device="m2")], now, GATEWAY, sent_at=rfc3339(now))
    assert told.corrected == ()


def test_a_clock_that_begins_again_corrects_nothing_before_it() -> None:
    bedside = Bedside()
    for at in range(20):
        now = T0 + at * SECOND
        bedside.post([one(value=95 + at % 3, taken=now - HOUR, sequence=at)], now)
    now = T0 + 30 * SECOND
    parts = [one(taken=now - HOUR, sequence=20), one(taken=now - 2 * HOUR, sequence=21)]
    assert bedside.post(parts, now).corrected == ()
    assert bedside.post([one(taken=now + SECOND, sequence=0, epoch="next")], now + SECOND).batch.measured_at == [
        now + SECOND
    ]
