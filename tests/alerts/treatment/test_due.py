"""What is due by when: each cadence of each protocol on the minute before and after, and what the Watch is told."""

from __future__ import annotations

import pytest

from alerts.treatment.due import expected, to_tell, wanted, watch_end_of
from monitors.entries import CheckExpected, ObservationMade, PhaseChanged
from monitors.instant import Instant
from monitors.steps import DosePaused, DoseResumed, DoseStopped
from tests.alerts.treatment.telling import IV, PROTOCOLS, Told, at


def due(told: Told, protocol: str = "ketamine-iv") -> dict[str, Instant]:
    """What is wanted now."""
    return wanted(told.history, PROTOCOLS[protocol])


def tell(told: Told, minute: float, protocol: str = "ketamine-iv") -> list[CheckExpected]:
    """Tells the Watch what it must hear, as the use cases do."""
    found = to_tell(told.history, PROTOCOLS[protocol])
    for one in found:
        told.put(minute, one)
    return found


def test_a_session_that_was_only_opened_is_asked_nothing() -> None:
    told = Told(checked_in=False)
    told.put(5, PhaseChanged("s1", "infusion"))
    assert due(told) == {}


def test_before_the_dose_each_scale_is_asked_once() -> None:
    told = Told()
    assert due(told) == {what: at(15) for what in ("moaas", "dissociation", "mood", "anxiety")}
    told.observe(4, "mood", 5)
    assert "mood" not in due(told)


def test_what_was_not_asked_before_the_dose_is_not_asked_after_it_as_if_it_were() -> None:
    told = Told()
    told.infuse(20)
    assert due(told)["mood"] == at(100)


@pytest.mark.parametrize(
    ("protocol", "what", "first_min", "then_min"),
    [
        ("ketamine-iv", "moaas", 15, 30), ("ketamine-iv", "dissociation", 40, 80), ("ketamine-iv", "mood", 80, None),
        ("ketamine-iv", "anxiety", 20, 80), ("ketamine-iv", "nausea", 20, 40), ("ketamine-iv", "bp_40min", 40, None),
        ("ketamine-iv", "two_hour_gate", 120, None), ("ketamine-iv", "distress", 20, 40),
        ("ketamine-iv", "dizziness", 20, 40), ("ketamine-im", "dizziness", 15, 30),
        ("esketamine-nasal", "dizziness", 40, None), ("pain-infusion", "dizziness", 60, None),
        ("ketamine-im", "distress", 15, 30), ("esketamine-nasal", "distress", 40, None),
        ("pain-infusion", "distress", 60, 240),
        ("ketamine-im", "moaas", 15, 30), ("ketamine-im", "dissociation", 30, 60), ("ketamine-im", "mood", 60, None),
        ("ketamine-im", "nausea", 15, 30), ("ketamine-im", "bp_30min", 30, None),
        ("ketamine-im", "watching_time", 60, None),
        ("esketamine-nasal", "moaas", 30, 60), ("esketamine-nasal", "dissociation", 40, 80),
        ("esketamine-nasal", "mood", 80, None), ("esketamine-nasal", "nausea", 40, None),
        ("esketamine-nasal", "bp_40min", 40, None), ("esketamine-nasal", "two_hour_gate", 120, None),
        ("pain-infusion", "moaas", 30, 60), ("pain-infusion", "pain", 60, 120), ("pain-infusion", "nausea", 60, 120),
        ("pain-infusion", "dissociation", 60, 240), ("pain-infusion", "anxiety", 60, None),
        ("pain-infusion", "watching_time", 60, None),
    ],
)
def test_each_cadence_counts_from_the_first_dose(
    protocol: str, what: str, first_min: float, then_min: float | None
) -> None:
    told = Told(protocol)
    told.infuse(10)
    assert due(told, protocol)[what] == at(10 + first_min)
    if what.startswith("bp_") or what in ("two_hour_gate", "watching_time"):
        told.done(10 + first_min, what)
    else:
        told.observe(10 + first_min, what, 1)
    assert due(told, protocol).get(what) == (None if then_min is None else at(10 + then_min))


@pytest.mark.parametrize(("minute", "counts"), [(44, False), (45, True)])
def test_what_is_done_up_to_five_minutes_early_counts(minute: float, counts: bool) -> None:
    told = Told()
    told.infuse(10)
    told.observe(minute, "dissociation", 6)
    assert due(told)["dissociation"] == (at(90) if counts else at(50))


def test_one_observation_does_every_time_that_went_by_unasked() -> None:
    told = Told()
    told.infuse(10)
    told.observe(88, "dissociation", 6)
    assert "dissociation" not in due(told)


def test_a_cadence_goes_on_from_one_phase_of_its_own_into_the_next() -> None:
    told = Told()
    told.infuse(10)
    told.observe(40, "moaas", 4)
    told.put(50, PhaseChanged("s1", "recovery"))
    assert due(told)["moaas"] == at(55)


def test_the_planned_end_moves_with_the_infusion() -> None:
    told = Told()
    told.infuse(10)
    assert due(told)["plan_end"] == at(50)
    told.put(20, DosePaused("s1", "d1", at(20), "nausea"))
    assert "plan_end" not in due(told)
    assert due(told)["infusion_paused"] == at(30), "somebody is reminded of it"
    told.put(30, DoseResumed("s1", "d1", at(30)))
    assert due(told)["plan_end"] == at(60)
    assert "infusion_paused" not in due(told)
    told.put(60, DoseStopped("s1", "d1", 35, at(60), "complete"))
    assert "plan_end" not in due(told)


def test_the_watching_time_has_its_name_by_its_length() -> None:
    assert (watch_end_of(IV), watch_end_of(PROTOCOLS["ketamine-im"])) == ("two_hour_gate", "watching_time")


def test_the_watch_is_told_what_is_new_and_what_is_withdrawn_and_nothing_twice() -> None:
    told = Told()
    first = tell(told, 0)
    assert {one.what: one.due_at for one in first} == due(told) == expected(told.history)
    assert tell(told, 1) == []
    told.infuse(10)
    moved = {one.what: one.due_at for one in tell(told, 10)}
    assert moved["mood"] == at(90)
    assert "bp_40min" in moved
    assert expected(told.history) == due(told)


def test_what_was_seen_before_it_was_asked_for_again_leaves_it_expected() -> None:
    told = Told()
    told.infuse(10)
    tell(told, 10)
    told.observe(9, "moaas", 5, told_at=12)
    assert expected(told.history)["moaas"] == at(25), "the Watch takes it for an answer to an earlier question"
    told.observe(13, "moaas", 5)
    assert "moaas" not in expected(told.history)
    assert [(one.what, one.due_at) for one in tell(told, 13)] == [("moaas", at(28))]


def test_an_observation_too_early_is_asked_for_again() -> None:
    told = Told()
    told.infuse(10)
    tell(told, 10)
    told.observe(20, "dissociation", 6)
    assert [(one.what, one.due_at) for one in tell(told, 20)] == [("dissociation", at(50))]


def test_a_correction_moves_nothing() -> None:
    told = Told()
    told.infuse(10)
    number = told.observe(25, "moaas", 0)
    before = due(told)
    told.put(27, ObservationMade("s1", "moaas", 5, at(25), corrects=number))
    assert due(told) == before
