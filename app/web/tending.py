"""What persons do to alarms and their sound: shelving, ending a hold, and the audio pause of a bed."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query
from starlette.responses import Response

from alerts.alarm import Alarm
from alerts.pause import Sound
from app import shown
from app.live.messages import AlarmMessage
from app.service import Worsened
from app.web.asked import Ending, Pausing, Shelving
from app.web.auth import Tender
from app.web.context import Web
from app.web.errors import BODY, KNOWN, Trouble, answers
from app.web.openapi import documented

CHANGES = ("other_origin", "not_recorded", "stopping")


def router(web: Web) -> APIRouter:
    """The routes of tending."""
    routes = APIRouter(tags=["alarms"])
    _add_to_alarms(routes, web)
    _add_to_beds(routes, web)
    return routes


def _add_to_alarms(routes: APIRouter, web: Web) -> None:
    @routes.post(
        "/v1/alarms/{alarm}/shelving",
        responses=documented(AlarmMessage)
        | answers(*KNOWN, *BODY, "unknown_alarm", "worsened", "not_shelvable", "reason_needed", "bad_duration"),
    )
    async def shelve(alarm: str, asked: Shelving, who: Tender) -> Response:
        """Puts an alarm off: it stays active and in sight, and isn't sounded; never one of high priority."""
        try:
            seen = await web.tending.shelve(who.user, alarm, asked.revision, asked.minutes, asked.reason)
        except Worsened as worse:
            newer = msgspec.to_builtins(web.hub.message(worse.alarm))
            raise Trouble("worsened", str(worse), "revision", "look at it again", alarm=newer) from None
        return _told(web, seen)

    @routes.delete(
        "/v1/alarms/{alarm}/shelving",
        responses=documented(AlarmMessage) | answers(*KNOWN, *CHANGES, "unknown_alarm"),
    )
    async def unshelve(alarm: str, who: Tender) -> Response:
        """Takes an alarm off the shelf: it is sounded again, and escalates from now."""
        return _told(web, await web.tending.unshelve(who.user, alarm))

    @routes.post(
        "/v1/alarms/{alarm}/hold-end",
        responses=documented(AlarmMessage) | answers(*KNOWN, *BODY, "unknown_alarm", "not_held", "reason_needed"),
    )
    async def end_hold(alarm: str, asked: Ending, who: Tender) -> Response:
        """Ends an alarm whose data are gone (it is held, or composite and blind); only new data can begin another."""
        return _told(web, await web.tending.end_hold(who.user, alarm, asked.reason))


def _add_to_beds(routes: APIRouter, web: Web) -> None:
    @routes.post("/v1/beds/{bed}/audio-pause", responses=answers(*KNOWN, *BODY, "unknown_bed", "bad_duration"))
    async def pause(bed: str, asked: Pausing, who: Tender) -> shown.BedShown:
        """Pauses the sound of a bed's alarms of one kind; a new or worse one of high priority is heard all the same."""
        return await web.tending.pause(who.user, bed, asked.kind, asked.seconds)

    @routes.delete("/v1/beds/{bed}/audio-pause", responses=answers(*KNOWN, *CHANGES, "unknown_bed"))
    async def resume(
        bed: str, kind: Annotated[Sound, Query(description="which sound")], who: Tender
    ) -> shown.BedShown:
        """Ends a pause before its time."""
        return await web.tending.resume(who.user, bed, kind)


def _told(web: Web, alarm: Alarm) -> Response:
    return Response(msgspec.json.encode(web.hub.message(alarm)), media_type="application/json")
