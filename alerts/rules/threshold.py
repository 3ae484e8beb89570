"""Threshold and relative clauses over columns: what a value breaks, how time adds up, which clauses go up or down.

Each function takes the columns and the rows it is about; arrays are rows x slots. docs/judging.md says the rule.
"""

from __future__ import annotations

import numpy as np

from alerts.series import NEVER, Flags, Ints, Rows, Series


def compare(series: Series, rows: Rows) -> None:
    """Marks which clauses the rows' last values break and clear; an unknown limit (NaN) does neither."""
    side = series.side[rows]
    value = (series.value[rows])[:, None] * side
    limit, clear = series.limit[rows] * side, series.clear[rows] * side
    broken = value > limit
    broken |= series.inclusive[rows] & (value == limit)
    series.broken[rows] = broken
    series.clears[rows] = (value <= clear) & ~broken
    series.busy[rows] = (broken | series.up[rows]).any(axis=1)


def count(series: Series, rows: Rows) -> None:
    """Counts the reading just applied: broken ones towards up, clear ones towards down; the other way starts anew."""
    up, broken, clears = series.up[rows], series.broken[rows], series.clears[rows]
    rising, falling = broken & ~up, clears & up
    series.broken_count[rows] = (series.broken_count[rows] + 1) * rising
    series.broken_for[rows] *= rising
    series.clear_count[rows] = (series.clear_count[rows] + 1) * falling
    series.clear_for[rows] *= falling


def accumulate(series: Series, rows: Rows, to: Ints) -> None:
    """Lets time pass to `to` (one instant a row): only while the last reading speaks, only for what is pending."""
    start = series.clock_at[rows]
    series.clock_at[rows] = np.maximum(start, to)
    if not series.busy[rows].any():
        return
    spoken = np.minimum(to, series.speaks_until[rows]) - start
    spoken = (np.maximum(spoken, 0) * series.usable[rows])[:, None]
    up = series.up[rows]
    series.broken_for[rows] += spoken * (series.broken[rows] & ~up)
    series.clear_for[rows] += spoken * (series.clears[rows] & up)


def settle(series: Series, rows: Rows) -> Flags:
    """Puts up and takes down what is due at the rows' clocks; gives which clauses changed (rows x slots)."""
    up, clock = series.up[rows], series.clock_at[rows]
    speaks = (series.usable[rows] & (clock <= series.speaks_until[rows]))[:, None]
    broken_for = series.broken_for[rows]
    rises = speaks & series.broken[rows] & ~up & (broken_for >= series.on_after[rows])
    rises &= series.broken_count[rows] >= series.on_count[rows]
    falls = speaks & series.clears[rows] & up & (series.clear_for[rows] >= series.off_after[rows])
    falls &= series.clear_count[rows] >= series.off_count[rows]
    changed: Flags = rises | falls
    if changed.any():
        series.since_at[rows] = np.where(rises, clock[:, None] - broken_for, series.since_at[rows])
        series.up[rows] = up ^ changed
        for figure in (series.broken_for, series.broken_count, series.clear_for, series.clear_count):
            figure[rows] *= ~changed
    return changed


def due(series: Series, rows: Rows) -> Ints:
    """The next instant at which a clause of each row would go up or down by time alone (NEVER if none)."""
    if not series.busy[rows].any():
        return np.full(len(rows), NEVER)
    up = series.up[rows]
    rising = series.broken[rows] & ~up & (series.broken_count[rows] >= series.on_count[rows])
    falling = series.clears[rows] & up & (series.clear_count[rows] >= series.off_count[rows])
    left = np.where(rising, series.on_after[rows] - series.broken_for[rows], NEVER)
    left = np.minimum(left, np.where(falling, series.off_after[rows] - series.clear_for[rows], NEVER))
    at: Ints = series.clock_at[rows] + np.maximum(left.min(axis=1), 0)
    at[~series.usable[rows] | (at > series.speaks_until[rows])] = NEVER
    return at
