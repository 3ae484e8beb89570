"""How a ward begins and ends while its journal is sick: nobody waits for ever, nothing that was answered is lost."""

from __future__ import annotations

import asyncio

from app.journal.memory import MemoryJournal
from app.ward import Habits
from monitors.entries import BedAdded, RecordingChanged
from tests.app.fakes import post, reading, spo2
from tests.app.wards import SETTING, FakeWard, folds_of, settled_journal, until

STALLED = "site.recording.stalled.1"


async def test_a_stop_during_a_stall_records_what_was_answered() -> None:
    ward = FakeWard()
    await ward.ward.start(ward.restored.alarms)
    ward.journal.stall(60)
    await ward.receive(post(reading(88, 1)))
    await ward.ward.record("nurse", lambda _now: [BedAdded("C9")])
    await ward.ward.stop()
    again = folds_of()
    again.restore(ward.journal)
    assert "C9" in again.roster.beds
    assert [one.id for one in again.active()] == ["s1.spo2.low.1"], "the stall is over"
    saved = ward.journal.checkpoint()
    assert saved is not None
    assert saved.number == len(ward.bodies())


async def test_a_full_disk_at_the_start_still_gives_a_ward_that_judges() -> None:
    async with FakeWard() as ward:
        await ward.receive(spo2(88))
    crashed = FakeWard(journal=without_alarms(ward.journal))
    crashed.journal.fail_next(3)
    async with crashed:
        assert ("s1.spo2.low.1", 1, True) in crashed.told()
        assert STALLED in [one.id for one in crashed.hub.active()]
        await until(lambda: STALLED not in [one.id for one in crashed.hub.active()])
        assert ("s1.spo2.low.1", 1, False) in crashed.told()
        assert [one.revision for one in crashed.journal.alarm("s1.spo2.low.1")] == [1]


async def test_a_hung_disk_at_the_start_still_gives_a_ward_that_judges() -> None:
    async with FakeWard() as ward:
        await ward.receive(spo2(88))
    hung = FakeWard(journal=without_alarms(ward.journal))
    hung.journal.stall(60)
    async with asyncio.timeout(5), hung:
        assert hung.ward.recording == "stalled"
        assert (await hung.receive(spo2(84)))[0] == 503
        await until(lambda: ("s1.spo2.low.1", 2, True) in hung.told())


async def test_a_stall_that_a_crash_left_behind_ends_at_the_start() -> None:
    journal = settled_journal(*SETTING, RecordingChanged(stalled=True))
    async with FakeWard(journal=journal, habits=Habits()) as ward:
        assert ward.hub.active() == []
        assert ward.bodies()[-2:] == ["Resumed", "RecordingChanged"]


def without_alarms(journal: MemoryJournal) -> MemoryJournal:
    """The journal as a crash leaves it between the commit of readings and that of their alarms."""
    journal._alarms.clear()
    journal._checkpoint = None
    journal._closed = False
    return journal
