"""Limits as they are told."""

from __future__ import annotations

from alerts.baseline import Baseline
from alerts.limit_changes import LimitChanges
from app import limits_shown
from monitors.asides import LimitProposed
from monitors.entries import AnyBody, Entry, LimitChanged
from monitors.instant import MINUTE, rfc3339
from monitors.session import Session
from monitors.vitals import Vital
from tests.alerts.building import profile, profiles

SESSION = Session("s1", "C1", "ketamine-iv", "ketamine-iv", "P", None, "infusion", 0, 0, None)


def limit(changes: LimitChanges, rule: str, now: int = 10) -> limits_shown.RuleLimit:
    """One rule of the session."""
    found = limits_shown.of_session(SESSION, profile("ketamine-iv"), changes, now, {})
    return next(one for one in found.limits if one.rule == rule)


def test_a_default_is_told_with_its_bound_its_side_and_what_is_counted() -> None:
    spo2, rise = limit(LimitChanges(), "spo2-low"), limit(LimitChanges(), "systolic-rise")
    assert (spo2.limit, spo2.default, spo2.widest) == (90, 90, 88)
    assert (spo2.side, spo2.counted, spo2.unit) == ("below", "value", "%")
    assert (rise.limit, rise.widest, rise.side, rise.counted) == (18, 25, "above", "from_baseline")
    assert not spo2.differs
    assert spo2.changed is None


def test_a_change_is_told_beside_the_default_with_who_and_why_and_what_waits() -> None:
    changes = LimitChanges()
    changes.apply(Entry(1, 1, "ann", LimitChanged("s1", "spo2-low", 88.0, "COPD")))
    changes.apply(Entry(2, 2, "ann", LimitProposed("s1", "spo2-low", 82.0, "worse")))
    one = limit(changes, "spo2-low")
    assert (one.limit, one.default, one.differs) == (88, 90, True)
    assert one.changed == limits_shown.LimitChange(rfc3339(1), "ann", "spo2-low", 88.0, "COPD", None, "limit changed")
    assert one.proposed is not None
    assert (one.proposed.limit, one.proposed.what) == (82, "proposed")
    assert limit(changes, "spo2-low", 16 * MINUTE).proposed is None, "it has waited too long"


def test_a_reset_that_only_withdraws_a_proposal_is_told_as_that() -> None:
    changes = LimitChanges()
    bodies: list[AnyBody] = [
        LimitProposed("s1", "spo2-low", 82.0, "worse"), LimitChanged("s1", "spo2-low", None, "no need"),
        LimitChanged("s1", "spo2-low", 88.0, "COPD"), LimitProposed("s1", "spo2-low", 82.0, "worse"),
        LimitChanged("s1", "spo2-low", None, "well"),
    ]
    for number, body in enumerate(bodies, 1):
        changes.apply(Entry(number, number, "ann", body))
    history = limits_shown.of_session(SESSION, profile("ketamine-iv"), changes, 10, {}).history
    assert [(one.limit, one.what, one.reason) for one in history] == [
        (None, "proposal withdrawn", "no need"), (88, "limit changed", "COPD"),
        (None, "profile's limit again", "well"),
    ]


def test_a_baseline_that_is_not_known_yet_is_told_as_that() -> None:
    empty, one, three = (Baseline(pressure=True) for _ in range(3))
    for value in (120.0, 122.0, 124.0):
        three.add(value, 0, "baseline")
    one.add(120, 0, "baseline")
    states = [
        limits_shown.of_session(SESSION, profile("ketamine-iv"), LimitChanges(), 0, {Vital.SYSTOLIC: each}).baselines[0]
        for each in (empty, one, three)
    ]
    assert [(each.value, each.state) for each in states] == [
        (None, "not_known"), (120, "provisional"), (122, "known"),
    ]


def test_every_profile_tells_every_limit() -> None:
    told = limits_shown.of_profiles(profiles())
    assert {one.profile: len(one.limits) for one in told.profiles} == {
        one.name: len(one.thresholds) for one in profiles().values()
    }
