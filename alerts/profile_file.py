"""Reads a profile from its TOML file, in which each number has its source; what is wrong is refused by key and fix."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping

import msgspec
from msgspec import structs

from alerts.alarm import Priority
from alerts.checks_file import read_observation_rules, read_overdue
from alerts.composite_file import read_composites
from alerts.handling_file import read_handling
from alerts.profile import Profile, Rapid, Rule, Suspicion, Threshold, Trend
from alerts.profile_likeness import LikenessError, whole
from alerts.profile_written import FileWritten, RuleWritten, SuspicionWritten
from alerts.rule_head import complaint
from monitors.instant import MINUTE, seconds
from monitors.vitals import KINDS, Vital

LONGEST_DELAY_S = 600.0
MOST_HELD_S, LEAST_BUDGET_S, MOST_DEEP_S = 50.0, 300.0, 20.0
"""How long suspicion may hold a due alarm at most, in how long a time, and once it is deep (the contract's bounds)."""

MOST_OF = 10


class ProfileError(Exception):
    """A profile file that can't be used; the text names the file, the key and the fix."""


_LIMIT_KEYS = (
    "below", "at_or_below", "above", "at_or_above", "above_baseline", "below_baseline", "above_baseline_percent",
    "below_baseline_percent", "falling_to", "rapid_fall",
)


def load_profile(file: str, text: str, others: Mapping[str, str] | None = None) -> Profile:
    """The profile of a TOML text; raises ProfileError naming `file`, the key and the fix."""
    try:
        written = msgspec.convert(whole(text, others or {}, (file.removesuffix(".toml"),)), FileWritten)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{file}: not TOML: {error}") from error
    except LikenessError as error:
        raise ProfileError(f"{file}: {error}") from error
    except msgspec.ValidationError as error:
        raise ProfileError(f"{file}: {error}. See docs/profiles.md for the keys") from error
    rules, seen = list[Rule](), set[str]()
    for order, rule in enumerate(written.rule):
        where = f"{file}: rule[{order}] ({rule.id})"
        if wrong := complaint(rule.id, rule.source, seen):
            raise ProfileError(f"{where}: {wrong}")
        rules.append(_rule(where, order, rule))
    thresholds = [rule for rule in rules if isinstance(rule, Threshold)]
    check_stages(file, thresholds)
    cadence = structs.asdict(written.cuff_every_min)
    for name, minutes in cadence.items():
        if not 0.5 <= minutes <= 120:
            raise ProfileError(f"{file}: {name}: {minutes:g} min; give 0.5 to 120")
    try:
        handling = read_handling(written)
        overdue = read_overdue(written.bp_overdue_min)
        observed = read_observation_rules(written.observation_rule, seen)
        composites = read_composites(written.composite, {*seen, *(one.id for one in observed)})
    except ValueError as error:
        raise ProfileError(f"{file}: {error}") from error
    return Profile(
        written.name, written.title, {name: round(m * MINUTE) for name, m in cadence.items()},
        frozenset(written.unmonitored_from), tuple(thresholds), tuple(one for one in rules if isinstance(one, Trend)),
        handling, tuple(one for one in rules if isinstance(one, Rapid)), _suspicions(file, written.suspicion),
        _repeat(file, written.repeat_jump), composites=composites, bp_overdue=overdue, observation_rules=observed,
    )


def _rule(where: str, order: int, rule: RuleWritten) -> Rule:
    """One rule, by the limit key it gives."""
    key = _limit_key(where, rule)
    _check_condition(where, rule, key)
    match key:
        case "falling_to":
            return _trend(where, order, rule)
        case "rapid_fall":
            return _rapid(where, order, rule)
        case _:
            return _threshold(where, order, rule, key)


def _suspicions(file: str, written: tuple[SuspicionWritten, ...]) -> dict[Vital, Suspicion]:
    """The suspicion of each vital that has one; every figure must be positive, the budget within its window."""
    found: dict[Vital, Suspicion] = {}
    for one in written:
        where = f"{file}: suspicion ({one.vital})"
        if one.vital in found:
            raise ProfileError(f"{where}: vital: given twice; give each vital one suspicion")
        for name in one.__struct_fields__[2:]:
            if getattr(one, name) < 0 or (getattr(one, name) == 0 and name != "inflating_s"):
                raise ProfileError(f"{where}: {name}: {getattr(one, name):g}; give a positive number")
        deepest = max(one.deep_s, one.deep_at_most_s)
        if one.held_at_most_s > MOST_HELD_S or one.in_s < LEAST_BUDGET_S or deepest > MOST_DEEP_S:
            raise ProfileError(
                f"{where}: held_at_most_s: {one.held_at_most_s:g}; an alarm may be held for {MOST_HELD_S:g} s in "
                f"{LEAST_BUDGET_S:g} s at most (in_s), for {MOST_DEEP_S:g} s once it is deep (deep_s, deep_at_most_s)"
            )
        found[one.vital] = Suspicion(
            one.vital, one.jump, seconds(one.jump_within_s), one.fall, seconds(one.fall_within_s), one.fall_below,
            seconds(one.fall_held_s), one.returned, seconds(one.return_s), seconds(one.lasts_s),
            seconds(one.inflating_s), seconds(one.held_at_most_s), seconds(one.in_s), one.deep, seconds(one.deep_s),
            seconds(one.deep_at_most_s), one.source,
        )
    return found


def _repeat(file: str, jump: float | None) -> float | None:
    if jump is not None and not 5 <= jump <= 100:
        raise ProfileError(f"{file}: repeat_jump: {jump:g} mmHg; give 5 to 100")
    return jump


def _limit_key(where: str, rule: RuleWritten) -> str:
    """Which of the limit keys the rule gives: exactly one."""
    keys = [key for key in _LIMIT_KEYS if getattr(rule, key) is not None]
    if len(keys) != 1:
        given = " and ".join(keys) or "none"
        raise ProfileError(f"{where}: {given} given; give exactly one of {', '.join(_LIMIT_KEYS)}")
    return keys[0]


def _check_condition(where: str, rule: RuleWritten, key: str) -> None:
    """The condition's topic must be the vital's, its direction the limit's."""
    topic = KINDS[rule.vital].topic
    direction = "high" if "above" in key else "low"
    if rule.condition != f"{topic}.{direction}":
        raise ProfileError(f"{where}: condition: {rule.condition}; {rule.vital} with {key} feeds {topic}.{direction}")
    for name in ("on_after_s", "off_after_s"):
        if not 0 <= getattr(rule, name) <= LONGEST_DELAY_S:
            raise ProfileError(f"{where}: {name}: {getattr(rule, name):g}; give 0 to {LONGEST_DELAY_S:g} seconds")
    for name in ("on_count", "off_count", "looks", "off_looks"):
        if not 1 <= getattr(rule, name) <= 20:
            raise ProfileError(f"{where}: {name}: {getattr(rule, name)}; give 1 to 20")


def _threshold(where: str, order: int, rule: RuleWritten, key: str) -> Threshold:
    """The clause of a limit rule, its hysteresis and range checked."""
    given: float = getattr(rule, key)
    relative, percent = "_baseline" in key, key.endswith("_percent")
    side = 1 if "above" in key else -1
    sign = -1 if relative and side < 0 else 1
    limit = sign * given
    clear = limit if rule.clear is None else sign * rule.clear
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
        rule.stage, rule.latches, frozenset(rule.phases), rule.source, *_evidence_asked(where, rule, limit, side),
        percent, limit if rule.widest is None else _widest(where, sign * rule.widest, limit, side),
    )


