"""Suspicion: whether a series' values look like an artefact of the sensor rather than the person.

A jump that no blood can make, a fall too fast to be believed at once, the first seconds after a signal returned, a
reading that the device itself doubts, an inflating cuff. It marks the value "check probe" and lets holding.py withhold
a due alarm for a bounded time; it never changes a value (clinical reference, "Plausibility and age"; CONTRACT 4).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.profile import Suspicion
from alerts.series import Flags, Rows, Series
from alerts.windows import Windows
from monitors.instant import Instant


class Earlier(NamedTuple):
    """What a row showed before the reading now applied: when it was measured (-1: nothing), and whether it spoke."""

    measured_at: Instant
    spoke: bool


def interesting(series: Series, rows: Rows, spoke: Flags, doubtful: Flags) -> Flags:
    """Which rows need a closer look after a usable reading: most never do."""
    value, last = series.value[rows], series.before[rows]
    found: Flags = ~np.isnan(series.jump[rows])
    found &= (
        (last - value >= series.jump[rows]) | (value < series.fall_below[rows]) | (value <= series.deep[rows])
        | ~spoke | doubtful | ~np.isnan(series.reference[rows]) | (series.deep_from[rows] >= 0)
        | series.doubted[rows]
    )
    return found


def update(series: Series, windows: Windows, row: int, rule: Suspicion, earlier: Earlier, *, doubtful: bool) -> None:
    """Brings a row's suspicion up to date with the usable reading just placed in it (docs/judging.md, "Suspicion")."""
    now, value = int(series.clock_at[row]), float(series.value[row])
    if value >= series.reference[row] - rule.returned:
        series.reference[row], series.jump_until[row] = np.nan, -1
    until = int(series.speaks_until[row]) if doubtful else -1
    if earlier.measured_at >= 0:
        until = max(until, _startled(series, windows, row, rule, earlier))
    series.suspect_until[row] = max(until, int(series.suspect_until[row]))
    series.doubted[row] = now < lasts_until(series, row)
    if value > rule.deep:
        series.deep_from[row] = -1
    elif series.deep_from[row] < 0:
        series.deep_from[row] = now


def _startled(series: Series, windows: Windows, row: int, rule: Suspicion, earlier: Earlier) -> Instant:
    """Until when a return or a fast fall makes the row suspect, -1 for neither; a jump has its own instant."""
    now, value, before = int(series.clock_at[row]), float(series.value[row]), float(series.before[row])
    if not earlier.spoke:
        return now + rule.return_for
    if before - value >= rule.jump and int(series.measured_at[row]) - earlier.measured_at <= rule.jump_within:
        if np.isnan(series.reference[row]):
            series.reference[row] = before
        series.jump_until[row] = now + rule.lasts
        return -1
    seen_at = int(series.fall_at[row])
    if not np.isnan(series.reference[row]) or value >= rule.fall_below or 0 <= seen_at > now - rule.lasts:
        return -1
    highest = highest_of(windows, row, now, now - rule.fall_within)
    if highest - value < rule.fall:
        return -1
    series.fall_at[row] = now
    return now + rule.fall_held


def lasts_until(series: Series, row: int) -> Instant:
    """Until when a row is suspect, of a jump or of anything else."""
    return max(int(series.suspect_until[row]), int(series.jump_until[row]))


def highest_of(windows: Windows, row: int, now: Instant, since: Instant) -> float:
    """The highest of a row's points measured from `since` to `now`."""
    _, values = windows.between(row, since, now)
    return float(values.max()) if len(values) else float("-inf")


def confirm(series: Series, rows: Rows) -> Flags:
    """Takes the mark of an unconfirmed alarm off rows that aren't suspect, unless a clause is up and none of them
    breaks; says which rows."""
    found: Flags = series.unconfirmed[rows] & ~series.doubted[rows]
    if found.any():
        up = series.up[rows]
        found &= (up & series.broken[rows]).any(axis=1) | ~up.any(axis=1)
        series.unconfirmed[rows] &= ~found
    return found


def inflate(series: Series, rows: Rows, until: Instant) -> None:
    """A cuff inflates: these rows are suspect until then."""
    series.suspect_until[rows] = np.maximum(series.suspect_until[rows], until)
