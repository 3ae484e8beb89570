"""One plain sentence for each alarm: value, unit, side, limit, time, how fast (dashboard reference, "Sentences")."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from alerts.alarm import Alarm
from alerts.condition import Finding
from alerts.rules.trend import repeated_median
from monitors.instant import SECOND, Duration, Instant, to_datetime
from monitors.vitals import CUFF_VITALS, KINDS, Vital

NAMES = {
    "missing": "No {name} for {time}",
    "probe_off": "{name} probe off for {time}",
    "invalid": "{name} not plausible for {time}",
    "cuff_failed": "Cuff measurement failed",
}

DRIFT_POINTS = 5
"""With fewer points a slope says nothing."""

DRIFT_LEAST = 0.05
"""Units a second: a slower drift would read 0.0."""

DRIFT_SAID_FOR: Duration = 10 * SECOND
"""How long the sentence tells the slope of its evidence: later it would be of the past."""

DRIFT = re.compile(r"\{(\d+)(, [a-z]+ [^{}]*)\}")
"""The slope in a template: the instant of its newest point, and its words."""


def number(value: float, vital: str) -> str:
    """A value as a person reads it; a fraction shows, so that 89.5 below 90 doesn't read 90 below 90.

    What is no vital's (an observation) is told as it is.
    """
    if not vital:
        return f"{value:g}"
    return f"{value:.{KINDS[Vital(vital)].decimals if value == round(value) else 1}f}"


def span(microseconds: int) -> str:
    """A duration: seconds up to 99 s, then minutes."""
    whole = max(0, microseconds) // SECOND
    return f"{whole} s" if whole < 100 else f"{round(whole / 60)} min"


def template(finding: Finding, condition: str) -> str:
    """The sentence of a finding, with {value} and {time} left open: they run on."""
    if finding.detail:
        return finding.detail
    if not finding.vital:
        return condition
    kind = KINDS[Vital(finding.vital)]
    unit = f" {kind.spoken_unit}" if kind.spoken_unit == "%" else ""
    if finding.slope is not None and finding.limit is not None:
        falling = f"{kind.name} {{value}}{unit}, falling {number_of(abs(finding.slope) * 60)}{unit} a minute"
        return f"{falling}: {finding.limit:g}{unit} in under {finding.within_s:g} s"
    if finding.limit is None:
        topic = condition.partition(".")[2]
        return NAMES.get(topic, condition).replace("{name}", kind.name)
    side = ("at or " if finding.inclusive else "") + ("above" if finding.side > 0 else "below")
    text = f"{kind.name} {{value}}{unit} {side} {number(finding.limit, finding.vital)}{unit}"
    if finding.baseline is not None:
        away = number(abs(finding.limit - finding.baseline), finding.vital)
        text += f" ({away} from baseline {number(finding.baseline, finding.vital)})"
    if finding.times > 1:
        return f"{text}, {finding.times} in a row"
    return text if kind.vital in CUFF_VITALS else f"{text} for {{time}}{_drift(finding, unit)}"


def slope_of(evidence: Sequence[tuple[Instant, float]], since_at: Instant) -> float | None:
    """The robust slope, in units a second, of the points from `since_at` on; None where they are too few."""
    points = [(at, value) for at, value in evidence if at >= since_at]
    if len(points) < DRIFT_POINTS or len({at for at, _ in points}) < len(points):
        return None
    at, value = np.array([one for one, _ in points], dtype=np.int64), np.array([one for _, one in points])
    return repeated_median(at, value, points[-1][0])[0]


def _drift(finding: Finding, unit: str) -> str:
    """The part of a template that is told only at first, in braces with the instant of its newest point."""
    slope = slope_of(finding.evidence, finding.since_at)
    if slope is None or abs(slope) < DRIFT_LEAST:
        return ""
    side = "rising" if slope > 0 else "falling"
    return f"{{{finding.evidence[-1][0]}, {side} {number_of(abs(slope))}{unit}/s}}"


def number_of(rate: float) -> str:
    """A rate with one decimal under ten."""
    return f"{rate:.1f}" if rate < 10 else f"{rate:.0f}"


def sentence(alarm: Alarm, now: Instant) -> str:
    """The alarm's sentence at `now`: its running value, and how long it has lasted."""
    text = alarm.text
    if "{value}" in text and alarm.value is not None:
        text = text.replace("{value}", number(alarm.value, alarm.vital))
    until = alarm.ended_at if alarm.ended_at is not None else now
    text = text.replace("{time}", span(until - alarm.since_at))
    lasting = alarm.ended_at is None
    return DRIFT.sub(lambda told: told[2] if lasting and now - int(told[1]) <= DRIFT_SAID_FOR else "", text)


def clock_time(at: Instant) -> str:
    """An instant as UTC hours and minutes."""
    return f"{to_datetime(at):%H:%M}"
