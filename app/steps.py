"""Takes a step of an open session: checks it against the session's history in the recorder's turn, and records it.

Behind the step the Watch is told what it may expect next (a check, the planned end): what is due is an entry like any
other, and survives a restart as such.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from alerts.treatment import allowed
from alerts.treatment.due import to_tell
from alerts.treatment.history import Histories, History
from alerts.treatment.protocol import Protocol
from app.service import Recorder
from monitors.entries import AnyBody, Entry, SessionClosed
from monitors.instant import Instant
from monitors.session import Roster, Session


@dataclass(frozen=True, slots=True)
class Here:
    """An open session in a turn: its history, its protocol, and the instant of the turn."""

    session: Session
    history: History
    protocol: Protocol
    now: Instant

    def when(self, told: Instant | None) -> Instant:
        """When something happened: now, unless it was told; raises Refused for a time that can't be."""
        if told is None:
            return self.now
        allowed.check_time(self.history, told, self.now)
        return told


Make = Callable[[Here], Sequence[AnyBody]]
"""Checks a step, raising Refused, and gives the entries that it is."""


class Steps:
    """Where every step of a session passes through; `protocols` are those of the files."""

    def __init__(
        self, recorder: Recorder, roster: Roster, histories: Histories, protocols: Mapping[str, Protocol]
    ) -> None:
        self._recorder = recorder
        self._roster = roster
        self._histories = histories
        self.protocols = protocols

    async def take(self, by: str, session: str, make: Make) -> list[Entry]:
        """Records what `make` gives; raises Refused where there is no such open session, and what `make` raises."""

        def record(now: Instant) -> list[AnyBody]:
            here = self.look(session, now)
            bodies = list(make(here))
            if not bodies or isinstance(bodies[-1], SessionClosed):
                return bodies
            told = [Entry(0, now, by, body) for body in bodies]
            return [*bodies, *to_tell([*here.history, *told], here.protocol)]

        return await self._recorder.record(by, record)

    def look(self, session: str, now: Instant) -> Here:
        """An open session at an instant; raises Refused where there is none."""
        found = self._roster.check_session(session)
        return Here(found, self._histories.of(session), self.protocol(found.protocol), now)

    def protocol(self, name: str) -> Protocol:
        """The protocol of that name; a closed session's may be gone from the files, an open one's never is."""
        return self.protocols.get(name) or self.protocols["general"]
