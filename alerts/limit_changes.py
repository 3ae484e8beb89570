"""A session's own limits: what people changed of its profile's, who and why, and what waits for a second person.

Changes belong to their session: the next one, the next patient's, begins with the profile's limits (hazard H9).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import msgspec

from alerts.profile import Profile, Threshold
from monitors.asides import LimitProposed
from monitors.entries import Entry, LimitChanged, SessionClosed
from monitors.instant import MINUTE, Duration, Instant

PROPOSED_FOR: Duration = 15 * MINUTE
"""How long a proposal waits (proposal: long enough to fetch a colleague, short enough that both mean the same)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change (or proposal) of a rule's limit; None is the return to the profile's.

    `withdrawn`: the profile's limit was in force all along, and only a proposal was taken back.
    """

    at: Instant
    by: str
    rule: str
    limit: float | None
    reason: str
    proposed_by: str = ""
    withdrawn: bool = False


@dataclass(slots=True)
class Kept:
    """A session's changes: those in force and those proposed, by rule, and all that were, oldest first."""

    in_force: dict[str, Change] = field(default_factory=dict)
    proposed: dict[str, Change] = field(default_factory=dict)
    history: list[Change] = field(default_factory=list)


def moved(profile: Profile, limits: Mapping[str, float]) -> Profile:
    """A profile with other limits, by rule and as its file would write them; what hangs on a limit moves with it."""
    rules = (_moved(rule, limits[rule.id]) if rule.id in limits else rule for rule in profile.thresholds)
    return replace(profile, thresholds=tuple(rules)) if limits else profile


def _moved(rule: Threshold, written: float) -> Threshold:
    limit = sign_of(rule) * written
    by = limit - rule.limit
    each = None if rule.pair_each is None else rule.pair_each + by
    return replace(rule, limit=limit, clear=rule.clear + by, pair_each=each)


def sign_of(rule: Threshold) -> int:
    """-1 where a file writes the limit as a positive distance under the baseline, else 1."""
    return -1 if rule.relative and rule.side < 0 else 1


def needs_two(rule: Threshold, limit: float) -> bool:
    """Whether a limit (as a file would write it) of a profile's rule is wider than one person alone may set."""
    widest = rule.limit if math.isnan(rule.widest) else rule.widest
    return rule.side * (sign_of(rule) * limit - widest) > 0


class LimitChanges:
    """Every session's changes, folded from the journal's entries."""

    def __init__(self) -> None:
        self._sessions: dict[str, Kept] = {}

    def apply(self, entry: Entry) -> None:
        """Takes one entry in; what is not about limits changes nothing."""
        match entry.body:
            case LimitProposed(session, rule, limit, reason):
                self._of(session).proposed[rule] = Change(entry.at, entry.by, rule, limit, reason)
            case LimitChanged(session, rule, limit, reason, proposed_by):
                kept = self._of(session)
                waited = kept.proposed.pop(rule, None) is not None
                withdrawn = limit is None and waited and rule not in kept.in_force
                change = Change(entry.at, entry.by, rule, limit, reason, proposed_by, withdrawn)
                kept.history.append(change)
                kept.in_force.pop(rule, None)
                if limit is not None:
                    kept.in_force[rule] = change
            case SessionClosed(session) if session in self._sessions:
                self._sessions[session].proposed.clear()
            case _:
                pass

    def of(self, session: str) -> Kept:
        """A session's changes; callers change nothing in it."""
        return self._sessions.get(session, Kept())

    def proposed(self, session: str, rule: str, now: Instant) -> Change | None:
        """What waits for a second person, unless it has waited too long."""
        found = self.of(session).proposed.get(rule)
        return None if found is None or now - found.at > PROPOSED_FOR else found

    def limits(self, session: str) -> dict[str, float]:
        """The limits in force that are not the profile's, by rule."""
        found = self.of(session).in_force.items()
        return {rule: change.limit for rule, change in found if change.limit is not None}

    def _of(self, session: str) -> Kept:
        return self._sessions.setdefault(session, Kept())

    def dump(self) -> bytes:
        """The whole state."""
        return msgspec.msgpack.encode(self._sessions)

    def load(self, state: bytes) -> None:
        """Becomes what was dumped."""
        self._sessions = msgspec.msgpack.decode(state, type=dict[str, Kept])
