"""Who stands behind the patients' labels, where the clinic keeps that here, and their scores; folded from the journal.

Sessions of one label are one person's, so the roster knows which those are; names are in no other state than this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from monitors.entries import Entry
from monitors.instant import Instant
from monitors.personal import left_as, without
from monitors.session import Roster, Session
from monitors.steps import PatientErased, PatientKnown, ScoreTold


@dataclass(frozen=True, slots=True)
class Who:
    """What is known of a person; "" is what was not told."""

    name: str = ""
    birth_date: str = ""
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A scale's number that was told between sessions; `number` is its entry's, `corrects` that of an earlier one."""

    number: int
    what: str
    value: float
    at: Instant
    told_at: Instant
    by: str
    note: str = ""
    corrects: int = 0


class _State(msgspec.Struct):
    known: dict[str, Who]
    erased: int
    scores: dict[str, list[Score]] = {}


class Patients:
    """Persons by label, what was told of them between sessions, and how many were erased."""

    def __init__(self) -> None:
        self._state = _State({}, 0)

    @property
    def known(self) -> Mapping[str, Who]:
        """Everybody of whom more than the label is known, by label."""
        return self._state.known

    def scores(self, label: str) -> Sequence[Score]:
        """What was told of a person between sessions, in the order in which it was told; corrected ones too."""
        return tuple(self._state.scores.get(label, ()))

    def everybody(self) -> Iterable[str]:
        """The labels of all of whom something is kept here, whether they had a session or not."""
        return dict.fromkeys((*self._state.known, *self._state.scores))

    def apply(self, entry: Entry) -> None:
        """Takes one entry in; the later word on a person counts, and nothing told is nothing known."""
        known = self._state.known
        match entry.body:
            case PatientKnown(patient, name, birth_date, sex):
                known.pop(patient, None)
                if name or birth_date or sex:
                    known[patient] = Who(name, birth_date, sex)
            case ScoreTold(patient, what, value, at, note, corrects):
                told = Score(entry.number, what, float(value), min(at, entry.at), entry.at, entry.by, note, corrects)
                self._state.scores.setdefault(patient, []).append(told)
            case PatientErased(patient, left):
                known.pop(patient, None)
                self._state.erased += 1
                if had := self._state.scores.pop(patient, []):
                    self._state.scores[left] = [replace(one, note=without(one.note)) for one in had]
            case _:
                pass

    def next_left_as(self, roster: Roster) -> str:
        """What the next person to be erased is left as; never what a clinic calls somebody already."""
        taken = {one.patient for one in roster.sessions.values()} | set(self.everybody())
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


def corrected(scores: Iterable[Score]) -> set[int]:
    """The numbers of the scores that a later one corrects."""
    return {one.corrects for one in scores if one.corrects}


def sessions_by_label(roster: Roster) -> dict[str, list[Session]]:
    """Everybody's sessions, the newest first, by label; whose last session is the newest comes first."""
    found: dict[str, list[Session]] = {}
    for session in sorted(roster.sessions.values(), key=lambda one: -one.opened_at):
        found.setdefault(session.patient, []).append(session)
    return found
