"""The use cases of a treatment that are about no dose: check-in, gate, observations, events, handover, checks done.

A step comes with `at` 0 where nobody said when; it happened in the turn in which it is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from msgspec import structs

from alerts.treatment import allowed
from alerts.treatment.doses_allowed import check_plan
from alerts.treatment.due import PAUSED, PLANNED_END, wanted
from alerts.treatment.gate import Levels, findings, standing
from alerts.treatment.observed import events
from alerts.treatment.scales import SCALES
from app.service import check_patient, spoken
from app.steps import Here, Steps
from monitors.body import Body
from monitors.entries import AnyBody, CheckDone, Entry, ObservationMade
from monitors.instant import rfc3339
from monitors.refused import Refused
from monitors.steps import AdverseEventEnded, AdverseEventNoted, CheckedIn, GateOverridden, HandedOver

Measure = Callable[[str], Levels]
"""The levels before the drug of an open session, as far as they are known."""

Told = TypeVar("Told", bound=Body)

Weighed = Callable[[str, str], float | None]
"""The weight (kg) that an earlier session of this patient than that one was done with."""


class Treating:
    """The use cases; `measure` gives what the start gate looks at, `weighed` the patient's weight of the last time."""

    def __init__(self, steps: Steps, measure: Measure, weighed: Weighed) -> None:
        self._steps = steps
        self._measure = measure
        self._weighed = weighed

    async def check_in(self, by: str, told: CheckedIn, patient: str, *, sure: bool) -> None:
        """Checks the patient in; `patient` repeats the label, `sure` says that an unusual weight is right.

        Raises Refused: wrong_patient, identify_twice, check_weight, wrong_protocol, bad_dose, dose_too_high,
        dosed_already, bad_request.
        """

        def make(here: Here) -> list[AnyBody]:
            check_patient(here.session, patient.strip())
            known = (allowed.weight_of(here.history), self._weighed(here.session.patient, here.session.id))
            allowed.check_weight(told.weight_kg, known, sure=sure)
            allowed.check_in(here.history, here.protocol, told)
            check_plan(here.protocol.dose, told.weight_kg, told.dose, told.dose_unit, told.lasts_for)
            return [said(told, "note", "prescriber", "drug", "route", "dose_unit")]

        await self._steps.take(by, told.session, make)

    def gate(self, here: Here) -> tuple[str, ...]:
        """What stands against the first dose of a session and was not let pass; without a check-in by an age of 0."""
        told = allowed.last_of(here.history, CheckedIn)
        age = told.body.age_years if told is not None and isinstance(told.body, CheckedIn) else 0.0
        return standing(here.history, findings(here.protocol.gate, age, self._measure(here.session.id)))

    async def override_gate(self, by: str, session: str, reason: str) -> None:
        """A prescriber lets the first dose pass the gate as it stands; raises Refused (gate_met) where nothing does."""
        why = spoken("reason", reason)

        def make(here: Here) -> list[AnyBody]:
            allowed.checked_in(here.history)
            found = self.gate(here)
            if not found:
                raise Refused("gate_met", "nothing stands against the first dose", field="session", status=409)
            return [GateOverridden(session, found, why)]

        await self._steps.take(by, session, make)

    async def observe(self, by: str, told: ObservationMade) -> Entry:
        """Writes an observation down; its entry's number is its name. Raises Refused: bad_observation and of times.

        One that corrects another is made at that one's instant.
        """

        def make(here: Here) -> list[AnyBody]:
            one = said(told, "note", "what")
            if isinstance(told.value, str) and told.what in SCALES and SCALES[told.what].free:
                one = structs.replace(one, value=spoken("value", told.value))
            first = allowed.corrected_observation(here.history, told) if told.corrects else None
            one = structs.replace(one, at=here.when(told.at or None) if first is None else first.at)
            if first is not None and told.at not in (0, first.at):
                message = "a correction has the time of what it corrects"
                raise Refused("bad_request", message, "leave the time out, or write another one down", field="at")
            allowed.check_observation(one)
            return [one]

        return (await self._steps.take(by, told.session, make))[0]

    async def note_event(self, by: str, told: AdverseEventNoted) -> str:
        """Writes an adverse event down, or (with `corrects`) one anew; gives its id."""
        noted: list[str] = []

        def make(here: Here) -> list[AnyBody]:
            known = events(here.history)
            name = named("e", told.event, known, told.corrects)
            before = known[name].at if told.corrects and name in known else None
            one = structs.replace(said(told, "note"), event=name, at=here.when(told.at or before))
            one = structs.replace(one, what=spoken("what", told.what, longest=80))
            allowed.check_event(here.history, one)
            noted.append(name)
            return [one]

        await self._steps.take(by, told.session, make)
        return noted[0]

    async def end_event(self, by: str, told: AdverseEventEnded) -> None:
        """Says that an adverse event is over; raises Refused: unknown_event, event_over, wrong_order, and of times."""

        def make(here: Here) -> list[AnyBody]:
            one = structs.replace(said(told, "note"), at=here.when(told.at or None))
            allowed.check_event_end(here.history, one)
            return [one]

        await self._steps.take(by, told.session, make)

    async def hand_over(self, by: str, told: HandedOver) -> None:
        """Another person watches over the session from now on."""

        def make(_here: Here) -> list[AnyBody]:
            if not told.to.strip():
                raise Refused("to_needed", "nobody is named who takes over", "give a name", field="to")
            return [structs.replace(said(told, "note"), to=spoken("to", told.to, longest=80))]

        await self._steps.take(by, told.session, make)

    async def tick_off(self, by: str, session: str, what: str) -> None:
        """Says that a check was done; one that an observation does is done by that.

        Raises Refused: unknown_check, too_soon.
        """

        def make(here: Here) -> list[AnyBody]:
            due = wanted(here.history, here.protocol)
            names = [name for name in due if name not in SCALES and name not in (PLANNED_END, PAUSED)]
            if what not in names:
                hint = f"one of {', '.join(names)}" if names else "an observation does the check of its name"
                message = f"{what[:40]!r} is no check that can be ticked off here"
                raise Refused("unknown_check", message, hint, field="what", status=404)
            done: list[AnyBody] = [CheckDone(session, what)]
            told = [Entry(0, here.now, by, body) for body in done]
            if what in wanted([*here.history, *told], here.protocol):
                message = f"it is too soon: this is asked for at {rfc3339(due[what])}"
                raise Refused("too_soon", message, "do it then", field="what", status=409)
            return done

        await self._steps.take(by, session, make)


def named(letter: str, told: str, known: Collection[str], corrects: int) -> str:
    """The id of a dose (d1, d2, ...) or event (e1, e2, ...): the next one, or the one that is told anew."""
    if corrects:
        return told
    if told:
        message = f"{told[:40]!r} is named, but nothing is said to be corrected"
        raise Refused("bad_request", message, "say corrects too, or leave the name out", field="corrects")
    return f"{letter}{len(known) + 1}"


def said(told: Told, *fields: str) -> Told:
    """A step with its free texts as they can be kept; raises Refused for what can't."""
    return structs.replace(told, **{name: spoken(name, getattr(told, name), needed=False) for name in fields})
