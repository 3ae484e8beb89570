"""Hands out a patient's course over their sessions, on a page or as data; who got it is written down before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from alerts.alarm import Alarm
from app.knowing import sessions_of
from app.patients import Patients, Who, sessions_by_label
from app.report.course_plain import course_plain
from app.report.exporting import Records, Report
from app.report.patient_course import PatientCourse, series, treated
from monitors.asides import CourseExported
from monitors.entries import AnyBody
from monitors.instant import Instant
from monitors.session import Roster
from monitors.steps import PatientKnown


class CourseFormat(StrEnum):
    """What a course may be handed out as."""

    PDF = "pdf"
    JSON = "json"


MEDIA_TYPES = {CourseFormat.PDF: "application/pdf", CourseFormat.JSON: "application/json"}


class Courses:
    """The use case on one ward, live or stopped; courses and `records` are made one at a time, all of them."""

    def __init__(self, records: Records, roster: Roster, patients: Patients) -> None:
        self._records = records
        self._roster = roster
        self._patients = patients

    async def export(
        self, by: str, label: str, form: CourseFormat, active: Sequence[Alarm] = (), *, identities: bool = True
    ) -> Report:
        """The course of a patient; raises Refused (unknown_patient), also where they are erased meanwhile."""
        sessions_of(self._roster, self._patients, label)
        sessions = [one.id for one in reversed(sessions_by_label(self._roster).get(label, []))]

        def make() -> Report:
            return course_report(self._course(label, sessions, active, identities=identities), form)

        def told(_at: Instant) -> list[AnyBody]:
            sessions_of(self._roster, self._patients, label)
            return [CourseExported(label, form.value)]

        return await self._records.hand_out(by, make, told)

    def _course(
        self, label: str, sessions: Sequence[str], active: Sequence[Alarm], *, identities: bool
    ) -> PatientCourse:
        """Gathers one session after the other, so that never more than one record is held."""
        had = tuple(treated(self._records.gathered(one, active)) for one in sessions)
        who = self._patients.known.get(label, Who()) if identities else Who()
        files = self._records.files
        return PatientCourse(
            label, PatientKnown(label, who.name, who.birth_date, who.sex), had,
            series(had, self._patients.scores(label)), self._records.now(), files.mode, files.zone, files.site,
        )


def course_report(course: PatientCourse, form: CourseFormat) -> Report:
    """The report of a course; what is heavy is imported when it is asked for."""
    if form is CourseFormat.PDF:
        from app.report.pdf_course import course_pdf

        content = course_pdf(course)
    else:
        content = msgspec.json.encode(course_plain(course))
    name = re.sub(r"[^A-Za-z0-9._-]", "_", course.label)
    return Report(content, MEDIA_TYPES[form], f"course-{name}.{form.value}")
