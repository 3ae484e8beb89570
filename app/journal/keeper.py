"""The thread that keeps the store tidy off the commit path: it saves checkpoints of state and checkpoints the WAL.

The WAL is copied into the database once some 16 MB of it have been written, and emptied when nothing is written for a
while, when it has grown past 32 MB because an endless load never lets it start over, or when a person was erased.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future

from app.journal.connection import journal_error
from app.journal.rows import INSERT_CHECKPOINT
from app.ports import Checkpoint, JournalError

PAGES_TO_COPY = 4_000
PAGES_TOO_MANY = 8_000
PAGES_A_COMMIT = 8
ROWS_A_PAGE = 4
"""Pages are SQLite's 4 kB; a commit of one reading touches some 8, a large one a page for each 4 rows (measured)."""

IDLE_AFTER_S = 30.0
EMPTY_AGAIN_S = 1.0
"""After so long the WAL that still holds an erased person is tried to be emptied again: a reader was in the way."""


class Keeper:
    """Saves checkpoints and tidies the WAL in its own thread, which starts with the first need for it.

    `connect` opens its connection; `turn` is held while it writes, so that the writer waits its turn and not for a
    lock of SQLite.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection], turn: threading.Lock) -> None:
        self._connect = connect
        self._turn = turn
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()
        self._queue: deque[tuple[Checkpoint, Future[None]]] = deque()
        self._pages = 0
        self._oldest = 0
        self._emptying = self._in_the_way = False
        self._closed = False

    def save(self, checkpoint: Checkpoint) -> Future[None]:
        """Queues a checkpoint of state; the future ends when it is stored, or with JournalError."""
        future: Future[None] = Future()
        future.set_running_or_notify_cancel()
        with self._changed:
            if self._closed:
                future.set_exception(JournalError("the journal is closed: nothing more can be recorded"))
                return future
            self._queue.append((checkpoint, future))
            self._wake()
        return future

    def committed(self, rows: int) -> None:
        """Notes a commit of so many rows by the writer."""
        with self._changed:
            fresh = self._pages == 0
            self._pages += PAGES_A_COMMIT + rows // ROWS_A_PAGE
            if not self._closed and (fresh or self._pages >= PAGES_TO_COPY):
                self._wake()

    def erased(self, number: int) -> None:
        """Notes that a person is erased by that entry: older checkpoints would hold them, and the WAL still does."""
        with self._changed:
            self._oldest = max(self._oldest, number)
            self._emptying, self._in_the_way = True, False
            self._wake()

    def close(self) -> None:
        """Stores the checkpoints that are queued and ends the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="journal-keeper", daemon=True)
            self._thread.start()
        self._changed.notify()

    def _run(self) -> None:
        while True:
            idle = self._wait()
            while self._queue:
                self._store(*self._queue.popleft())
            if self._emptying:
                self._tidy(pages_allowed=0)
            if self._closed:
                return
            if idle:
                self._tidy(pages_allowed=0)
            elif self._pages >= PAGES_TO_COPY:
                self._tidy(PAGES_TOO_MANY)

    def _wait(self) -> bool:
        """Waits until there is something to do; True when that is because nothing was written for a while."""
        with self._changed:
            while not (self._queue or self._closed or self._pages >= PAGES_TO_COPY or self._must_empty()):
                before = self._pages
                if self._emptying:
                    self._in_the_way = self._changed.wait(EMPTY_AGAIN_S) and self._in_the_way
                    continue
                woken = self._changed.wait(IDLE_AFTER_S if before else None)
                if not woken and before and before == self._pages:
                    return True
            return False

    def _must_empty(self) -> bool:
        return self._emptying and not self._in_the_way

    def _store(self, checkpoint: Checkpoint, future: Future[None]) -> None:
        try:
            with self._turn:
                if checkpoint.number >= self._oldest:
                    store(self._connect, checkpoint)
        except Exception as failure:
            error = journal_error(failure)
            logging.getLogger(__name__).warning("a checkpoint was not stored: %s", error)
            future.set_exception(error)
        else:
            future.set_result(None)

    def _tidy(self, pages_allowed: int) -> None:
        with self._changed:
            self._pages = 0
            emptying, self._emptying = self._emptying, False
        emptied = False
        try:
            emptied = tidy(self._connect, self._turn, pages_allowed)
        except Exception as failure:
            logging.getLogger(__name__).warning("the WAL was not checkpointed: %s", journal_error(failure))
        with self._changed:
            if emptying and not emptied and not self._emptying:
                self._emptying = self._in_the_way = True


def store(connect: Callable[[], sqlite3.Connection], checkpoint: Checkpoint) -> None:
    """Stores a checkpoint and forgets the older ones, in one transaction; an older one than the last is left out."""
    connection = connect()
    try:
        connection.execute("BEGIN IMMEDIATE")
        (newest,) = connection.execute('SELECT max("number") FROM "checkpoint"').fetchone()
        if newest is None or newest <= checkpoint.number:
            connection.execute('DELETE FROM "checkpoint"')
            rows = [(checkpoint.number, name, state) for name, state in checkpoint.states.items()]
            connection.executemany(INSERT_CHECKPOINT, rows)
        connection.execute("COMMIT")
    finally:
        connection.close()


def tidy(connect: Callable[[], sqlite3.Connection], turn: threading.Lock, pages_allowed: int) -> bool:
    """Copies the WAL into the database beside the commits; when it is over so many pages, empties it in turn with them.

    True when it is empty now. A reader in the way only puts the emptying off.
    """
    connection = connect()
    try:
        _, pages, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if pages > pages_allowed:
            with turn:
                busy, pages, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                return not busy and not pages
        return not pages
    finally:
        connection.close()
