"""`/v1/observations`: what nurses see and ask, on scales and in words; corrections keep what was corrected."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from alerts.treatment.scales import SCALES
from app.roles import Permission
from app.treatment_shown import ObservationShown
from app.web.asked_steps import NewObservation
from app.web.auth import RecordReader, SessionRunner, Watching
from app.web.context import Web
from app.web.errors import KNOWN, Trouble, answers
from app.web.treatment import STEP, TIMES, told
from monitors.entries import ObservationMade


@dataclass(frozen=True, slots=True)
class ScaleShown:
    """A scale: whole numbers from `least` to `most`, or one of `words`, or free words; `prompts` make up a total."""

    what: str
    name: str
    prompt: str
    least: float | None
    most: float | None
    words: tuple[str, ...]
    prompts: tuple[str, ...]
    free: bool


@dataclass(frozen=True, slots=True)
class Scales:
    """Every scale."""

    scales: list[ScaleShown]


@dataclass(frozen=True, slots=True)
class Observations:
    """A session's observations by their instants; one that was corrected says so."""

    session: str
    observations: list[ObservationShown]


def router(web: Web) -> APIRouter:
    """The routes of observations."""
    routes = APIRouter(prefix="/v1/observations", tags=["treatment"])

    @routes.get("", responses=answers(*KNOWN, "unknown_session"))
    async def observations(session: str, _who: RecordReader) -> Observations:
        """What was observed in a session, also of one that is closed."""
        return Observations(session, (await told(web, session)).observations)

    @routes.get("/scales", responses=answers(*KNOWN))
    async def scales(_who: Watching) -> Scales:
        """What can be observed, with the prompts."""
        return Scales([_scale(what) for what in SCALES])

    refusals = ("bad_observation", "nothing_to_correct", "value_needed")

    @routes.post("", status_code=201, responses=answers(*STEP, *TIMES, *refusals))
    async def observe(asked: NewObservation, who: SessionRunner) -> ObservationShown:
        """Writes an observation down; it does the check of its name that is due.

        The SpO2 scale of NEWS2 is a prescriber's word (Royal College of Physicians 2017), nobody else's.
        """
        if asked.what == "spo2_scale" and not who.may(Permission.PRESCRIBE):
            raise Trouble("not_permitted", "the SpO2 scale is a prescriber's choice", "what", "ask the prescriber")
        step = ObservationMade(
            asked.session, asked.what, asked.value, asked.instant, tuple(asked.items), asked.note, asked.corrects
        )
        number = (await web.course.treating.observe(who.user, step)).number
        made = (await told(web, asked.session)).observations
        return next(one for one in made if one.number == number)

    return routes


def _scale(what: str) -> ScaleShown:
    one = SCALES[what]
    number = not one.words and not one.free
    return ScaleShown(
        what, one.name, one.prompt, one.least if number else None, one.most if number else None, one.words,
        one.prompts, one.free,
    )
