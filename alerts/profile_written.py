"""A profile's file as written: every key, its type and its default; profile_file.py makes the rules of it."""

from __future__ import annotations

from typing import Literal

import msgspec

from alerts.checks_file import ObservationWritten, OverdueWritten
from alerts.composite_file import CompositeWritten
from alerts.handling_file import HandlingKeys
from alerts.profile import PHASES, PhaseName
from monitors.vitals import Vital

PriorityName = Literal["low", "medium", "high"]


class RuleWritten(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One [[rule]] as written."""

    id: str
    condition: str
    vital: Vital
    priority: PriorityName
    source: str
    phases: tuple[PhaseName, ...] = PHASES
    below: float | None = None
    at_or_below: float | None = None
    above: float | None = None
    at_or_above: float | None = None
    above_baseline: float | None = None
    below_baseline: float | None = None
    above_baseline_percent: float | None = None
    below_baseline_percent: float | None = None
    widest: float | None = None
    clear: float | None = None
    on_after_s: float = 0
    on_count: int = 1
    of: int = 0
    severity: float = 0
    pair_each: float | None = None
    pair_apart: float = 0
    off_after_s: float = 0
    off_count: int = 1
    stage: bool = False
    latches: bool = False
    falling_to: float | None = None
    rapid_fall: float | None = None
    within_s: float = 0
    window_s: float = 0
    points: int = 0
    slope_per_s: float = 0
    gate_below: float = 0
    level_below: float | None = None
    fall: float = 0
    residual: float = 0
    step: float = 0
    step_window_s: float = 0
    drop: float = 0
    block_s: float = 0
    clear_fall: float | None = None
    every_s: float = 0
    looks: int = 1
    off_looks: int = 1


class SuspicionWritten(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One [[suspicion]] as written."""

    vital: Vital
    source: str
    jump: float
    jump_within_s: float
    fall: float
    fall_within_s: float
    fall_below: float
    fall_held_s: float
    returned: float
    return_s: float
    lasts_s: float
    inflating_s: float = 0
    held_at_most_s: float
    in_s: float
    deep: float
    deep_s: float
    deep_at_most_s: float


class CadenceWritten(msgspec.Struct, forbid_unknown_fields=True):
    """Minutes between two cuffs in each phase."""

    baseline: float
    infusion: float
    recovery: float


class FileWritten(HandlingKeys, forbid_unknown_fields=True, kw_only=True):
    """The file as written."""

    name: str
    title: str
    like: str | None = None
    without: tuple[str, ...] = ()
    cuff_every_min: CadenceWritten
    unmonitored_from: tuple[PhaseName, ...] = ()
    repeat_jump: float | None = None
    bp_overdue_min: OverdueWritten | None = None
    suspicion: tuple[SuspicionWritten, ...] = ()
    observation_rule: tuple[ObservationWritten, ...] = ()
    composite: tuple[CompositeWritten, ...] = ()
    rule: list[RuleWritten]
