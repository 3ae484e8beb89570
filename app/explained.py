"""The explanation of an alarm as JSON, the `explanation` of `GET /v1/alarms/{id}`."""

from __future__ import annotations

from msgspec import Struct

from alerts.alarm import Alarm
from alerts.explanation import Explanation, Reason
from alerts.wording import Worded
from app.live.messages import optional
from monitors.instant import SECOND, Duration, rfc3339


class ParameterShown(Struct, frozen=True):
    """One number or flag of a rule; the unit of a count is "1"."""

    name: str
    value: float | bool
    unit: str
    says: str


class RuleShown(Struct, frozen=True):
    """The rule in words, with every number of it; `kind` is technical for what the program itself finds."""

    id: str
    kind: str
    title: str
    what: str
    priority: str
    phases: tuple[str, ...]
    parameters: list[ParameterShown]
    source: str


class LimitShown(Struct, frozen=True):
    """The limit that was broken, beside the profile's own.

    `differs` says that another than the default was in force. One that rests on the baseline tells the distance from it
    and the baseline that was used.
    """

    value: float
    unit: str
    default: float | None
    differs: bool
    from_baseline: float | None
    baseline: float | None


class ReasonShown(Struct, frozen=True):
    """Which other alarm holds or suppresses this one, and why."""

    by: str
    why: str


class ChangeShown(Struct, frozen=True):
    """One revision, and what it changed, in words."""

    revision: int
    at: str
    changed: tuple[str, ...]


class ExplanationShown(Struct, frozen=True):
    """Everything that an alarm's own fields don't say; of its rule null where this program has none of that name.

    `slope_per_s` is the robust slope of the evidence beyond the limit, in `unit` a second. `condition_delay_s` is from
    the first value beyond the limit to the decision, `signal_delay_s` from there to the way to the screens (null for an
    alarm that was first told before this start of the server).
    """

    sentence: str
    rule: RuleShown | None
    limit: LimitShown | None
    unit: str
    evidence: list[tuple[str, float]]
    slope_per_s: float | None
    since_at: str
    onset_at: str
    ended_at: str | None
    condition_delay_s: float
    signal_delay_s: float | None
    held: ReasonShown | None
    suppressed: ReasonShown | None
    unconfirmed: str
    changes: list[ChangeShown]


def explained(alarm: Alarm, found: Explanation, signal_delay: Duration | None = None) -> ExplanationShown:
    """An explanation as it is told."""
    return ExplanationShown(
        alarm.text, _rule(found.rule), LimitShown(*found.limit) if found.limit else None, found.unit,
        [(rfc3339(at), value) for at, value in alarm.evidence],
        None if found.slope is None else round(found.slope, 4), rfc3339(alarm.since_at), rfc3339(alarm.onset_at),
        optional(alarm.ended_at), found.condition_delay / SECOND,
        None if signal_delay is None else signal_delay / SECOND, _reason(found.held), _reason(found.suppressed),
        found.unconfirmed, [ChangeShown(one.revision, rfc3339(one.at), one.changed) for one in found.changes],
    )


def _rule(rule: Worded | None) -> RuleShown | None:
    if rule is None:
        return None
    numbers = [ParameterShown(*one) for one in rule.parameters]
    return RuleShown(
        rule.rule, rule.kind, rule.title, rule.what, rule.priority, rule.phases, numbers, rule.source,
    )


def _reason(reason: Reason | None) -> ReasonShown | None:
    return ReasonShown(*reason) if reason else None