def _widest(where: str, widest: float, limit: float, side: int) -> float:
    """How far one person alone may widen the limit: never on its strict side."""
    if side * (widest - limit) < 0:
        raise ProfileError(f"{where}: widest: {abs(widest):g}; give a limit that is wider than {abs(limit):g}, or that")
    return widest


def _evidence_asked(where: str, rule: RuleWritten, limit: float, side: int) -> tuple[int, float, float | None, float]:
    """How many readings are looked at, the severity, and what each of a pair must break."""
    of = rule.of or rule.on_count
    if not rule.on_count <= of <= MOST_OF:
        raise ProfileError(f"{where}: of: {of}; give on_count ({rule.on_count}) to {MOST_OF}")
    if not 0 <= rule.severity <= 1000:
        raise ProfileError(f"{where}: severity: {rule.severity:g}; give 0 (none) to 1000 unit seconds")
    each = rule.pair_each
    if each is not None:
        each = -each if rule.below_baseline is not None else each
        percent = rule.above_baseline_percent is not None or rule.below_baseline_percent is not None
        if side * (limit - each) < 0 or rule.severity or rule.on_after_s or percent:
            raise ProfileError(
                f"{where}: pair_each: {rule.pair_each:g}; give a milder one than the limit; "
                "no severity, delay or percent with it"
            )
    if (each is None and rule.pair_apart) or rule.pair_apart < 0:
        raise ProfileError(f"{where}: pair_apart: {rule.pair_apart:g}; give a positive number, with pair_each only")
    return of, rule.severity, each, rule.pair_apart


