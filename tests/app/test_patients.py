"""Who stands behind a label: the later word counts, and an erased person is nobody any more."""

from __future__ import annotations

from app.patients import Patients, Who, sessions_by_label
from monitors.entries import AnyBody, BedAdded, Entry, SessionClosed, SessionOpened
from monitors.session import Roster
from monitors.steps import PatientErased, PatientKnown


def folded(*bodies: AnyBody) -> tuple[Patients, Roster]:
    patients, roster = Patients(), Roster()
    for number, body in enumerate(bodies, 1):
        for fold in (patients, roster):
            fold.apply(Entry(number, number, "anna", body))
    return patients, roster


def opened(session: str, label: str, bed: str = "1") -> SessionOpened:
    return SessionOpened(session, bed, "general", "general", label, "baseline")


def test_the_later_word_counts_and_an_empty_one_takes_it_back() -> None:
    patients, _ = folded(PatientKnown("p-1", "Ada", "1980-01-02", "female"), PatientKnown("p-2", "Bea"))
    assert patients.known == {"p-1": Who("Ada", "1980-01-02", "female"), "p-2": Who("Bea")}
    patients, _ = folded(PatientKnown("p-1", "Ada"), PatientKnown("p-1", "Adah"), PatientKnown("p-2", "B"),
                         PatientKnown("p-2"))
    assert patients.known == {"p-1": Who("Adah")}


def test_an_erased_person_is_not_known_and_the_next_is_left_as_another() -> None:
    patients, roster = folded(PatientKnown("p-1", "Ada"), PatientErased("p-1", "erased-1", "asked"))
    assert patients.known == {}
    assert patients.next_left_as(roster) == "erased-2"


def test_nobody_is_left_as_what_somebody_is_called() -> None:
    patients, roster = folded(BedAdded("1"), opened("s1", "erased-1"), PatientKnown("erased-2", "Ada"))
    assert patients.next_left_as(roster) == "erased-3"


def test_the_roster_has_an_erased_persons_sessions_under_what_they_are_left_as() -> None:
    _, roster = folded(
        BedAdded("1"), opened("s1", "p-1"), SessionClosed("s1", "done"), opened("s2", "p-2"),
        SessionClosed("s2", "done"), PatientErased("p-1", "erased-1", "asked"),
    )
    assert {one.id: one.patient for one in roster.sessions.values()} == {"s1": "erased-1", "s2": "p-2"}


def test_sessions_are_by_label_the_newest_first() -> None:
    _, roster = folded(
        BedAdded("1"), opened("s1", "p-1"), SessionClosed("s1", ""), opened("s2", "p-2"), SessionClosed("s2", ""),
        opened("s3", "p-1"),
    )
    found = sessions_by_label(roster)
    assert [(label, [one.id for one in sessions]) for label, sessions in found.items()] == [
        ("p-1", ["s3", "s1"]), ("p-2", ["s2"])
    ]


def test_a_dump_comes_back() -> None:
    patients, _ = folded(PatientKnown("p-1", "Ada"), PatientErased("p-2", "erased-1", "asked"))
    other = Patients()
    other.load(patients.dump())
    assert other.known == patients.known
    assert other.dump() == patients.dump()
