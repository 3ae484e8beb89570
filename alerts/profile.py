"""A profile: the rules a session is judged by, and the figures of its kind; read from a file by profile_file.py."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from alerts.alarm import Priority
from alerts.handling import Handling
from alerts.rules.composite import Composite
from monitors.instant import Duration
from monitors.vitals import Vital

PhaseName = Literal["baseline", "infusion", "recovery"]
PHASES: tuple[PhaseName, ...] = ("baseline", "infusion", "recovery")


@dataclass(frozen=True, slots=True)
class Threshold:
    """One clause: a limit on one vital (docs/judging.md, "Threshold and relative clauses").

    `side` is +1 for above, -1 for below. `limit` and `clear` are in the vital's unit; with `relative` they are
    distances from the baseline, with `percent` in percent of it. `order` is its place in the file: the first rule wins
    among equals. `widest` is the least strict limit that one person alone may set for a session.
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
    of: int = 1
    severity: float = 0.0
    pair_each: float | None = None
    pair_apart: float = 0.0
    percent: bool = False
    widest: float = math.nan


@dataclass(frozen=True, slots=True)
class Trend:
    """A falling trend (docs/judging.md, "Trend"); `slope` is in units a second, `limit` what it is about to cross.

    Durations are microseconds, 0 where not asked for; of `clear` and `clear_fall` one is given, the other None.
    """

    id: str
    order: int
    condition: str
    vital: Vital
    priority: Priority
    window: Duration
    points: int
    slope: float
    gate_below: float
    level_below: float
    fall: float
    limit: float
    within_s: float
    residual: float
    step: float
    step_window: Duration
    drop: float
    block: Duration
    every: Duration
    looks: int
    off_looks: int
    clear: float | None
    clear_fall: float | None
    phases: frozenset[str]
    source: str
    stage: bool = False
    latches: bool = False


@dataclass(frozen=True, slots=True)
class Rapid:
    """A rapid fall (docs/judging.md): `fall` units under the highest point of `window`; it bypasses every delay."""

    id: str
    order: int
    condition: str
    vital: Vital
    priority: Priority
    fall: float
    window: Duration
    gate_below: float
    clear: float
    phases: frozenset[str]
    source: str
    stage: bool = True
    latches: bool = False


@dataclass(frozen=True, slots=True)
class Suspicion:
    """When a vital's values look like an artefact, and how long a due alarm may be held for it (docs/judging.md).

    Values are in the vital's unit, durations microseconds (`inflating_for` 0: a cuff doesn't matter).
    """

    vital: Vital
    jump: float
    jump_within: Duration
    fall: float
    fall_within: Duration
    fall_below: float
    fall_held: Duration
    returned: float
    return_for: Duration
    lasts: Duration
    inflating_for: Duration
    held_at_most: Duration
    budget_in: Duration
    deep: float
    deep_for: Duration
    deep_at_most: Duration
    source: str


@dataclass(frozen=True, slots=True)
class ObservationRule:
    """A limit on what a person observes: at `limit` and under it the value breaks, at `clear` and over it is over."""

    id: str
    order: int
    condition: str
    what: str
    priority: Priority
    limit: float
    clear: float
    source: str

    @property
    def phases(self) -> frozenset[str]:
        """The phases in which it counts: every one."""
        return frozenset(PHASES)


Rule = Threshold | Trend | Rapid


@dataclass(frozen=True)
class Profile:
    """The rules of a kind of session, with how often a cuff is expected in each phase.

    `bp_overdue` is by how much the cuff may be late in each phase until it is overdue; never in one that isn't there.
    """

    name: str
    title: str
    cadence: dict[str, Duration]
    unmonitored_from: frozenset[str]
    thresholds: tuple[Threshold, ...]
    trends: tuple[Trend, ...]
    handling: Handling
    rapids: tuple[Rapid, ...] = ()
    suspicions: dict[Vital, Suspicion] = field(default_factory=dict)
    repeat_jump: float | None = None
    composites: tuple[Composite, ...] = ()
    bp_overdue: dict[str, Duration] = field(default_factory=dict)
    observation_rules: tuple[ObservationRule, ...] = ()

    @cached_property
    def relative(self) -> frozenset[Vital]:
        """The vitals with limits that rest on the baseline."""
        return frozenset(rule.vital for rule in self.thresholds if rule.relative)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, thresholds first; a rule's `order` is its place in the file."""
        return (*self.thresholds, *self.trends, *self.rapids)

    def without_checks(self) -> Profile:
        """The profile without the rules of the protocol that rest on what persons do, as a recording is judged."""
        return replace(self, bp_overdue={}, observation_rules=())
