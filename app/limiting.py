"""The use cases of a session's limits: change, propose what one person may not do alone, confirm, go back.

Like the others they check inside the recorder's turn, and raise `Refused` with a stable code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from alerts.limit_changes import LimitChanges, moved, needs_two
from alerts.profile import Profile, Threshold
from alerts.profile_file import ProfileError, check_stages
from app.service import Recorder, spoken
from monitors.asides import LimitProposed
from monitors.entries import AnyBody, LimitChanged
from monitors.instant import Instant
from monitors.refused import Refused
from monitors.session import Roster, Session
from monitors.vitals import KINDS


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks for: another limit (as a profile's file would write it) for a rule of a session, and why."""

    session: str
    rule: str
    limit: float
    reason: str


class Limiting:
    """The use cases on one live ward; `profiles` are those of the files, `changes` what people made of them."""

    def __init__(
        self, recorder: Recorder, roster: Roster, profiles: Mapping[str, Profile], changes: LimitChanges
    ) -> None:
        self._recorder = recorder
        self._roster = roster
        self._profiles = profiles
        self._changes = changes

    async def change(self, by: str, asked: Asked) -> None:
        """Gives a rule another limit; one wider than a person alone may set is only proposed."""
        why = spoken("reason", asked.reason)

        def make(_at: Instant) -> list[AnyBody]:
            session, rule = self._rule(asked.session, asked.rule)
            self._check(session, rule, asked.limit)
            if needs_two(rule, asked.limit):
                return [LimitProposed(session.id, rule.id, asked.limit, why)]
            return [LimitChanged(session.id, rule.id, asked.limit, why)]

        await self._recorder.record(by, make)

    async def confirm(self, by: str, session: str, rule: str, limit: float) -> None:
        """A second person confirms the very limit that another one proposed a short while ago."""

        def make(at: Instant) -> list[AnyBody]:
            open_session, known = self._rule(session, rule)
            proposed = self._changes.proposed(session, rule, at)
            if proposed is None or proposed.limit != limit:
                waiting = "nothing" if proposed is None else f"{proposed.limit:g}"
                message = f"for {rule} {waiting} waits for a second person, not {limit:g}"
                raise Refused("nothing_proposed", message, "look at it again", field="limit", status=409)
            if proposed.by == by:
                message = f"{by} asked for this limit, and can't confirm it too"
                raise Refused("same_person", message, "a second person must sign in", field="limit", status=409)
            self._check(open_session, known, limit)
            return [LimitChanged(session, rule, limit, proposed.reason, proposed.by)]

        await self._recorder.record(by, make)

    async def reset(self, by: str, session: str, rule: str, reason: str) -> None:
        """Gives a rule its profile's limit again, and forgets what was proposed; where that is so nothing changes."""
        why = spoken("reason", reason, needed=False)

        def make(_at: Instant) -> list[AnyBody]:
            self._rule(session, rule)
            kept = self._changes.of(session)
            return [LimitChanged(session, rule, None, why)] if rule in kept.in_force or rule in kept.proposed else []

        await self._recorder.record(by, make)

    def _rule(self, session: str, rule: str) -> tuple[Session, Threshold]:
        """The open session and its profile's rule, as the file has it."""
        found = self._roster.check_session(session)
        rules = {one.id: one for one in self._profiles[found.profile].thresholds}
        if rule not in rules:
            hint = f"one of {', '.join(rules)}"
            message = f"{found.profile} has no rule {rule[:80]!r} with a limit that can be changed"
            raise Refused("unknown_rule", message, hint, field="rule", status=404)
        return found, rules[rule]

    def _check(self, session: Session, rule: Threshold, limit: float) -> None:
        """Refuses what is no limit of that vital, or would turn the order of the priorities around."""
        kind = KINDS[rule.vital]
        low, high = (1.0, kind.high - kind.low) if rule.relative else (kind.low, kind.high)
        low, high, unit = (1.0, 100.0, "%") if rule.percent else (low, high, kind.spoken_unit)
        if not low <= limit <= high:
            message = f"{limit:g} {unit} is no limit for {rule.id}"
            raise Refused("bad_limit", message, f"{low:g} to {high:g} {unit}", field="limit")
        limits = self._changes.limits(session.id) | {rule.id: limit}
        try:
            check_stages(session.profile, moved(self._profiles[session.profile], limits).thresholds)
        except ProfileError as wrong:
            raise Refused("bad_limit", str(wrong), "change the other limit first", field="limit") from None
