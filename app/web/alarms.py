"""`/v1/alarms`: what is active, what has ended, every revision of one, and acknowledging."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Query
from starlette.responses import Response

from alerts.alarm import Alarm
from alerts.explanation import explain
from app.explained import ExplanationShown, explained
from app.live.messages import AlarmMessage
from app.service import Worsened
from app.web.asked import Acknowledging
from app.web.auth import Acknowledger, Watching
from app.web.context import Web
from app.web.errors import BODY, KNOWN, READS, Trouble, answers
from app.web.openapi import documented


class AlarmsShown(msgspec.Struct, frozen=True):
    """Alarms, and the epoch and number with which a screen can go on from here."""

    epoch: str
    number: int
    alarms: list[AlarmMessage]


class AlarmShown(AlarmMessage, frozen=True, kw_only=True):
    """One episode with every revision of it, oldest first, and why it is as it is."""

    explanation: ExplanationShown
    revisions: tuple[AlarmMessage, ...]


def router(web: Web) -> APIRouter:
    """The routes of alarms."""
    routes = APIRouter(prefix="/v1/alarms", tags=["alarms"])
    _add_looking(routes, web)
    _add_acknowledging(routes, web)
    return routes


def _add_looking(routes: APIRouter, web: Web) -> None:
    """The routes that change nothing."""

    @routes.get("", responses=documented(AlarmsShown) | answers(*KNOWN, *READS))
    async def alarms(
        _who: Watching,
        state: Annotated[Literal["active", "ended"], Query(description="which alarms")] = "active",
        session: Annotated[str | None, Query(description="of this session only")] = None,
        limit: Annotated[int, Query(ge=1, le=1000, description="how many ended ones, newest first")] = 100,
    ) -> Response:
        """The active alarms, or those that ended last."""
        if state == "active":
            found = [one for one in web.hub.active() if session in (None, one.scope.session)]
        else:
            ended = await asyncio.to_thread(web.journal.ended_alarms, session, limit)
            found = [web.hub.message(one) for one in ended]
        return _json(AlarmsShown(web.hub.epoch, web.hub.number, found))

    @routes.get("/{alarm}", responses=documented(AlarmShown) | answers(*KNOWN, *READS, "unknown_alarm"))
    async def alarm(alarm: str, _who: Watching) -> Response:
        """One episode, with every revision of it and why it is as it is."""
        revisions = await asyncio.to_thread(web.journal.alarm, alarm)
        running = web.alarms.alarm(alarm)
        if running is not None and (not revisions or revisions[-1].revision < running.revision):
            revisions = [*revisions, running]
        if not revisions:
            raise Trouble("unknown_alarm", f"there is no alarm {alarm[:80]!r}", "alarm")
        return _json(_whole(web, revisions, running or revisions[-1]))


def _add_acknowledging(routes: APIRouter, web: Web) -> None:
    """The route by which a person says that they saw an alarm."""

    @routes.post(
        "/{alarm}/acknowledgement",
        responses=documented(AlarmMessage) | answers(*KNOWN, *BODY, "unknown_alarm", "worsened"),
    )
    async def acknowledge(
        alarm: str, asked: Acknowledging, who: Acknowledger
    ) -> Response:
        """Acknowledges an alarm at the revision that was seen; 409 with the newer alarm when it has worsened since."""
        try:
            seen = await web.service.acknowledge(who.user, web.alarms, alarm, asked.revision, asked.note)
        except Worsened as worse:
            newer = msgspec.to_builtins(web.hub.message(worse.alarm))
            raise Trouble("worsened", str(worse), "revision", "look at it again", alarm=newer) from None
        return _json(web.hub.message(seen))


def _whole(web: Web, revisions: list[Alarm], alarm: Alarm) -> AlarmShown:
    """The episode as it is now, or was at its end, with its revisions as they were told."""
    session = web.roster.sessions.get(alarm.scope.session)
    why = explain([*revisions[:-1], alarm], web.profiles.get(session.profile) if session else None, web.alarms.alarm)
    told = web.hub.message(alarm)
    fields = {name: getattr(told, name) for name in AlarmMessage.__struct_fields__}
    shown = tuple(web.hub.message(one) for one in revisions)
    return AlarmShown(**fields, explanation=explained(alarm, why, web.hub.signal_delay(alarm)), revisions=shown)


def _json(answer: msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(answer), media_type="application/json")
