"""`/v1/alarms/load`: how many alarms a bed-hour, which stand, chatter or flood, how fast they are acknowledged."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query
from pydantic import AwareDatetime
from starlette.responses import Response

from alerts.load import LOOKBACK, Seat, courses_of, load
from app.load import LoadShown, shown
from app.web.auth import Watching
from app.web.context import Web
from app.web.errors import KNOWN, READS, Trouble, answers
from app.web.openapi import documented
from monitors.instant import MINUTE, Instant, from_datetime

DAY = 24 * 60 * MINUTE
LONGEST = 31 * DAY
"""A window is read as a whole; longer ones are asked for month by month, and add up."""


def router(web: Web) -> APIRouter:
    """The route of the alarm load; it stands before that of one alarm."""
    routes = APIRouter(prefix="/v1/alarms", tags=["alarms"])

    @routes.get("/load", responses=documented(LoadShown) | answers(*KNOWN, *READS, "unknown_bed"))
    async def alarm_load(
        _who: Watching,
        since: Annotated[AwareDatetime | None, Query(alias="from", description="without it, a day before the end")]
        = None,
        until: Annotated[AwareDatetime | None, Query(alias="to", description="without it, now")] = None,
        bed: Annotated[str, Query(description="of this bed only")] = "",
    ) -> Response:
        """The recorded alarms of a window: what happened at `from` or after and before `to`."""
        if bed and bed not in web.roster.beds:
            raise Trouble("unknown_bed", f"there is no bed {bed[:80]!r}", "bed")
        asked_since = None if since is None else from_datetime(since)
        start, end = window(asked_since, None if until is None else from_datetime(until), web.clock.now())
        seats = [Seat(*one) for one in web.roster.sat()]
        told = await asyncio.to_thread(_read, web, seats, start, end, bed)
        return Response(msgspec.json.encode(told), media_type="application/json")

    return routes


def window(since: Instant | None, until: Instant | None, now: Instant) -> tuple[Instant, Instant]:
    """The window that is asked for, no further than what has happened by now; raises Trouble for one that is none."""
    end = now + 1 if until is None else min(until, now + 1)
    start = end - DAY if since is None else since
    if not 0 < end - start <= LONGEST:
        raise Trouble("bad_request", "from and to are no window", "from", "from before to and now, at most 31 days")
    return start, end


def _read(web: Web, seats: list[Seat], since: Instant, until: Instant, bed: str) -> LoadShown:
    """Called in a thread, because it reads the store."""
    courses = courses_of(web.journal.onsets(since - LOOKBACK, until), until)
    return shown(load(courses, seats, since, until, bed), bed)
