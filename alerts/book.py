"""The alarm book: every active episode, the counters of episodes, and the revisions made since anyone asked.

It knows nothing of vitals: it is told which findings stand for a condition, and steps the alarm along the life cycle.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace

from alerts.alarm import Acknowledgement, Alarm, Kind, Priority, Scope, State, Step
from alerts.condition import Finding, latching, worst
from alerts.explain import template
from monitors.instant import MINUTE, Duration, Instant

EXPIRES_AFTER = {Priority.HIGH: 2 * MINUTE, Priority.MEDIUM: 5 * MINUTE, Priority.LOW: 15 * MINUTE}
"""How long an acknowledgement counts where no profile says otherwise (proposal)."""

REMEMBERED = 500
"""Ended episodes kept at hand; the journal has them all."""


class Book:
    """Episodes by id; `events` gathers revisions until they are taken."""

    def __init__(self) -> None:
        self.episodes: dict[str, int] = {}
        self.active: dict[str, Alarm] = {}
        self.open: dict[tuple[str, str], str] = {}
        self.ended: OrderedDict[str, Alarm] = OrderedDict()
        self.events: list[Alarm] = []
        self.expires_after: dict[str, dict[Priority, Duration]] = {}

    def find(self, alarm_id: str) -> Alarm | None:
        """The last revision of an episode that is active or ended not long ago."""
        return self.active.get(alarm_id) or self.ended.get(alarm_id)

    def current(self, scope: Scope, condition: str) -> Alarm | None:
        """The active episode of a scope and condition."""
        alarm_id = self.open.get((scope.id, condition))
        return self.active[alarm_id] if alarm_id else None

    def weigh(self, scope: Scope, condition: str, findings: Iterable[Finding], at: Instant) -> None:
        """Brings the condition's episode in line with the findings that stand at `at`."""
        found = list(findings)
        speaker, alarm = worst(found), self.current(scope, condition)
        latches = latching(found)
        if speaker is None:
            if alarm is not None and alarm.state is not State.LATCHED and alarm.ended_at is None:
                self._clear(alarm, at)
        elif alarm is None:
            self._begin(scope, condition, speaker, at, latching=latches)
        else:
            self._follow(alarm, speaker, at, latching=latches)

    def _begin(self, scope: Scope, condition: str, speaker: Finding, at: Instant, *, latching: bool) -> None:
        key = (scope.id, condition)
        self.episodes[f"{scope.id}.{condition}"] = n = self.episodes.get(f"{scope.id}.{condition}", 0) + 1
        alarm = Alarm(
            id=f"{scope.id}.{condition}.{n}", revision=1, at=at, scope=scope, condition=condition, kind=speaker.kind,
            priority=speaker.priority, state=State.ON, onset_at=at, since_at=min(speaker.since_at, at), ended_at=None,
            text=template(speaker, condition), value=speaker.value, limit=speaker.limit, rule=speaker.rule,
            source=speaker.source, vital=speaker.vital, evidence=speaker.evidence, latching=latching,
            unconfirmed=speaker.unconfirmed,
        )
        self.open[key] = alarm.id
        self._put(alarm)

    def _follow(self, alarm: Alarm, speaker: Finding, at: Instant, *, latching: bool) -> None:
        """An episode whose condition lasts: returned, worse, milder, or the same."""
        latching = latching or alarm.latching
        changed = speaker.rule != alarm.rule
        worse = speaker.priority > alarm.priority or (changed and speaker.stage)
        if alarm.state is State.LATCHED:
            alarm = replace(alarm.stepped(Step.RETURN, at), ended_at=None, since_at=speaker.since_at)
        elif worse:
            alarm = alarm.stepped(Step.WORSEN, at)
        elif changed or (speaker.priority, speaker.unconfirmed, latching) != (
            alarm.priority, alarm.unconfirmed, alarm.latching
        ):
            alarm = replace(alarm, revision=alarm.revision + 1, at=max(alarm.at, at))
        else:
            return
        self._put(replace(
            alarm, priority=speaker.priority, rule=speaker.rule, limit=speaker.limit, value=speaker.value,
            vital=speaker.vital, source=speaker.source, text=template(speaker, alarm.condition),
            evidence=speaker.evidence, latching=latching, since_at=min(speaker.since_at, at),
            unconfirmed=speaker.unconfirmed,
        ))

    def _clear(self, alarm: Alarm, at: Instant) -> None:
        step = Step.CLEAR_LATCHING if alarm.latching else Step.CLEAR
        self._put(replace(alarm.stepped(step, at), ended_at=max(at, alarm.onset_at), held_by=None))

    def close(self, alarm: Alarm, at: Instant, reason: str) -> None:
        """Ends an episode for a reason other than its data."""
        ended_at = alarm.ended_at if alarm.ended_at is not None else at
        self._put(replace(alarm.stepped(Step.CLOSE, at), ended_at=ended_at, held_by=None, end_reason=reason))

    def hold(self, alarm: Alarm, held_by: str | None, at: Instant) -> None:
        """Notes which technical alarm keeps this one from being judged."""
        if alarm.held_by != held_by:
            self._put(replace(alarm, revision=alarm.revision + 1, at=max(alarm.at, at), held_by=held_by))

    def acknowledge(self, alarm_id: str, revision: int, by: str, note: str, at: Instant) -> None:
        """A person saw the episode; what is unknown, over, worsened since or acknowledged already stays as it is."""
        alarm = self.active.get(alarm_id)
        if alarm is None or self.refusal(alarm_id, revision) or alarm.state is State.ACKNOWLEDGED:
            return
        lasting = self.expires_after.get(alarm.scope.id, EXPIRES_AFTER)[alarm.priority]
        expires_at = at + lasting if alarm.state is State.ON else None
        done = replace(alarm.stepped(Step.ACKNOWLEDGE, at), acknowledged=Acknowledgement(by, at, note, expires_at))
        self._put(done)

    def refusal(self, alarm_id: str, revision: int) -> str | None:
        """Why an acknowledgement can't stand: unknown, worsened, or None."""
        alarm = self.find(alarm_id)
        if alarm is None:
            return "unknown"
        return "worsened" if alarm.active and revision < alarm.armed_revision else None

    def due_at(self) -> Instant | None:
        """When the next acknowledgement expires."""
        expiries = (
            a.acknowledged.expires_at for a in self.active.values()
            if a.state is State.ACKNOWLEDGED and a.acknowledged and a.acknowledged.expires_at is not None
        )
        return min(expiries, default=None)

    def expire(self, at: Instant) -> None:
        """Puts on again what was acknowledged until `at` or before."""
        for alarm in list(self.active.values()):
            expires_at = alarm.acknowledged.expires_at if alarm.acknowledged else None
            if alarm.state is State.ACKNOWLEDGED and expires_at is not None and expires_at <= at:
                self._put(alarm.stepped(Step.EXPIRE, at))

    def _put(self, alarm: Alarm) -> None:
        """Keeps the newest revision and tells of it."""
        if alarm.active:
            self.active[alarm.id] = alarm
        else:
            self.active.pop(alarm.id, None)
            self.open.pop((alarm.scope.id, alarm.condition), None)
            self.ended[alarm.id] = alarm
            while len(self.ended) > REMEMBERED:
                self.ended.popitem(last=False)
        self.events.append(alarm)

    def of_kind(self, session: str, kind: Kind) -> list[Alarm]:
        """The active episodes of a session of one kind."""
        return [alarm for alarm in self.active.values() if alarm.scope.session == session and alarm.kind is kind]
