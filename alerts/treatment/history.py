"""The history of each open session: its journal entries in order, of which everything else about it is read.

There is no other state of a treatment: doses, checks, events and clocks are functions of this list, and a closed
session's list is read from the journal again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from monitors.entries import (
    CheckDone,
    CheckExpected,
    Entry,
    LimitChanged,
    ObservationMade,
    PhaseChanged,
    SessionClosed,
    SessionMoved,
    SessionOpened,
)
from monitors.instant import Instant
from monitors.steps import Step

History = Sequence[Entry]
"""The entries of one session, oldest first; the first one opened it."""

_OF_A_SESSION = (
    SessionOpened | SessionMoved | PhaseChanged | LimitChanged | SessionClosed | CheckExpected | CheckDone
    | ObservationMade | Step
)


class Histories:
    """The histories of the open sessions, folded from the journal's entries."""

    def __init__(self) -> None:
        self._open: dict[str, list[Entry]] = {}

    def apply(self, entry: Entry) -> None:
        """Takes one entry in; what is about no open session changes nothing."""
        match entry.body:
            case SessionOpened(session=session):
                self._open[session] = [entry]
            case SessionClosed(session=session):
                self._open.pop(session, None)
            case _:
                session = session_of(entry)
                if session in self._open:
                    self._open[session].append(entry)

    def of(self, session: str) -> History:
        """The history of an open session; empty for another."""
        return self._open.get(session, ())

    def dump(self) -> bytes:
        """The whole state."""
        return msgspec.msgpack.encode(self._open)

    def load(self, state: bytes) -> None:
        """Becomes what was dumped."""
        self._open = msgspec.msgpack.decode(state, type=dict[str, list[Entry]])


def session_of(entry: Entry) -> str:
    """The session that an entry is about; "" where it is about none."""
    return entry.body.session if isinstance(entry.body, _OF_A_SESSION) else ""


def opened(history: History) -> SessionOpened:
    """What opened the session."""
    body = history[0].body
    assert isinstance(body, SessionOpened), "a history begins with its opening"
    return body


def phases(history: History) -> list[tuple[Instant, str]]:
    """The phases with the instant at which each began, the one that stands last."""
    found = [(history[0].at, opened(history).phase)]
    for entry in history:
        if isinstance(entry.body, PhaseChanged) and entry.body.phase != found[-1][1]:
            found.append((entry.at, entry.body.phase))
    return found


def corrected(entries: Iterable[Entry]) -> set[int]:
    """The numbers of the entries that a later one corrects."""
    return {number for entry in entries if (number := getattr(entry.body, "corrects", 0))}
