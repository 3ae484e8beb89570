"""A patient's course as one JSON object: each session with its figures, and the scores over time."""

from __future__ import annotations

import msgspec

from alerts.treatment.observed import AdverseEvent
from alerts.treatment.scales import SCALES
from app.report.patient_course import PatientCourse, Series, Told, Treated
from app.report.plain import NOT_A_DEVICE, FigureShown, figure_shown
from app.report.telling import local, stamp


class CourseEventShown(msgspec.Struct, frozen=True):
    """An adverse event of a session; `ended_at` is null while it lasts."""

    event: str
    what: str
    severity: str
    serious: bool
    at: str
    ended_at: str | None
    by: str
    note: str


class CourseSessionShown(msgspec.Struct, frozen=True):
    """A session: `date` is the clinic's, `figures` are those of its record; `closed_at` is null while it is open."""

    session: str
    date: str
    protocol: str
    opened_at: str
    closed_at: str | None
    closed_reason: str
    figures: list[FigureShown]
    adverse_events: list[CourseEventShown]


class CourseScoreShown(msgspec.Struct, frozen=True):
    """A number of a scale; `session` is null where it was told between sessions, else it is a figure of that one.

    `change` is from the first that counts; null for a `struck` one, which a later one corrects.
    """

    at: str
    value: float
    change: float | None
    by: str
    session: str | None
    entry: int | None
    note: str
    corrects: int | None
    struck: bool


class CourseScaleShown(msgspec.Struct, frozen=True):
    """A scale over time; where no number counts, `missing` says so. `percent` is the last's change from the first."""

    what: str
    name: str
    least: float
    most: float
    points: list[CourseScoreShown]
    percent: float | None
    missing: str


class PatientCourseShown(msgspec.Struct, frozen=True):
    """A patient's course, the oldest session first; name, birth date and sex are null where they aren't kept here."""

    patient: str
    name: str | None
    birth_date: str | None
    sex: str | None
    mode: str
    made_at: str
    zone: str
    notice: str
    scores: list[CourseScaleShown]
    sessions: list[CourseSessionShown]


def course_plain(course: PatientCourse) -> PatientCourseShown:
    """The course as plain values."""
    known = course.patient
    return PatientCourseShown(
        course.label, known.name or None, known.birth_date or None, known.sex or None, course.mode,
        stamp(course.made_at, course.zone), course.zone.key, NOT_A_DEVICE,
        [_series(one, course) for one in course.series], [_session(one, course) for one in course.sessions],
    )


def _session(one: Treated, course: PatientCourse) -> CourseSessionShown:
    zone = course.zone
    return CourseSessionShown(
        one.session, local(one.opened_at, zone).date().isoformat(), one.protocol, stamp(one.opened_at, zone),
        None if one.closed_at is None else stamp(one.closed_at, zone), one.closed,
        [figure_shown(figure, zone) for figure in one.figures.values()], [_event(each, course) for each in one.events],
    )


def _event(one: AdverseEvent, course: PatientCourse) -> CourseEventShown:
    ended = None if one.ended_at is None else stamp(one.ended_at, course.zone)
    return CourseEventShown(
        one.id, one.what, one.severity, one.serious, stamp(one.at, course.zone), ended, one.by, one.note
    )


def _series(one: Series, course: PatientCourse) -> CourseScaleShown:
    scale = SCALES[one.what]
    points = [_score(each, course) for each in one.points]
    return CourseScaleShown(one.what, scale.name, scale.least, scale.most, points, one.percent, one.missing)


def _score(one: Told, course: PatientCourse) -> CourseScoreShown:
    return CourseScoreShown(
        stamp(one.at, course.zone), one.value, one.change, one.by, one.session or None, one.entry or None, one.note,
        one.corrects or None, one.struck,
    )
