"""`/v1/history`: what was measured in a session, as raw points or, where there are more than asked for, as buckets."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query
from pydantic import AwareDatetime
from starlette.responses import Response

from app.ports import Journal
from app.web.auth import Watching
from app.web.context import Web
from app.web.errors import KNOWN, READS, Trouble, answers
from app.web.openapi import documented
from monitors.instant import Instant, from_datetime, rfc3339
from monitors.vitals import KINDS, VITALS, Vital

PointShown = tuple[str, float | None, str]
BucketShown = tuple[str, float, float, float, int]


class SeriesShown(msgspec.Struct, frozen=True, omit_defaults=True):
    """One vital of one device: `points` are [measured_at, value, quality], `buckets` [from, min, max, mean, count]."""

    vital: str
    device: str
    unit: str
    points: list[PointShown] | None = None
    buckets: list[BucketShown] | None = None


class HistoryShown(msgspec.Struct, frozen=True):
    """The series of a session."""

    session: str
    series: list[SeriesShown]


def router(web: Web) -> APIRouter:
    """The route of history."""
    routes = APIRouter(prefix="/v1/history", tags=["history"])

    @routes.get("", responses=documented(HistoryShown) | answers(*KNOWN, *READS, "unknown_session"))
    async def history(
        _who: Watching,
        session: Annotated[str, Query(description="which session")],
        vitals: Annotated[str, Query(description="vitals with commas between; all without it")] = "",
        since: Annotated[AwareDatetime | None, Query(alias="from", description="without it, the opening")] = None,
        until: Annotated[AwareDatetime | None, Query(alias="to", description="without it, now")] = None,
        points: Annotated[int | None, Query(ge=1, le=1_000_000, description="at most this many a series")] = None,
    ) -> Response:
        """Raw points; with `points`, a series that has more readings than that comes in so many buckets."""
        found = web.roster.sessions.get(session)
        if found is None:
            raise Trouble("unknown_session", f"there is no session {session[:80]!r}", "session")
        start = found.opened_at if since is None else from_datetime(since)
        end = web.clock.now() if until is None else from_datetime(until)
        wanted = named(vitals)
        series = await asyncio.to_thread(read, web.journal, session, wanted, start, end, points)
        return Response(msgspec.json.encode(HistoryShown(session, series)), media_type="application/json")

    return routes


def named(text: str) -> list[Vital]:
    """The vitals of a list with commas, all of them for an empty one; raises Trouble naming what is none."""
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    for name in wanted:
        if name not in tuple(Vital):
            raise Trouble("bad_request", f"vitals: {name[:80]!r} is no vital", "vitals", f"one of {', '.join(VITALS)}")
    return [Vital(name) for name in wanted] or list(VITALS)


def read(
    journal: Journal, session: str, vitals: list[Vital], since: Instant, until: Instant, most: int | None
) -> list[SeriesShown]:
    """Every series of a session in [since, until]; called in a thread, because it reads the store."""
    return [
        _series(journal, session, vital, device, since, until, most)
        for vital, device in journal.series(session, vitals, since, until)
    ]


def _series(
    journal: Journal, session: str, vital: str, device: str, since: Instant, until: Instant, most: int | None
) -> SeriesShown:
    unit = KINDS[Vital(vital)].unit
    points = journal.points(session, vital, device, since, until)
    if most is None or len(points) <= most:
        raw = [(rfc3339(one.measured_at), one.value, one.quality) for one in points]
        return SeriesShown(vital, device, unit, points=raw)
    buckets = journal.buckets(session, vital, device, since, until, most)
    told = [(rfc3339(one.since), one.low, one.high, one.mean, one.count) for one in buckets]
    return SeriesShown(vital, device, unit, buckets=told)
