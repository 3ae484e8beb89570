"""Who stands behind a label: the later word counts, and an erased person is nobody any more."""

from __future__ import annotations

import msgspec

from app.patients import Patients, Score, Who, corrected, sessions_by_label
from monitors.entries import AnyBody, BedAdded, Entry, SessionClosed, SessionOpened
from monitors.personal import erased
from monitors.session import Roster
from monitors.steps import PatientErased, PatientKnown, ScoreTold


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


def test_scores_are_kept_in_the_order_in_which_they_were_told_and_a_corrected_one_stays() -> None:
    patients, _ = folded(
        ScoreTold("p-1", "phq9", 21, 0, "by telephone"), ScoreTold("p-2", "phq9", 9, 1),
        ScoreTold("p-1", "phq9", 12, 99, corrects=1),
    )
    first, second = patients.scores("p-1")
    assert first == Score(1, "phq9", 21, 0, 1, "anna", "by telephone")
    assert second == Score(3, "phq9", 12, 3, 3, "anna", "", 1), "never later than it was told"
    assert corrected(patients.scores("p-1")) == {1}
    assert patients.scores("nobody") == ()


def test_an_erased_persons_scores_stay_under_what_they_are_left_as_without_the_notes() -> None:
    told = (ScoreTold("p-1", "phq9", 21, 0, "her sister called"), ScoreTold("p-2", "phq9", 9, 1, "by telephone"))
    live, roster = folded(*told, PatientErased("p-1", "erased-1", "asked"))
    assert live.scores("p-1") == ()
    assert live.scores("erased-1") == (Score(1, "phq9", 21, 0, 1, "anna", "erased"),)
    assert live.scores("p-2") == (Score(2, "phq9", 9, 1, 2, "anna", "by telephone"),)
    again = PatientErased("erased-1", "erased-1", "asked")
    replayed, _ = folded(*(erased(one, "erased-1") if one.patient == "p-1" else one for one in told), again)
    assert replayed.dump() == live.dump()
    assert live.next_left_as(roster) == "erased-2"


def test_a_state_of_before_there_were_scores_is_read() -> None:
    patients, _ = folded(PatientKnown("p-1", "Ada"))
    old = msgspec.msgpack.decode(patients.dump())
    del old["scores"]
    patients.load(msgspec.msgpack.encode(old))
    assert (patients.known, patients.scores("p-1")) == ({"p-1": Who("Ada")}, ())


def test_a_dump_comes_back() -> None:
    patients, _ = folded(
        PatientKnown("p-1", "Ada"), PatientErased("p-2", "erased-1", "asked"), ScoreTold("p-1", "mood", 7, 2, "calm"),
    )
    other = Patients()
    other.load(patients.dump())
    assert other.known == patients.known
    assert other.scores("p-1") == patients.scores("p-1") != ()
    assert other.dump() == patients.dump()
