"""One writer with patience: what can't be stored at all must not stand in everybody's way."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from pathlib import Path

from app.journal.memory import MemoryJournal
from app.journal.opening import open_journal
from app.ports import Write, Written
from app.recording import Patience, Recorder
from monitors.entries import BedAdded
from tests.app.fakes import FakeTicks
from tests.app.wards import settle, until


def beds(*names: str) -> Write:
    """A write of one entry a name."""
    return Write([(1, "", BedAdded(name), None) for name in names])


async def test_what_no_retry_can_store_is_given_up_and_the_rest_goes_on(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    recorder = Recorder(journal, 0, lambda: None, Patience(write_s=30))
    assert await recorder.write(beds("C1"))
    assert not await recorder.write(beds("\ud800"))
    assert await recorder.write(beds("C2"))
    assert [entry.body for entry in journal.tail(0)] == [BedAdded("C1"), BedAdded("C2")]
    assert (recorder.number, recorder.stalled, recorder.backlog()) == (2, False, 0)
    journal.close()


class SlowJournal(MemoryJournal):
    """Commits one write whenever the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[Write, Future[Written]]] = []

    def append(self, write: Write) -> Future[Written]:
        """Keeps the write for `commit`."""
        future: Future[Written] = Future()
        self.sent.append((write, future))
        return future

    async def commit(self) -> None:
        """Makes the oldest write durable, or fails it after `fail_next`."""
        write, future = self.sent.pop(0)
        self._settle(write, future)
        await settle()


class Slow:
    """A recorder on a slow journal that has just failed once and is tried again; C1 waits."""

    def __init__(self) -> None:
        self.journal = SlowJournal()
        self.ticks = FakeTicks()
        self.recoveries = 0
        patience = Patience(write_s=30, retry_s=0.001)
        self.recorder = Recorder(self.journal, 0, self._recovered, patience, self.ticks)

    async def fail(self) -> None:
        """Lets the first write fail."""
        self.journal.fail_next(1)
        first = asyncio.create_task(self.recorder.write(beds("C1")))
        await settle()
        await self.journal.commit()
        assert not await first
        await until(lambda: self.journal.sent)

    def _recovered(self) -> None:
        self.recoveries += 1


async def test_a_stall_ends_under_load_when_what_waits_is_young() -> None:
    slow = Slow()
    await slow.fail()
    slow.ticks.at += 40
    assert not await slow.recorder.write(beds("C2")), "while stalled nobody waits"
    await slow.journal.commit()
    assert (slow.recorder.stalled, slow.recorder.backlog(), slow.recoveries) == (False, 1, 1)
    third = asyncio.create_task(slow.recorder.write(beds("C3")))
    await settle()
    await slow.journal.commit()
    assert not third.done(), "C3 goes behind C2 and is waited for"
    await slow.journal.commit()
    assert await third
    assert [entry.body for entry in slow.journal.tail(0)] == [BedAdded("C1"), BedAdded("C2"), BedAdded("C3")]
    assert slow.recoveries == 1


async def test_a_stall_goes_on_while_what_waits_is_old() -> None:
    slow = Slow()
    await slow.fail()
    await slow.recorder.write(beds("C2"))
    slow.ticks.at += 20
    await slow.journal.commit()
    assert slow.recorder.stalled, "a new write behind C2 could not be in time"
    await slow.journal.commit()
    assert not slow.recorder.stalled


async def test_every_write_that_is_waited_for_hears_of_a_failure() -> None:
    slow = Slow()
    await slow.fail()
    await slow.journal.commit()
    both = [asyncio.create_task(slow.recorder.write(beds(name))) for name in ("C2", "C3")]
    await settle()
    slow.journal.fail_next(1)
    await slow.journal.commit()
    assert await asyncio.gather(*both) == [False, False]
    assert slow.recorder.stalled
