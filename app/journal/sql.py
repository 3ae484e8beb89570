"""The journal in a SQLite file: one writer thread, one keeper thread, and readers with connections of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from alerts.alarm import Alarm
from app.journal import replaying
from app.journal.connection import open_keeper, open_writer
from app.journal.keeper import Keeper
from app.journal.writer import Writer
from app.ports import Bucket, Checkpoint, Point, Write, Written
from monitors.entries import Entry
from monitors.instant import Instant

if TYPE_CHECKING:
    from app.journal.history import History


class SqlJournal:
    """The Journal port on a database file whose schema is this version's (`app.journal.opening` sees to that).

    `append`, `save`, `stall` and `backlog` never wait and may be called from the event loop; everything else reads
    the disk: call it in a thread. The threads start with the first write, so that a reader never has any.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        turn = threading.Lock()
        self._keeper = Keeper(partial(open_keeper, path), turn)
        self._writer = Writer(partial(open_writer, path), turn, self._keeper.committed, self._keeper.erased)
        self._history: History | None = None
        self._making = threading.Lock()

    def append(self, write: Write) -> Future[Written]:
        """Queues a write; the batches in it must not be changed any more."""
        return self._writer.append(write)

    def tail(self, after: int) -> Iterator[Entry]:
        """Every entry above a number, in order, read in chunks."""
        return replaying.tail(self._path, after)

    def about(self, session: str) -> Iterator[Entry]:
        """Every entry that names a session, in order, read in chunks."""
        return replaying.about(self._path, session)

    def last(self) -> tuple[int, Instant]:
        """Number and time of the last entry."""
        return replaying.last(self._path)

    def checkpoint(self) -> Checkpoint | None:
        """The newest checkpoint."""
        return replaying.checkpoint(self._path)

    def save(self, checkpoint: Checkpoint) -> Future[None]:
        """Queues a checkpoint for the keeper thread."""
        return self._keeper.save(checkpoint)

    def alarm(self, alarm_id: str) -> list[Alarm]:
        """Every recorded revision of an episode."""
        return self.history().alarm(alarm_id)

    def ended_alarms(self, session: str | None, limit: int) -> list[Alarm]:
        """The last revision of ended episodes, those that ended last first."""
        return self.history().ended_alarms(session, limit)

    def onsets(self, since: Instant, until: Instant) -> list[Alarm]:
        """Every revision of the episodes that began in [since, until)."""
        return self.history().onsets(since, until)

    def series(self, session: str, vitals: Sequence[str], since: Instant, until: Instant) -> list[tuple[str, str]]:
        """The (vital, device) pairs with readings; no vitals asked for means all."""
        return self.history().series(session, vitals, since, until)

    def points(self, session: str, vital: str, device: str, since: Instant, until: Instant) -> list[Point]:
        """The readings of a series."""
        return self.history().points(session, vital, device, since, until)

    def buckets(
        self, session: str, vital: str, device: str, since: Instant, until: Instant, count: int
    ) -> list[Bucket]:
        """The readings of a series in buckets."""
        return self.history().buckets(session, vital, device, since, until, count)

    def stall(self, wall_seconds: float) -> None:
        """Test hook: the writer hangs for this long, from now, before its next commit."""
        self._writer.stall(wall_seconds)

    def release(self) -> None:
        """Ends every stall at once."""
        self._writer.release()

    def backlog(self) -> int:
        """Writes queued and not yet durable."""
        return self._writer.backlog()

    def close(self) -> None:
        """Finishes what is queued, ending a stall, and lets go of the file."""
        self._writer.close()
        self._keeper.close()
        if self._history is not None:
            self._history.close()

    def history(self) -> History:
        """What answers questions about the past; a server calls this at its start, for its import takes 0.2 s."""
        with self._making:
            if self._history is None:
                from app.journal.history import History

                self._history = History(self._path)
            return self._history
