"""Reads a profile from its TOML file, in which each number has its source; what is wrong is refused by key and fix."""

from __future__ import annotations

import tomllib
from typing import Literal

import msgspec
from msgspec import structs

from alerts.alarm import Priority
from alerts.handling_file import HandlingKeys, read_handling
from alerts.profile import PHASES, PhaseName, Profile, Threshold, Trend
from monitors.instant import MINUTE, seconds
from monitors.vitals import KINDS, Vital

LONGEST_DELAY_S = 600.0
PriorityName = Literal["low", "medium", "high"]


class ProfileError(Exception):
    """A profile file that can't be used; the text names the file, the key and the fix."""


class _Rule(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
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
    clear: float | None = None
    on_after_s: float = 0
    on_count: int = 1
    off_after_s: float = 0
    off_count: int = 1
    stage: bool = False
    latches: bool = False
    falling_to: float | None = None
    within_s: float = 0
    window_s: float = 0
    points: int = 0
    slope_per_s: float = 0
    gate_below: float = 0
    fall: float = 0
    every_s: float = 0
    looks: int = 1
    off_looks: int = 1


class _Cadence(msgspec.Struct, forbid_unknown_fields=True):
    baseline: float
    infusion: float
    recovery: float


class _File(HandlingKeys, forbid_unknown_fields=True, kw_only=True):
    """The file as written."""

    name: str
    title: str
    cuff_every_min: _Cadence
    unmonitored_from: tuple[PhaseName, ...] = ()
    rule: list[_Rule]


_LIMIT_KEYS = ("below", "at_or_below", "above", "at_or_above", "above_baseline", "below_baseline", "falling_to")


def load_profile(file: str, text: str) -> Profile:
    """The profile of a TOML text; raises ProfileError naming `file`, the key and the fix."""
    try:
        written = msgspec.convert(tomllib.loads(text), _File)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{file}: not TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise ProfileError(f"{file}: {error}. See docs/profiles.md for the keys") from error
    thresholds, trends, seen = [], [], set[str]()
    for order, rule in enumerate(written.rule):
        where = f"{file}: rule[{order}] ({rule.id})"
        if rule.id in seen:
            raise ProfileError(f"{where}: id: used twice; give each rule its own")
        seen.add(rule.id)
        key = _limit_key(where, rule)
        _check_condition(where, rule, key)
        if key == "falling_to":
            trends.append(_trend(where, order, rule))
        else:
            thresholds.append(_threshold(where, order, rule, key))
    _check_stages(file, thresholds)
    cadence = structs.asdict(written.cuff_every_min)
    for name, minutes in cadence.items():
        if not 0.5 <= minutes <= 120:
            raise ProfileError(f"{file}: {name}: {minutes:g} min; give 0.5 to 120")
    try:
        handling = read_handling(written)
    except ValueError as error:
        raise ProfileError(f"{file}: {error}") from error
    return Profile(
        written.name, written.title, {name: round(m * MINUTE) for name, m in cadence.items()},
        frozenset(written.unmonitored_from), tuple(thresholds), tuple(trends), handling,
    )


def _limit_key(where: str, rule: _Rule) -> str:
    """Which of the limit keys the rule gives: exactly one."""
    keys = [key for key in _LIMIT_KEYS if getattr(rule, key) is not None]
    if len(keys) != 1:
        given = " and ".join(keys) or "none"
        raise ProfileError(f"{where}: {given} given; give exactly one of {', '.join(_LIMIT_KEYS)}")
    return keys[0]


def _check_condition(where: str, rule: _Rule, key: str) -> None:
    """The condition's topic must be the vital's, its direction the limit's."""
    topic = KINDS[rule.vital].topic
    direction = "high" if key.endswith("above") or key == "above_baseline" else "low"
    if rule.condition != f"{topic}.{direction}":
        raise ProfileError(f"{where}: condition: {rule.condition}; {rule.vital} with {key} feeds {topic}.{direction}")
    if not rule.source.strip():
        raise ProfileError(f"{where}: source: empty; say where the number comes from")
    for name in ("on_after_s", "off_after_s"):
        if not 0 <= getattr(rule, name) <= LONGEST_DELAY_S:
            raise ProfileError(f"{where}: {name}: {getattr(rule, name):g}; give 0 to {LONGEST_DELAY_S:g} seconds")
    for name in ("on_count", "off_count", "looks", "off_looks"):
        if not 1 <= getattr(rule, name) <= 20:
            raise ProfileError(f"{where}: {name}: {getattr(rule, name)}; give 1 to 20")


def _threshold(where: str, order: int, rule: _Rule, key: str) -> Threshold:
    """The clause of a limit rule, its hysteresis and range checked."""
    given: float = getattr(rule, key)
    relative = key.endswith("_baseline")
    side = 1 if "above" in key else -1
    limit = -given if key == "below_baseline" else given
    clear = limit if rule.clear is None else (-rule.clear if key == "below_baseline" else rule.clear)
    if side * (clear - limit) > 0:
        raise ProfileError(f"{where}: clear: {rule.clear:g} is not on the quiet side of {key} {given:g}")
    kind = KINDS[rule.vital]
    if relative and given <= 0:
        raise ProfileError(f"{where}: {key}: {given:g}; give the distance from baseline as a positive number")
    if not relative and not kind.low <= limit <= kind.high:
        raise ProfileError(
            f"{where}: {key}: {given:g} is not plausible for {rule.vital} in {kind.unit}; "
            f"give {kind.low:g} to {kind.high:g}"
        )
    return Threshold(
        rule.id, order, rule.condition, rule.vital, Priority[rule.priority.upper()], side, limit, clear, relative,
        key.startswith("at_or_"), seconds(rule.on_after_s), rule.on_count, seconds(rule.off_after_s), rule.off_count,
        rule.stage, rule.latches, frozenset(rule.phases), rule.source,
    )


def _trend(where: str, order: int, rule: _Rule) -> Trend:
    """The trend of a falling rule; every figure of it must be given."""
    for name in ("within_s", "window_s", "points", "gate_below", "fall", "every_s"):
        if getattr(rule, name) <= 0:
            raise ProfileError(f"{where}: {name}: missing or not positive; a falling rule needs it")
    if rule.slope_per_s >= 0:
        raise ProfileError(f"{where}: slope_per_s: {rule.slope_per_s:g}; a fall is a negative number")
    if rule.points < 3 or rule.window_s > LONGEST_DELAY_S:
        raise ProfileError(f"{where}: points, window_s: at least 3 points, at most {LONGEST_DELAY_S:g} s")
    assert rule.falling_to is not None
    return Trend(
        rule.id, order, rule.condition, rule.vital, Priority[rule.priority.upper()], seconds(rule.window_s),
        rule.points, rule.slope_per_s, rule.gate_below, rule.fall, rule.falling_to, rule.within_s,
        seconds(rule.every_s), rule.looks, rule.off_looks, frozenset(rule.phases), rule.source,
    )


def _check_stages(file: str, thresholds: list[Threshold]) -> None:
    """A higher priority of one condition, vital and kind of limit must not come before a lower one."""
    for worse in thresholds:
        for milder in thresholds:
            alike = (worse.condition, worse.vital, worse.relative) == (milder.condition, milder.vital, milder.relative)
            above = worse.priority > milder.priority and bool(worse.phases & milder.phases)
            if alike and above and worse.side * (worse.limit - milder.limit) < 0:
                raise ProfileError(
                    f"{file}: rule {worse.id}: limit {worse.limit:g} comes before {milder.id}'s {milder.limit:g}; "
                    "the higher priority needs the more extreme limit"
                )
