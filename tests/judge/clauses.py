"""The scalar judge's clauses and trends: one object for one rule on one series, word for word after docs/judging.md."""

from __future__ import annotations

from typing import NamedTuple

from alerts.alarm import Priority
from alerts.profile import Rule, Threshold, Trend
from monitors.instant import SECOND, Duration, Instant


class Finding(NamedTuple):
    """A rule that is up: with the limit now in force and when its values began to break it."""

    rule: Rule
    limit: float
    since_at: Instant

    @property
    def rank(self) -> tuple[Priority, bool, int]:
        """Greater is worse: priority, then a stage, then the first rule in the profile."""
        return self.rule.priority, self.rule.stage, -self.rule.order


def median(values: list[float]) -> float:
    """The middle value; of an even number the mean of the middle two."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


class Clause:
    """A threshold or relative rule applied to one series."""

    def __init__(self, rule: Threshold) -> None:
        self.rule = rule
        self.up = False
        self.since_at: Instant = 0
        self.limit: float | None = None
        self.broken = self.clear = False
        self._still()

    def _still(self) -> None:
        self.broken_for: Duration = 0
        self.clear_for: Duration = 0
        self.broken_count = self.clear_count = 0

    def look_up(self, value: float, baseline: float | None, phase: str) -> None:
        """Compares a value with the limit as it is now; without a baseline it neither breaks nor clears."""
        rule = self.rule
        self.limit, self.broken, self.clear = None, False, False
        if phase not in rule.phases or (rule.relative and baseline is None):
            return
        zero = baseline if rule.relative and baseline is not None else 0.0
        self.limit, clear_level = zero + rule.limit, zero + rule.clear
        if rule.side > 0:
            self.broken = value > self.limit or (rule.inclusive and value == self.limit)
            self.clear = value <= clear_level
        else:
            self.broken = value < self.limit or (rule.inclusive and value == self.limit)
            self.clear = value >= clear_level
        self.clear = self.clear and not self.broken

    def apply(self, value: float, baseline: float | None, phase: str) -> None:
        """A usable reading is applied."""
        self.look_up(value, baseline, phase)
        if not self.up:
            self.broken_count += 1
            if not self.broken:
                self.broken_for = self.broken_count = 0
        else:
            self.clear_count += 1
            if not self.clear:
                self.clear_for = self.clear_count = 0

    def speak_for(self, duration: Duration) -> None:
        """Time passes while the reading speaks."""
        if self.broken and not self.up:
            self.broken_for += duration
        if self.clear and self.up:
            self.clear_for += duration

    def due(self, clock: Instant) -> Instant | None:
        """When it changes if the reading goes on speaking from the series' clock."""
        rule = self.rule
        if not self.up and self.broken and self.broken_count >= rule.on_count:
            return clock + max(0, rule.on_after - self.broken_for)
        if self.up and self.clear and self.clear_count >= rule.off_count:
            return clock + max(0, rule.off_after - self.clear_for)
        return None

    def fire(self, at: Instant) -> None:
        """It changes now."""
        if not self.up:
            self.since_at = at - self.broken_for
        self.up = not self.up
        self._still()

    def put_down(self) -> None:
        """It is down, and its last value counts no more."""
        self.up = self.broken = self.clear = False
        self._still()

    def enter_phase(self, value: float | None, baseline: float | None, phase: str) -> None:
        """The limits are looked up again; outside its phases the clause is down and stands still."""
        if phase not in self.rule.phases:
            self.up = False
            self._still()
        if value is not None:
            self.look_up(value, baseline, phase)
            if not self.up and not self.broken:
                self.broken_for = self.broken_count = 0
            if self.up and not self.clear:
                self.clear_for = self.clear_count = 0


class Fall:
    """A trend rule applied to one series."""

    def __init__(self, rule: Trend) -> None:
        self.rule = rule
        self.up = False
        self.since_at: Instant = 0
        self.looked_at: Instant | None = None
        self.passes = self.fails = 0

    def look(self, at: Instant, value: float, baseline: float | None, heard: dict[Instant, float]) -> None:
        """Looks at a usable reading applied at `at`, when a look is due; `heard` is value by measured_at."""
        if self.looked_at is not None and at < self.looked_at + self.rule.every:
            return
        self.looked_at = at
        passed = self._open(value, baseline) and self._falling(at, heard)
        self.passes, self.fails = (self.passes + 1, 0) if passed else (0, self.fails + 1)
        if not self.up and self.passes >= self.rule.looks:
            self.up, self.since_at = True, at
        elif self.up and self.fails >= self.rule.off_looks:
            self.up = False

    def _open(self, value: float, baseline: float | None) -> bool:
        return value <= self.rule.gate_below and baseline is not None and value <= baseline - self.rule.fall

    def _falling(self, at: Instant, heard: dict[Instant, float]) -> bool:
        points = [(t, heard[t]) for t in sorted(heard) if at - self.rule.window <= t <= at]
        if len(points) < self.rule.points:
            return False
        slopes = []
        for t, value in points:
            slopes.append(median([(other - value) / ((u - t) / SECOND) for u, other in points if u != t]))
        slope = median(slopes)
        level = median([value + slope * ((at - t) / SECOND) for t, value in points])
        return slope <= self.rule.slope and level + slope * self.rule.within_s < self.rule.limit
