"""Limits as they are told: each rule's beside its profile's own, who changed it and why, and what waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from alerts.baseline import Baseline
from alerts.limit_changes import Change, Kept, LimitChanges, sign_of
from alerts.profile import PHASES, Profile, Threshold
from monitors.instant import Instant, rfc3339
from monitors.session import Session
from monitors.vitals import KINDS, Vital


@dataclass(frozen=True, slots=True)
class LimitChange:
    """One change or proposal: when, who, which limit (null: the profile's), why, and who proposed it.

    `what` is "limit changed", "profile's limit again" or "proposal withdrawn" (nothing had changed); else "proposed".
    """

    at: str
    by: str
    rule: str
    limit: float | None
    reason: str
    proposed_by: str | None
    what: str


@dataclass(frozen=True, slots=True)
class RuleLimit:
    """A rule's limit, written as in a profile's file.

    `side` is above or below; `counted` says what the number is: the value itself, a distance from the person's own
    baseline, or percent of it. Beyond `widest` a second person must confirm a change. `changed` is null by default.
    """

    rule: str
    condition: str
    vital: str
    priority: str
    phases: tuple[str, ...]
    side: str
    counted: str
    unit: str
    limit: float
    default: float
    widest: float
    differs: bool
    source: str
    changed: LimitChange | None
    proposed: LimitChange | None


@dataclass(frozen=True, slots=True)
class ProfileLimits:
    """The limits of a profile."""

    profile: str
    title: str
    limits: list[RuleLimit]


@dataclass(frozen=True, slots=True)
class LimitsShown:
    """The limits of every profile: what a session begins with."""

    profiles: list[ProfileLimits]


@dataclass(frozen=True, slots=True)
class BaselineShown:
    """A baseline that limits are counted from: `state` is known, provisional (under 3 cuffs) or not_known (yet)."""

    vital: str
    unit: str
    value: float | None
    state: str


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """The limits of a session, the baselines they are counted from, and every change, oldest first."""

    session: str
    profile: str
    phase: str
    limits: list[RuleLimit]
    baselines: list[BaselineShown]
    history: list[LimitChange]


def of_profiles(profiles: Mapping[str, Profile]) -> LimitsShown:
    """The limits of every profile."""
    return LimitsShown([
        ProfileLimits(one.name, one.title, [_limit(rule, Kept(), None) for rule in one.thresholds])
        for one in profiles.values()
    ])


def of_session(
    session: Session, profile: Profile, changes: LimitChanges, now: Instant, baselines: Mapping[Vital, Baseline]
) -> SessionLimits:
    """The limits of a session at an instant; a closed one has no baselines any more."""
    kept = changes.of(session.id)
    limits = [_limit(rule, kept, changes.proposed(session.id, rule.id, now)) for rule in profile.thresholds]
    history = [_change(one) for one in kept.history]
    levels = [
        BaselineShown(vital, KINDS[vital].unit, None if one.state == "not_known" else one.median, one.state)
        for vital, one in baselines.items()
    ]
    return SessionLimits(session.id, session.profile, session.phase, limits, levels, history)


def _limit(rule: Threshold, kept: Kept, proposed: Change | None) -> RuleLimit:
    sign, change = sign_of(rule), kept.in_force.get(rule.id)
    default = sign * rule.limit
    limit = default if change is None or change.limit is None else change.limit
    counted = "percent_of_baseline" if rule.percent else "from_baseline" if rule.relative else "value"
    return RuleLimit(
        rule.id, rule.condition, rule.vital, rule.priority.name.lower(),
        tuple(phase for phase in PHASES if phase in rule.phases), "above" if rule.side > 0 else "below", counted,
        "%" if rule.percent else KINDS[rule.vital].unit, limit, default, sign * rule.widest, limit != default,
        rule.source, _change(change) if change else None, _change(proposed, "proposed") if proposed else None,
    )


def _change(one: Change, what: str = "") -> LimitChange:
    back = "proposal withdrawn" if one.withdrawn else "profile's limit again"
    said = what or (back if one.limit is None else "limit changed")
    return LimitChange(rfc3339(one.at), one.by, one.rule, one.limit, one.reason, one.proposed_by or None, said)
