"""What a group of posts becomes in the journal."""

from __future__ import annotations

from app.gathering import Gathering
from monitors.entries import AnyBody, ClockCorrected, Received
from monitors.intake import Accepted
from monitors.reading import Batch
from monitors.wire import Answer
from tests.app.fakes import NOON
from tests.app.journal.making import READING

CORRECTED = ClockCorrected("d1", 0, 7)


def accepted(count: int, *corrected: ClockCorrected) -> Accepted:
    """A post of so many readings."""
    return Accepted(Batch.of([READING] * count), Answer(count, 0, [], []), corrected)


def bodies(*posts: Accepted) -> list[AnyBody]:
    """The entries' bodies."""
    gathering = Gathering()
    for post in posts:
        gathering.add(post)
    entries = gathering.entries(5, NOON)
    assert [(entry.number, entry.at) for entry in entries] == [(5 + place, NOON) for place in range(len(entries))]
    assert [len(entry.batch) for entry in entries if entry.batch is not None] == [
        entry.body.readings for entry in entries if isinstance(entry.body, Received)
    ]
    return [entry.body for entry in entries]


def test_all_readings_are_one_entry() -> None:
    assert bodies() == []
    assert bodies(accepted(0)) == []
    assert bodies(accepted(2), accepted(0), accepted(3)) == [Received(5)]


def test_a_correction_stands_after_what_it_places_anew_and_before_what_showed_it() -> None:
    assert bodies(accepted(1, CORRECTED)) == [CORRECTED, Received(1)]
    assert bodies(accepted(2), accepted(1, CORRECTED), accepted(3)) == [Received(2), CORRECTED, Received(4)]
