"""Writes to the journal in one order and with patience: what is not durable in time is kept, and retried until it is.

One piece is with the journal at a time. While all is well each write is waited for; once one is late or fails,
recording is stalled: further writes wait in order, whatever has gathered goes in one piece when the one before is
durable, and a failed one is tried again. So the order of the journal is the order of judging, whatever the store does.
Recording is well again when the oldest write that waits is so young that a new one can be in time behind it; under load
the line need not be empty for that.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass

import structlog

from app.clock import Ticks, ticks
from app.ports import Journal, JournalError, Unrecordable, Write, Written

BYTES_A_READING = 400
"""What a reading weighs in memory, columns and values: measured as about 350 bytes, rounded up."""

BYTES_AN_ALARM = 2_000
READINGS_A_PIECE = 4_000
"""At most this many kept readings go to the journal in one piece: about a third of the patience for one write."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Wall times: how long a write may take, when to try a failed one again, and what is kept meanwhile."""

    write_s: float = 0.25
    retry_s: float = 0.25
    retry_at_most_s: float = 5.0
    keep_for_s: float = 60.0
    keep_bytes: int = 64 * 2**20


@dataclass(slots=True)
class _Kept:
    """A write that is not durable, and who waits for it as long as patience lasts."""

    write: Write
    size: int
    queued_at: float
    waiter: asyncio.Future[bool] | None = None

    def answer(self, *, durable: bool) -> None:
        """Ends the waiting, if somebody still waits."""
        waiter, self.waiter = self.waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(durable)


class Recorder:
    """The one writer of a journal; `number` is the last entry's number, kept ones included."""

    def __init__(
        self, journal: Journal, number: int, recovered: Callable[[], None], patience: Patience | None = None,
        ticks: Ticks = ticks,
    ) -> None:
        self.number = number
        self.stalled = False
        self._journal = journal
        self._recovered = recovered
        self._patience = patience or Patience()
        self._ticks = ticks
        self._line: deque[_Kept] = deque()
        self._sent = 0
        self._size = 0
        self._failures = 0
        self._alone = False
        self._sending = False
        self._emptied = asyncio.Event()

    @property
    def full(self) -> bool:
        """Whether nothing more may be kept: the oldest waits too long, or all of it weighs too much."""
        return self.stalled and (self._size > self._patience.keep_bytes or self.lag_s() > self._patience.keep_for_s)

    def lag_s(self) -> float:
        """Age of the oldest write that is not durable, in wall seconds."""
        return self._ticks() - self._line[0].queued_at if self._line else 0.0

    def backlog(self) -> int:
        """Writes that are not durable."""
        return len(self._line)

    async def write(self, write: Write) -> bool:
        """Whether the write became durable in time; one that did not is kept and will be, in its order."""
        self.number += len(write.entries)
        kept = _Kept(write, _size(write), self._ticks())
        self._line.append(kept)
        self._size += kept.size
        if self.stalled:
            return False
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[bool] = loop.create_future()
        kept.waiter = waiter
        if not self._sending:
            self._submit()
        if waiter.done():
            return waiter.result()
        losing = loop.call_later(self._patience.write_s, self._lose_patience, kept)
        try:
            return await waiter
        finally:
            losing.cancel()

    async def drained(self, within_s: float) -> bool:
        """Waits until nothing is kept any more; False when the time is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while self._line:
                    self._emptied.clear()
                    await self._emptied.wait()
        return not self._line

    def _submit(self) -> None:
        self._sending = True
        write = self._piece()
        try:
            future = self._journal.append(write)
        except JournalError as error:
            future = Future()
            future.set_exception(error)
        if future.done():
            self._settle(future)
            return
        loop = asyncio.get_running_loop()

        def ended(done: Future[Written]) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._settle, done)

        future.add_done_callback(ended)

    def _piece(self) -> Write:
        """Everything that waits, up to a bound, as one write."""
        if len(self._line) == 1 or self._alone:
            self._sent = 1
            return self._line[0].write
        taken: list[Write] = []
        readings = 0
        for kept in self._line:
            readings += sum(len(batch) for *_, batch in kept.write.entries if batch is not None)
            if taken and readings > READINGS_A_PIECE:
                break
            taken.append(kept.write)
        self._sent = len(taken)
        return Write(
            [entry for write in taken for entry in write.entries], [alarm for write in taken for alarm in write.alarms]
        )

    def _settle(self, future: Future[Written]) -> None:
        error = None if future.cancelled() else future.exception()
        if isinstance(error, Unrecordable) and self._sent == 1:
            self._drop(error)
        elif future.cancelled() or error is not None:
            self._alone = isinstance(error, Unrecordable)
            self._fail(error)
            return
        else:
            self._failures, self._alone = 0, False
            for _ in range(self._sent):
                kept = self._line.popleft()
                self._size -= kept.size
                kept.answer(durable=True)
            self._check(future.result())
        self._sending = False
        if self._line:
            self._submit()
        else:
            self._emptied.set()
        self._look_for_recovery()

    def _look_for_recovery(self) -> None:
        """Recording is well when nothing waits for longer than half the patience.

        A new write may wait for the piece that is on its way and then for its own: twice what the oldest has waited.
        """
        if self.stalled and self.lag_s() <= self._patience.write_s / 2:
            self.stalled = False
            structlog.get_logger(__name__).warning("recording_well")
            self._recovered()

    def _lose_patience(self, kept: _Kept) -> None:
        structlog.get_logger(__name__).warning("recording_late", waited_s=round(self.lag_s(), 3))
        self.stalled = True
        kept.answer(durable=False)

    def _fail(self, error: BaseException | None) -> None:
        structlog.get_logger(__name__).error("recording_failed", error=str(error), failures=self._failures + 1)
        wait_s = min(self._patience.retry_s * 2**self._failures, self._patience.retry_at_most_s)
        self._failures = min(self._failures + 1, 20)
        self.stalled = True
        for kept in self._line:
            kept.answer(durable=False)
        asyncio.get_running_loop().call_later(wait_s, self._submit)

    def _drop(self, error: Unrecordable) -> None:
        """Gives up a write that no retry can store, so that it doesn't stand in the way of all the others."""
        kept = self._line.popleft()
        self._size -= kept.size
        self.number -= len(kept.write.entries)
        structlog.get_logger(__name__).error("recording_impossible", error=str(error))
        kept.answer(durable=False)

    def _check(self, written: Written) -> None:
        """The numbers given in advance must be the journal's: there is one writer and one order."""
        expected = self.number - sum(len(kept.write.entries) for kept in self._line)
        if written.numbers and written.numbers[-1] != expected:
            structlog.get_logger(__name__).error("journal_order", expected=expected, found=written.numbers[-1])


def _size(write: Write) -> int:
    readings = sum(len(batch) for *_, batch in write.entries if batch is not None)
    return readings * BYTES_A_READING + len(write.alarms) * BYTES_AN_ALARM + len(write.entries) * BYTES_A_READING
