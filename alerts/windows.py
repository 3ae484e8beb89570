"""The recent usable readings of every series: a ring of time and value for each, one array per kind."""

from __future__ import annotations

import numpy as np

from alerts.series import Flags, Floats, Ints, Rows
from monitors.instant import Duration, Instant

LENGTH = 256
"""Points kept a series: over four minutes at 1 Hz, hours of cuffs."""


class Windows:
    """Ring buffers, series x time; times rise strictly within a row."""

    def __init__(self, rows: int = 16) -> None:
        self.at: Ints = np.zeros((rows, LENGTH), dtype=np.int64)
        self.value: Floats = np.zeros((rows, LENGTH))
        self.count: Ints = np.zeros(rows, dtype=np.int64)

    def reach(self, rows: int) -> None:
        """Makes room for this many rows."""
        have = len(self.count)
        if rows > have:
            more = max(rows, 2 * have) - have
            self.at = np.concatenate([self.at, np.zeros((more, LENGTH), dtype=np.int64)])
            self.value = np.concatenate([self.value, np.zeros((more, LENGTH))])
            self.count = np.concatenate([self.count, np.zeros(more, dtype=np.int64)])

    def add(self, rows: Rows, at: Ints, value: Floats) -> Flags:
        """Adds one point to each row, in the place of one at the same instant; says where it is the newest.

        A point that came late may be newer than the one added now.
        """
        count = self.count[rows]
        last = np.where(count > 0, self.at[rows, (count - 1) % LENGTH], -1)
        newest: Flags = at >= last
        for place in np.flatnonzero(~newest).tolist():
            self.insert(int(rows[place]), int(at[place]), float(value[place]), replace=True)
        rows, at, value, count, last = rows[newest], at[newest], value[newest], count[newest], last[newest]
        slot = np.where(at == last, count - 1, count)
        self.at[rows, slot % LENGTH] = at
        self.value[rows, slot % LENGTH] = value
        self.count[rows] = slot + 1
        return newest

    def insert(self, row: int, at: Instant, value: float, *, replace: bool = False) -> bool:
        """Puts an older point where it belongs; says whether it is the newest.

        One at a known instant is left out (with `replace` it takes its place), and so is one too old for the ring.
        """
        times, values = self.points(row)
        place = int(np.searchsorted(times, at))
        known = place < len(times) and times[place] == at
        if (known and not replace) or (place == 0 and len(times) == LENGTH):
            return False
        if known:
            values[place] = value
        else:
            times, values = np.insert(times, place, at), np.insert(values, place, value)
        times, values = times[-LENGTH:], values[-LENGTH:]
        self.at[row, : len(times)], self.value[row, : len(times)] = times, values
        self.count[row] = len(times)
        return bool(times[-1] == at)

    def move(self, rows: Rows, back: Duration) -> None:
        """Puts all points of these rows `back` earlier."""
        self.at[rows] -= back

    def points(self, row: int, since: Instant = -1) -> tuple[Ints, Floats]:
        """Times and values of a row's points at or after `since`, oldest first (copies)."""
        count = int(self.count[row])
        order = np.arange(max(0, count - LENGTH), count) % LENGTH
        times, values = self.at[row, order], self.value[row, order]
        first = int(np.searchsorted(times, since))
        return times[first:], values[first:]

    def between(self, row: int, since: Instant, until: Instant) -> tuple[Ints, Floats]:
        """Times and values of a row's points from `since` to `until`, both included, oldest first (copies)."""
        times, values = self.points(row, since)
        end = int(np.searchsorted(times, until, side="right"))
        return times[:end], values[:end]

    def clear(self, row: int) -> None:
        """Forgets a row's points."""
        self.count[row] = 0
