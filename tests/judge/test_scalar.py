"""The scalar judge does what docs/judging.md says, in examples small enough to check by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest

from alerts.alarm import Priority, State
from monitors.entries import Acknowledged, Advanced, Entry, PhaseChanged, Resumed, SessionClosed
from monitors.instant import seconds
from monitors.reading import Quality, Status
from monitors.vitals import Vital
from tests.judge.episodes import Revision
from tests.judge.profiles import profiles
from tests.judge.scalar import Judge
from tests.judge.steps import entry, instant, opened, reading, received

SPO2, HR, PULSE, SYSTOLIC = Vital.SPO2, Vital.HEART_RATE, Vital.PULSE_RATE, Vital.SYSTOLIC


def judged(*entries: Entry, until_s: float = 0) -> list[Revision]:
    judge = Judge(profiles())
    for one in entries:
        judge.apply(one)
    if until_s:
        judge.advance(instant(until_s))
    return judge.log


def steady(vital: Vital, value: float, start: int, stop: int) -> list[Entry]:
    """One reading a second from start up to, not with, stop."""
    return [received(at, reading(vital, value, at)) for at in range(start, stop)]


def of(log: list[Revision], condition: str) -> list[Revision]:
    return [one for one in log if f".{condition}." in one.id]


def told(log: list[Revision], condition: str) -> list[tuple[float, State, Priority, str]]:
    """Its revisions, but for those that only escalate."""
    return [
        ((one.at - instant(0)) / 1_000_000, one.state, one.priority, one.rule)
        for before, one in pairwise([None, *of(log, condition)])
        if one is not None and (before is None or one.escalation <= before.escalation)
    ]


def test_a_delay_of_10_s_completes_at_exactly_10_s() -> None:
    log = judged(opened(), *steady(HR, 72, 1, 20), *steady(HR, 45, 20, 31))
    (onset,) = of(log, "heart_rate.low")
    assert onset.onset_at == instant(30)
    assert onset.since_at == instant(20)
    assert (onset.rule, onset.limit, onset.priority) == ("heart-rate-low", 50, Priority.MEDIUM)
    assert not of(judged(opened(), *steady(HR, 72, 1, 20), *steady(HR, 45, 20, 30)), "heart_rate.low")


def test_a_clear_reading_at_the_last_instant_comes_first() -> None:
    log = judged(opened(), *steady(HR, 45, 20, 30), received(30, reading(HR, 72, 30)))
    assert not of(log, "heart_rate.low")


def test_six_seconds_of_violation_then_silence_complete_the_delay() -> None:
    log = judged(opened(), *steady(HR, 72, 1, 20), *steady(HR, 45, 20, 27), until_s=45)
    assert told(log, "heart_rate.low")[0] == (30, State.ON, Priority.MEDIUM, "heart-rate-low")


def test_a_gap_pauses_a_delay_and_never_resets_it() -> None:
    before = [*steady(HR, 72, 1, 20), *steady(HR, 45, 20, 23)]
    log = judged(opened(), *before, *steady(HR, 45, 40, 44))
    (onset,) = of(log, "heart_rate.low")
    assert onset.onset_at == instant(43), "2 s and 5 s until it greyed, then the 3 s that were left"


def test_between_limit_and_clear_level_nothing_changes() -> None:
    log = judged(opened(), *steady(HR, 45, 1, 20), *steady(HR, 52, 20, 60), *steady(HR, 54, 60, 80))
    assert told(log, "heart_rate.low") == [
        (11, State.ON, Priority.MEDIUM, "heart-rate-low"), (75, State.ENDED, Priority.MEDIUM, "heart-rate-low"),
    ]


def test_a_cuff_must_say_it_twice() -> None:
    cuffs = [received(at, reading(SYSTOLIC, value, at)) for at, value in [(10, 170), (310, 171), (610, 150)]]
    log = judged(opened(), *cuffs)
    assert [(one.at, one.state) for one in of(log, "blood_pressure.high")] == [
        (instant(310), State.ON), (instant(610), State.ENDED),
    ]


def test_a_rise_is_judged_against_this_persons_baseline() -> None:
    base = [received(at, reading(SYSTOLIC, value, at)) for at, value in [(10, 100), (310, 104), (610, 102)]]
    rise = [received(at, reading(SYSTOLIC, 121, at)) for at in (910, 1510)]
    log = judged(opened(phase="baseline"), *base, entry(700, PhaseChanged("s1", "infusion")), *rise)
    (onset,) = of(log, "blood_pressure.high")
    assert (onset.rule, onset.limit, onset.at) == ("systolic-rise", 120, instant(1510))
    assert not judged(opened(), *rise), "without a baseline a relative rule says nothing"


def test_missing_holds_the_alarm_it_interrupts() -> None:
    both = [
        received(at, reading(SPO2, 88, at), reading(HR, 70, at)) if at < 20 else received(at, reading(HR, 70, at))
        for at in range(1, 60)
    ]
    log = judged(opened(), *both, received(60, reading(SPO2, 88, 60), reading(HR, 70, 60)))
    assert told(log, "spo2.missing") == [
        (39, State.ON, Priority.MEDIUM, "spo2.missing"), (60, State.ENDED, Priority.MEDIUM, "spo2.missing"),
    ]
    assert [one.held_by for one in of(log, "spo2.low")] == [None, "s1.spo2.missing.1", None]


def test_a_silent_device_stands_in_place_of_its_series() -> None:
    both = [received(at, reading(SPO2, 97, at), reading(HR, 70, at)) for at in range(1, 20)]
    log = judged(opened(), *both, until_s=100)
    assert [one.id for one in log] == ["d1.device.silent.1", "s1.session.unmonitored.1"]
    assert [one.at for one in log] == [instant(39), instant(79)]


@pytest.mark.parametrize(("status", "value", "condition", "after"), [
    (Status.PROBE_OFF, None, "spo2.probe_off", 5), (Status.OK, 150.0, "spo2.invalid", 10),
])
def test_an_unusable_reading_has_a_cause(status: Status, value: float | None, condition: str, after: int) -> None:
    bad = received(20, reading(SPO2, value, 20, status=status, quality=Quality.INVALID))
    log = judged(opened(), *steady(SPO2, 97, 1, 20), bad, received(40, reading(SPO2, 97, 40)))
    assert told(log, condition) == [
        (20 + after, State.ON, Priority.LOW, condition), (40, State.ENDED, Priority.LOW, condition),
    ]


def test_a_desaturation_latches_and_returns() -> None:
    log = judged(
        opened(), *steady(SPO2, 75, 1, 20), *steady(SPO2, 97, 20, 60), *steady(SPO2, 75, 60, 98),
    )
    assert told(log, "spo2.low") == [
        (4.75, State.ON, Priority.MEDIUM, "spo2-low"), (6, State.ON, Priority.HIGH, "spo2-desaturation"),
        (35, State.LATCHED, Priority.HIGH, "spo2-desaturation"), (95, State.ON, Priority.HIGH, "spo2-desaturation"),
    ], "60 % s are over after 3.75 s at 16 a second; the second time it jumps, is due at 75 s and held for 20 s"
    assert {one.id for one in of(log, "spo2.low")} == {"s1.spo2.low.1"}


def test_a_worsening_rearms_an_acknowledgement() -> None:
    low, lower = steady(HR, 45, 1, 20), steady(HR, 38, 20, 40)
    seen = entry(19.5, Acknowledged("s1.heart_rate.low.1", 1), by="nurse")
    late = entry(45, Acknowledged("s1.heart_rate.low.1", 2), by="nurse")
    log = of(judged(opened(), *low, seen, *lower, late), "heart_rate.low")
    assert [one.state for one in log] == [State.ON, State.ACKNOWLEDGED, State.ON], "an older revision is refused"
    assert log[-1].at == instant(30)


def test_an_acknowledgement_expires_while_the_condition_lasts() -> None:
    seen = entry(19.5, Acknowledged("s1.heart_rate.low.1", 1), by="nurse")
    log = of(judged(opened(), *steady(HR, 45, 1, 20), seen, *steady(HR, 45, 20, 330)), "heart_rate.low")
    assert [(one.at, one.state) for one in log][1:] == [
        (instant(19.5), State.ACKNOWLEDGED), (instant(319.5), State.ON),
    ]


def test_pulse_stands_in_for_a_stale_heart_rate() -> None:
    posts = [received(1, reading(HR, 70, 1)), received(2, reading(HR, 70, 2))]
    posts += [received(at, reading(PULSE, 130, at)) for at in range(3, 200)]
    (onset,) = of(judged(opened(), *posts), "heart_rate.high")
    assert (onset.rule, onset.at) == ("heart-rate-high-pulse", instant(152)), "2.5 unlearned minutes after 2 s"


def test_a_restart_is_a_gap() -> None:
    log = judged(
        opened(), *steady(HR, 72, 1, 20), *steady(HR, 45, 20, 25), entry(300, Resumed()),
        *steady(HR, 45, 301, 308),
    )
    (onset,) = of(log, "heart_rate.low")
    assert onset.onset_at == instant(307), "4 s before, 6 s after"


def test_a_closed_session_ends_its_alarms() -> None:
    log = judged(opened(), *steady(SPO2, 88, 1, 20), entry(20, SessionClosed("s1", "moved")), until_s=1000)
    assert [(one.at, one.state, one.ended_at) for one in log][1:] == [(instant(20), State.ENDED, instant(20))]


def test_late_readings_are_listed_until_acknowledged() -> None:
    late = received(100, reading(SPO2, 81, 40, late=True))
    log = judged(opened(), late, entry(101, Acknowledged("s1.session.backfill.1", 2), by="nurse"))
    assert [(one.id, one.state, one.since_at) for one in log if "backfill" in one.id] == [
        ("s1.session.backfill.1", State.ON, instant(40)), ("s1.session.backfill.1", State.LATCHED, instant(40)),
        ("s1.session.backfill.1", State.ENDED, instant(40)),
    ]


def test_infusing_without_a_monitor_is_an_alarm() -> None:
    log = judged(opened(profile="ketamine-iv", phase="baseline"), entry(30, PhaseChanged("s1", "infusion")), until_s=95)
    assert [(one.id, one.at) for one in log] == [("s1.session.unmonitored.1", instant(90))]
    assert not judged(opened(), entry(30, Advanced()), until_s=900)


def test_a_device_without_a_session_is_told_after_a_minute() -> None:
    posts = [received(at, reading(SPO2, 97, at, session="")) for at in range(70)]
    log = judged(*posts, until_s=200)
    assert [(one.id, one.at - instant(0)) for one in log] == [
        ("d1.device.unassigned.1", seconds(60)), ("d1.device.unassigned.1", seconds(129)),
    ]


def test_a_wrong_clock_is_told_after_a_minute() -> None:
    posts = [received(at, reading(SPO2, 97, at, offset_s=-45)) for at in range(62)]
    log = judged(opened(), *posts)
    assert [(one.id, one.at) for one in log] == [("d1.device.clock_skew.1", instant(60))]
