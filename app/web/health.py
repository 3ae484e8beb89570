"""`/healthz`, `/readyz` and `/metrics`: for whoever watches the watcher; they tell nothing about patients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

from app.metrics import CONTENT_TYPE
from app.settings import ServerMode
from app.web.auth import PUBLIC
from app.web.context import Web
from monitors.instant import rfc3339

FAILS = "judging failed within the last minute: alarms may be missing; the log has the fault"


@dataclass(frozen=True, slots=True)
class Health:
    """The process answers."""

    healthy: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """Whether it may be used: its mode, its clock (`now`, and how many times faster than the wall), its recording.

    `reason` says why it is not ready, and is null when it is.
    """

    ready: bool
    mode: ServerMode
    clock_rate: float
    recording: Literal["ok", "stalled"]
    now: str
    reason: str | None = None


def router(web: Web) -> APIRouter:
    """The routes of health."""
    routes = APIRouter(tags=["health"], dependencies=[PUBLIC])

    @routes.get("/healthz")
    async def healthz() -> Health:
        """Whether the process answers."""
        return Health(healthy=True)

    @routes.get("/readyz")
    async def readyz() -> Ready:
        """Whether the server may be used: not while judging fails; it goes on while recording is stalled.

        The answer is 200 either way, for the screens that show the alarm must not lose their server by it.
        """
        recording: Literal["ok", "stalled"] = "ok" if web.ward.recording == "ok" else "stalled"
        judges = web.ward.judging == "ok"
        return Ready(
            ready=judges, mode=web.settings.mode, clock_rate=web.clock.rate, recording=recording,
            now=rfc3339(web.clock.now()), reason=None if judges else FAILS,
        )

    @routes.get("/metrics", responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
    async def metrics() -> Response:
        """Counters and gauges, as Prometheus reads them."""
        return Response(web.metrics.text(), media_type=CONTENT_TYPE)

    return routes
