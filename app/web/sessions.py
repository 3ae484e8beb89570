"""`/v1/sessions`: the treatments at the beds."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from app import moving, shown
from app.web.asked import Closing, NewPhase, NewPlace, NewSession
from app.web.auth import SessionRunner, Watching
from app.web.context import Web
from app.web.errors import BODY, KNOWN, Trouble, answers


@dataclass(frozen=True, slots=True)
class Sessions:
    """Every session, open ones first."""

    sessions: list[shown.SessionShown]


def router(web: Web) -> APIRouter:
    """The routes of sessions."""
    routes = APIRouter(prefix="/v1/sessions", tags=["sessions"])
    _add_looking(routes, web)
    _add_running(routes, web)
    return routes


def _add_looking(routes: APIRouter, web: Web) -> None:
    """The routes that change nothing."""

    @routes.get("", responses=answers(*KNOWN))
    async def sessions(_who: Watching) -> Sessions:
        """Every session, open ones first, the newest first."""
        return Sessions(shown.sessions(web.roster))

    @routes.get("/{session}", responses=answers(*KNOWN, "unknown_session"))
    async def session(session: str, _who: Watching) -> shown.SessionShown:
        """One session."""
        found = web.roster.sessions.get(session)
        if found is None:
            raise Trouble("unknown_session", f"there is no session {session[:80]!r}", "session")
        return shown.session(found)


def _add_running(routes: APIRouter, web: Web) -> None:
    """The routes by which a session begins, goes on and ends."""

    @routes.post(
        "", status_code=201,
        responses=answers(*KNOWN, *BODY, "unknown_bed", "bed_in_use", "unknown_protocol", "patient_needed"),
    )
    async def open_session(asked: NewSession, who: SessionRunner) -> shown.SessionShown:
        """Opens a session at a bed, in phase baseline."""
        return await web.service.open_session(who.user, asked.bed, asked.protocol, asked.patient, asked.weight_kg)

    @routes.put(
        "/{session}/phase",
        responses=answers(*KNOWN, *BODY, "unknown_session", "session_closed", "bad_phase", "wrong_phase"),
    )
    async def change_phase(
        session: str, asked: NewPhase, who: SessionRunner
    ) -> shown.SessionShown:
        """Moves a session to a phase."""
        return await web.course.phases.change(who.user, session, asked.phase)

    @routes.post("/{session}/bed", responses=answers(
        *KNOWN, *BODY, "unknown_session", "session_closed", "unknown_bed", "bed_in_use", "same_bed", "patient_needed",
        "wrong_patient", "unknown_device", "device_elsewhere", "reason_needed",
    ))
    async def move_session(session: str, asked: NewPlace, who: SessionRunner) -> shown.SessionShown:
        """Goes on at another bed, with those devices of its bed that are named; the others stay where they are."""
        wanted = moving.Asked(session, asked.bed, asked.devices, asked.patient, asked.reason)
        return await web.moving.move(who.user, wanted)

    @routes.post(
        "/{session}/close",
        responses=answers(*KNOWN, *BODY, "unknown_session", "session_closed", "reason_needed", "dose_running"),
    )
    async def close_session(
        session: str, asked: Closing, who: SessionRunner
    ) -> shown.SessionShown:
        """Closes a session; its active alarms end with the reason."""
        return await web.course.phases.close(who.user, session, asked.reason)
