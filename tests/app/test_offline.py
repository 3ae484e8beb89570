"""A stopped ward's folder: what was recorded before counts, what is recorded now is in the journal."""

from __future__ import annotations

import pytest

from app.journal.memory import MemoryJournal
from app.offline import Offline
from app.ports import Checkpoint, JournalError, Write
from app.service import Service
from monitors.asides import UserAdded
from monitors.entries import BedAdded, DeviceAdded, DeviceBound, Resumed
from monitors.instant import SECOND
from monitors.refused import Refused
from tests.app.plans import PROTOCOLS

UTC = 1_000 * SECOND


async def test_what_is_recorded_is_there_the_next_time() -> None:
    journal = MemoryJournal()
    await Service(first := Offline(journal, UTC), first.roster, PROTOCOLS).add_bed("local", "C1")
    again = Offline(journal, UTC)
    assert list(again.roster.beds) == ["C1"]
    with pytest.raises(Refused) as taken:
        await Service(again, again.roster, PROTOCOLS).add_bed("local", "C1")
    assert taken.value.code == "bed_taken"
    assert [entry.by for entry in journal.tail(0)] == ["local"]


async def test_entries_of_one_command_are_recorded_together() -> None:
    journal = MemoryJournal()
    ward = Offline(journal, UTC)
    service = Service(ward, ward.roster, PROTOCOLS)
    await service.add_bed("local", "C1")
    await service.add_device("local", "m1", "C1", (), gateway=False)
    bodies = [entry.body for entry in journal.tail(1)]
    assert [type(body) for body in bodies] == [DeviceAdded, DeviceBound]


async def test_a_refused_command_leaves_nothing() -> None:
    journal = MemoryJournal()
    ward = Offline(journal, UTC)
    with pytest.raises(Refused, match="no bed C9"):
        await Service(ward, ward.roster, PROTOCOLS).add_device("local", "m1", "C9", (), gateway=False)
    assert journal.last() == (0, 0)
    assert not ward.roster.devices


async def test_time_goes_on_from_the_journal_when_that_is_ahead() -> None:
    journal = MemoryJournal()
    journal.append(Write([(UTC + 500 * SECOND, "", BedAdded("C1"), None)])).result()
    ward = Offline(journal, UTC)
    entry = (await ward.record("local", lambda _at: [BedAdded("C2")]))[0]
    assert entry.at >= UTC + 500 * SECOND


async def test_it_starts_at_the_newest_checkpoint() -> None:
    journal = MemoryJournal()
    before = Offline(journal, UTC)
    await before.record("local", lambda _at: [BedAdded("C1"), UserAdded("anna", "nurse")])
    states = {"roster": before.roster.dump(), "people": before.people.dump()}
    journal.save(Checkpoint(journal.last()[0], states)).result()
    await before.record("local", lambda _at: [BedAdded("C2")])
    after = Offline(journal, UTC)
    assert list(after.roster.beds) == ["C1", "C2"]
    assert "anna" in after.people.users


async def test_a_checkpoint_that_cannot_be_read_costs_nothing_but_time() -> None:
    journal = MemoryJournal()
    before = Offline(journal, UTC)
    await before.record("local", lambda _at: [BedAdded("C1")])
    journal.save(Checkpoint(1, {"roster": b"?", "people": b"?"})).result()
    assert list(Offline(journal, UTC).roster.beds) == ["C1"]


async def test_a_store_that_fails_is_told() -> None:
    journal = MemoryJournal()
    ward = Offline(journal, UTC)
    journal.fail_next()
    with pytest.raises(JournalError):
        await ward.record("local", lambda _at: [BedAdded("C1")])
    assert not ward.roster.beds


async def test_the_time_for_which_the_ward_was_stopped_is_a_gap() -> None:
    journal = MemoryJournal()
    journal.append(Write([(UTC - 3600 * SECOND, "", BedAdded("C1"), None)])).result()
    ward = Offline(journal, UTC)
    made = await ward.record("local", lambda _at: [BedAdded("C2")])
    assert [(entry.number, entry.body) for entry in made] == [(3, BedAdded("C2"))]
    await ward.record("local", lambda _at: [BedAdded("C3")])
    assert [(entry.body, entry.by) for entry in journal.tail(1)] == [
        (Resumed(), ""), (BedAdded("C2"), "local"), (BedAdded("C3"), "local")
    ]
