"""`/v1/sessions/{id}/report.…`: a session's record as PDF, CSV, JSON, FHIR and REMS summary; each is written down."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query
from starlette.responses import Response

from app.report.csv_text import Table
from app.report.exporting import Format
from app.report.plain import RecordShown
from app.report.rems import RemsSummary
from app.report.timeline import Timeline, timeline
from app.web.asked_steps import When
from app.web.auth import RecordReader
from app.web.context import Web
from app.web.errors import KNOWN, READS, answers
from app.web.openapi import documented
from monitors.instant import from_datetime

REFUSALS = (*KNOWN, *READS, "unknown_session", "not_recorded", "stopping")
"""What every report can be refused with."""


def file(media_type: str) -> dict[int | str, dict[str, Any]]:
    """What a route's OpenAPI says of an answer that is a file."""
    schema = {"type": "object"} if media_type.endswith("json") else {"type": "string", "format": "binary"}
    return {200: {"description": "Done", "content": {media_type: {"schema": schema}}}}


def router(web: Web) -> APIRouter:
    """The routes of records."""
    routes = APIRouter(prefix="/v1/sessions/{session}", tags=["records"])
    _add_files(routes, web)
    _add_objects(routes, web)
    return routes


async def _told(web: Web, by: str, session: str, form: Format, table: Table = Table.READINGS) -> Response:
    made = await web.records.export(by, session, form, table, web.alarms.active())
    name = re.sub(r"[^A-Za-z0-9._-]", "_", made.name)
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(made.content, media_type=made.media_type, headers=headers)


def _add_files(routes: APIRouter, web: Web) -> None:
    """The records that a person or a spreadsheet reads."""

    @routes.get("/report.pdf", response_class=Response, responses=file("application/pdf") | answers(*REFUSALS))
    async def report_pdf(session: str, who: RecordReader) -> Response:
        """One page of summary with every trend on one time axis, then the table of events."""
        return await _told(web, who.user, session, Format.PDF)

    @routes.get("/report.csv", response_class=Response, responses=file("text/csv") | answers(*REFUSALS))
    async def report_csv(
        session: str, who: RecordReader,
        table: Annotated[Table, Query(description="which rows")] = Table.READINGS,
    ) -> Response:
        """Every reading, every event, or the summary figures, as RFC 4180 with the names of the columns first."""
        return await _told(web, who.user, session, Format.CSV, table)

    @routes.get("/rems.txt", response_class=Response, responses=file("text/plain") | answers(*REFUSALS))
    async def report_rems_text(session: str, who: RecordReader) -> Response:
        """The same as lines that a person copies into the form."""
        return await _told(web, who.user, session, Format.REMS_TEXT)


def _add_objects(routes: APIRouter, web: Web) -> None:
    """The records that a program reads."""

    @routes.get("/report.json", responses=documented(RecordShown) | answers(*REFUSALS))
    async def report_json(session: str, who: RecordReader) -> Response:
        """The summary figures and every event; the readings are in the CSV and in the history."""
        return await _told(web, who.user, session, Format.JSON)

    @routes.get("/timeline", responses=documented(Timeline) | answers(*KNOWN, *READS, "unknown_session"))
    async def look(
        session: str, _who: RecordReader,
        since: Annotated[When | None, Query(alias="from", description="without it, the opening")] = None,
        until: Annotated[When | None, Query(alias="to", description="without it, the end, or now")] = None,
    ) -> Response:
        """Phases, limits in force and every event of a span: what stands beside the readings of `/v1/history`."""
        record = await web.records.look(session, web.alarms.active())
        start = record.opened_at if since is None else from_datetime(since)
        end = record.until if until is None else from_datetime(until)
        made = await asyncio.to_thread(timeline, record, start, end)
        return Response(msgspec.json.encode(made), media_type="application/json")

    @routes.get("/fhir", response_class=Response, responses=file("application/fhir+json") | answers(*REFUSALS))
    async def report_fhir(session: str, who: RecordReader) -> Response:
        """The session as a FHIR R4B bundle of the type collection."""
        return await _told(web, who.user, session, Format.FHIR)

    @routes.get("/rems", responses=documented(RemsSummary) | answers(*REFUSALS))
    async def report_rems(session: str, who: RecordReader) -> Response:
        """What the REMS form asks for, with times and sources; what is not known is named."""
        return await _told(web, who.user, session, Format.REMS)
