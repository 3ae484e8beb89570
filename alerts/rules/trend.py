"""Falling trends: a robust level and slope over a window, looked at only near a limit and under baseline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alerts.profile import Trend
from alerts.series import Floats, Ints
from monitors.instant import SECOND, Instant


@dataclass(slots=True)
class Look:
    """How far a trend rule is with a series: looks in a row that passed or didn't, and whether it is up."""

    next_at: Instant = 0
    passed: int = 0
    failed: int = 0
    up: bool = False
    since_at: Instant = 0
    slope: float = 0.0


def repeated_median(at: Ints, value: Floats, now: Instant) -> tuple[float, float]:
    """Slope (units a second) and level at `now` of points: the median of each point's median slope to the others.

    Resists a third of wrong points (Siegel 1982). It rests on order statistics, so that every judge gets the same bits.
    """
    apart = ~np.eye(len(at), dtype=bool)
    rise = (value[None, :] - value[:, None])[apart].reshape(len(at), -1)
    run = ((at[None, :] - at[:, None]) / SECOND)[apart].reshape(len(at), -1)
    slope = float(np.median(np.median(rise / run, axis=1)))
    level = float(np.median(value + slope * ((now - at) / SECOND)))
    return slope, level


def look(rule: Trend, state: Look, at: Ints, value: Floats, baseline: float, now: Instant) -> bool:
    """Looks at the series once: `at`, `value` are its points in the window; says whether the finding went up or down.

    `baseline` is NaN while not known, which closes the gate.
    """
    state.next_at = now + rule.every
    passes = False
    if len(at) >= rule.points and value[-1] <= rule.gate_below and value[-1] <= baseline - rule.fall:
        slope, level = repeated_median(at, value, now)
        passes = slope <= rule.slope and level + slope * rule.within_s < rule.limit
        state.slope = slope
    state.passed, state.failed = (state.passed + 1, 0) if passes else (0, state.failed + 1)
    if not state.up and state.passed >= rule.looks:
        state.up, state.since_at = True, now
        return True
    if state.up and state.failed >= rule.off_looks:
        state.up = False
        return True
    return False
