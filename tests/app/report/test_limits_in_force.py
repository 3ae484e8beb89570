"""The limits that a chart draws: by phase, changed by persons, and resting on the baseline as it became known."""

from __future__ import annotations

from app.report.limits_in_force import limits_in_force
from monitors.entries import LimitChanged, PhaseChanged
from monitors.vitals import Vital
from tests.app.report.building import Story


def test_the_profiles_own_limit_holds_until_somebody_changes_it_and_again_after() -> None:
    story = Story()
    story.tell(10, "nina", LimitChanged("s1", "spo2-low", 92.0, "asthma"))
    story.tell(30, "nina", LimitChanged("s1", "spo2-low", None, "over"))
    told = limits_in_force(story.record(60), Vital.SPO2)
    assert [(one.since, one.until, one.low, one.high) for one in told] == [
        (story.at(0), story.at(10), 90, None), (story.at(10), story.at(30), 92, None),
        (story.at(30), story.at(60), 90, None),
    ]


def test_a_pressures_limit_rests_on_the_cuffs_of_the_baseline() -> None:
    story = Story()
    story.cuff(5, 120, 80)
    story.cuff(9, 130, 80)
    story.tell(20, "nina", PhaseChanged("s1", "infusion"))
    story.cuff(25, 160, 90)
    told = limits_in_force(story.record(60), Vital.SYSTOLIC)
    assert [(one.since, one.high) for one in told] == [
        (story.at(0), 160), (story.at(20), 143),
    ], "under three cuffs it waits for the end of the baseline phase"
    assert {one.low for one in told} == {90}


def test_a_session_that_was_opened_this_very_moment_has_none_yet() -> None:
    assert limits_in_force(Story().record(0), Vital.SPO2) == []


def test_a_vital_without_rules_has_no_limits() -> None:
    (one,) = limits_in_force(Story().record(60), Vital.TEMPERATURE)
    assert (one.low, one.high) == (None, None)
