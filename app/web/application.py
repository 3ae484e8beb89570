"""The web application: every router, every error as problem+json, security headers, the whole OpenAPI."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from app.live.messages import AlarmMessage
from app.load import LoadShown
from app.report.course_plain import PatientCourseShown
from app.report.plain import RecordShown
from app.report.rems import RemsSummary
from app.report.timeline import Timeline
from app.settings import ServerMode
from app.web import (
    alarm_load,
    alarms,
    audit,
    beds,
    devices,
    doses,
    errors,
    health,
    history,
    hooks,
    limits,
    live,
    news2,
    notifications,
    observations,
    openapi,
    pages,
    patient_course,
    patients,
    records,
    sessions,
    setup,
    sign_in,
    signals,
    tending,
    treatment,
    users,
)
from app.web.context import Web
from app.web.headers import SecurityHeaders
from app.web.limit import BodyLimit

VERSION = "1"
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def _nothing(_app: FastAPI) -> AsyncIterator[None]:
    yield


def application(web: Web, lifespan: Lifespan = _nothing) -> FastAPI:
    """The application of one server; `lifespan` opens and closes what it stands on."""
    app = FastAPI(
        title="Infusion Watch", version=VERSION, description=openapi.SOCKETS, lifespan=lifespan,
        openapi_url="/v1/openapi.json", docs_url=None, redoc_url=None, redirect_slashes=False,
    )
    app.state.gate = web.gate
    routers = [
        health.router(web), sign_in.router(web), beds.router(web), devices.router(web), sessions.router(web),
        alarm_load.router(web), alarms.router(web), limits.router(web), signals.router(web), tending.router(web),
        history.router(web), users.router(web), audit.router(web), live.router(web), setup.router(web),
        notifications.router(web), news2.router(web), patient_course.router(web), patients.router(web),
        records.router(web), treatment.router(web), doses.router(web), observations.router(web),
    ]
    if web.settings.mode is ServerMode.TEST:
        routers.append(hooks.router(web))
    for router in (*routers, pages.pages()):
        app.router.routes.extend(router.routes)  # flat, so that a check can look at every route
    errors.install(app)
    openapi.install(app, (
        AlarmMessage, alarms.AlarmsShown, alarms.AlarmShown, history.HistoryShown, audit.AuditShown,
        LoadShown, RecordShown, RemsSummary, Timeline, PatientCourseShown,
    ))
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    return app
