"""The use case of erasing a person: what names them goes, what was measured and given stays under another label.

The journal does it in the transaction that records it, so nothing is half erased; the running folds hear the entry,
and screens' messages are told here.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Set
from dataclasses import dataclass

from app.knowing import sessions_of
from app.patients import Patients, Who
from app.ports import Journal
from app.service import Recorder, spoken
from monitors.entries import AnyBody
from monitors.instant import Instant
from monitors.personal import is_left_as
from monitors.refused import Refused
from monitors.session import Roster
from monitors.steps import PatientErased

SHORTEST_NAME = 3
"""Letters that a part of a name has, for it to be looked for by itself."""


@dataclass(frozen=True, slots=True)
class ErasedShown:
    """What a person is left as, and how many sessions are kept under it."""

    left_as: str
    sessions: int


class Erasing:
    """The use case on one ward, a live one or a stopped one; `forget` is told the sessions whose words are gone."""

    def __init__(
        self, recorder: Recorder, roster: Roster, patients: Patients, journal: Journal,
        forget: Callable[[Set[str]], None] = lambda _sessions: None,
    ) -> None:
        self._recorder = recorder
        self._roster = roster
        self._patients = patients
        self._journal = journal
        self._forget = forget

    async def erase(self, by: str, patient: str, reason: str) -> ErasedShown:
        """Erases a person who is in no open session, for a reason that doesn't name them; this can't be undone."""
        why = spoken("reason", reason)
        sessions: set[str] = set()

        def make(_at: Instant) -> list[AnyBody]:
            own = sessions_of(self._roster, self._patients, patient)
            if is_left_as(patient):
                raise Refused("unknown_patient", f"{patient} is erased already", field="patient", status=404)
            if open_now := [one.id for one in own if one.closed_at is None]:
                message = f"{patient[:80]!r} is in the open session {open_now[0]}"
                raise Refused("patient_in_session", message, "close it first", field="patient", status=409)
            if _names(why, patient, self._patients.known.get(patient, Who())):
                message = "the reason names the person: it stays in the journal"
                raise Refused("bad_request", message, "say it without their name and label", field="reason")
            sessions.update(one.id for one in own)
            return [PatientErased(patient, self._patients.next_left_as(self._roster), why)]

        entry = (await self._recorder.record(by, make))[0]
        assert isinstance(entry.body, PatientErased)
        self._forget(sessions)
        number, _ = await asyncio.to_thread(self._journal.last)
        if number < entry.number:
            message = "recording is stalled: the person is erased as soon as it works, unless the program ends before"
            raise Refused("not_recorded", message, "look for the person again later", status=503)
        return ErasedShown(entry.body.left_as, len(sessions))


def _names(text: str, label: str, who: Who) -> bool:
    """Whether a text says the label, the date of birth, the name or a part of it, as words of their own."""
    parts = [part for part in who.name.split() if len(part) >= SHORTEST_NAME]
    sought = [one for one in (label, who.name, who.birth_date, *parts) if one]
    return any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text, re.IGNORECASE) for one in sought)
