"""Missing data over columns: why a series has no usable value, and when that becomes a finding.

Figures of the clinical reference: SpO2 and heart rate grey at 5 s, technical alarm at 20 s, blank at 30 s at 1 Hz; for
slower series 2.5 expected intervals; probe-off after 5 s and invalid after 10 s are proposals.
"""

from __future__ import annotations

import numpy as np

from alerts.series import NEVER, Flags, Ints, Rows, Series
from monitors.instant import MINUTE, SECOND, Duration
from monitors.reading import Status

GREY_FOR = 5 * SECOND
"""How old a value is when it greys and speaks no more; at 1 Hz, as the next two."""
MISSING_FOR = 20 * SECOND
"""After how long without a usable value `.missing` goes up."""
BLANK_FOR = 30 * SECOND
"""How old a value is when the screen no longer shows it."""
UNMONITORED_FOR = 60 * SECOND
"""After how long without any watched vital a session is unmonitored, at least."""
CUFF_GRACE = 1 * MINUTE
"""How much longer than its interval a cuff's value speaks."""

NONE, MISSING, PROBE_OFF, INVALID, FAILED = range(5)
CAUSES = ("", "missing", "probe_off", "invalid", "failed")
PENDING_FOR: Ints = np.array([0, 0, 5 * SECOND, 10 * SECOND, 0], dtype=np.int64)
"""How long a cause must last before it is a finding; missing has its own clock."""

WITH_VALUE = frozenset({Status.OK, Status.MOTION, Status.LOW_PERFUSION, Status.INFLATING})


def cause_of(status: Status, *, has_value: bool, is_pressure: bool) -> int:
    """Why a reading that is not usable is not."""
    if status is Status.PROBE_OFF:
        return PROBE_OFF
    if status is Status.FAILED and is_pressure:
        return FAILED
    return INVALID if has_value and status in WITH_VALUE else MISSING


def stretch(least: Duration, interval: Duration, posting: Duration) -> Duration:
    """The larger of a figure for 1 Hz, 2.5 expected intervals and 1.5 posting intervals."""
    return max(least, interval * 5 // 2, posting * 3 // 2)


def slowest(interval: Ints, posting: Ints) -> Ints:
    """What `stretch` compares its figure with, over columns: 2.5 expected or 1.5 posting intervals."""
    longer: Ints = np.maximum(interval * 5 // 2, posting * 3 // 2)
    return longer


def due(series: Series, rows: Rows) -> Ints:
    """When each row's cause becomes a finding (NEVER when it is one already, or can't)."""
    cause, cause_up, cause_at = series.cause[rows], series.cause_up[rows], series.cause_at[rows]
    silent_at = np.maximum(series.silent_from[rows] + series.missing_for[rows], cause_at)
    at: Ints = np.where(cause <= MISSING, silent_at, cause_at + PENDING_FOR[cause])
    at[(cause_up == np.maximum(cause, MISSING)) | ((cause <= MISSING) & series.cuff[rows])] = NEVER
    return at


def settle(series: Series, rows: Rows, at: Ints) -> Flags:
    """Puts up what is due at `at` (one instant a row) or before; says for which rows."""
    rises: Flags = due(series, rows) <= at
    if rises.any():
        series.cause_up[rows] = np.where(rises, np.maximum(series.cause[rows], MISSING), series.cause_up[rows])
    return rises


def take_down(series: Series, rows: Rows) -> Flags:
    """After a reading was applied: findings of another cause than the reading's go down; says for which rows."""
    up, cause = series.cause_up[rows], series.cause[rows]
    falls: Flags = (up != NONE) & (up != cause)
    if falls.any():
        series.cause_up[rows] = np.where(falls, NONE, up)
    return falls
