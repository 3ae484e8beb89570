"""What is shown of a treatment: the same shape over HTTP, on the command line and in the dashboard's forms.

Times are RFC 3339, durations minutes, amounts in the dose's own unit; `number` is that of the journal's entry.
"""

from __future__ import annotations

from dataclasses import dataclass

from alerts.checks import spoken
from alerts.treatment.dosing import Dose, doses, first_dose_at
from alerts.treatment.due import NAMES, expected
from alerts.treatment.history import History, opened, phases
from alerts.treatment.observed import AdverseEvent, Observation, events, observations
from alerts.treatment.protocol import Protocol
from alerts.treatment.scales import SCALES
from monitors.instant import MINUTE, Instant, rfc3339
from monitors.session import Phase
from monitors.steps import CheckedIn, DischargeDecided, GateOverridden, HandedOver


@dataclass(frozen=True, slots=True)
class CheckedInShown:
    """A check-in: who did it, by what the patient was identified, and what is planned."""

    at: str
    by: str
    identified_by: tuple[str, ...]
    age_years: float
    weight_kg: float
    drug: str
    route: str
    dose: float
    dose_unit: str
    lasts_min: float
    concomitants: tuple[str, ...]
    prescriber: str
    note: str


@dataclass(frozen=True, slots=True)
class PassedShown:
    """Findings of the start gate that a prescriber let pass."""

    at: str
    by: str
    findings: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class PhaseShown:
    """A phase, and since when."""

    phase: str
    since: str


@dataclass(frozen=True, slots=True)
class ClocksShown:
    """The clocks of a session: the first dose, the planned end, the recovery, the end of the time under watch."""

    first_dose_at: str | None
    planned_end_at: str | None
    recovery_since: str | None
    watched_until: str | None


@dataclass(frozen=True, slots=True)
class DoseShown:
    """A dose; `state` is given, running, paused or stopped, `per_hour` its rate, `given` what went in by now."""

    dose: str
    number: int
    drug: str
    route: str
    amount: float
    unit: str
    lot: str
    by: str
    started_at: str
    lasts_min: float
    per_hour: float
    state: str
    given: float
    ends_at: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ObservationShown:
    """One observation; `corrects` is the number of the one that it stands for, `corrected` says that it was one."""

    number: int
    what: str
    name: str
    value: float | str
    at: str
    told_at: str
    by: str
    items: tuple[float, ...]
    note: str
    corrects: int
    corrected: bool


@dataclass(frozen=True, slots=True)
class EventShown:
    """One adverse event; `ended_at` is null while it lasts."""

    event: str
    number: int
    what: str
    severity: str
    serious: bool
    at: str
    by: str
    note: str
    ended_at: str | None
    end_note: str


@dataclass(frozen=True, slots=True)
class DueShown:
    """A check that is to be done by a time; `overdue` when that is past."""

    what: str
    name: str
    due_at: str
    overdue: bool
    by_observation: bool


@dataclass(frozen=True, slots=True)
class HandoverShown:
    """Who took over, from whom."""

    at: str
    by: str
    to: str
    note: str


@dataclass(frozen=True, slots=True)
class DecidedShown:
    """The discharge, as it was decided."""

    at: str
    by: str
    met: tuple[str, ...]
    unmet: tuple[str, ...]
    escort: str
    reason: str


@dataclass(frozen=True, slots=True)
class TreatmentShown:
    """All that was told of a session; `gate` is what stands against the first dose, null once it is in."""

    session: str
    patient: str
    protocol: str
    title: str
    phase: str
    phases: list[PhaseShown]
    checked_in: CheckedInShown | None
    gate: tuple[str, ...] | None
    gate_passed: list[PassedShown]
    clocks: ClocksShown
    doses: list[DoseShown]
    observations: list[ObservationShown]
    events: list[EventShown]
    due: list[DueShown]
    handovers: list[HandoverShown]
    discharge: DecidedShown | None


