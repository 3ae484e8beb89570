"""`/v1/patients/{label}/course` and `/scores`: a patient over the sessions; each handing out is written down."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from app.report.course_exporting import CourseFormat
from app.report.course_plain import PatientCourseShown
from app.roles import Permission
from app.scoring import PatientScores
from app.web.asked_steps import NewScore
from app.web.auth import Identity, RecordReader, SessionRunner
from app.web.context import Web
from app.web.errors import BODY, KNOWN, READS, answers
from app.web.openapi import documented
from app.web.records import file
from monitors.steps import ScoreTold

REFUSALS = (*KNOWN, *READS, "unknown_patient", "not_recorded", "stopping")
"""What a course can be refused with."""


def router(web: Web) -> APIRouter:
    """The routes of courses; a label may have a slash in it, so they stand before those that end in one."""
    routes = APIRouter(prefix="/v1/patients", tags=["patients"])

    @routes.get("/{patient:path}/course", responses=documented(PatientCourseShown) | answers(*REFUSALS))
    async def course(patient: str, who: RecordReader) -> Response:
        """A patient over their sessions: each with the figures of its record, and the scores over time."""
        return await _told(web, who, patient, CourseFormat.JSON)

    @routes.get(
        "/{patient:path}/course.pdf", response_class=Response,
        responses=file("application/pdf") | answers(*REFUSALS),
    )
    async def course_pdf(patient: str, who: RecordReader) -> Response:
        """The same on one page: a chart by date, and the table of the sessions."""
        return await _told(web, who, patient, CourseFormat.PDF)

    @routes.post(
        "/{patient:path}/scores", status_code=201,
        responses=answers(
            *KNOWN, *BODY, "unknown_patient", "bad_observation", "in_the_future", "nothing_to_correct",
        ),
    )
    async def score(patient: str, asked: NewScore, who: SessionRunner) -> PatientScores:
        """Writes a score between sessions down, such as a PHQ-9 total; gives all that were told."""
        told = ScoreTold(patient, asked.what, asked.value, asked.instant, asked.note, asked.corrects)
        return await web.scoring.tell(who.user, told)

    return routes


async def _told(web: Web, who: Identity, patient: str, form: CourseFormat) -> Response:
    identities = who.may(Permission.IDENTIFY)
    made = await web.courses.export(who.user, patient, form, web.alarms.active(), identities=identities)
    headers = {"content-disposition": f'attachment; filename="{made.name}"', "cache-control": "no-store"}
    return Response(made.content, media_type=made.media_type, headers=headers)
