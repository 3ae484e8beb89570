"""A session as the Watch sees it: profile, phase, its series' rows, baselines and trend looks."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from alerts.alarm import Scope
from alerts.baseline import Baseline
from alerts.profile import Profile
from alerts.rules.composite import Standing
from alerts.rules.trend import Look
from alerts.series import NEVER
from monitors.instant import Duration, Instant
from monitors.vitals import CUFF_VITALS, KINDS, Vital

WATCHED = (Vital.SPO2, Vital.HEART_RATE, Vital.PULSE_RATE)
"""A session without a usable one of these is unmonitored."""


class Hold(NamedTuple):
    """A due alarm that waits: since when, and how much of the budget was spent before."""

    begun_at: Instant
    spent: Duration


class Expected(NamedTuple):
    """A check that is to be done: by when, and when it was asked for."""

    due_at: Instant
    asked_at: Instant


class Observed(NamedTuple):
    """The newest observation of its kind: when it was made, and what was seen."""

    at: Instant
    value: float | str


@dataclass(slots=True)
class Checks:
    """What the protocol asks of a session (checks.py); `due_at` is when time alone changes something of it next.

    `pressed_at` is from when the cuff's delay counts, `overdue` whether it is. `broken` has the observation rules that
    are up, with the instant of the observation that put them there.
    """

    pressed_at: Instant = 0
    overdue: bool = False
    expected: dict[str, Expected] = field(default_factory=dict)
    observed: dict[str, Observed] = field(default_factory=dict)
    broken: dict[str, Instant] = field(default_factory=dict)
    due_at: Instant = NEVER


@dataclass(slots=True)
class Chart:
    """One open session; `number` is its place in the series' `session` column.

    `rows` lists each vital's series in order of first appearance. `watch_from` is when the profile began to demand a
    monitor, None before. `left_at` is when a device last was taken off. `late` is the worst late point of each
    vital and side. `check_at` is when to look whether the session is unmonitored, at the latest. `holds` are the due
    alarms that wait, by row and condition; `held` what holds that are over took, by condition, as (from, to).
    `limits` are those that people changed for this session, by rule: `profile` has them already. `composites` says how
    far each composite rule is that isn't idle, `composite_at` when time changes one, `awake` whether one may break.
    """

    number: int
    id: str
    bed: str
    profile: Profile
    phase: str
    watch_from: Instant | None = None
    check_at: Instant = 0
    unmonitored: bool = False
    left_at: Instant = -1
    late: dict[tuple[Vital, int], tuple[Instant, float]] = field(default_factory=dict)
    rows: dict[Vital, list[int]] = field(default_factory=dict)
    baselines: dict[Vital, Baseline] = field(default_factory=dict)
    looks: dict[tuple[int, str], Look] = field(default_factory=dict)
    holds: dict[tuple[int, str], Hold] = field(default_factory=dict)
    held: dict[str, list[tuple[Instant, Instant]]] = field(default_factory=dict)
    limits: dict[str, float] = field(default_factory=dict)
    checks: Checks = field(default_factory=Checks)
    composites: dict[str, Standing] = field(default_factory=dict)
    composite_at: Instant = NEVER
    awake: bool = True

    @property
    def scope(self) -> Scope:
        """The scope of its alarms."""
        return Scope(session=self.id, bed=self.bed)

    @property
    def cadence(self) -> Duration:
        """How often a cuff is expected in its phase."""
        return self.profile.cadence[self.phase]

    def all_rows(self) -> list[int]:
        """Every series' row, by vital, then by appearance."""
        return [row for vital in Vital for row in self.rows.get(vital, ())]

    def topics(self) -> dict[str, list[Vital]]:
        """The vitals measured, by topic."""
        found: dict[str, list[Vital]] = {}
        for vital in Vital:
            if vital in self.rows:
                found.setdefault(KINDS[vital].topic, []).append(vital)
        return found

    def baseline(self, vital: Vital) -> Baseline:
        """The baseline of a vital, made when first asked for."""
        return self.baselines.setdefault(vital, Baseline(pressure=vital in CUFF_VITALS))

    def level(self, vital: Vital) -> float:
        """The baseline's level, NaN while not known."""
        found = self.baselines.get(vital)
        return found.level if found is not None else math.nan

    def enter(self, phase: str, at: Instant) -> None:
        """Moves to a phase: pressures' baselines freeze when baseline is left, the demand for a monitor may begin."""
        if self.phase == "baseline" != phase:
            for vital in CUFF_VITALS:
                self.baseline(vital).frozen = True
        self.phase = phase
        if self.watch_from is None and phase in self.profile.unmonitored_from:
            self.watch_from = at
            self.check_at = min(self.check_at, at)
