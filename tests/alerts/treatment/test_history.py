"""The histories of open sessions: each entry in its own, none after the end, the same after a restart."""

from __future__ import annotations

from alerts.treatment.history import Histories, corrected, opened, phases, session_of
from monitors.entries import (
    AnyBody,
    BedAdded,
    Entry,
    LimitChanged,
    ObservationMade,
    PhaseChanged,
    SessionClosed,
    SessionOpened,
)
from tests.alerts.treatment.telling import CHECKED_IN, OPENED, Told, at


def told(*bodies: AnyBody) -> Histories:
    """Histories of these bodies."""
    found = Histories()
    for number, body in enumerate(bodies, 1):
        found.apply(Entry(number, number, "nora", body))
    return found


SECOND_ONE = SessionOpened("s2", "C2", "general", "general", "P-8", "baseline")
FIRST_ONE = SessionOpened("s1", "C1", "ketamine-iv", "ketamine-iv", "P-7", "baseline")


def test_each_entry_is_in_the_history_of_its_session() -> None:
    found = told(FIRST_ONE, SECOND_ONE, CHECKED_IN, BedAdded("C3"), LimitChanged("s2", "spo2-low", 88, "COPD"))
    assert [entry.number for entry in found.of("s1")] == [1, 3]
    assert [entry.number for entry in found.of("s2")] == [2, 5]
    assert opened(found.of("s2")) is SECOND_ONE
    assert session_of(Entry(1, 1, "", BedAdded("C3"))) == ""


def test_a_closed_session_has_none_and_nothing_comes_after() -> None:
    found = told(FIRST_ONE, SessionClosed("s1", "done"), CHECKED_IN)
    assert found.of("s1") == ()
    assert found.of("s9") == ()


def test_what_was_dumped_is_loaded_and_goes_on() -> None:
    before, after = told(FIRST_ONE, CHECKED_IN), Histories()
    after.load(before.dump())
    assert list(after.of("s1")) == list(before.of("s1"))
    after.apply(Entry(9, 9, "", PhaseChanged("s1", "infusion")))
    assert phases(after.of("s1")) == [(1, "baseline"), (9, "infusion")]


def test_phases_are_told_once_each() -> None:
    one = Told()
    one.put(10, PhaseChanged("s1", "infusion"))
    one.put(11, PhaseChanged("s1", "infusion"))
    one.put(50, PhaseChanged("s1", "recovery"))
    assert phases(one.history) == [(OPENED, "baseline"), (at(10), "infusion"), (at(50), "recovery")]


def test_what_is_corrected_is_known_by_its_number() -> None:
    one = Told()
    first = one.observe(5, "mood", 3)
    one.put(6, ObservationMade("s1", "mood", 4, at(5), corrects=first))
    assert corrected(one.history) == {first}
