"""What happened survives its JSON, under a name that never changes by accident."""

from __future__ import annotations

import msgspec
import pytest

from monitors.asides import NotificationFailed, NotificationQueued, NotificationSent, UserAdded
from monitors.entries import (
    AnyBody,
    BedAdded,
    ChannelChanged,
    CheckDone,
    CheckExpected,
    ClockCorrected,
    DeviceAdded,
    ObservationMade,
    SessionOpened,
    decode,
    encode,
)


@pytest.mark.parametrize("body", [
    BedAdded("b1"), DeviceAdded("g", "hash", gateway=True, devices=("a", "b")), UserAdded("ann", "nurse"),
    ClockCorrected("m1", -3, 600_000_000),
    SessionOpened("s1", "b1", "ketamine-iv", "ketamine-iv", "one", "baseline", 71.5),
    NotificationQueued("pager.1.1", "pager", "on", "SpO2 87 %", "high", "s1.spo2.low.1", 3, 1, 9, "spo2.low", "s1"),
    NotificationSent("pager.1.1", "pager"), NotificationFailed("pager.1.1", "pager", 3, None, "status 500"),
    ChannelChanged("pager", dead=True, text="Nothing gets out"), CheckExpected("s1", "sedation", 9),
    CheckExpected("s1", "sedation", None), CheckDone("s1", "sedation"), ObservationMade("s1", "moaas", 3.0, 7),
    ObservationMade("s1", "acvpu", "A", 7),
], ids=lambda body: type(body).__name__)
def test_a_body_survives_its_json(body: AnyBody) -> None:
    assert decode(encode(body)) == body


def test_a_journal_of_today_can_be_read_tomorrow() -> None:
    assert decode(b'{"kind":"BedAdded","bed":"b1"}') == BedAdded("b1")


def test_what_this_version_does_not_know_is_an_error() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode(b'{"kind":"BedMoved","bed":"b1"}')
