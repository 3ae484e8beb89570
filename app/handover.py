"""The handover summary of an open session: what whoever takes over must know, in a few sentences, the gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alerts.alarm import Alarm
from app.treatment_shown import TreatmentShown
from monitors.instant import Instant, rfc3339


@dataclass(frozen=True, slots=True)
class Summary:
    """The sentences, at an instant."""

    session: str
    at: str
    lines: list[str]


def summary(
    shown: TreatmentShown, bed: str, alarms: Iterable[Alarm], limits: Mapping[str, float], now: Instant
) -> Summary:
    """The summary; `alarms` are the active ones of the session, `limits` those that aren't the profile's, by rule."""
    lines = [f"{shown.patient} at {bed}: {shown.title}, phase {shown.phase} since {shown.phases[-1].since}"]
    ranked = sorted(alarms, key=lambda one: (-one.priority, one.onset_at))
    lines += [f"ALARM ({alarm.priority.name.lower()}, {alarm.state.value}): {alarm.text}" for alarm in ranked]
    lines += [f"OVERDUE: {one.name}, {one.due_at}" for one in shown.due if one.overdue]
    lines += [f"{event.what}, {event.severity}, since {event.at}" for event in shown.events if event.ended_at is None]
    lines += [_dose(one.dose, one.state, one.given, one.unit, one.amount, one.drug) for one in shown.doses]
    if shown.checked_in is None:
        lines.append("Nobody has checked the patient in")
    else:
        one = shown.checked_in
        taking = f", takes {', '.join(one.concomitants)}" if one.concomitants else ""
        noted = f"; {one.note}" if one.note else ""
        lines.append(f"{one.age_years:g} years, {one.weight_kg:g} kg{taking}{noted}")
    lines += [f"Start gate: {finding}" for finding in shown.gate or ()]
    lines += [f"Start gate let pass by {one.by}: {'; '.join(one.findings)} ({one.reason})" for one in shown.gate_passed]
    lines += [f"Limit of {rule} changed to {limit:g} for this session" for rule, limit in limits.items()]
    newest = {one.what: one for one in shown.observations if not one.corrected}
    lines += [f"{one.name}: {_value(one.value)} at {one.at}" for one in newest.values()]
    lines += [f"Due: {one.name}, {one.due_at}" for one in shown.due if not one.overdue]
    lines += [f"Handed over to {one.to} by {one.by}: {one.note}" for one in shown.handovers[-1:] if one.note]
    return Summary(shown.session, rfc3339(now), lines)


def _dose(name: str, state: str, given: float, unit: str, amount: float, drug: str) -> str:
    return f"{drug} {name}: {given:g} of {amount:g} {unit} in, {state}"


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"