def _rapid(where: str, order: int, rule: RuleWritten) -> Rapid:
    """The rapid fall of a rule; fall, window, gate and clear level must be given."""
    fall, clear = rule.rapid_fall or 0.0, rule.clear
    if fall <= 0 or not 0 < rule.window_s <= LONGEST_DELAY_S:
        raise ProfileError(f"{where}: rapid_fall, window_s: {fall:g}, {rule.window_s:g}; give positive numbers")
    if clear is None or not 0 < rule.gate_below <= clear:
        raise ProfileError(f"{where}: gate_below, clear: a rapid fall needs both, clear at or over gate_below")
    return Rapid(
        rule.id, order, rule.condition, rule.vital, Priority[rule.priority.upper()], fall, seconds(rule.window_s),
        rule.gate_below, clear, frozenset(rule.phases), rule.source, latches=rule.latches,
    )


def _trend(where: str, order: int, rule: RuleWritten) -> Trend:
    """The trend of a falling rule; every figure of it must be given."""
    for name in ("within_s", "window_s", "points", "gate_below", "residual", "every_s"):
        if getattr(rule, name) <= 0:
            raise ProfileError(f"{where}: {name}: missing or not positive; a falling rule needs it")
    if rule.slope_per_s >= 0:
        raise ProfileError(f"{where}: slope_per_s: {rule.slope_per_s:g}; a fall is a negative number")
    if rule.points < 3 or rule.window_s > LONGEST_DELAY_S:
        raise ProfileError(f"{where}: points, window_s: at least 3 points, at most {LONGEST_DELAY_S:g} s")
    if (rule.clear is None) is (rule.clear_fall is None) or (rule.clear_fall is not None and rule.fall <= 0):
        raise ProfileError(f"{where}: clear, clear_fall: give one of them; clear_fall only with fall")
    assert rule.falling_to is not None
    return Trend(
        rule.id, order, rule.condition, rule.vital, Priority[rule.priority.upper()], seconds(rule.window_s),
        rule.points, rule.slope_per_s, rule.gate_below,
        rule.gate_below if rule.level_below is None else rule.level_below, rule.fall, rule.falling_to, rule.within_s,
        rule.residual, rule.step, seconds(rule.step_window_s or rule.window_s), rule.drop, seconds(rule.block_s),
        seconds(rule.every_s), rule.looks, rule.off_looks, rule.clear, rule.clear_fall, frozenset(rule.phases),
        rule.source,
    )


def check_stages(file: str, thresholds: Iterable[Threshold]) -> None:
    """Refuses a higher priority of one condition, vital and kind of limit that comes before a lower one."""
    known = list(thresholds)
    for worse in known:
        for milder in known:
            alike = _kind(worse) == _kind(milder)
            above = worse.priority > milder.priority and bool(worse.phases & milder.phases)
            if alike and above and worse.side * (worse.limit - milder.limit) < 0:
                raise ProfileError(
                    f"{file}: rule {worse.id}: limit {worse.limit:g} comes before {milder.id}'s {milder.limit:g}; "
                    "the higher priority needs the more extreme limit"
                )


def _kind(rule: Threshold) -> tuple[object, ...]:
    """What two limits must share to be compared with each other."""
    return rule.condition, rule.vital, rule.relative, rule.percent
