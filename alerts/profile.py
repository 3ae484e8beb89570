"""A profile: the rules a session is judged by, and the figures of its kind; read from a file by profile_file.py."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from alerts.alarm import Priority
from alerts.handling import Handling
from monitors.instant import Duration
from monitors.vitals import Vital

PhaseName = Literal["baseline", "infusion", "recovery"]
PHASES: tuple[PhaseName, ...] = ("baseline", "infusion", "recovery")


@dataclass(frozen=True, slots=True)
class Threshold:
    """One clause: a limit on one vital (docs/judging.md, "Threshold and relative clauses").

    `side` is +1 for above, -1 for below. `limit` and `clear` are in the vital's unit; with `relative` they are
    distances from the baseline. `order` is its place in the file: the first rule wins among equals.
    """

    id: str
    order: int
    condition: str
    vital: Vital
    priority: Priority
    side: int
    limit: float
    clear: float
    relative: bool
    inclusive: bool
    on_after: Duration
    on_count: int
    off_after: Duration
    off_count: int
    stage: bool
    latches: bool
    phases: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A falling trend (docs/judging.md, "Trend"); `slope` is in units a second, `limit` what it is about to cross."""

    id: str
    order: int
    condition: str
    vital: Vital
    priority: Priority
    window: Duration
    points: int
    slope: float
    gate_below: float
    fall: float
    limit: float
    within_s: float
    every: Duration
    looks: int
    off_looks: int
    phases: frozenset[str]
    source: str
    stage: bool = False
    latches: bool = False


Rule = Threshold | Trend


@dataclass(frozen=True)
class Profile:
    """The rules of a kind of session, with how often a cuff is expected in each phase."""

    name: str
    title: str
    cadence: dict[str, Duration]
    unmonitored_from: frozenset[str]
    thresholds: tuple[Threshold, ...]
    trends: tuple[Trend, ...]
    handling: Handling

    @cached_property
    def relative(self) -> frozenset[Vital]:
        """The vitals with limits that rest on the baseline."""
        return frozenset(rule.vital for rule in self.thresholds if rule.relative)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, thresholds first; a rule's `order` is its place in the file."""
        return (*self.thresholds, *self.trends)
