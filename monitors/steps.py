"""What persons tell of a session as the clinic lives it: check-in, doses, adverse events, handover, discharge.

The Watch passes these entries over; the treatment is folded from them (`alerts/treatment/`). An entry's own time says
when it was told; `at` in it, when it happened. `corrects` is the number of an earlier entry of the same kind, whose
content no longer counts: it stays in the journal, and in the record.
"""

from __future__ import annotations

from monitors.asides import Aside
from monitors.instant import Duration, Instant


class PatientKnown(Aside, frozen=True):
    """Who stands behind a patient's label, where the clinic keeps that here; the later entry counts.

    `birth_date` is an ISO date, `sex` is female, male, other or unknown; "" is what was not told.
    """

    patient: str
    name: str = ""
    birth_date: str = ""
    sex: str = ""


class PatientErased(Aside, frozen=True):
    """All that names this person is gone from the journal; their measurements stay under `left_as`."""

    patient: str
    left_as: str
    reason: str


class ScoreTold(Aside, frozen=True):
    """A scale's number of a patient between sessions, such as a PHQ-9 total; `what` as an observation's."""

    patient: str
    what: str
    value: float
    at: Instant
    note: str = ""
    corrects: int = 0


class Step(Aside, frozen=True):
    """The base of what happens in one session."""

    session: str


class CheckedIn(Step, frozen=True):
    """The patient is who the session says, by two of `identified_by`, and this is what is planned; the later counts.

    `dose` is in `dose_unit` and goes in over `lasts_for` (microseconds; 0 for an injection or a spray).
    """

    identified_by: tuple[str, ...]
    age_years: float
    weight_kg: float
    drug: str
    route: str
    dose: float
    dose_unit: str
    lasts_for: Duration = 0
    concomitants: tuple[str, ...] = ()
    prescriber: str = ""
    note: str = ""


class GateOverridden(Step, frozen=True):
    """A prescriber lets the treatment begin although these findings of the start gate stand."""

    findings: tuple[str, ...]
    reason: str


class DoseStarted(Step, frozen=True):
    """A dose goes in: at once (`lasts_for` 0), or as an infusion over that time (microseconds)."""

    dose: str
    drug: str
    route: str
    amount: float
    unit: str
    at: Instant
    lasts_for: Duration = 0
    lot: str = ""
    note: str = ""
    corrects: int = 0


class DoseChanged(Step, frozen=True):
    """From `at` on an infusion runs at another rate (unit an hour) towards another amount in all."""

    dose: str
    amount: float
    per_hour: float
    at: Instant
    reason: str


class DosePaused(Step, frozen=True):
    """An infusion stands still."""

    dose: str
    at: Instant
    reason: str


class DoseResumed(Step, frozen=True):
    """It runs again, at the rate that it had."""

    dose: str
    at: Instant


class DoseStopped(Step, frozen=True):
    """An infusion is over; `given` is what went in, by the pump or by reckoning."""

    dose: str
    given: float
    at: Instant
    reason: str
    corrects: int = 0


class AdverseEventNoted(Step, frozen=True):
    """Something unwanted happened: `severity` is mild, moderate or severe; `serious` is the regulator's word."""

    event: str
    what: str
    severity: str
    at: Instant
    serious: bool = False
    note: str = ""
    corrects: int = 0


class AdverseEventEnded(Step, frozen=True):
    """It is over."""

    event: str
    at: Instant
    note: str = ""


class HandedOver(Step, frozen=True):
    """From now on another person watches over this session."""

    to: str
    note: str = ""


class DischargeDecided(Step, frozen=True):
    """The person may leave: what was `met` and `unmet` of the criteria then, and why they leave although some weren't.

    `escort` says who goes with them.
    """

    met: tuple[str, ...]
    unmet: tuple[str, ...]
    escort: str
    reason: str


AnyStep = (
    CheckedIn | GateOverridden | DoseStarted | DoseChanged | DosePaused | DoseResumed | DoseStopped | AdverseEventNoted
    | AdverseEventEnded | HandedOver | DischargeDecided
)
"""The steps of one session."""
