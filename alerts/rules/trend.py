"""Falling trends: a robust level and slope over a window, looked at only near a limit and under baseline.

A fast fall is seen in single readings, a slow one in the medians of blocks. What jumps, what scatters and what never
was higher is no fall: `step`, `residual` and `drop` say so. The slope is the repeated median (Siegel 1982; its use at
the bedside: Borowski and Fried), which a third of wrong points doesn't move.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alerts.profile import Trend
from alerts.series import Floats, Ints
from monitors.instant import SECOND, Instant

BLOCK_POINTS = 3
BEFORE = 60 * SECOND
"""How long the stretch before the window is, whose median a `drop` is counted from."""


@dataclass(slots=True)
class Look:
    """How far a rule is with a series: looks in a row that passed or failed, and whether it is up."""

    next_at: Instant = 0
    passed: int = 0
    failed: int = 0
    up: bool = False
    since_at: Instant = 0
    slope: float = 0.0


def repeated_median(at: Ints, value: Floats, now: Instant) -> tuple[float, float]:
    """Slope (units a second) and level at `now` of points: the median of each point's median slope to the others.

    It rests on order statistics, so that every judge gets the same bits.
    """
    apart = ~np.eye(len(at), dtype=bool)
    rise = (value[None, :] - value[:, None])[apart].reshape(len(at), -1)
    run = ((at[None, :] - at[:, None]) / SECOND)[apart].reshape(len(at), -1)
    slope = float(median(median(rise / run)))
    level = float(median(value + slope * ((now - at) / SECOND)))
    return slope, level


def median(value: Floats) -> Floats:
    """The median along the last axis; of an even number the mean of the middle two (numpy's own is slow on so few)."""
    ordered, half = np.sort(value, axis=-1), value.shape[-1] // 2
    middle: Floats = ordered[..., half]
    return middle if value.shape[-1] % 2 else (ordered[..., half - 1] + middle) / 2


def blocks(rule: Trend, at: Ints, value: Floats, now: Instant) -> tuple[Ints, Floats]:
    """The medians of blocks of the window at their middle times, oldest first; sparse ones are left out."""
    number = (now - at) // rule.block
    times, values = list[Instant](), list[float]()
    for place in range(rule.window // rule.block - 1, -1, -1):
        inside = value[number == place]
        if len(inside) >= BLOCK_POINTS:
            times.append(now - place * rule.block - rule.block // 2)
            values.append(float(median(inside)))
    return np.array(times, dtype=np.int64), np.array(values)


def passes(rule: Trend, state: Look, at: Ints, value: Floats, baseline: float, now: Instant) -> bool:
    """Whether the points up to `now` (those of the window and of the minute before it) show the fall."""
    inside = at >= now - rule.window
    times, values = at[inside], value[inside]
    points = blocks(rule, times, values, now) if rule.block else (times, values)
    if len(points[0]) < rule.points:
        return False
    slope, level = repeated_median(*points, now)
    state.slope = slope
    if not (slope <= rule.slope and level <= rule.level_below and level + slope * rule.within_s < rule.limit):
        return False
    if rule.fall and not level <= baseline - rule.fall:
        return False
    straight = level - slope * ((now - points[0]) / SECOND)
    if not float(median(np.abs(points[1] - straight))) <= rule.residual:
        return False
    recent = values[times >= now - rule.step_window]
    if rule.step and len(recent) > 1 and float(np.abs(np.diff(recent)).max()) > rule.step:
        return False
    past = value[(at >= now - rule.window - BEFORE) & ~inside]
    return not rule.drop or (len(past) > 0 and float(median(past)) >= level + rule.drop)


def look(
    rule: Trend, state: Look, at: Ints, value: Floats, last: float, baseline: float, now: Instant, *, suspect: bool
) -> bool:
    """Looks at the series once, at its reading `last`; says whether the finding went up or down.

    `at`, `value` are its points up to now. `baseline` is NaN while not known, which closes the gate of a rule with a
    `fall`.
    """
    state.next_at = now + rule.every
    open_now = not suspect and last <= rule.gate_below and not (rule.fall and np.isnan(baseline))
    if open_now and passes(rule, state, at, value, baseline, now):
        state.passed, state.failed = state.passed + 1, 0
    else:
        clear = baseline - rule.clear_fall if rule.clear_fall is not None else rule.clear
        state.passed, state.failed = 0, state.failed + 1 if clear is not None and last >= clear else 0
    if not state.up and state.passed >= rule.looks:
        state.up, state.since_at = True, now
        return True
    if state.up and state.failed >= rule.off_looks:
        state.up = False
        return True
    return False
