"""The start gate: what of the values before the first dose stands against beginning, in words for a nurse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from alerts.treatment.history import History
from alerts.treatment.protocol import Gate
from monitors.steps import GateOverridden
from monitors.vitals import KINDS, Vital

Levels = Mapping[Vital, Sequence[float]]
"""What is known of each vital that is fresh: its value now, and its baseline. What is not fresh is not in it."""


def findings(gate: Gate | None, age_years: float, levels: Levels) -> tuple[str, ...]:
    """What stands against beginning, by the baseline or by the value now, whichever is the first to break a bound.

    A vital that isn't measured now stands against it too, but for the respiratory rate.
    """
    if gate is None:
        return ()
    older = age_years > gate.older_from
    bounds = (
        (Vital.SYSTOLIC, None, gate.systolic_most_older if older else gate.systolic_most),
        (Vital.DIASTOLIC, None, gate.diastolic_most),
        (Vital.SPO2, gate.spo2_least, None),
        (Vital.HEART_RATE, gate.heart_rate_least, gate.heart_rate_most),
        (Vital.RESPIRATORY_RATE, gate.respiratory_rate_least, gate.respiratory_rate_most),
    )
    found = (_finding(vital, levels.get(vital, ()), least, most) for vital, least, most in bounds)
    return tuple(one for one in found if one)


def _finding(vital: Vital, levels: Sequence[float], least: float | None, most: float | None) -> str:
    kind = KINDS[vital]
    name, unit = kind.name, kind.spoken_unit
    if not levels:
        return "" if vital is Vital.RESPIRATORY_RATE else f"{name}: not measured now"
    for level in levels:
        if most is not None and level > most:
            return f"{name} {level:g} {unit}, over {most:g}"
        if least is not None and level < least:
            return f"{name} {level:g} {unit}, under {least:g}"
    return ""


def standing(history: History, found: tuple[str, ...]) -> tuple[str, ...]:
    """The findings that no prescriber let pass as they are now; another value is another finding."""
    passed = {one for entry in history if isinstance(entry.body, GateOverridden) for one in entry.body.findings}
    return tuple(one for one in found if one not in passed)
