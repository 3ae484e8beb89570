"""`/v1/sessions/{session}/news2`: a secondary score of what is measured now, or what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from alerts.news2 import SOURCE, Score
from app.web.auth import Watching
from app.web.context import Web
from app.web.errors import KNOWN, Trouble, answers


@dataclass(frozen=True, slots=True)
class ScoreShown:
    """NEWS2: `total` is null, `parts` empty while an input is missing or stale; `asks_for` is null, medium or high."""

    session: str
    total: int | None
    parts: dict[str, int]
    asks_for: str | None
    missing: tuple[str, ...]
    stale: tuple[str, ...]
    note: str
    source: str


def router(web: Web) -> APIRouter:
    """The one route."""
    routes = APIRouter(prefix="/v1/sessions", tags=["sessions"])

    @routes.get("/{session}/news2", responses=answers(*KNOWN, "unknown_session", "session_closed"))
    async def news2(
        session: str, _who: Watching,
        oxygen: Annotated[bool | None, Query(description="whether oxygen is given; else as observed last")] = None,
        scale: Annotated[
            Literal["1", "2"] | None, Query(description="the SpO2 scale; 2 is a doctor's decision; else as told last")
        ] = None,
    ) -> ScoreShown:
        """The score of an open session at this moment; a secondary view that never takes an alarm's place."""
        found = web.roster.sessions.get(session)
        if found is None:
            raise Trouble("unknown_session", f"there is no session {session[:80]!r}", "session")
        score = web.alarms.news2(session, web.clock.now(), on_oxygen=oxygen, scale=int(scale) if scale else None)
        if score is None:
            raise Trouble("session_closed", f"the session {session} is closed", "session", "look at its history")
        return _shown(session, score)

    return routes


def _shown(session: str, score: Score) -> ScoreShown:
    asks_for = score.priority.name.lower() if score.priority else None
    return ScoreShown(
        session, score.total, score.parts, asks_for, score.missing, score.stale, score.note, SOURCE,
    )
