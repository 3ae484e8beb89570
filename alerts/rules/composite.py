"""Composite rules: what several vitals of one person say together, although no single one is beyond its own limit.

The shock index is heart rate over systolic (Allgower and Burri 1967): 0.5 to 0.7 is usual, over 0.9 goes with a worse
course (Rady 1994). Two of three looks for a milder fall of SpO2, rise of heart rate and fall of systolic at one time.
Disagreement is an ECG's rate and an oximeter's far apart: one of the two isn't the heart's. NEWS2 is a secondary score
of seven inputs (alerts/news2.py): a total, or 3 in a single part, asks for an answer (docs/judging.md).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from alerts.alarm import Kind, Priority
from monitors.instant import Duration, Instant
from monitors.vitals import Vital

SHOCK_INDEX, TWO_OF_THREE, DISAGREEMENT = "shock_index.high", "composite.two_of_three", "heart_rate.disagreement"
NEWS2 = "news2.high"
CONDITIONS = (SHOCK_INDEX, TWO_OF_THREE, DISAGREEMENT, NEWS2)
TURNING_SYSTOLIC = 100.0
"""Over this systolic, and under this times the shock index in heart rate, the index can't be broken: nobody looks."""


class Verdict(StrEnum):
    """What the values say: off where an input isn't measured, unknown where one isn't fresh, between has hysteresis."""

    OFF = "off"
    UNKNOWN = "unknown"
    BROKEN = "broken"
    BETWEEN = "between"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Composite:
    """One composite rule; what it doesn't ask for is NaN.

    `limit` is the shock index, or how far apart two heart rates (1/min) are; it is over at `clear`. `spo2_below` (%),
    `heart_rate_above` (1/min), `systolic_below` (mmHg) are the milder limits of two of three. Of a score `limit` is the
    total, `single` the points of one part that are enough by themselves.
    """

    id: str
    order: int
    condition: str
    priority: Priority
    limit: float
    clear: float
    spo2_below: float
    heart_rate_above: float
    systolic_below: float
    on_after: Duration
    off_after: Duration
    phases: frozenset[str]
    source: str
    single: float = math.nan

    @property
    def kind(self) -> Kind:
        """Disagreement is about the measuring, the others about the person."""
        return Kind.TECHNICAL if self.condition == DISAGREEMENT else Kind.PHYSIOLOGICAL


class Values(NamedTuple):
    """The fresh values of a person: NaN for what is measured but not fresh, None for what isn't measured."""

    spo2: float | None
    ecg: float | None
    pulse: float | None
    systolic: float | None

    @property
    def heart_rate(self) -> float | None:
        """The ECG's rate while it is fresh, else the oximeter's."""
        if self.ecg is None or (math.isnan(self.ecg) and self.pulse is not None):
            return self.pulse
        return self.ecg


@dataclass(slots=True)
class Standing:
    """How far a rule is: `spent` of its delay by `at`, while what was said last goes on to be said."""

    at: Instant
    said: Verdict = Verdict.OFF
    spent: Duration = 0
    up: bool = False
    since_at: Instant = 0

    @property
    def idle(self) -> bool:
        """Whether nothing of it is kept."""
        return not self.up and not self.spent and self.said is not Verdict.BROKEN


def verdict(rule: Composite, values: Values) -> Verdict:
    """What the values say of a rule."""
    heart = values.heart_rate
    if rule.condition == TWO_OF_THREE:
        return _two_of_three(rule, values, heart)
    first, second = (heart, values.systolic) if rule.condition == SHOCK_INDEX else (values.ecg, values.pulse)
    if first is None or second is None:
        return Verdict.OFF
    figure = measure(rule, values)
    if math.isnan(figure):
        return Verdict.UNKNOWN
    over = figure > rule.limit if rule.condition == SHOCK_INDEX else figure >= rule.limit
    return Verdict.BROKEN if over else Verdict.CLEAR if figure <= rule.clear else Verdict.BETWEEN