def treatment(
    history: History, protocol: Protocol, gate: tuple[str, ...] | None, now: Instant, waiting: frozenset[str] | None,
) -> TreatmentShown:
    """A session's treatment at an instant; `waiting` are the checks that the Watch expects (None: it is closed)."""
    begun, known = opened(history), doses(history)
    past = phases(history)
    told = [(entry, entry.body) for entry in history]
    checked_in = [_checked_in(entry.at, entry.by, body) for entry, body in told if isinstance(body, CheckedIn)]
    decided = [
        DecidedShown(rfc3339(entry.at), entry.by, body.met, body.unmet, body.escort, body.reason)
        for entry, body in told if isinstance(body, DischargeDecided)
    ]
    return TreatmentShown(
        begun.session, begun.patient, protocol.name, protocol.title, past[-1][1],
        [PhaseShown(phase, rfc3339(at)) for at, phase in past], checked_in[-1] if checked_in else None,
        gate,
        [
            PassedShown(rfc3339(entry.at), entry.by, body.findings, body.reason)
            for entry, body in told if isinstance(body, GateOverridden)
        ],
        _clocks(history, protocol), [_dose(one, now) for one in known.values()],
        [_observation(one) for one in observations(history, all_told=True)],
        [_event(one) for one in events(history).values()], [] if waiting is None else _due(history, now, waiting),
        [
            HandoverShown(rfc3339(entry.at), entry.by, body.to, body.note)
            for entry, body in told if isinstance(body, HandedOver)
        ],
        decided[-1] if decided else None,
    )


def _checked_in(at: Instant, by: str, one: CheckedIn) -> CheckedInShown:
    return CheckedInShown(
        rfc3339(at), by, one.identified_by, one.age_years, one.weight_kg, one.drug, one.route, one.dose, one.dose_unit,
        one.lasts_for / MINUTE, one.concomitants, one.prescriber, one.note,
    )


def _clocks(history: History, protocol: Protocol) -> ClocksShown:
    first, past = first_dose_at(history), phases(history)
    ends = [dose.ends_at for dose in doses(history).values() if dose.running]
    watched = protocol.discharge.watched_for if protocol.discharge else 0
    return ClocksShown(
        _time(first), _time(min((end for end in ends if end is not None), default=None)),
        _time(past[-1][0] if past[-1][1] == Phase.RECOVERY else None),
        _time(None if first is None or not watched else first + watched),
    )


def _dose(one: Dose, now: Instant) -> DoseShown:
    state = "given" if not one.infusion else "paused" if one.paused else "running" if one.running else "stopped"
    return DoseShown(
        one.id, one.number, one.drug, one.route, one.amount, one.unit, one.lot, one.by, rfc3339(one.started_at),
        one.lasts_for / MINUTE, round(one.per_hour, 3), state, one.given(now), _time(one.ends_at), one.reason,
    )


def _observation(one: Observation) -> ObservationShown:
    name = SCALES[one.what].name if one.what in SCALES else one.what
    return ObservationShown(
        one.number, one.what, name, one.value, rfc3339(one.at), rfc3339(one.told_at), one.by, one.items, one.note,
        one.corrects, one.corrected,
    )


def _event(one: AdverseEvent) -> EventShown:
    return EventShown(
        one.id, one.number, one.what, one.severity, one.serious, rfc3339(one.at), one.by, one.note,
        _time(one.ended_at), one.end_note,
    )


def _due(history: History, now: Instant, waiting: frozenset[str]) -> list[DueShown]:
    """What is expected still, the next one first; a pressure that was measured is known to the Watch alone."""
    found = sorted((due_at, what) for what, due_at in expected(history).items() if what in waiting)
    return [
        DueShown(what, named(what), rfc3339(due_at), due_at <= now, what in SCALES)
        for due_at, what in found
    ]


def named(what: str) -> str:
    """What a nurse calls a check."""
    return SCALES[what].name if what in SCALES else NAMES.get(what) or spoken(what)


def _time(at: Instant | None) -> str | None:
    return None if at is None else rfc3339(at)
