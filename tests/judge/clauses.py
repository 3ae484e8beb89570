"""The scalar judge's clauses: one object for one limit on one series, word for word after docs/judging.md."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import NamedTuple

from alerts.alarm import Priority
from alerts.profile import Profile, Rule, Threshold
from monitors.instant import Duration, Instant


class Beyond(NamedTuple):
    """What stands in place of a rule for values that fell out of the plausible range; it ranks after every rule."""

    id: str
    condition: str
    priority: Priority
    order: int
    stage: bool = False
    latches: bool = False


class Finding(NamedTuple):
    """A rule that is up: with the limit now in force and when its values began to break it."""

    rule: Rule | Beyond
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


def with_limits(profile: Profile, limits: dict[str, float]) -> Profile:
    """The profile with other limits; clear level and `pair_each` move by the same."""
    rules = []
    for rule in profile.thresholds:
        if rule.id in limits:
            limit = -limits[rule.id] if rule.relative and rule.side < 0 else limits[rule.id]
            each = rule.pair_each if rule.pair_each is None else rule.pair_each + (limit - rule.limit)
            rule = replace(rule, limit=limit, clear=rule.clear + (limit - rule.limit), pair_each=each)
        rules.append(rule)
    return replace(profile, thresholds=tuple(rules))


class Clause:
    """A threshold or relative rule applied to one series."""

    def __init__(self, rule: Threshold) -> None:
        self.rule = rule
        self.up = False
        self.since_at: Instant = 0
        self.limit: float | None = None
        self.broken = self.clear = False
        self.weight = 0
        self._still()

    def _still(self) -> None:
        self.broken_for: Duration = 0
        self.clear_for: Duration = 0
        self.load = self.clear_count = 0
        self.history: list[bool] = []

    def look_up(self, value: float, before: float | None, baseline: float | None, phase: str) -> None:
        """Compares a value with the limit as it is now; without a baseline it neither breaks nor clears."""
        rule = self.rule
        self.limit, self.broken, self.clear = None, False, False
        if phase not in rule.phases or (rule.relative and baseline is None):
            return
        self.limit, clear_level = self._levels(baseline)
        self.weight = 1000 + round(abs(value - self.limit) * 1000)
        compared = self._compared(value, before)
        if compared is None:
            return
        if rule.side > 0:
            self.broken = compared > self.limit
            self.clear = value <= clear_level
        else:
            self.broken = compared < self.limit
            self.clear = value >= clear_level
        self.broken = self.broken or (rule.inclusive and compared == self.limit)
        self.clear = self.clear and not self.broken

    def _levels(self, baseline: float | None) -> tuple[float, float]:
        """Limit and clear level: as written, or from the baseline, or in percent of it."""
        rule = self.rule
        if not rule.relative or baseline is None:
            return rule.limit, rule.clear
        if rule.percent:
            return baseline * (1 + rule.limit / 100), baseline * (1 + rule.clear / 100)
        return baseline + rule.limit, baseline + rule.clear

    def _compared(self, value: float, before: float | None) -> float | None:
        """What is compared with the limit: the value, or what a pair of them comes to."""
        each = self.rule.pair_each
        if each is None:
            return value
        if before is None:
            return None
        d = self.rule.limit - each
        if self.rule.pair_apart and abs(value - before) > self.rule.pair_apart:
            return -inf if self.rule.side > 0 else inf
        both = ((value + before) / 2, value + d, before + d)
        return min(both) if self.rule.side > 0 else max(both)

    def apply(self, value: float, before: float | None, baseline: float | None, phase: str) -> None:
        """A usable reading is applied; `before` is the usable value before it."""
        self.look_up(value, before, baseline, phase)
        if not self.up:
            self.history = [*self.history, self.broken][-self.rule.of:]
            if not self.broken:
                self.broken_for = self.load = 0
        else:
            self.clear_count += 1
            if not self.clear:
                self.clear_for = self.clear_count = 0

    def speak_for(self, duration: Duration, *, doubted: bool) -> None:
        """Time passes while the reading speaks; while it is doubted it has no weight."""
        if self.broken and not self.up:
            self.broken_for += duration
            if self.rule.severity and not doubted:
                self.load += self.weight * duration
        if self.clear and self.up:
            self.clear_for += duration

    def due(self, clock: Instant, *, doubted: bool) -> Instant | None:
        """When it changes if the reading goes on speaking from the series' clock."""
        rule = self.rule
        if not self.up and self.broken and sum(self.history) >= rule.on_count:
            waits = [max(0, rule.on_after - self.broken_for)]
            left = round(rule.severity * 10**9) - self.load
            if rule.severity and left <= 0:
                waits.append(0)
            elif rule.severity and not doubted:
                waits.append(-(-left // self.weight))
            return clock + min(waits)
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

    def enter_phase(self, value: float | None, before: float | None, baseline: float | None, phase: str) -> None:
        """The limits are looked up again; outside its phases the clause is down and stands still."""
        if phase not in self.rule.phases:
            self.up = False
            self._still()
        if value is not None:
            self.look_up(value, before, baseline, phase)
            if not self.up and not self.broken:
                self.broken_for = self.load = 0
                self.history = []
            if self.up and not self.clear:
                self.clear_for = self.clear_count = 0
