"""The use case of scores between sessions: a PHQ-9 total, or how mood, anxiety and pain are, told of a patient."""

from __future__ import annotations

from dataclasses import dataclass

from alerts.treatment.scales import SCALES, problem
from app.knowing import sessions_of
from app.patients import Patients, Score, corrected
from app.service import Recorder, spoken
from monitors.entries import AnyBody
from monitors.instant import Instant, parse, rfc3339
from monitors.personal import is_left_as
from monitors.refused import Refused
from monitors.session import Roster
from monitors.steps import ScoreTold

BETWEEN = ("phq9", "mood", "anxiety", "pain")
"""The scales that say something of a person outside a session."""

EARLIEST: Instant = parse("2000-01-01T00:00:00Z")
"""A score of an earlier time is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class PatientScore:
    """A score between sessions; `entry` is its number in the journal, a `struck` one was corrected by a later one."""

    entry: int
    what: str
    value: float
    at: str
    told_at: str
    by: str
    note: str
    corrects: int
    struck: bool


@dataclass(frozen=True, slots=True)
class PatientScores:
    """Every score of a patient between sessions, in the order in which they were told."""

    patient: str
    scores: list[PatientScore]


class Scoring:
    """The use case on one ward, a live one or a stopped one."""

    def __init__(self, recorder: Recorder, roster: Roster, patients: Patients) -> None:
        self._recorder = recorder
        self._roster = roster
        self._patients = patients

    async def tell(self, by: str, told: ScoreTold) -> PatientScores:
        """Writes a score down; `at` 0 is now, or with `corrects` the instant of the one that it corrects.

        Raises Refused: bad_observation, in_the_future, unknown_patient, nothing_to_correct, bad_request.
        """
        note = spoken("note", told.note, needed=False)
        _check_value(told)

        def make(now: Instant) -> list[AnyBody]:
            sessions_of(self._roster, self._patients, told.patient)
            if is_left_as(told.patient):
                message = f"{told.patient} was erased"
                raise Refused("bad_request", message, "nothing more is told of them", field="patient")
            before = self._before(told)
            at = told.at or (now if before is None else before.at)
            _check_time(at, now)
            return [ScoreTold(told.patient, told.what, told.value, at, note, told.corrects)]

        await self._recorder.record(by, make)
        return self.shown(told.patient)

    def shown(self, label: str) -> PatientScores:
        """What was told of a patient so far."""
        known = self._patients.scores(label)
        struck = corrected(known)
        return PatientScores(label, [_shown(one, struck=one.number in struck) for one in known])

    def _before(self, told: ScoreTold) -> Score | None:
        """The score that another one corrects: of this patient and scale, and not corrected yet."""
        if not told.corrects:
            return None
        known = self._patients.scores(told.patient)
        standing = {one.number: one for one in known if one.number not in corrected(known)}
        before = standing.get(told.corrects)
        if before is None or before.what != told.what:
            message = f"entry {told.corrects} is not a score of {told.what} of this patient as it stands"
            raise Refused("nothing_to_correct", message, "look at it again", field="corrects", status=409)
        return before


def _check_value(told: ScoreTold) -> None:
    if told.what not in BETWEEN:
        message = f"{told.what[:40]!r} says nothing outside a session"
        raise Refused("bad_observation", message, f"one of {', '.join(BETWEEN)}", field="what")
    if wrong := problem(told.what, told.value):
        raise Refused("bad_observation", wrong, SCALES[told.what].prompt, field="value")


def _check_time(at: Instant, now: Instant) -> None:
    if at > now:
        message = f"{rfc3339(at)} is yet to come: it is {rfc3339(now)}"
        raise Refused("in_the_future", message, "give when it was filled in, or leave the time out", field="at")
    if at < EARLIEST:
        raise Refused("bad_request", f"{rfc3339(at)} is long ago", "check the year", field="at")


def _shown(one: Score, *, struck: bool) -> PatientScore:
    return PatientScore(
        one.number, one.what, one.value, rfc3339(one.at), rfc3339(one.told_at), one.by, one.note, one.corrects, struck,
    )
