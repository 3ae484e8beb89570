"""Why an alarm is as it is: its rule in words, limit, baseline, delays, what holds it, what each revision changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from alerts.alarm import Alarm, State
from alerts.explain import slope_of
from alerts.limits import resolve
from alerts.profile import Profile, Threshold
from alerts.wording import Worded, technical, worded
from monitors.instant import Duration, Instant
from monitors.vitals import KINDS, Vital

UNCONFIRMED = "the value looked like an artefact, and the time for which that may hold it is spent: check the probe"

ESCALATED = {1: "louder", 2: "the next role is called"}


class LimitUsed(NamedTuple):
    """The limit that was broken: `default` is the profile's own, `differs` whether another was in force.

    A limit that rests on the baseline has `from_baseline`, its distance, and the `baseline` it was laid on; its
    default is the profile's distance from that baseline.
    """

    value: float
    unit: str
    default: float | None
    differs: bool
    from_baseline: float | None
    baseline: float | None


class Reason(NamedTuple):
    """Why an alarm is held or suppressed: by which other one (or by what else), and in words."""

    by: str
    why: str


class Change(NamedTuple):
    """One revision, and what it changed, in words."""

    revision: int
    at: Instant
    changed: tuple[str, ...]


class Explanation(NamedTuple):
    """Everything about one alarm that its own fields don't say.

    `condition_delay` is from the first value beyond the limit to the decision. `slope` is in units a second.
    """

    rule: Worded | None
    limit: LimitUsed | None
    unit: str
    slope: float | None
    condition_delay: Duration
    held: Reason | None
    suppressed: Reason | None
    unconfirmed: str
    changes: tuple[Change, ...]


def explain(
    revisions: Sequence[Alarm], profile: Profile | None, find: Callable[[str], Alarm | None]
) -> Explanation:
    """Explains the newest of an episode's revisions (oldest first); `find` knows other alarms, `profile` the rules."""
    first, alarm = revisions[0], revisions[-1]
    rules = (*profile.rules, *profile.observation_rules, *profile.composites) if profile else ()
    rule = next((one for one in rules if one.id == alarm.rule), None)
    threshold = rule if isinstance(rule, Threshold) else None
    unit = KINDS[Vital(alarm.vital)].spoken_unit if alarm.vital else ""
    return Explanation(
        rule=worded(rule) if rule else technical(alarm.condition, alarm.priority.name.lower()),
        limit=limit_used(alarm, threshold, unit),
        unit=unit,
        slope=slope_of(alarm.evidence, alarm.since_at),
        condition_delay=max(0, first.onset_at - first.since_at),
        held=_reason(alarm.held_by, find, "no value is fresh enough to judge it by, so it lasts"),
        suppressed=_reason(alarm.suppressed_by, find, "that alarm stands for it"),
        unconfirmed=UNCONFIRMED if alarm.unconfirmed else "",
        changes=tuple(changes(revisions)),
    )


def limit_used(alarm: Alarm, rule: Threshold | None, unit: str) -> LimitUsed | None:
    """The limit of an alarm beside its rule's own, None for an alarm without one."""
    if alarm.limit is None:
        return None
    if rule is None:
        return LimitUsed(alarm.limit, unit, None, differs=False, from_baseline=None, baseline=None)
    if not rule.relative:
        differs = alarm.limit != rule.limit
        return LimitUsed(alarm.limit, unit, rule.limit, differs=differs, from_baseline=None, baseline=None)
    level = alarm.baseline
    if level is None:  # a revision of an earlier version
        return LimitUsed(alarm.limit, unit, None, differs=False, from_baseline=None, baseline=None)
    default, _ = resolve(rule, level)
    away = alarm.limit - level
    return LimitUsed(alarm.limit, unit, default, differs=alarm.limit != default, from_baseline=away, baseline=level)


def _reason(by: str | None, find: Callable[[str], Alarm | None], says: str) -> Reason | None:
    if by is None:
        return None
    other = find(by)
    if other is None:
        return Reason(by, says if "." in by and " " not in by else by)  # what is no alarm's id says it all
    return Reason(by, f"{other.text}: {says}")


def changes(revisions: Sequence[Alarm]) -> Iterator[Change]:
    """Each revision with what it changed against the one before it."""
    first = revisions[0]
    begun = [f"began as {first.priority.name.lower()} by {first.rule}", *_held(None, first.held_by)]
    yield Change(first.revision, first.at, tuple(begun))
    for before, after in pairwise(revisions):
        yield Change(after.revision, after.at, tuple(_changed(before, after)) or ("nothing that is told",))


def _changed(before: Alarm, after: Alarm) -> Iterator[str]:
    yield from _stepped(before, after)
    if before.scope.bed != after.scope.bed:
        yield f"at bed {after.scope.bed} from now on"
    for name, old, new in (
        ("priority", before.priority.name.lower(), after.priority.name.lower()),
        ("rule", before.rule, after.rule), ("limit", before.limit, after.limit),
    ):
        if old != new:
            yield f"{name} {_told(old)} -> {_told(new)}"
    if after.escalation > before.escalation:
        yield f"nobody acknowledged it: {ESCALATED.get(after.escalation, f'step {after.escalation}')}"
    yield from _held(before.held_by, after.held_by)
    if before.suppressed_by != after.suppressed_by:
        yield f"suppressed: {after.suppressed_by}" if after.suppressed_by else "suppressed no more"
    if before.unconfirmed != after.unconfirmed:
        yield "unconfirmed" if after.unconfirmed else "confirmed"
    if after.latching and not before.latching:
        yield "stays until somebody acknowledges it, from now on"


def _told(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else "none" if value is None else str(value)


def _held(before: str | None, after: str | None) -> Iterator[str]:
    if before != after:
        yield f"held by {after}" if after else "held no more"


def _stepped(before: Alarm, after: Alarm) -> Iterator[str]:
    """What became of the alarm's state, and who made it so."""
    seen = after.acknowledged
    by_hand = seen is not None and seen != before.acknowledged
    if by_hand and seen is not None:
        note = f": {seen.note}" if seen.note else ""
        yield f"acknowledged by {seen.by or 'the program'}{note}"
    if before.state is not State.LATCHED and after.armed_revision == after.revision:
        yield "became worse and sounds again"
    match before.state, after.state:
        case State.LATCHED, State.ON:
            yield "came back"
        case State.ACKNOWLEDGED, State.ON if after.armed_revision != after.revision:
            yield "the acknowledgement expired"
        case _, State.LATCHED if before.state is not State.LATCHED:
            yield "its condition is over; it stays until somebody acknowledges it"
        case _, State.ENDED:
            yield f"ended: {after.end_reason}" if after.end_reason else "ended"
        case _:
            pass
