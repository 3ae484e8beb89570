"""The use cases of doses: start (the first one through the gate), change, pause, resume, stop.

The phase goes along: the first dose begins the infusion phase, and the recovery begins when the last infusion stops.
"""

from __future__ import annotations

from msgspec import structs

from alerts.treatment import allowed, doses_allowed
from alerts.treatment.dosing import Dose, doses
from alerts.treatment.history import phases
from app.service import spoken
from app.steps import Here, Steps
from app.treating import Treating, named, said
from monitors.entries import AnyBody, PhaseChanged
from monitors.instant import Instant
from monitors.refused import Refused
from monitors.session import Phase
from monitors.steps import DoseChanged, DosePaused, DoseResumed, DoseStarted, DoseStopped


class Dosing:
    """The use cases; `treating` knows what stands against the first dose."""

    def __init__(self, steps: Steps, treating: Treating) -> None:
        self._steps = steps
        self._treating = treating

    async def start(self, by: str, told: DoseStarted) -> str:
        """A dose goes in, or (with `corrects`) a start is told anew; gives its id.

        Raises Refused: not_checked_in, gate_not_met, dose_running, too_many_doses, too_soon, wrong_protocol, bad_dose,
        dose_too_high, nothing_to_correct, and those of times.
        """
        begun: list[str] = []

        def make(here: Here) -> list[AnyBody]:
            checked_in = allowed.checked_in(here.history)
            known = doses(here.history)
            name = named("d", told.dose, known, told.corrects)
            before = known[name].started_at if told.corrects and name in known else None
            at = here.when(told.at or before)
            one = structs.replace(said(told, "drug", "route", "unit", "lot", "note"), dose=name, at=at)
            allowed.check_corrected_dose(here.history, one)
            allowed.check_drug(here.protocol, one.drug, one.route)
            doses_allowed.check_amount(here.protocol.dose, checked_in.weight_kg, one.amount, one.unit, one.lasts_for)
            doses_allowed.check_start(here.history, here.protocol.dose, one)
            doses_allowed.check_in_all(here.history, here.protocol.dose, checked_in.weight_kg, one.amount, name)
            if not known and (stands := self._treating.gate(here)):
                message = f"the start gate stands against it: {'; '.join(stands)}"
                raise Refused("gate_not_met", message, "a prescriber may let it pass, with a reason", status=409)
            begun.append(name)
            moved = phases(here.history)[-1][1] != Phase.INFUSION and not told.corrects
            return [one, PhaseChanged(one.session, Phase.INFUSION)] if moved else [one]

        await self._steps.take(by, told.session, make)
        return begun[0]

    async def change(self, by: str, told: DoseChanged) -> None:
        """An infusion runs on at another rate, towards another amount; raises Refused as `start` does."""

        def make(here: Here) -> list[AnyBody]:
            one = structs.replace(told, at=here.when(told.at or None), reason=spoken("reason", told.reason))
            weight_kg = allowed.checked_in(here.history).weight_kg
            doses_allowed.check_change(here.history, here.protocol.dose, weight_kg, one)
            return [one]

        await self._steps.take(by, told.session, make)

    async def pause(self, by: str, told: DosePaused) -> None:
        """An infusion stands still; raises Refused: unknown_dose, dose_over, dose_paused, wrong_order."""

        def make(here: Here) -> list[AnyBody]:
            dose = doses_allowed.check_dose(here.history, told.dose, paused=False)
            at = _after(dose, here.when(told.at or None))
            return [structs.replace(told, at=at, reason=spoken("reason", told.reason))]

        await self._steps.take(by, told.session, make)

    async def resume(self, by: str, told: DoseResumed) -> None:
        """It runs again; raises Refused: unknown_dose, dose_over, dose_not_paused, wrong_order."""

        def make(here: Here) -> list[AnyBody]:
            dose = doses_allowed.check_dose(here.history, told.dose, paused=True)
            return [structs.replace(told, at=_after(dose, here.when(told.at or None)))]

        await self._steps.take(by, told.session, make)

    async def stop(self, by: str, told: DoseStopped) -> None:
        """An infusion is over; with `given` under 0 what went in is reckoned from its rates.

        Raises Refused: unknown_dose, dose_over, bad_dose, wrong_order.
        """

        def make(here: Here) -> list[AnyBody]:
            dose = doses_allowed.check_stop(here.history, told)
            at = _after(dose, here.when(told.at or dose.stopped_at))
            given = dose.given(at) if told.given < 0 else told.given
            if given > dose.amount * (1 + 1e-9):
                message = f"{given:g} {dose.unit} is more than the {dose.amount:g} that were to go in"
                raise Refused("bad_dose", message, "check what the pump says", field="given")
            one = structs.replace(told, at=at, given=given, reason=spoken("reason", told.reason))
            others = [other for other in doses(here.history).values() if other.running and other.id != dose.id]
            over = not others and phases(here.history)[-1][1] == Phase.INFUSION
            return [one, PhaseChanged(one.session, Phase.RECOVERY)] if over and not told.corrects else [one]

        await self._steps.take(by, told.session, make)


def _after(dose: Dose, at: Instant) -> Instant:
    """The instant, which must not lie before the last thing that was told of the dose."""
    if at < dose.rates[-1][0]:
        message = f"something later was told of {dose.id} already"
        raise Refused("wrong_order", message, "give a later time", field="at", status=409)
    return at

