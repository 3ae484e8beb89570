"""The scalar judge's falls: one object for one trend or rapid rule on one series, after docs/judging.md."""

from __future__ import annotations

from itertools import pairwise

from alerts.profile import Rapid, Trend
from monitors.instant import MINUTE, SECOND, Instant
from tests.judge.clauses import median

Points = list[tuple[Instant, float]]


def between(heard: dict[Instant, float], first: Instant, last: Instant) -> Points:
    """The points measured from `first` to `last`, both included, in the order of time."""
    return [(t, heard[t]) for t in sorted(heard) if first <= t <= last]


class Fall:
    """A trend rule applied to one series."""

    def __init__(self, rule: Trend) -> None:
        self.rule = rule
        self.up = False
        self.since_at: Instant = 0
        self.looked_at: Instant | None = None
        self.passes = self.fails = 0

    def look(
        self, at: Instant, value: float, baseline: float | None, heard: dict[Instant, float], *, suspect: bool,
    ) -> None:
        """Looks at a usable reading applied at `at`, when a look is due; `heard` is value by measured_at."""
        if not self.up and value > self.rule.gate_below:
            self.passes = 0
            return
        if self.looked_at is not None and at < self.looked_at + self.rule.every:
            return
        self.looked_at = at
        if not suspect and self._open(value, baseline) and self._falling(at, baseline, heard):
            self.passes, self.fails = self.passes + 1, 0
        else:
            self.passes, self.fails = 0, self.fails + 1 if self._clear(value, baseline) else 0
        if not self.up and self.passes >= self.rule.looks:
            self.up, self.since_at = True, at
        elif self.up and self.fails >= self.rule.off_looks:
            self.up = False

    def leave_phase(self) -> None:
        """The phase is none of its own: it is down."""
        self.up, self.passes, self.fails = False, 0, 0

    def _open(self, value: float, baseline: float | None) -> bool:
        return value <= self.rule.gate_below and (not self.rule.fall or baseline is not None)

    def _clear(self, value: float, baseline: float | None) -> bool:
        if self.rule.clear is not None:
            return value >= self.rule.clear
        return self.rule.clear_fall is not None and baseline is not None and value >= baseline - self.rule.clear_fall

    def _falling(self, at: Instant, baseline: float | None, heard: dict[Instant, float]) -> bool:
        rule = self.rule
        points = between(heard, at - rule.window, at)
        if rule.block:
            points = self._blocks(at, points)
        if len(points) < rule.points:
            return False
        slopes = []
        for t, value in points:
            slopes.append(median([(other - value) / ((u - t) / SECOND) for u, other in points if u != t]))
        slope = median(slopes)
        level = median([value + slope * ((at - t) / SECOND) for t, value in points])
        if slope > rule.slope or level > rule.level_below or level + slope * rule.within_s >= rule.limit:
            return False
        if rule.fall and baseline is not None and level > baseline - rule.fall:
            return False
        residual = median([abs(value - (level - slope * ((at - t) / SECOND))) for t, value in points])
        return residual <= rule.residual and self._smooth(at, heard) and self._dropped(at, level, heard)

    def _blocks(self, at: Instant, points: Points) -> Points:
        """One point for each block of at least 3 points: its median at its middle."""
        found, k, block = [], 0, self.rule.block
        while (k + 1) * block <= self.rule.window:
            values = [value for t, value in points if at - (k + 1) * block < t <= at - k * block]
            if len(values) >= 3:
                found.append((at - k * block - block // 2, median(values)))
            k += 1
        return found

    def _smooth(self, at: Instant, heard: dict[Instant, float]) -> bool:
        neighbours = pairwise(between(heard, at - self.rule.step_window, at))
        return not self.rule.step or all(abs(b - a) <= self.rule.step for (_, a), (_, b) in neighbours)

    def _dropped(self, at: Instant, level: float, heard: dict[Instant, float]) -> bool:
        start = at - self.rule.window
        earlier = [value for _, value in between(heard, start - MINUTE, start - 1)]
        return not self.rule.drop or (bool(earlier) and median(earlier) >= level + self.rule.drop)


class Plunge:
    """A rapid rule applied to one series."""

    def __init__(self, rule: Rapid) -> None:
        self.rule = rule
        self.up = False
        self.since_at: Instant = 0

    def look(self, at: Instant, value: float, heard: dict[Instant, float], *, suspect: bool) -> None:
        """Looks at a usable reading applied at `at`, which is among those heard."""
        if self.up:
            self.up = value < self.rule.clear
            return
        points = between(heard, at - self.rule.window, at)
        if suspect or value > self.rule.gate_below or not points:
            return
        highest = max(one for _, one in points)
        if highest - value >= self.rule.fall:
            self.up, self.since_at = True, max(t for t, one in points if one == highest)

    def leave_phase(self) -> None:
        """The phase is none of its own: it is down."""
        self.up = False
