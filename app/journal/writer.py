"""The one thread that writes: it commits in one transaction whatever queued during the last commit, without a timer.

A transaction that fails is tried again write by write, so that a bad write dooms only itself. The thread never dies of
a failure: the write's future ends with JournalError and the next group is taken.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from app.journal.connection import journal_error, locked
from app.journal.transaction import last_erasure, record, rows_in
from app.ports import JournalError, Write, Written

GROUP_ROWS = 4_000
"""At most this many rows go into one transaction (some 70 ms), so that a backlog can't look like a sick disk."""


class Writer:
    """Takes writes from any thread and makes them durable in the order they came.

    `connect` opens the writing connection, `turn` is held while a transaction is open (the keeper writes too),
    `committed` is told the rows of each commit, `erased` (in the same turn) the entry by which a person was erased.
    """

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], turn: threading.Lock, committed: Callable[[int], None],
        erased: Callable[[int], None],
    ) -> None:
        self._connect = connect
        self._turn = turn
        self._committed = committed
        self._erased = erased
        self._connection: sqlite3.Connection | None = None
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()
        self._queue: deque[tuple[Write, Future[Written]]] = deque()
        self._in_flight = 0
        self._stalls: set[threading.Timer] = set()
        self._closed = False

    def append(self, write: Write) -> Future[Written]:
        """Queues a write and returns at once; its future can't be cancelled, because the write will be made."""
        future: Future[Written] = Future()
        future.set_running_or_notify_cancel()
        with self._changed:
            if self._closed:
                future.set_exception(JournalError("the journal is closed: nothing more can be recorded"))
                return future
            self._queue.append((write, future))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="journal-writer", daemon=True)
                self._thread.start()
            self._changed.notify()
        return future

    def stall(self, wall_seconds: float) -> None:
        """Holds the next commit back until so long from now; of two stalls the one that ends later counts."""
        timer = threading.Timer(wall_seconds, lambda: self._stall_over(timer))
        timer.daemon = True
        with self._changed:
            self._stalls.add(timer)
        timer.start()

    def release(self) -> None:
        """Ends every stall at once."""
        with self._changed:
            timers, self._stalls = self._stalls, set()
            self._changed.notify()
        for timer in timers:
            timer.cancel()

    def _stall_over(self, timer: threading.Timer) -> None:
        with self._changed:
            self._stalls.discard(timer)
            self._changed.notify()

    def backlog(self) -> int:
        """Writes queued or being committed."""
        return len(self._queue) + self._in_flight

    def close(self) -> None:
        """Commits what is queued (cutting a stall short), then ends the thread and closes its connection."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while group := self._next_group():
            try:
                self._settle(group)
            except Exception:
                logging.getLogger(__name__).exception("the writer met a fault of its own and goes on")
        self._drop_connection()

    def _next_group(self) -> list[tuple[Write, Future[Written]]]:
        """Waits for writes and for the end of a stall, then takes what is there; empty when closed and done."""
        with self._changed:
            while not self._closed and (self._stalls or not self._queue):
                self._changed.wait()
            return self._take()

    def _take(self) -> list[tuple[Write, Future[Written]]]:
        group: list[tuple[Write, Future[Written]]] = []
        rows = 0
        while self._queue:
            rows += rows_in(self._queue[0][0])
            if group and rows > GROUP_ROWS:
                break
            group.append(self._queue.popleft())
        self._in_flight = len(group)
        return group

    def _settle(self, group: Sequence[tuple[Write, Future[Written]]]) -> None:
        try:
            outcomes = self._commit([write for write, _ in group])
        except Exception as failure:
            if len(group) > 1 and not locked(failure):
                self._settle_singly(group)
            else:
                self._refuse(group, failure)
            return
        for (_, future), written in zip(group, outcomes, strict=True):
            self._in_flight -= 1
            future.set_result(written)
        self._committed(sum(rows_in(write) for write, _ in group))

    def _settle_singly(self, group: Sequence[tuple[Write, Future[Written]]]) -> None:
        for one in group:
            self._settle([one])

    def _refuse(self, group: Sequence[tuple[Write, Future[Written]]], failure: Exception) -> None:
        error = journal_error(failure)
        logging.getLogger(__name__).warning("a write was not recorded: %s", error)
        for _, future in group:
            self._in_flight -= 1
            future.set_exception(error)

    def _commit(self, writes: Sequence[Write]) -> list[Written]:
        with self._turn:
            if self._connection is None:
                self._connection = self._connect()
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                outcomes = record(self._connection, writes)
                self._connection.execute("COMMIT")
                if number := last_erasure(writes, outcomes):
                    self._erased(number)
            except BaseException:
                self._roll_back(self._connection)
                raise
        return outcomes

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        try:
            connection.rollback()
        except sqlite3.Error:
            self._drop_connection()

    def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except sqlite3.Error:
                logging.getLogger(__name__).warning("the writing connection did not close cleanly")
