"""The use cases of finding and knowing patients: by label for everybody, by name only for those who may see names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.patients import Patients, Who, sessions_by_label
from app.service import Recorder, spoken
from monitors.entries import AnyBody
from monitors.instant import Instant, rfc3339
from monitors.personal import is_left_as
from monitors.refused import Refused
from monitors.session import Roster, Session
from monitors.steps import PatientKnown

SEXES = ("female", "male", "other", "unknown")
FOUND_AT_MOST = 100
LONGEST_LABEL = 80
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class PatientSession:
    """One of a patient's sessions; times are RFC 3339, `closed_at` is None while it is open."""

    session: str
    bed: str
    protocol: str
    opened_at: str
    closed_at: str | None


@dataclass(frozen=True, slots=True)
class PatientShown:
    """A patient: the label, who that is (None where it isn't known, or not for whoever asks), and the sessions."""

    patient: str
    name: str | None
    birth_date: str | None
    sex: str | None
    sessions: list[PatientSession]


@dataclass(frozen=True, slots=True)
class PatientsFound:
    """Patients, whose last session is the newest first; `more` says that there are others."""

    patients: list[PatientShown]
    more: bool


class Knowing:
    """The use cases on one ward, a live one or a stopped one."""

    def __init__(self, recorder: Recorder, roster: Roster, patients: Patients) -> None:
        self._recorder = recorder
        self._roster = roster
        self._patients = patients

    def find(self, text: str, *, identities: bool) -> PatientsFound:
        """Those whose label (or with `identities` name or date of birth) has the text in it; "" finds everybody."""
        sought = text.strip().casefold()
        found: list[PatientShown] = []
        for label, sessions in self._everybody():
            who = self._patients.known.get(label, Who()) if identities else Who()
            if any(sought in said.casefold() for said in (label, who.name, who.birth_date)):
                found.append(_shown(label, who, sessions))
            if len(found) > FOUND_AT_MOST:
                break
        return PatientsFound(found[:FOUND_AT_MOST], len(found) > FOUND_AT_MOST)

    def show(self, label: str, *, identities: bool) -> PatientShown:
        """One patient; raises Refused (unknown_patient)."""
        sessions_of(self._roster, self._patients, label)
        who = self._patients.known.get(label, Who()) if identities else Who()
        return _shown(label, who, sessions_by_label(self._roster).get(label, []))

    async def know(self, by: str, patient: str, name: str, birth_date: str, sex: str) -> PatientShown:
        """Says who stands behind a label; the later word counts, and an empty one takes it back."""
        label = spoken("patient", patient, longest=LONGEST_LABEL)
        called = spoken("name", name, needed=False, longest=LONGEST_NAME)
        if is_left_as(label):
            raise Refused("bad_request", f"{label} was erased", "give another label", field="patient")
        if sex and sex not in SEXES:
            message = f"{sex[:40]!r} is no sex that is kept"
            raise Refused("bad_request", message, f"one of {', '.join(SEXES)}", field="sex")

        def make(at: Instant) -> list[AnyBody]:
            _check_birth_date(birth_date, at)
            return [PatientKnown(label, called, birth_date, sex)]

        await self._recorder.record(by, make)
        return _shown(label, Who(called, birth_date, sex), sessions_by_label(self._roster).get(label, []))

    def _everybody(self) -> Iterator[tuple[str, list[Session]]]:
        """Those with sessions, then those of whom something is kept who had none."""
        treated = sessions_by_label(self._roster)
        yield from treated.items()
        yield from ((label, []) for label in self._patients.everybody() if label not in treated)


def sessions_of(roster: Roster, patients: Patients, label: str) -> list[Session]:
    """The sessions of a label; raises Refused (unknown_patient) where nobody is called so."""
    sessions = [one for one in roster.sessions.values() if one.patient == label]
    if not sessions and label not in patients.everybody():
        message = f"there is no patient {label[:LONGEST_LABEL]!r}"
        raise Refused("unknown_patient", message, "find them first", field="patient", status=404)
    return sessions


def _check_birth_date(told: str, now: Instant) -> None:
    if not told:
        return
    try:
        born = date.fromisoformat(told).isoformat()
    except ValueError:
        born = ""
    if born != told or not "1900-01-01" <= born <= rfc3339(now)[:10]:
        message = f"{told[:40]!r} is no date of birth"
        raise Refused("bad_request", message, "such as 1980-12-31", field="birth_date")


def _shown(label: str, who: Who, sessions: list[Session]) -> PatientShown:
    had = [
        PatientSession(
            one.id, one.bed, one.protocol, rfc3339(one.opened_at),
            None if one.closed_at is None else rfc3339(one.closed_at),
        )
        for one in sessions
    ]
    return PatientShown(label, who.name or None, who.birth_date or None, who.sex or None, had)
