"""`/v1/limits` and a session's limits: what they are, whose default they differ from, and changing them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app import limits_shown
from app.limiting import Asked
from app.web.asked import ConfirmedLimit, NewLimit
from app.web.auth import LimitChanger, Watching
from app.web.context import Web
from app.web.errors import BODY, KNOWN, Trouble, answers

CHANGES = ("other_origin", "not_recorded", "stopping")
OPEN = ("unknown_session", "session_closed", "unknown_rule")


def router(web: Web) -> APIRouter:
    """The routes of limits."""
    routes = APIRouter(tags=["limits"])
    _add_looking(routes, web)
    _add_changing(routes, web)
    return routes


def _add_looking(routes: APIRouter, web: Web) -> None:
    @routes.get("/v1/limits", responses=answers(*KNOWN))
    async def limits(_who: Watching) -> limits_shown.LimitsShown:
        """The limits of every profile: what a session begins with."""
        return limits_shown.of_profiles(web.profiles)

    @routes.get("/v1/sessions/{session}/limits", responses=answers(*KNOWN, "unknown_session"))
    async def session_limits(session: str, _who: Watching) -> limits_shown.SessionLimits:
        """The limits of a session beside the defaults, what waits for a second person, and every change."""
        return _shown(web, session)


def _add_changing(routes: APIRouter, web: Web) -> None:
    path = "/v1/sessions/{session}/limits/{rule}"

    @routes.put(
        path, responses=answers(*KNOWN, *BODY, *OPEN, "reason_needed", "bad_limit")
        | {202: {"model": limits_shown.RuleLimit, "description": "It waits for a second person: see `proposed`"}},
    )
    async def change(
        session: str, rule: str, asked: NewLimit, who: LimitChanger, response: Response
    ) -> limits_shown.RuleLimit:
        """Changes a limit for this session; one wider than `widest` waits for a second person to confirm it."""
        await web.limiting.change(who.user, Asked(session, rule, asked.limit, asked.reason))
        found = _one(web, session, rule)
        if found.proposed is not None:
            response.status_code = 202
        return found

    @routes.post(
        f"{path}/confirmation", responses=answers(*KNOWN, *BODY, *OPEN, "nothing_proposed", "same_person", "bad_limit")
    )
    async def confirm(session: str, rule: str, asked: ConfirmedLimit, who: LimitChanger) -> limits_shown.RuleLimit:
        """Confirms the limit that another person proposed within the last 15 minutes."""
        await web.limiting.confirm(who.user, session, rule, asked.limit)
        return _one(web, session, rule)

    @routes.delete(path, responses=answers(*KNOWN, *CHANGES, *OPEN))
    async def reset(
        session: str, rule: str, who: LimitChanger,
        reason: Annotated[str, Query(max_length=500, description="why")] = "",
    ) -> limits_shown.RuleLimit:
        """Goes back to the profile's limit, and withdraws what was proposed."""
        await web.limiting.reset(who.user, session, rule, reason)
        return _one(web, session, rule)


def _shown(web: Web, session: str) -> limits_shown.SessionLimits:
    found = web.roster.sessions.get(session)
    if found is None:
        raise Trouble("unknown_session", f"there is no session {session[:80]!r}", "session")
    profile, baselines = web.profiles[found.profile], web.alarms.baselines(session)
    return limits_shown.of_session(found, profile, web.limits, web.clock.now(), baselines)


def _one(web: Web, session: str, rule: str) -> limits_shown.RuleLimit:
    return next(one for one in _shown(web, session).limits if one.rule == rule)
