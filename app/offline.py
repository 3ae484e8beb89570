"""A stopped ward's folder as a recorder: who is where, people and histories are folded, nothing is judged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from types import TracebackType

from alerts.treatment.history import Histories
from app.clock import ServerClock
from app.patients import Patients
from app.people import People
from app.ports import Journal, Write
from monitors.entries import AnyBody, Entry, Resumed
from monitors.instant import Instant
from monitors.session import Roster


class Offline:
    """Reads the journal's roster and people, and appends to it; the caller holds the folder's lock."""

    def __init__(self, journal: Journal, utc: Instant | None = None) -> None:
        self.roster = Roster()
        self.people = People()
        self.histories = Histories()
        self.patients = Patients()
        self.journal = journal
        self._restore()
        number, at = journal.last()
        self._clock = ServerClock.after(1, at, utc)
        self._gap = number > 0

    def __enter__(self) -> Offline:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.journal.close()

    def now(self) -> Instant:
        """The current instant; no entry is later."""
        return self._clock.now()

    async def record(self, by: str, make: Callable[[Instant], Sequence[AnyBody]]) -> list[Entry]:
        """Records and applies what `make` gives; raises JournalError when it cannot be made durable.

        The first of them follows a Resumed: the time for which the ward was stopped must not count as time of silence.
        """
        at = self._clock.now()
        bodies = list(make(at))
        before = [(at, "", Resumed(), None)] if self._gap and bodies else []
        write = Write([*before, *((at, by, body, None) for body in bodies)])
        written = await asyncio.wrap_future(self.journal.append(write))
        self._gap = self._gap and not bodies
        numbers = written.numbers[len(before):]
        entries = [Entry(number, at, by, body) for number, body in zip(numbers, bodies, strict=True)]
        for entry in entries:
            self._apply(entry)
        return entries

    def _restore(self) -> None:
        for entry in self.journal.tail(self._load_newest()):
            self._apply(entry)

    def _load_newest(self) -> int:
        """The number of the checkpoint that was loaded; one that this version cannot read costs only time."""
        checkpoint = self.journal.checkpoint()
        if checkpoint is None:
            return 0
        try:
            self.roster.load(checkpoint.states["roster"])
            self.people.load(checkpoint.states["people"])
            self.histories.load(checkpoint.states["histories"])
            self.patients.load(checkpoint.states["patients"])
        except Exception:
            self.roster, self.people = Roster(), People()
            self.histories, self.patients = Histories(), Patients()
            return 0
        return checkpoint.number

    def _apply(self, entry: Entry) -> None:
        self.roster.apply(entry)
        self.people.apply(entry)
        self.histories.apply(entry)
        self.patients.apply(entry)
