"""`/v1/sessions/{session}/doses`: what goes into the patient; and `/v1/protocols`: what may."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from app.treatment_shown import TreatmentShown
from app.web.asked_steps import Go, NewDose, NewRate, Stand, Stop
from app.web.auth import SessionRunner, Watching
from app.web.context import Web
from app.web.errors import KNOWN, answers
from app.web.treatment import STEP, TIMES, told
from monitors.instant import MINUTE
from monitors.steps import DoseChanged, DosePaused, DoseResumed, DoseStarted, DoseStopped

PATH = "/v1/sessions/{session}/doses"
ONE = (*STEP, *TIMES, "unknown_dose", "dose_over", "wrong_order", "reason_needed")
AMOUNTS = ("bad_dose", "dose_too_high", "not_checked_in")


@dataclass(frozen=True, slots=True)
class PlanShown:
    """A protocol: what its dose is usually and at most (for each kilogram with `per_kg`), and what it checks."""

    protocol: str
    title: str
    profile: str
    drug: str
    route: str
    unit: str
    per_kg: bool
    usual: float | None
    most: float | None
    lasts_min: float
    checks: list[str]


@dataclass(frozen=True, slots=True)
class Plans:
    """Every protocol."""

    protocols: list[PlanShown]


def router(web: Web) -> APIRouter:
    """The routes of doses."""
    routes = APIRouter(tags=["treatment"])
    _add_starting(routes, web)
    _add_running(routes, web)
    return routes


def _add_starting(routes: APIRouter, web: Web) -> None:
    @routes.get("/v1/protocols", responses=answers(*KNOWN))
    async def protocols(_who: Watching) -> Plans:
        """The protocols that a session can be opened with."""
        return Plans([_plan(web, name) for name in web.course.steps.protocols])

    refusals = (
        *AMOUNTS, "gate_not_met", "dose_running", "too_many_doses", "too_soon", "wrong_protocol", "nothing_to_correct",
    )

    @routes.post(PATH, status_code=201, responses=answers(*STEP, *TIMES, *refusals))
    async def start(session: str, asked: NewDose, who: SessionRunner) -> TreatmentShown:
        """A dose goes in: at once, or as an infusion over `lasts_min`; the first one begins the infusion phase."""
        step = DoseStarted(
            session, asked.dose, asked.drug, asked.route, asked.amount, asked.unit, asked.instant,
            round(asked.lasts_min * MINUTE), asked.lot, asked.note, asked.corrects,
        )
        await web.course.dosing.start(who.user, step)
        return await told(web, session)


def _add_running(routes: APIRouter, web: Web) -> None:
    @routes.post(f"{PATH}/{{dose}}/rate", status_code=201, responses=answers(*ONE, *AMOUNTS, "dose_paused"))
    async def change(session: str, dose: str, asked: NewRate, who: SessionRunner) -> TreatmentShown:
        """An infusion runs on at another rate, towards another amount."""
        step = DoseChanged(session, dose, asked.amount, asked.per_hour, asked.instant, asked.reason)
        await web.course.dosing.change(who.user, step)
        return await told(web, session)

    @routes.post(f"{PATH}/{{dose}}/pause", status_code=201, responses=answers(*ONE, "dose_paused"))
    async def pause(session: str, dose: str, asked: Stand, who: SessionRunner) -> TreatmentShown:
        """An infusion stands still."""
        await web.course.dosing.pause(who.user, DosePaused(session, dose, asked.instant, asked.reason))
        return await told(web, session)

    @routes.post(f"{PATH}/{{dose}}/resume", status_code=201, responses=answers(*ONE, "dose_not_paused"))
    async def resume(session: str, dose: str, asked: Go, who: SessionRunner) -> TreatmentShown:
        """An infusion runs again."""
        await web.course.dosing.resume(who.user, DoseResumed(session, dose, asked.instant))
        return await told(web, session)

    @routes.post(f"{PATH}/{{dose}}/stop", status_code=201, responses=answers(*ONE, "bad_dose", "nothing_to_correct"))
    async def stop(session: str, dose: str, asked: Stop, who: SessionRunner) -> TreatmentShown:
        """An infusion is over; after the last one the recovery begins."""
        given = -1.0 if asked.given is None else asked.given
        step = DoseStopped(session, dose, given, asked.instant, asked.reason, asked.corrects)
        await web.course.dosing.stop(who.user, step)
        return await told(web, session)


def _plan(web: Web, name: str) -> PlanShown:
    one = web.course.steps.protocols[name]
    rule, checks = one.dose, [check.what for check in one.checks]
    if rule is None:
        return PlanShown(
            name, one.title, one.profile, "", "", "", per_kg=False, usual=None, most=None, lasts_min=0, checks=checks,
        )
    return PlanShown(
        name, one.title, one.profile, rule.drug, rule.route, rule.unit, rule.per_kg, rule.usual, rule.most,
        rule.lasts_for / MINUTE, checks,
    )
