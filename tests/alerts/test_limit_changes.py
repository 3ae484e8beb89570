"""A session's own limits: who changed what, and what of it is in force."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alerts.limit_changes import PROPOSED_FOR, LimitChanges, moved, needs_two
from alerts.profile import Threshold
from alerts.watch import Watch
from monitors.asides import LimitProposed
from monitors.entries import AnyBody, Entry, LimitChanged, PhaseChanged, SessionClosed, SessionOpened
from monitors.reading import Status
from monitors.vitals import Vital
from tests.alerts.building import Fed, profile, profiles, reading

KETAMINE = profile("ketamine-iv")


def rule(name: str) -> Threshold:
    """A rule of the ketamine profile."""
    return next(one for one in KETAMINE.thresholds if one.id == name)


def changes(*bodies: tuple[str, AnyBody]) -> LimitChanges:
    """What entries, one a second, make of it; each with who did it."""
    made = LimitChanges()
    for number, (by, body) in enumerate(bodies, 1):
        made.apply(Entry(number, number, by, body))
    return made


def test_what_hangs_on_a_limit_moves_with_it() -> None:
    one = moved(KETAMINE, {"spo2-low": 86.0, "systolic-rise": 25.0})
    spo2, rise = (next(two for two in one.thresholds if two.id == name) for name in ("spo2-low", "systolic-rise"))
    assert (spo2.limit, spo2.clear, spo2.on_after) == (86, 88, rule("spo2-low").on_after)
    assert (rise.limit, rise.clear) == (25, 19)
    assert rise.pair_each == pytest.approx(19.6)
    assert moved(KETAMINE, {}) is KETAMINE


def test_a_distance_under_the_baseline_is_written_as_a_positive_number() -> None:
    under = replace(rule("systolic-rise"), id="drop", side=-1, limit=-20.0, clear=-15.0, pair_each=None)
    one = moved(replace(KETAMINE, thresholds=(under,)), {"drop": 30.0}).thresholds[0]
    assert (one.limit, one.clear) == (-30, -25)
    assert needs_two(replace(under, widest=-25.0), 26) is True
    assert needs_two(replace(under, widest=-25.0), 25) is False


@pytest.mark.parametrize(("name", "limit", "two"), [
    ("spo2-low", 88, False), ("spo2-low", 87.9, True), ("spo2-low", 93, False), ("spo2-desaturation", 79, True),
    ("spo2-desaturation", 82, False), ("heart-rate-high", 130, False), ("heart-rate-high", 131, True),
    ("heart-rate-high", 100, False), ("systolic-rise", 26, True), ("systolic-rise", 10, False),
])
def test_only_widening_beyond_the_bound_takes_two(name: str, limit: float, two: bool) -> None:
    assert needs_two(rule(name), limit) is two


def test_a_change_is_in_force_until_it_is_taken_back_and_stays_in_the_history() -> None:
    one = changes(
        ("ann", LimitChanged("s1", "spo2-low", 88.0, "COPD")), ("bob", LimitChanged("s1", "spo2-low", 89.0, "better")),
    )
    assert one.limits("s1") == {"spo2-low": 89}
    assert one.limits("s2") == {}
    one.apply(Entry(3, 3, "ann", LimitChanged("s1", "spo2-low", None, "well")))
    assert one.limits("s1") == {}
    assert [(each.by, each.limit, each.reason) for each in one.of("s1").history] == [
        ("ann", 88, "COPD"), ("bob", 89, "better"), ("ann", None, "well"),
    ]


def test_a_proposal_changes_nothing_and_waits_for_a_quarter_of_an_hour() -> None:
    one = changes(("ann", LimitProposed("s1", "spo2-low", 82.0, "COPD")))
    assert one.limits("s1") == {}
    found = one.proposed("s1", "spo2-low", 1 + PROPOSED_FOR)
    assert found is not None
    assert (found.by, found.limit) == ("ann", 82)
    assert one.proposed("s1", "spo2-low", 2 + PROPOSED_FOR) is None
    one.apply(Entry(2, 2, "bob", LimitChanged("s1", "spo2-low", 82.0, "COPD", "ann")))
    assert one.proposed("s1", "spo2-low", 3) is None
    assert one.of("s1").history[0].proposed_by == "ann"


def test_taking_back_what_was_only_proposed_is_no_return_to_the_profiles_limit() -> None:
    one = changes(
        ("ann", LimitProposed("s1", "spo2-low", 82.0, "COPD")), ("ann", LimitChanged("s1", "spo2-low", None, "no")),
        ("ann", LimitChanged("s1", "spo2-low", 88.0, "COPD")), ("ann", LimitProposed("s1", "spo2-low", 82.0, "COPD")),
        ("ann", LimitChanged("s1", "spo2-low", None, "no")),
    )
    assert [each.withdrawn for each in one.of("s1").history] == [True, False, False]
    again = LimitChanges()
    again.load(one.dump())
    assert again.of("s1") == one.of("s1")


def test_nothing_waits_when_the_session_is_closed() -> None:
    one = changes(("ann", LimitProposed("s1", "spo2-low", 82.0, "COPD")), ("ann", SessionClosed("s1", "over")))
    assert one.proposed("s1", "spo2-low", 3) is None


def test_a_dump_comes_back_whole() -> None:
    proposed = ("ann", LimitProposed("s1", "heart-rate-high", 150, "x"))
    one, again = changes(("ann", LimitChanged("s1", "spo2-low", 88.0, "COPD")), proposed), LimitChanges()
    again.load(one.dump())
    assert again.of("s1") == one.of("s1")


def test_the_session_is_judged_by_its_own_limit_at_once() -> None:
    fed = Fed()
    fed.steady(0, 60, heart_rate=115)
    fed.put(60, LimitChanged("s1", "heart-rate-high", 110.0, "as ordered"))
    fed.steady(61, 80, heart_rate=115)
    assert fed.told("heart_rate.high") == [("on", "medium", 70)], "10 s from the change on"
    assert fed.the("heart_rate.high").limit == 110
    assert fed.watch.limits("s1")[Vital.HEART_RATE] == (50, 110)
    fed.put(80, LimitChanged("s1", "heart-rate-high", None, "back"))
    fed.steady(81, 100, heart_rate=115)
    assert fed.told("heart_rate.high")[-1] == ("ended", "medium", 95), "115 is clear of 120 for 15 s"


def test_a_wider_limit_lets_a_pending_alarm_go_in_a_gap_too() -> None:
    fed = Fed()
    fed.steady(0, 30, heart_rate=110)
    fed.steady(30, 36, heart_rate=125)
    fed.hear(36, reading(Vital.HEART_RATE, None, 36, status=Status.SEARCHING))
    fed.put(37, LimitChanged("s1", "heart-rate-high", 130.0, "as ordered"))
    fed.steady(38, 60, heart_rate=125)
    assert fed.told("heart_rate.high") == []


def test_a_pending_delay_outlives_a_change_of_phase_in_a_gap() -> None:
    fed = Fed(phase="baseline")
    fed.steady(0, 30, heart_rate=110)
    fed.steady(30, 36, heart_rate=125)
    fed.hear(36, reading(Vital.HEART_RATE, None, 36, status=Status.SEARCHING))
    fed.put(37, PhaseChanged("s1", "infusion"))
    fed.steady(40, 60, heart_rate=125)
    assert fed.told("heart_rate.high") == [("on", "medium", 44)], "6 s before the gap, 4 after it"


def test_h9_the_next_patient_begins_with_the_profiles_limits() -> None:
    fed = Fed()
    fed.put(1, LimitChanged("s1", "spo2-low", 80.0, "COPD", "ann"))
    fed.put(2, SessionClosed("s1", "over"))
    fed.put(3, SessionOpened("s2", "C1", "ketamine-iv", "ketamine-iv", "Q", "infusion"))
    assert fed.watch.limits("s2")[Vital.SPO2] == (90, None)
    assert fed.watch.changed_limits("s2") == frozenset()


def test_changed_limits_outlive_a_checkpoint() -> None:
    fed = Fed()
    fed.put(1, LimitChanged("s1", "heart-rate-high", 110.0, "as ordered"))
    again = Watch(profiles())
    again.load(fed.watch.dump())
    assert again.limits("s1")[Vital.HEART_RATE] == (50, 110)
    assert again.changed_limits("s1") == {Vital.HEART_RATE}
    fed.watch = again
    fed.put(2, LimitChanged("s1", "heart-rate-high", None, "back"))
    assert fed.watch.limits("s1")[Vital.HEART_RATE] == (50, 120)
