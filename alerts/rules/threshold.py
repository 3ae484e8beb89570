"""Threshold and relative clauses over columns: what a value breaks, how time adds up, which clauses go up or down.

Each function takes the columns and the rows it is about; arrays are rows x slots. docs/judging.md says the rule. A
clause has a limit and a clear level (hysteresis), `on_after` and `off_after` (delays), `on_count` of the last `of`
readings, `severity` (the deeper, the sooner: unit seconds) and `pair_each` (two readings in a row and their mean).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from alerts.series import NEVER, Flags, Floats, Ints, Rows, Series

THOUSANDTHS = 1_000
BITS: Ints = np.array([bin(number).count("1") for number in range(1 << 10)], dtype=np.int64)
"""How many bits of a history are 1; a history holds at most ten readings."""

Withhold = Callable[[Rows, Flags], Flags]
"""Which of the clauses that are due (rows x slots) are held instead of going up."""


def compare(series: Series, rows: Rows) -> None:
    """Marks which clauses the rows' last usable values break and clear; an unknown limit (NaN) does neither."""
    side = series.side[rows]
    value = (series.last[rows])[:, None] * side
    limit, clear = series.limit[rows] * side, series.clear[rows] * side
    compared = _paired(series, rows, value, side) if series.paired[rows].any() else value
    broken = compared > limit
    broken |= series.inclusive[rows] & (compared == limit)
    series.broken[rows] = broken
    series.clears[rows] = (value <= clear) & ~broken & ~np.isnan(compared)
    # Old bits of a history are work too: it goes on being shifted until they are forgotten.
    series.busy[rows] = (broken | series.up[rows] | (series.history[rows] > 0)).any(axis=1)


def _paired(series: Series, rows: Rows, value: Floats, side: Floats) -> Floats:
    """What a pair's clause compares: the least extreme of the mean of two readings and each moved towards the limit."""
    by = series.pair_by[rows] * side
    before = (series.before[rows])[:, None] * side
    pair = np.minimum((value + before) / 2, np.minimum(value + by, before + by))
    apart = series.pair_apart[rows]
    pair = np.where((apart > 0) & (np.abs(value - before) > apart), -np.inf, pair)
    compared: Floats = np.where(np.isnan(by), value, pair)
    return compared


def count(series: Series, rows: Rows) -> None:
    """Counts the reading just applied: broken ones towards up, clear ones towards down; the other way starts anew."""
    up, broken, clears = series.up[rows], series.broken[rows], series.clears[rows]
    rising, falling = broken & ~up, clears & up
    kept = (1 << series.of[rows]) - 1
    series.history[rows] = ((series.history[rows] << 1) | broken) & kept * ~up
    series.broken_for[rows] *= rising
    series.burden[rows] *= rising
    series.clear_count[rows] = (series.clear_count[rows] + 1) * falling
    series.clear_for[rows] *= falling


def settle_phase(series: Series, rows: Rows) -> None:
    """After limits changed under the last values: what isn't broken or clear any more starts anew."""
    rising, falling = series.broken[rows] & ~series.up[rows], series.clears[rows] & series.up[rows]
    for figure in (series.broken_for, series.burden, series.history):
        figure[rows] *= rising
    for figure in (series.clear_for, series.clear_count):
        figure[rows] *= falling


def accumulate(series: Series, rows: Rows, to: Ints) -> None:
    """Lets time pass to `to` (one instant a row): only while the last reading speaks, only for what is pending."""
    start = series.clock_at[rows]
    series.clock_at[rows] = np.maximum(start, to)
    if not series.busy[rows].any():
        return
    spoken = np.minimum(to, series.speaks_until[rows]) - start
    spoken = (np.maximum(spoken, 0) * series.usable[rows])[:, None]
    up = series.up[rows]
    pending = series.broken[rows] & ~up
    series.broken_for[rows] += spoken * pending
    series.clear_for[rows] += spoken * (series.clears[rows] & up)
    if (series.severe[rows] & pending.any(axis=1)).any():
        series.burden[rows] += spoken * _weight(series, rows, pending)


def _weight(series: Series, rows: Rows, pending: Flags) -> Ints:
    """How much each microsecond adds to a clause's load: 1,000 and the depth in thousandths; nothing while suspect."""
    heavy = series.usable[rows] & ~series.doubted[rows]
    loading = pending & (series.severity[rows] > 0) & heavy[:, None]
    depth = np.where(loading, np.abs(series.value[rows][:, None] - series.limit[rows]), 0.0)
    weight: Ints = (THOUSANDTHS + np.rint(depth * THOUSANDTHS).astype(np.int64)) * loading
    return weight


def ready(series: Series, rows: Rows) -> Flags:
    """Which clauses are due at the rows' clocks; what is held already stays due in a gap."""
    speaks = (series.usable[rows] & (series.clock_at[rows] <= series.speaks_until[rows]))[:, None]
    severity = series.severity[rows]
    long = (series.broken_for[rows] >= series.on_after[rows]) | ((severity > 0) & (series.burden[rows] >= severity))
    counts = BITS[series.history[rows]] >= series.on_count[rows]
    found: Flags = (speaks | (series.held_until[rows] >= 0)) & series.broken[rows] & ~series.up[rows] & counts & long
    return found


def settle(series: Series, rows: Rows, withhold: Withhold) -> Flags:
    """Puts up and takes down what is due at the rows' clocks; gives which clauses changed (rows x slots)."""
    up, clock = series.up[rows], series.clock_at[rows]
    speaks = (series.usable[rows] & (clock <= series.speaks_until[rows]))[:, None]
    rises = ready(series, rows)
    rises &= ~withhold(rows, rises)
    falls = speaks & series.clears[rows] & up & (series.clear_for[rows] >= series.off_after[rows])
    falls &= series.clear_count[rows] >= series.off_count[rows]
    changed: Flags = rises | falls
    if changed.any():
        since_at = clock[:, None] - series.broken_for[rows]
        series.since_at[rows] = np.where(rises, since_at, series.since_at[rows])
        series.up[rows] = up ^ changed
        for figure in (series.broken_for, series.history, series.burden, series.clear_for, series.clear_count):
            figure[rows] *= ~changed
    return changed


def due(series: Series, rows: Rows) -> Ints:
    """The next instant at which a clause of each row would go up or down by time alone (NEVER if none)."""
    if not series.busy[rows].any():
        return np.full(len(rows), NEVER)
    up = series.up[rows]
    rising = series.broken[rows] & ~up & (BITS[series.history[rows]] >= series.on_count[rows])
    falling = series.clears[rows] & up & (series.clear_count[rows] >= series.off_count[rows])
    left = np.where(rising, series.on_after[rows] - series.broken_for[rows], NEVER)
    if (series.severe[rows] & rising.any(axis=1)).any():
        weight = _weight(series, rows, rising)
        short = series.severity[rows] - series.burden[rows]
        left = np.where(weight > 0, np.minimum(left, -(-short // np.maximum(weight, 1))), left)
    left = np.minimum(left, np.where(falling, series.off_after[rows] - series.clear_for[rows], NEVER))
    clock = series.clock_at[rows]
    held = series.held_until[rows]
    waiting = rising & (held >= 0)
    at = np.minimum(clock + np.maximum(np.where(waiting, NEVER, left).min(axis=1), 0), NEVER)
    at[~series.usable[rows] | ~series.fresh[rows] | (at > series.speaks_until[rows])] = NEVER
    first: Ints = np.minimum(at, np.where(waiting, np.maximum(held, clock[:, None]), NEVER).min(axis=1))
    return first
