"""The alarm book: every active episode, the counters of episodes, and the revisions made since anyone asked.

It knows nothing of vitals: it is told which findings stand for a condition, and steps the alarm along the life cycle.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace

from alerts.alarm import Acknowledgement, Alarm, Kind, Priority, Scope, Shelving, State, Step
from alerts.condition import Finding, latching, worst
from alerts.explain import template
from alerts.handling import DEFAULT, Handling
from alerts.pause import Pauses
from monitors.instant import Duration, Instant

REMEMBERED = 500
"""Ended episodes kept at hand; the journal has them all."""


class Book:
    """Episodes by id; `events` gathers revisions until they are taken.

    `told_at` is the time of the last entry: what is decided for an instant before it could be heard only from then on.
    """

    def __init__(self) -> None:
        self.episodes: dict[str, int] = {}
        self.active: dict[str, Alarm] = {}
        self.open: dict[tuple[str, str], str] = {}
        self.ended: OrderedDict[str, Alarm] = OrderedDict()
        self.events: list[Alarm] = []
        self.handling: dict[str, Handling] = {}
        self.pauses = Pauses()
        self.told_at: Instant = 0
        self._due: dict[str, Instant] = {}

    def find(self, alarm_id: str) -> Alarm | None:
        """The last revision of an episode that is active or ended not long ago."""
        return self.active.get(alarm_id) or self.ended.get(alarm_id)

    def current(self, scope: Scope, condition: str) -> Alarm | None:
        """The active episode of a scope and condition."""
        alarm_id = self.open.get((scope.id, condition))
        return self.active[alarm_id] if alarm_id else None

    def restore(self, active: Iterable[Alarm], ended: Iterable[Alarm] = ()) -> None:
        """Puts episodes back."""
        self.active = {alarm.id: alarm for alarm in active}
        self.open = {(alarm.scope.id, alarm.condition): alarm.id for alarm in self.active.values()}
        self.ended = OrderedDict((alarm.id, alarm) for alarm in ended)
        for alarm in self.active.values():
            self._note_due(alarm)

    # -- what is found

    def weigh(self, scope: Scope, condition: str, findings: Iterable[Finding], at: Instant) -> None:
        """Brings the condition's episode in line with the findings that stand at `at`."""
        found = list(findings)
        speaker, alarm = worst(found), self.current(scope, condition)
        latches = latching(found)
        if speaker is None:
            if alarm is not None and alarm.lasting:
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
            unconfirmed=speaker.unconfirmed, armed_at=max(at, self.told_at), baseline=speaker.baseline,
        )
        self.open[key] = alarm.id
        self.pauses.pierce(alarm)
        self._put(alarm)

    def _follow(self, alarm: Alarm, speaker: Finding, at: Instant, *, latching: bool) -> None:
        """An episode whose condition lasts: returned, worse, milder, or the same."""
        latching = latching or alarm.latching
        changed = speaker.rule != alarm.rule
        worse = speaker.priority > alarm.priority or (changed and speaker.stage)
        if not alarm.lasting:
            step = Step.RETURN
        elif worse:
            step = Step.WORSEN
        elif changed or (speaker.priority, speaker.unconfirmed) != (alarm.priority, alarm.unconfirmed):
            step = Step.CHANGE
        else:
            # That it will latch is nothing that anybody is told before.
            self.active[alarm.id] = replace(alarm, latching=latching)
            return
        new = replace(
            self._stepped(alarm, step, at), ended_at=None, priority=speaker.priority, rule=speaker.rule,
            limit=speaker.limit, value=speaker.value, vital=speaker.vital, source=speaker.source,
            text=template(speaker, alarm.condition), evidence=speaker.evidence, latching=latching,
            since_at=min(speaker.since_at, at), unconfirmed=speaker.unconfirmed, baseline=speaker.baseline,
        )
        if step is not Step.CHANGE:
            self.pauses.pierce(new)
        self._put(new)

    def _clear(self, alarm: Alarm, at: Instant) -> None:
        step = Step.CLEAR_LATCHING if alarm.latching else Step.CLEAR
        self._put(replace(self._stepped(alarm, step, at), ended_at=max(at, alarm.onset_at), held_by=None))

    def close(self, alarm: Alarm, at: Instant, reason: str) -> None:
        """Ends an episode for a reason other than its data."""
        ended_at = alarm.ended_at if alarm.ended_at is not None else at
        self._put(replace(self._stepped(alarm, Step.CLOSE, at), ended_at=ended_at, held_by=None, end_reason=reason))

    def hold(self, alarm: Alarm, held_by: str | None, at: Instant) -> None:
        """Notes which technical alarm keeps this one from being judged."""
        if alarm.held_by != held_by:
            step = Step.HOLD if held_by else Step.RELEASE
            self._put(replace(self._stepped(alarm, step, at), held_by=held_by))

    def move(self, alarm: Alarm, bed: str, at: Instant) -> None:
        """What it belongs to is at another bed: screens show it there from this revision on."""
        if alarm.scope.bed != bed:
            self._put(replace(self._stepped(alarm, Step.MOVE, at), scope=alarm.scope._replace(bed=bed)))

    # -- what persons do

    def acknowledge(self, alarm_id: str, revision: int, by: str, note: str, at: Instant) -> None:
        """A person saw the episode; what is unknown, over, worsened since or acknowledged already stays as it is."""
        alarm = self.active.get(alarm_id)
        if alarm is None or self.refusal(alarm_id, revision) or not alarm.can(Step.ACKNOWLEDGE):
            return
        lasting = self.handling_of(alarm.scope).expires_after[alarm.priority]
        expires_at = at + lasting if alarm.lasting else None
        done = self._stepped(alarm, Step.ACKNOWLEDGE, at)
        self._put(replace(done, acknowledged=Acknowledgement(by, at, note, expires_at)))

    def refusal(self, alarm_id: str, revision: int) -> str | None:
        """Why an acknowledgement can't stand: unknown, worsened, or None."""
        alarm = self.find(alarm_id)
        if alarm is None:
            return "unknown"
        return "worsened" if alarm.active and revision < alarm.armed_revision else None

    def shelve(self, alarm_id: str, by: str, lasting: Duration, reason: str, at: Instant) -> None:
        """A person puts an episode off for a time, as long as its profile allows at most; never a high one."""
        alarm = self.active.get(alarm_id)
        if alarm is not None and alarm.can(Step.SHELVE) and alarm.priority is not Priority.HIGH:
            until_at = at + min(lasting, self.handling_of(alarm.scope).shelve_at_most)
            shelving = Shelving(by, at, until_at, reason)
            new = replace(self._stepped(alarm, Step.SHELVE, at), shelved=shelving, suppressed_by=shelving.spoken)
            self._put(replace(new, escalation=0))

    def unshelve(self, alarm_id: str, at: Instant) -> None:
        """A person takes an episode off the shelf."""
        alarm = self.active.get(alarm_id)
        if alarm is not None and alarm.shelved is not None:
            self._put(replace(self._stepped(alarm, Step.UNSHELVE, at), shelved=None, suppressed_by=None))

    # -- time

    def handling_of(self, scope: Scope) -> Handling:
        """The figures that hold for a session's, a device's or the site's alarms."""
        return self.handling.get(scope.id, DEFAULT)

    def set_handling(self, scope_id: str, handling: Handling) -> None:
        """From now on these figures hold for a session or a device."""
        if self.handling.get(scope_id) != handling:
            self.handling[scope_id] = handling
            for alarm in self.active.values():
                if alarm.scope.id == scope_id:
                    self._note_due(alarm)

    def due_at(self) -> Instant | None:
        """When time alone changes an alarm or a pause next."""
        due = (min(self._due.values(), default=None), self.pauses.due_at())
        return min((at for at in due if at is not None), default=None)

    def pass_to(self, at: Instant) -> None:
        """What was due at `at` or before: acknowledgements expire, shelves and pauses end, alarms escalate."""
        self.pauses.lapse(at)
        for alarm_id in [name for name, due in self._due.items() if due <= at]:
            self._expire(alarm_id, at)
            self._escalate(self.active[alarm_id], at)

    def _expire(self, alarm_id: str, at: Instant) -> None:
        alarm = self.active[alarm_id]
        seen = alarm.acknowledged
        if alarm.can(Step.EXPIRE) and seen is not None and seen.expires_at is not None and seen.expires_at <= at:
            alarm = self._put(self._stepped(alarm, Step.EXPIRE, at))
        if alarm.shelved is not None and alarm.shelved.until_at <= at:
            self.unshelve(alarm_id, at)

    def _escalate(self, alarm: Alarm, at: Instant) -> None:
        """To the highest step that is due, in one revision."""
        due = [step for step, due_at in self.handling_of(alarm.scope).escalations(alarm) if due_at <= at]
        if due and alarm.can(Step.ESCALATE) and alarm.shelved is None:
            self._put(replace(self._stepped(alarm, Step.ESCALATE, at), escalation=max(due)))

    # -- what comes out

    def _stepped(self, alarm: Alarm, step: Step, at: Instant) -> Alarm:
        return alarm.stepped(step, at, self.told_at)

    def _note_due(self, alarm: Alarm) -> None:
        due = self.handling_of(alarm.scope).due_at(alarm) if alarm.active else None
        if due is None:
            self._due.pop(alarm.id, None)
        else:
            # New figures (a device that begins in another session) count from when they are known, never before.
            self._due[alarm.id] = max(due, self.told_at)

    def _put(self, alarm: Alarm) -> Alarm:
        """Keeps the newest revision and tells of it."""
        if alarm.active:
            self.active[alarm.id] = alarm
        else:
            self.active.pop(alarm.id, None)
            self.open.pop((alarm.scope.id, alarm.condition), None)
            self.ended[alarm.id] = alarm
            while len(self.ended) > REMEMBERED:
                self.ended.popitem(last=False)
        self._note_due(alarm)
        self.events.append(alarm)
        return alarm

    def of_kind(self, session: str, kind: Kind) -> list[Alarm]:
        """The active episodes of a session of one kind."""
        return [alarm for alarm in self.active.values() if alarm.scope.session == session and alarm.kind is kind]
