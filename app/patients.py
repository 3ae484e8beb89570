"""Who stands behind the patients' labels, where the clinic keeps that here; folded from the journal.

Sessions of one label are one person's, so the roster knows which those are; names are in no other state than this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from monitors.entries import Entry
from monitors.personal import left_as
from monitors.session import Roster, Session
from monitors.steps import PatientErased, PatientKnown


@dataclass(frozen=True, slots=True)
class Who:
    """What is known of a person; "" is what was not told."""

    name: str = ""
    birth_date: str = ""
    sex: str = ""


class _State(msgspec.Struct):
    known: dict[str, Who]
    erased: int


class Patients:
    """Persons by label, and how many were erased."""

    def __init__(self) -> None:
        self._state = _State({}, 0)

    @property
    def known(self) -> Mapping[str, Who]:
        """Everybody of whom more than the label is known, by label."""
        return self._state.known

    def apply(self, entry: Entry) -> None:
        """Takes one entry in; the later word on a person counts, and nothing told is nothing known."""
        known = self._state.known
        match entry.body:
            case PatientKnown(patient, name, birth_date, sex):
                known.pop(patient, None)
                if name or birth_date or sex:
                    known[patient] = Who(name, birth_date, sex)
            case PatientErased(patient):
                known.pop(patient, None)
                self._state.erased += 1
            case _:
                pass

    def next_left_as(self, roster: Roster) -> str:
        """What the next person to be erased is left as; never what a clinic calls somebody already."""
        taken = {one.patient for one in roster.sessions.values()} | self._state.known.keys()
        number = self._state.erased + 1
        while left_as(number) in taken:
            number += 1
        return left_as(number)

    def dump(self) -> bytes:
        """The whole state."""
        return msgspec.msgpack.encode(self._state)

    def load(self, state: bytes) -> None:
        """Becomes what was dumped."""
        self._state = msgspec.msgpack.decode(state, type=_State)


def sessions_by_label(roster: Roster) -> dict[str, list[Session]]:
    """Everybody's sessions, the newest first, by label; whose last session is the newest comes first."""
    found: dict[str, list[Session]] = {}
    for session in sorted(roster.sessions.values(), key=lambda one: -one.opened_at):
        found.setdefault(session.patient, []).append(session)
    return found
