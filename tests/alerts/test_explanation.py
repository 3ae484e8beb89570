"""Why an alarm is as it is: rule, limit, baseline, delay, holder, and what each revision changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alerts.alarm import Acknowledgement, Alarm, Kind, Priority, Scope, State, Step
from alerts.explanation import UNCONFIRMED, changes, explain, limit_used
from alerts.profile import Threshold
from monitors.instant import MINUTE, SECOND
from tests.alerts.building import Fed, profile

ALARM = Alarm(
    "s1.spo2.low.1", 1, 20 * SECOND, Scope("s1", "", "C1"), "spo2.low", Kind.PHYSIOLOGICAL, Priority.MEDIUM, State.ON,
    20 * SECOND, 8 * SECOND, None, "SpO2 87 % below 90 % for 12 s", 87, 90, "spo2-low", "a source", "spo2",
    tuple((at * SECOND, 90 - 0.4 * (at - 8)) for at in range(21)),
)
KETAMINE = profile("ketamine-iv")


def nobody(_alarm_id: str) -> Alarm | None:
    """Knows no other alarm."""
    return None


def test_the_rule_the_limit_the_slope_and_the_delay_are_told() -> None:
    found = explain([ALARM], KETAMINE, nobody)
    assert found.rule is not None
    assert found.rule.rule == "spo2-low"
    assert tuple(found.limit or ()) == (90, "%", 90, False, None, None)
    assert found.slope == pytest.approx(-0.4)
    assert found.condition_delay == 12 * SECOND
    assert (found.held, found.suppressed, found.unconfirmed) == (None, None, "")


def test_the_delay_is_that_of_the_onset_whatever_came_later() -> None:
    worse = replace(ALARM.stepped(Step.WORSEN, 50 * SECOND), since_at=45 * SECOND)
    assert explain([ALARM, worse], KETAMINE, nobody).condition_delay == 12 * SECOND


def test_another_limit_than_the_profiles_differs() -> None:
    found = explain([replace(ALARM, limit=88.0)], KETAMINE, nobody).limit
    assert tuple(found or ()) == (88, "%", 90, True, None, None)


def test_a_limit_on_the_baseline_tells_the_baseline_it_was_laid_on() -> None:
    rule = next(rule for rule in KETAMINE.thresholds if rule.id == "systolic-rise")
    alarm = replace(ALARM, vital="systolic", condition="blood_pressure.high", limit=139.0, rule=rule.id)
    alarm = replace(alarm, baseline=121.0)
    assert tuple(limit_used(alarm, rule, "mmHg") or ()) == (139, "mmHg", 139, False, 18, 121)
    wider = replace(alarm, limit=145.0)
    assert tuple(limit_used(wider, rule, "mmHg") or ()) == (145, "mmHg", 139, True, 24, 121), "changed for the session"


def test_a_rule_that_is_gone_and_what_the_program_finds_are_told_as_well() -> None:
    gone = explain([replace(ALARM, rule="of-an-older-file")], KETAMINE, nobody)
    assert gone.rule is None
    assert tuple(gone.limit or ()) == (90, "%", None, False, None, None)
    missing = replace(ALARM, condition="spo2.missing", kind=Kind.TECHNICAL, rule="spo2.missing", limit=None)
    told = explain([missing], None, nobody)
    assert told.rule is not None
    assert (told.rule.kind, told.limit) == ("technical", None)


def test_what_holds_suppresses_or_leaves_an_alarm_unconfirmed_is_told_with_the_reason() -> None:
    other = replace(ALARM, id="s1.spo2.missing.1", text="No SpO2 for 25 s")
    alarm = replace(ALARM, held_by=other.id, suppressed_by="s1.gone.1", unconfirmed=True)
    found = explain([alarm], KETAMINE, {other.id: other}.get)
    assert found.held is not None
    assert found.held.by == other.id
    assert found.held.why.startswith("No SpO2 for 25 s: ")
    assert found.suppressed is not None
    assert (found.suppressed.by, bool(found.suppressed.why)) == ("s1.gone.1", True)
    assert found.unconfirmed == UNCONFIRMED


def test_each_revision_says_what_it_changed() -> None:
    seen = replace(
        ALARM.stepped(Step.ACKNOWLEDGE, 30 * SECOND),
        acknowledged=Acknowledgement("JD", 30 * SECOND, "turned him", MINUTE),
    )
    expired = seen.stepped(Step.EXPIRE, 2 * MINUTE)
    worse = replace(
        expired.stepped(Step.WORSEN, 3 * MINUTE), priority=Priority.HIGH, rule="spo2-desaturation", limit=80.0,
        latching=True,
    )
    held = replace(worse, revision=5, held_by="s1.spo2.missing.1")
    latched = replace(held.stepped(Step.CLEAR_LATCHING, 4 * MINUTE), held_by=None, unconfirmed=True)
    back = latched.stepped(Step.RETURN, 5 * MINUTE)
    told = [one.changed for one in changes([ALARM, seen, expired, worse, held, latched, back])]
    assert told == [
        ("began as medium by spo2-low",),
        ("acknowledged by JD: turned him",),
        ("the acknowledgement expired",),
        ("became worse and sounds again", "priority medium -> high", "rule spo2-low -> spo2-desaturation",
         "limit 90 -> 80", "stays until somebody acknowledges it, from now on"),
        ("held by s1.spo2.missing.1",),
        ("its condition is over; it stays until somebody acknowledges it", "held no more", "unconfirmed"),
        ("came back",),
    ]


def test_escalation_and_shelving_are_told_as_what_they_are() -> None:
    louder = replace(ALARM, revision=2, escalation=1)
    called = replace(louder, revision=3, escalation=2, suppressed_by="shelved by JD until 12:00: moved")
    back = replace(called, revision=4, escalation=0, suppressed_by=None)
    assert [one.changed for one in changes([ALARM, louder, called, back])][1:] == [
        ("nobody acknowledged it: louder",),
        ("nobody acknowledged it: the next role is called", "suppressed: shelved by JD until 12:00: moved"),
        ("suppressed no more",),
    ]
    found = explain([called], KETAMINE, nobody).suppressed
    assert found is not None
    assert found.why == "shelved by JD until 12:00: moved"


def test_another_bed_is_told() -> None:
    moved = replace(ALARM.stepped(Step.MOVE, MINUTE), scope=ALARM.scope._replace(bed="C7"))
    assert [one.changed for one in changes([ALARM, moved])][1] == ("at bed C7 from now on",)


def test_an_end_is_told_with_its_reason_or_with_who_acknowledged_it() -> None:
    ended = replace(ALARM.stepped(Step.CLOSE, MINUTE), end_reason="patient left")
    assert [one.changed for one in changes([ALARM, ended])][1] == ("ended: patient left",)
    latched = ALARM.stepped(Step.CLEAR_LATCHING, MINUTE)
    seen = replace(latched.stepped(Step.ACKNOWLEDGE, MINUTE), acknowledged=Acknowledgement("JD", MINUTE, "", None))
    assert [one.changed for one in changes([latched, seen])][1] == ("acknowledged by JD", "ended")


def test_every_revision_that_a_watch_makes_says_something() -> None:
    fed = Fed()
    fed.steady(0, 30, spo2=97, heart_rate=72)
    fed.steady(30, 120, spo2=88, heart_rate=72)
    fed.steady(120, 240, spo2=78, heart_rate=72)
    fed.steady(240, 300, heart_rate=72)
    fed.steady(300, 400, spo2=97, heart_rate=72)
    own = [alarm for alarm in fed.log if alarm.condition == "spo2.low"]
    found = explain(own, KETAMINE, fed.watch.alarm)
    assert len(found.changes) == len(own) >= 4
    assert all(change.changed and change.changed != ("nothing that is told",) for change in found.changes)


def test_every_threshold_of_the_profile_can_be_explained() -> None:
    for rule in KETAMINE.rules:
        limit = rule.limit if isinstance(rule, Threshold) else 90.0
        found = explain([replace(ALARM, rule=rule.id, vital=rule.vital, limit=limit)], KETAMINE, nobody)
        assert found.rule is not None
        assert found.unit
