"""A protocol: what a treatment of one kind plans, asks for before the first dose, and wants to see before discharge.

Amounts are in the dose's unit, with `per_kg` for each kilogram of the patient; durations in microseconds. A protocol
without a dose rule (general) lets any dose be written down.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitors.instant import Duration


@dataclass(frozen=True, slots=True)
class DoseRule:
    """What a dose may be: refused are more than `most`, a rate over `most_per_hour`, and doses too many or too soon.

    `lasts_for` is 0 for an injection or a spray; `most_in_all` bounds all doses of a session together.
    """

    drug: str
    route: str
    unit: str
    per_kg: bool
    usual: float
    most: float
    most_per_hour: float | None
    most_in_all: float
    lasts_for: Duration
    lasts_at_most: Duration
    doses_at_most: int
    apart: Duration
    source: str


@dataclass(frozen=True, slots=True)
class Gate:
    """Between which values the treatment begins without a prescriber's word; mmHg, %, /min.

    Over `older_from` years `systolic_most_older` counts for `systolic_most`.
    """

    systolic_most: float
    systolic_most_older: float
    older_from: float
    diastolic_most: float
    spo2_least: float
    heart_rate_least: float
    heart_rate_most: float
    respiratory_rate_least: float
    respiratory_rate_most: float
    source: str


@dataclass(frozen=True, slots=True)
class CheckRule:
    """When a check falls due: so long after the check-in (`before` a dose), `every` so often in its phases, or `after`.

    `after` are the times since the first dose.
    What was done up to `early` before an instant of `after` counts for it.
    """

    what: str
    before: Duration | None
    every: Duration | None
    phases: frozenset[str]
    after: tuple[Duration, ...]
    early: Duration
    source: str


@dataclass(frozen=True, slots=True)
class Discharge:
    """What a person who leaves should show; None is not asked for.

    `watched_for` counts from the first dose; a score and a pressure older than `fresh_for` don't count.
    """

    watched_for: Duration
    recovery_score_least: float
    pressure_within_percent: float
    moaas_least: float
    dissociation_most: float
    escort: bool
    fresh_for: Duration
    source: str


@dataclass(frozen=True, slots=True)
class Protocol:
    """One protocol, by its file's name, and the profile that judges its sessions."""

    name: str
    title: str
    profile: str
    dose: DoseRule | None
    gate: Gate | None
    checks: tuple[CheckRule, ...]
    discharge: Discharge | None
