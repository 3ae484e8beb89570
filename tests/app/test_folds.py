"""The folds come back from a checkpoint and the journal's tail, whatever was lost in between."""

from __future__ import annotations

from app.folds import Folds
from app.journal.memory import MemoryJournal
from app.ports import Checkpoint, Write
from monitors.entries import Entry, Received
from monitors.instant import SECOND
from monitors.reading import Batch
from tests.app.fakes import NOON, FakeWatch, made, reading
from tests.app.wards import SETTING, folds_of, settled_journal


def received(journal: MemoryJournal, folds: Folds, *values: float) -> None:
    """Appends a group of SpO2 readings as the ward would."""
    batch = Batch.of(
        made(folds.roster, "d1", reading(float(value), int(value)), NOON) for value in values
    )
    journal.append(Write([(NOON, "", Received(len(batch)), batch)]))


def test_restores_from_the_first_entry() -> None:
    journal, folds = settled_journal(*SETTING), folds_of()
    restored = folds.restore(journal)
    assert (restored.number, restored.at) == (len(SETTING), NOON - SECOND)
    assert list(folds.roster.beds) == ["C1", "C2"]


def test_checkpoint_and_tail_equal_a_full_replay() -> None:
    journal, first = settled_journal(*SETTING), folds_of()
    first.restore(journal)
    received(journal, first, 97, 88)
    part = folds_of()
    number = part.restore(journal).number
    journal.save(Checkpoint(number, part.dump()))
    received(journal, first, 84, 83)
    whole, resumed = folds_of(), folds_of()
    for entry in journal.tail(0):
        whole.apply(entry)
    resumed.restore(journal)
    assert resumed.dump() == whole.dump()


def test_the_replay_tells_alarms_whose_commit_was_lost() -> None:
    journal = settled_journal(*SETTING)
    folds = folds_of()
    folds.restore(journal)
    received(journal, folds, 88)
    lost = folds_of().restore(journal).alarms
    assert [(alarm.id, alarm.revision) for alarm in lost] == [("s1.spo2.low.1", 1)]


def test_a_checkpoint_that_cannot_be_read_costs_time_only() -> None:
    journal = settled_journal(*SETTING)
    journal.save(Checkpoint(4, {"roster": b"of another version"}))
    folds = folds_of()
    folds.restore(journal)
    assert list(folds.roster.beds) == ["C1", "C2"]
    assert "s1" in folds.roster.sessions


def test_a_fold_that_fails_leaves_the_others_right() -> None:
    watch = FakeWatch()
    journal, folds = settled_journal(*SETTING), folds_of(watch)
    folds.restore(journal)
    batch = Batch.of([made(folds.roster, "d1", reading(13, 5), NOON)])
    folds.apply(Entry(99, NOON, "", Received(1), batch))
    assert folds.failures == 1
    assert ("d1", 5) in folds.intake.seen  # type: ignore[attr-defined]


def test_what_the_intake_accepted_itself_is_not_applied_to_it_again() -> None:
    journal, folds = settled_journal(*SETTING), folds_of()
    folds.restore(journal)
    batch = Batch.of([made(folds.roster, "d1", reading(97, 5), NOON)])
    folds.apply(Entry(99, NOON, "", Received(1), batch), accepted=True)
    assert folds.intake.seen == set()  # type: ignore[attr-defined]
