"""The discharge criteria, each on the minute or the value before and after, with the sentence that says why."""

from __future__ import annotations

import pytest

from alerts.treatment.discharge import Pressure, criteria
from monitors.steps import AdverseEventEnded, DoseStopped
from monitors.vitals import Vital
from tests.alerts.treatment.telling import IV, PROTOCOLS, Told, at

BEFORE = {Vital.SYSTOLIC: 120.0}


def ready() -> Told:
    """A session of which every criterion is met at minute 130: the dose was at 10."""
    told = Told()
    told.observe(5, "dissociation", 0)
    told.infuse(10)
    told.put(50, DoseStopped("s1", "d1", 35, at(50), "complete"))
    told.observe(110, "moaas", 5)
    told.observe(110, "dissociation", 1)
    told.observe(110, "aldrete", 9)
    return told


def unmet(
    told: Told, minute: float = 130, *, systolic: float = 125, pressed: float = 120, escort: str = "her brother",
    protocol: str = "ketamine-iv",
) -> dict[str, str]:
    """The criteria that aren't met, with why."""
    pressure = Pressure(systolic, at(pressed))
    found = criteria(told.history, PROTOCOLS[protocol].discharge, BEFORE, pressure, escort, at(minute))
    return {one.name: one.why for one in found if not one.met}


def test_a_person_who_meets_them_all_may_leave() -> None:
    assert unmet(ready()) == {}
    found = criteria(ready().history, IV.discharge, BEFORE, Pressure(125, at(120)), "her brother", at(130))
    assert {one.name for one in found} == {
        "doses_ended", "events_resolved", "watched", "recovery_score", "blood_pressure", "sedation_resolved",
        "dissociation_resolved", "escort",
    }


@pytest.mark.parametrize(("minute", "met"), [(129, False), (130, True)])
def test_two_hours_from_the_first_dose(minute: float, met: bool) -> None:
    assert ("watched" not in unmet(ready(), minute)) is met


@pytest.mark.parametrize(("score", "met"), [(8, False), (9, True)])
def test_aldrete_or_mpadss_of_nine(score: float, met: bool) -> None:
    told = ready()
    told.observe(125, "aldrete", score)
    assert ("recovery_score" not in unmet(told)) is met
    told.observe(126, "mpadss", 9)
    assert "recovery_score" not in unmet(told)


@pytest.mark.parametrize(("minute", "met"), [(140, True), (141, False)])
def test_a_score_counts_for_half_an_hour(minute: float, met: bool) -> None:
    assert ("recovery_score" not in unmet(ready(), minute, pressed=139)) is met


@pytest.mark.parametrize(("systolic", "met"), [(144, True), (145, False), (96, True), (95, False)])
def test_pressure_within_a_fifth_of_the_baseline(systolic: float, met: bool) -> None:
    assert ("blood_pressure" not in unmet(ready(), systolic=systolic)) is met


@pytest.mark.parametrize(("pressed", "met"), [(100, True), (99, False)])
def test_a_pressure_counts_for_half_an_hour(pressed: float, met: bool) -> None:
    assert ("blood_pressure" not in unmet(ready(), pressed=pressed)) is met


def test_what_was_never_measured_is_not_met_and_says_so() -> None:
    told = Told()
    told.infuse(10)
    found = criteria(told.history, IV.discharge, {}, None, "", at(130))
    why = {one.name: one.why for one in found if not one.met}
    assert why["doses_ended"] == "d1 still runs: stop it, with what was given"
    assert why["blood_pressure"] == "no pressure was measured before the first dose"
    assert why["sedation_resolved"] == "MOAA/S was not observed after the dose and in the last 30 min"
    assert why["dissociation_resolved"] == "dissociation was not asked for after the dose and in the last 30 min"
    assert why["recovery_score"] == "no Aldrete or MPADSS in the last 30 min"
    assert why["escort"] == "nobody is named who goes with the person"


@pytest.mark.parametrize(("value", "met"), [(5, True), (4, False)])
def test_sedation_is_resolved_when_awake(value: float, met: bool) -> None:
    told = ready()
    told.observe(128, "moaas", value)
    assert ("sedation_resolved" not in unmet(told)) is met


@pytest.mark.parametrize(("before", "after", "met"), [(0, 1, True), (0, 2, False), (4, 4, True), (4, 5, False)])
def test_dissociation_is_resolved_when_it_is_no_more_than_before(before: float, after: float, met: bool) -> None:
    told = Told()
    told.observe(5, "dissociation", before)
    told.infuse(10)
    told.put(50, DoseStopped("s1", "d1", 35, at(50), "complete"))
    told.observe(120, "dissociation", after)
    assert ("dissociation_resolved" not in unmet(told)) is met


@pytest.mark.parametrize(("seen", "met"), [(49, False), (50, True), (60, True)])
def test_only_what_was_seen_after_the_dose_shows_how_the_person_is(seen: float, met: bool) -> None:
    told = Told()
    told.infuse(10)
    told.observe(seen, "moaas", 5)
    told.observe(seen, "dissociation", 0)
    told.put(50, DoseStopped("s1", "d1", 35, at(50), "complete"))
    for minute, fresh in ((79, True), (95, False)):
        missing = unmet(told, minute, pressed=minute)
        assert ("sedation_resolved" not in missing) is (met and fresh)
        assert ("dissociation_resolved" not in missing) is (met and fresh)


def test_an_adverse_event_must_be_over() -> None:
    told = ready()
    told.event(60)
    assert unmet(told)["events_resolved"] == "the adverse event e1 has no end yet"
    told.put(128, AdverseEventEnded("s1", "e1", at(128)))
    assert "events_resolved" not in unmet(told)


def test_a_session_without_a_dose_needs_no_time_under_watch() -> None:
    assert "watched" not in unmet(Told(), 5)


def test_general_asks_for_nothing_but_an_end() -> None:
    told = Told("general")
    assert unmet(told, 5, protocol="general", escort="") == {}
