"""`/v1/sessions/{session}/...`: the treatment of a session, from check-in to discharge, and its handover summary.

Each change answers with the whole treatment as it is then.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter

from alerts.treatment.dosing import first_dose_at
from app import shown
from app.handover import Summary, summary
from app.leaving import Leave
from app.treatment_shown import TreatmentShown, treatment
from app.web.asked import Nothing
from app.web.asked_steps import CheckIn, Discharging, EventEnd, Handing, NewEvent, Override
from app.web.auth import Prescribing, RecordReader, SessionRunner
from app.web.context import Web
from app.web.errors import BODY, KNOWN, Trouble, answers
from monitors.steps import AdverseEventEnded, AdverseEventNoted, CheckedIn, HandedOver

STEP = (*KNOWN, *BODY, "unknown_session", "session_closed")
TIMES = ("in_the_future", "before_session")
PATH = "/v1/sessions/{session}"


@dataclass(frozen=True, slots=True)
class CriterionShown:
    """A discharge criterion: met or not, and the value it rests on."""

    name: str
    met: bool
    why: str


@dataclass(frozen=True, slots=True)
class CriteriaShown:
    """Every discharge criterion of a session at this moment."""

    session: str
    criteria: list[CriterionShown]


def router(web: Web) -> APIRouter:
    """The routes of a treatment but for its doses and observations."""
    routes = APIRouter(tags=["treatment"])
    _add_looking(routes, web)
    _add_beginning(routes, web)
    _add_events(routes, web)
    _add_ending(routes, web)
    return routes


def _add_looking(routes: APIRouter, web: Web) -> None:
    @routes.get(f"{PATH}/treatment", responses=answers(*KNOWN, "unknown_session"))
    async def looked_at(session: str, _who: RecordReader) -> TreatmentShown:
        """All that was told of a session: check-in, gate, doses, observations, events, what is due, discharge."""
        return await told(web, session)

    @routes.get(f"{PATH}/handover", responses=answers(*KNOWN, "unknown_session", "session_closed"))
    async def handover(session: str, _who: RecordReader) -> Summary:
        """What whoever takes over must know, the gravest first."""
        bed = web.roster.check_session(session).bed
        mine = [alarm for alarm in web.alarms.active() if alarm.scope.session == session]
        return summary(await told(web, session), bed, mine, web.limits.limits(session), web.clock.now())

    @routes.get(f"{PATH}/discharge", responses=answers(*KNOWN, "unknown_session", "session_closed"))
    async def criteria(session: str, _who: RecordReader, escort: str = "") -> CriteriaShown:
        """Every discharge criterion, met or not, and why; `escort` says who would go with the person."""
        found = web.course.leaving.criteria(session, escort, web.clock.now())
        return CriteriaShown(session, [CriterionShown(one.name, one.met, one.why) for one in found])


def _add_beginning(routes: APIRouter, web: Web) -> None:
    refusals = ("wrong_patient", "identify_twice", "check_weight", "wrong_protocol", "bad_dose", "dose_too_high")

    @routes.post(f"{PATH}/check-in", status_code=201, responses=answers(*STEP, *refusals, "dosed_already"))
    async def check_in(session: str, asked: CheckIn, who: SessionRunner) -> TreatmentShown:
        """Checks the patient in, identified twice; from now on the protocol's checks fall due."""
        step = CheckedIn(
            session, tuple(asked.identified_by), asked.age_years, asked.weight_kg, asked.drug, asked.route, asked.dose,
            asked.dose_unit, asked.lasts_for, tuple(asked.concomitants), asked.prescriber, asked.note,
        )
        await web.course.treating.check_in(who.user, step, asked.patient, sure=asked.weight_confirmed)
        return await told(web, session)

    @routes.post(
        f"{PATH}/gate", status_code=201, responses=answers(*STEP, "reason_needed", "not_checked_in", "gate_met")
    )
    async def let_pass(session: str, asked: Override, who: Prescribing) -> TreatmentShown:
        """A prescriber lets the first dose pass the start gate as it stands, for a reason."""
        await web.course.treating.override_gate(who.user, session, asked.reason)
        return await told(web, session)

    @routes.post(f"{PATH}/checks/{{what}}", status_code=201, responses=answers(*STEP, "unknown_check", "too_soon"))
    async def tick_off(session: str, what: str, _asked: Nothing, who: SessionRunner) -> TreatmentShown:
        """Says that a check was done which no observation does."""
        await web.course.treating.tick_off(who.user, session, what)
        return await told(web, session)

    @routes.post(f"{PATH}/handover", status_code=201, responses=answers(*STEP, "to_needed"))
    async def hand_over(session: str, asked: Handing, who: SessionRunner) -> TreatmentShown:
        """Another person watches over the session from now on."""
        await web.course.treating.hand_over(who.user, HandedOver(session, asked.to, asked.note))
        return await told(web, session)


def _add_events(routes: APIRouter, web: Web) -> None:
    @routes.post(
        f"{PATH}/events", status_code=201,
        responses=answers(*STEP, *TIMES, "what_needed", "unknown_event", "nothing_to_correct"),
    )
    async def note(session: str, asked: NewEvent, who: SessionRunner) -> TreatmentShown:
        """Writes an adverse event down, or one anew."""
        step = AdverseEventNoted(
            session, asked.event, asked.what, asked.severity, asked.instant, asked.serious, asked.note, asked.corrects
        )
        await web.course.treating.note_event(who.user, step)
        return await told(web, session)

    @routes.post(
        f"{PATH}/events/{{event}}/end", status_code=201,
        responses=answers(*STEP, *TIMES, "unknown_event", "event_over", "wrong_order"),
    )
    async def end(session: str, event: str, asked: EventEnd, who: SessionRunner) -> TreatmentShown:
        """Says that an adverse event is over."""
        await web.course.treating.end_event(who.user, AdverseEventEnded(session, event, asked.instant, asked.note))
        return await told(web, session)


def _add_ending(routes: APIRouter, web: Web) -> None:
    @routes.post(
        f"{PATH}/discharge", status_code=201,
        responses=answers(*STEP, "wrong_patient", "dose_running", "criteria_unmet", "alarms_active"),
    )
    async def discharge(session: str, asked: Discharging, who: SessionRunner) -> shown.SessionShown:
        """The person leaves, and the session is closed; what isn't met asks for a reason."""
        leave = Leave(session, asked.patient, asked.escort, asked.reason, asked.alarms_seen)
        return await web.course.leaving.discharge(who.user, leave)


async def told(web: Web, session: str) -> TreatmentShown:
    """The treatment of any session: an open one from memory, a closed one from the journal."""
    now = web.clock.now()
    known = web.roster.sessions.get(session)
    if known is None:
        raise Trouble("unknown_session", f"there is no session {session[:80]!r}", "session")
    protocol = web.course.steps.protocol(known.protocol)
    if known.closed_at is None:
        here = web.course.steps.look(session, now)
        waiting = web.alarms.waiting(session)
        gate = web.course.treating.gate(here) if first_dose_at(here.history) is None else None
        return treatment(here.history, protocol, gate, now, waiting)
    history = await asyncio.to_thread(lambda: list(web.journal.about(session)))
    return treatment(history, protocol, None, known.closed_at, None)
