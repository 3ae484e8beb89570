"""Observations and events as they were seen, corrected and ended; a correction hides nothing from who asks for all."""

from __future__ import annotations

from alerts.treatment.observed import done_at, events, newest, observations
from monitors.entries import ObservationMade
from monitors.steps import AdverseEventEnded, AdverseEventNoted
from tests.alerts.treatment.telling import Told, at


def test_observations_stand_in_the_order_in_which_they_were_seen() -> None:
    told = Told()
    told.observe(20, "mood", 4)
    told.observe(10, "mood", 6, told_at=25)
    assert [(one.at, one.value) for one in observations(told.history)] == [(at(10), 6), (at(20), 4)]
    assert newest(told.history)["mood"].value == 4
    assert done_at(told.history, "mood") == at(20)


def test_a_correction_counts_and_the_corrected_one_is_kept() -> None:
    told = Told()
    wrong = told.observe(20, "moaas", 0)
    told.put(21, ObservationMade("s1", "moaas", 5, at(20), note="wrong key", corrects=wrong))
    assert [(one.value, one.note) for one in observations(told.history)] == [(5, "wrong key")]
    everything = observations(told.history, all_told=True)
    assert [(one.value, one.corrected) for one in everything] == [(0, True), (5, False)]


def test_a_check_is_done_by_being_ticked_off_too() -> None:
    told = Told()
    assert done_at(told.history, "bp_40min") is None
    told.done(41, "bp_40min")
    assert done_at(told.history, "bp_40min") == at(41)


def test_an_event_lasts_until_its_end_and_is_told_anew_by_a_correction() -> None:
    told = Told()
    number = told.event(12)
    assert events(told.history)["e1"].ended_at is None
    told.put(13, AdverseEventNoted("s1", "e1", "vomiting", "moderate", at(12), corrects=number))
    told.put(30, AdverseEventEnded("s1", "e1", at(29), "after ondansetron"))
    event = events(told.history)["e1"]
    assert (event.what, event.severity, event.ended_at, event.end_note) == (
        "vomiting", "moderate", at(29), "after ondansetron",
    )
