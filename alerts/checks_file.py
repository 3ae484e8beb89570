"""The part of a profile file that says which checks of the protocol are watched: the cuff's delay, and observations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import msgspec
from msgspec import structs

from alerts.alarm import Priority
from alerts.profile import ObservationRule
from alerts.rule_head import complaint
from monitors.instant import MINUTE, Duration
from monitors.vitals import KINDS

EARLY: Duration = 5 * MINUTE
"""How long before its time a pressure does a check (proposal: half the cadence of cuffs during an infusion)."""

WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")


class OverdueWritten(msgspec.Struct, forbid_unknown_fields=True):
    """Minutes beyond the cadence after which a cuff is overdue in each phase; None is never."""

    baseline: float | None = None
    infusion: float | None = None
    recovery: float | None = None


class ObservationWritten(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One [[observation_rule]] as written."""

    id: str
    what: str
    at_or_below: float
    clear: float
    priority: Literal["low", "medium", "high"]
    source: str


def read_overdue(written: OverdueWritten | None) -> dict[str, Duration]:
    """By how much a cuff may be late in each phase that is watched; raises ValueError naming the key and the fix."""
    found: dict[str, Duration] = {}
    for phase, minutes in structs.asdict(written).items() if written is not None else ():
        if minutes is not None:
            if not 0.5 <= minutes <= 60:
                raise ValueError(f"bp_overdue_min.{phase}: {minutes:g} min; give 0.5 to 60, or leave it out")
            found[phase] = round(minutes * MINUTE)
    return found


def read_observation_rules(written: Iterable[ObservationWritten], used: Iterable[str]) -> tuple[ObservationRule, ...]:
    """The rules on observations, `used` the ids of the other rules; raises ValueError naming the key and the fix."""
    rules, ids = list[ObservationRule](), set(used)
    for order, one in enumerate(written):
        where = f"observation_rule[{order}] ({one.id})"
        if wrong := complaint(one.id, one.source, ids):
            raise ValueError(f"{where}: {wrong}")
        if not WORD.fullmatch(one.what) or one.what in {kind.topic for kind in KINDS.values()}:
            raise ValueError(f"{where}: what: {one.what!r}; give a word of a-z, 0-9 and _ that is no vital's")
        if not 0 <= one.at_or_below < one.clear <= 1000:
            raise ValueError(
                f"{where}: clear: {one.clear:g}; give more than at_or_below {one.at_or_below:g}, both 0 to 1000"
            )
        priority = Priority[one.priority.upper()]
        rules.append(ObservationRule(
            one.id, order, f"{one.what}.low", one.what, priority, one.at_or_below, one.clear, one.source,
        ))
    _check_stages(rules)
    return tuple(rules)


def _check_stages(rules: list[ObservationRule]) -> None:
    """A higher priority of one observation must not come before a lower one."""
    for worse in rules:
        for milder in rules:
            if worse.what == milder.what and worse.priority > milder.priority and worse.limit > milder.limit:
                raise ValueError(
                    f"observation_rule {worse.id}: at_or_below: {worse.limit:g} comes before {milder.id}'s "
                    f"{milder.limit:g}; the higher priority needs the more extreme limit"
                )
