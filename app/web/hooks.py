"""`/v1/test`: what makes a server sick on purpose; it exists in test mode only."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from app.web.asked import Stall
from app.web.auth import Tester
from app.web.context import Web
from app.web.errors import BODY, KNOWN, answers


@dataclass(frozen=True, slots=True)
class Stalled:
    """How long recording hangs, in wall seconds."""

    seconds: float


def router(web: Web) -> APIRouter:
    """The routes of the test hooks."""
    routes = APIRouter(prefix="/v1/test", tags=["test mode"])

    @routes.post("/stall", responses=answers(*KNOWN, *BODY))
    async def stall(asked: Stall, _who: Tester) -> Stalled:
        """Makes recording hang for so many wall seconds before its next commit."""
        web.journal.stall(asked.seconds)
        return Stalled(asked.seconds)

    return routes