def measure(rule: Composite, values: Values) -> float:
    """The shock index, how far the heart rates are apart, or how many of three; NaN while not known."""
    if rule.condition == TWO_OF_THREE:
        return float(sum(outside(rule, values)))
    if rule.condition == DISAGREEMENT:
        return abs((values.ecg or 0.0) - (values.pulse or 0.0))
    return (values.heart_rate or 0.0) / values.systolic if values.systolic else math.nan


def outside(rule: Composite, values: Values) -> tuple[bool, bool, bool]:
    """Which of SpO2, heart rate and systolic are beyond their milder limits; what isn't known is not."""
    spo2, heart, systolic = values.spo2, values.heart_rate, values.systolic
    return (
        spo2 is not None and spo2 < rule.spo2_below, heart is not None and heart > rule.heart_rate_above,
        systolic is not None and systolic < rule.systolic_below,
    )


def _two_of_three(rule: Composite, values: Values, heart: float | None) -> Verdict:
    measured = [one for one in (values.spo2, heart, values.systolic) if one is not None]
    if len(measured) < 2:
        return Verdict.OFF
    beyond, unknown = sum(outside(rule, values)), sum(math.isnan(one) for one in measured)
    return Verdict.BROKEN if beyond >= 2 else Verdict.UNKNOWN if beyond + unknown >= 2 else Verdict.CLEAR


def of_score(rule: Composite, parts: Mapping[str, int]) -> Verdict:
    """What a score's parts say of a rule; without any (nothing is scored) that isn't known."""
    if not parts:
        return Verdict.UNKNOWN
    over = sum(parts.values()) >= rule.limit or max(parts.values()) >= rule.single
    return Verdict.BROKEN if over else Verdict.CLEAR


def pass_to(one: Standing, at: Instant) -> None:
    """Time passes while what was said last holds: broken counts towards up, clear towards down."""
    counts = one.said is (Verdict.CLEAR if one.up else Verdict.BROKEN)
    one.spent += max(0, at - one.at) * counts
    one.at = max(one.at, at)


def say(rule: Composite, one: Standing, said: Verdict) -> bool:
    """The values say this from now on, then what is due changes; says whether it went up or down."""
    if said is Verdict.UNKNOWN and one.up and rule.kind is Kind.TECHNICAL:
        said = Verdict.CLEAR  # two rates that aren't both there don't disagree
    one.said = said
    if said is Verdict.OFF:
        was, one.up, one.spent = one.up, False, 0
        return was
    if said is not Verdict.UNKNOWN and said is not (Verdict.CLEAR if one.up else Verdict.BROKEN):
        one.spent = 0
    due = due_at(rule, one)
    if due is None or due > one.at:
        return False
    one.since_at = one.since_at if one.up else one.at - one.spent
    one.up, one.spent = not one.up, 0
    return True


def due_at(rule: Composite, one: Standing) -> Instant | None:
    """When it goes up or down if the same goes on to be said."""
    if one.said is not (Verdict.CLEAR if one.up else Verdict.BROKEN):
        return None
    return one.at + max(0, (rule.off_after if one.up else rule.on_after) - one.spent)


def notable(rules: tuple[Composite, ...], vital: Vital) -> tuple[float, float]:
    """Under and over which values a vital may make a rule broken; NaN for never."""
    low, high = list[float](), list[float]()
    for rule in rules:
        index = rule.condition == SHOCK_INDEX
        match vital:
            case Vital.SPO2:
                low.append(rule.spo2_below)
            case Vital.HEART_RATE | Vital.PULSE_RATE:
                high.append(rule.limit * TURNING_SYSTOLIC if index else rule.heart_rate_above)
            case Vital.SYSTOLIC:
                low.append(TURNING_SYSTOLIC if index else rule.systolic_below)
    known_low, known_high = ([one for one in limits if not math.isnan(one)] for limits in (low, high))
    return max(known_low, default=math.nan), min(known_high, default=math.nan)
