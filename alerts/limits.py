"""Which limits are in force for a series: the clauses of its session's profile for the phase, put into its columns.

The profile is the session's own: what the site and the file say (alerts/profile_likeness.py) and what people changed
for this session (alerts/limit_changes.py).
"""

from __future__ import annotations

import math

import numpy as np

from alerts.chart import Chart
from alerts.profile import Profile, Rapid, Threshold, Trend
from alerts.rules.composite import notable
from alerts.rules.threshold import compare, settle_phase
from alerts.series import NEVER, Series
from monitors.instant import SECOND
from monitors.vitals import Vital

SEVERITY = 1_000 * SECOND
"""A unit second, as clauses add it up: thousandths of a unit times microseconds."""


def slots_of(profile: Profile, vital: Vital) -> list[Threshold]:
    """A vital's clauses in the order of their slots, whatever the phase."""
    return [rule for rule in profile.thresholds if rule.vital is vital]


def slots_needed(profiles: list[Profile]) -> int:
    """The most clauses any vital has."""
    return max((len(slots_of(profile, vital)) for profile in profiles for vital in Vital), default=1) or 1


def resolve(rule: Threshold, level: float) -> tuple[float, float]:
    """Limit and clear level of a clause for a baseline level (NaN: not known)."""
    if rule.percent:
        return level * (1 + rule.limit / 100), level * (1 + rule.clear / 100)
    return (level + rule.limit, level + rule.clear) if rule.relative else (rule.limit, rule.clear)


def install(series: Series, row: int, chart: Chart, vital: Vital) -> None:
    """Writes the clauses in force into a row; a clause of another phase keeps its slot and can't break."""
    level = chart.level(vital)
    for slot, rule in enumerate(slots_of(chart.profile, vital)):
        in_force = chart.phase in rule.phases
        limit, clear = resolve(rule, level) if in_force else (math.nan, math.nan)
        series.rule[row, slot], series.side[row, slot] = rule.order, rule.side
        series.limit[row, slot], series.clear[row, slot] = limit, clear
        series.inclusive[row, slot] = rule.inclusive
        series.on_after[row, slot] = rule.on_after if in_force else NEVER
        series.on_count[row, slot] = rule.on_count
        series.off_after[row, slot], series.off_count[row, slot] = rule.off_after, rule.off_count
        series.of[row, slot], series.severity[row, slot] = rule.of, round(rule.severity * SEVERITY)
        if rule.pair_each is not None:
            series.pair_by[row, slot], series.paired[row] = rule.limit - rule.pair_each, True
            series.pair_apart[row, slot] = rule.pair_apart
        series.severe[row] |= rule.severity > 0


def gate(series: Series, row: int, chart: Chart, vital: Vital) -> None:
    """Writes what makes a vital's values suspect, and from where on they are looked at, into a row."""
    looking: tuple[Trend | Rapid, ...] = (*chart.profile.trends, *chart.profile.rapids)
    looked = [rule.gate_below for rule in looking if rule.vital is vital]
    series.look_below[row] = max(looked, default=math.nan)
    series.notable_low[row], series.notable_high[row] = notable(chart.profile.composites, vital)
    rule = chart.profile.suspicions.get(vital)
    if rule is not None:
        series.jump[row], series.fall_below[row], series.deep[row] = rule.jump, rule.fall_below, rule.deep


def limits_changed(series: Series, chart: Chart) -> None:
    """Puts another phase's rules or other limits in force and compares the last values again.

    What isn't of the phase goes down.
    """
    looking: tuple[Trend | Rapid, ...] = (*chart.profile.trends, *chart.profile.rapids)
    in_force = {rule.id for rule in looking if chart.phase in rule.phases}
    chart.looks = {key: look for key, look in chart.looks.items() if key[1] in in_force}
    for vital, rows in chart.rows.items():
        for row in rows:
            install(series, row, chart, vital)
            for slot, rule in enumerate(slots_of(chart.profile, vital)):
                if chart.phase not in rule.phases:
                    series.up[row, slot] = False
                    figures = (series.broken_for, series.history, series.burden, series.clear_for, series.clear_count)
                    for figure in figures:
                        figure[row, slot] = 0
        compare(series, np.array(rows))
        settle_phase(series, np.array(rows))


def changed(chart: Chart) -> frozenset[Vital]:
    """The vitals of which somebody changed a limit for this session."""
    return frozenset(rule.vital for rule in chart.profile.thresholds if rule.id in chart.limits)


def in_force(chart: Chart) -> dict[Vital, tuple[float | None, float | None]]:
    """The limits a value meets first on each side, low and high, for the screen."""
    found: dict[Vital, tuple[float | None, float | None]] = {}
    for vital in Vital:
        sides: dict[int, list[float]] = {-1: [], 1: []}
        for rule in slots_of(chart.profile, vital):
            limit, _ = resolve(rule, chart.level(vital))
            if chart.phase in rule.phases and not math.isnan(limit):
                sides[rule.side].append(limit)
        low = max(sides[-1], default=None)
        high = min(sides[1], default=None)
        found[vital] = (low, high)
    return found
