"""Looks at single series when a reading is applied: trends, rapid falls, values out of range, cuffs to be repeated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from alerts.chart import Chart
from alerts.columns import Columns
from alerts.rules import missing, rapid, suspicion, trend
from alerts.series import Flags, Rows
from monitors.instant import SECOND
from monitors.reading import Reading, Status
from monitors.vitals import Vital

OUT_OF_RANGE_WITHIN = 10 * SECOND
"""How near each other a decline and the value out of range must be (CONTRACT section 4), or 2.5 expected intervals."""

IMPLAUSIBLE_FALL = 40.0
"""A fall that no heart makes between samples (clinical reference, "Plausibility and age": questionable)."""


class Applied(NamedTuple):
    """One reading on its way into the columns."""

    row: int
    reading: Reading
    usable: bool
    cause: int


def look(columns: Columns, current: Sequence[Applied], rows: Rows) -> Flags:
    """Looks at the trends and rapid falls whose turn it is; says for which readings a finding changed."""
    series = columns.series
    changed = np.zeros(len(current), dtype=bool)
    near = (series.value[rows] <= series.look_below[rows]) | (series.looking[rows] & series.usable[rows])
    for place in np.flatnonzero(near).tolist():
        one, row = current[place], int(rows[place])
        chart = columns.chart_of(row)
        suspect = bool(series.clock_at[row] < suspicion.lasts_until(series, row))
        changed[place] = _trends(columns, chart, one, suspect=suspect) | _rapids(columns, chart, one, suspect=suspect)
        states = [state for (of_row, _), state in chart.looks.items() if of_row == row]
        series.looking[row] = any(state.up or state.passed for state in states)
    return changed


def _trends(columns: Columns, chart: Chart, one: Applied, *, suspect: bool) -> bool:
    changed, now, last = False, int(columns.series.clock_at[one.row]), float(columns.series.value[one.row])
    for rule in chart.profile.trends:
        if rule.vital is one.reading.vital and chart.phase in rule.phases:
            state = chart.looks.setdefault((one.row, rule.id), trend.Look())
            if not state.up and last > rule.gate_below:
                state.passed = 0
            elif now >= state.next_at:
                back = rule.window + (trend.BEFORE if rule.drop else 0)
                at, value = columns.windows.between(one.row, now - back, now)
                changed |= trend.look(rule, state, at, value, last, chart.level(rule.vital), now, suspect=suspect)
    return changed


def _rapids(columns: Columns, chart: Chart, one: Applied, *, suspect: bool) -> bool:
    changed, now, last = False, int(columns.series.clock_at[one.row]), float(columns.series.value[one.row])
    for rule in chart.profile.rapids:
        if rule.vital is one.reading.vital and chart.phase in rule.phases:
            state = chart.looks.setdefault((one.row, rule.id), trend.Look())
            if state.up or (not suspect and last <= rule.gate_below):
                points = columns.windows.between(one.row, now - rule.window, now)
                changed |= rapid.look(rule, state, *points, last)
    return changed


def recognise(columns: Columns, current: Sequence[Applied], rows: Rows, usable: Flags) -> Flags:
    """Values out of range after a plausible decline, and cuffs to be repeated; says for which readings that changed."""
    series = columns.series
    changed: Flags = series.beyond[rows] & usable
    series.beyond[rows[usable]] = False
    for place, one in enumerate(current):
        if not one.usable and one.cause == missing.INVALID and one.reading.status is Status.OK:
            if not series.beyond[one.row] and _declined(columns, one):
                series.beyond[one.row], series.beyond_at[one.row] = True, series.clock_at[one.row]
                series.beyond_limit[one.row] = low_limit(columns, one.row)
                changed[place] = True
        elif one.usable and one.reading.vital is Vital.SYSTOLIC:
            cuff = one.reading.method != "arterial"
            jump = columns.chart_of(one.row).profile.repeat_jump if cuff else None
            change = float(series.value[one.row] - series.before[one.row])
            again = jump is not None and (change >= jump or change <= -2 * jump)
            changed[place] |= again is not bool(series.repeat[one.row])
            series.repeat[one.row] = again
            series.repeat_at[one.row] = series.clock_at[one.row] if again else 0
    return changed


def low_limit(columns: Columns, row: int) -> float:
    """The highest limit of a row's low clauses in force, NaN for none."""
    series = columns.series
    limits = series.limit[row][series.side[row] < 0]
    known = limits[~np.isnan(limits)]
    return float(known.max()) if len(known) else float("nan")


def _declined(columns: Columns, one: Applied) -> bool:
    """Whether the two usable points before a value out of range were falling, the last of them below a limit."""
    series = columns.series
    times, values = columns.windows.points(one.row)
    if len(times) < 2 or not series.plain[one.row]:
        return False
    within = max(OUT_OF_RANGE_WITHIN, int(series.interval[one.row]) * 5 // 2)
    near = times[-1] - times[-2] <= within and one.reading.measured_at - int(times[-1]) <= within
    sudden = float(values[times >= times[-1] - within].max()) - values[-1] >= IMPLAUSIBLE_FALL
    return bool(near and not sudden and values[-1] < values[-2] and values[-1] < low_limit(columns, one.row))
