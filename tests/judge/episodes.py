"""The scalar judge's alarms: one object for each episode, each step of it noted as a revision."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from alerts.alarm import TRANSITIONS, Priority, State, Step
from alerts.handling import DEFAULT, Handling
from monitors.instant import Duration, Instant
from tests.judge.pauses import Pauses


class Revision(NamedTuple):
    """What is compared of one revision of an alarm."""

    id: str
    revision: int
    at: Instant
    state: State
    priority: Priority
    rule: str
    limit: float | None
    onset_at: Instant
    since_at: Instant
    ended_at: Instant | None
    held_by: str | None
    latching: bool
    acknowledged: tuple[str, Instant, Instant | None] | None
    shelved: tuple[str, Instant, Instant] | None
    escalation: int
    unconfirmed: bool
    bed: str


class Worst(NamedTuple):
    """What an alarm says: the worst of what is up."""

    priority: Priority
    rule: str
    limit: float | None
    since_at: Instant
    stage: bool = False
    unconfirmed: bool = False


@dataclass
class Episode:
    """One alarm from onset to end."""

    id: str
    condition: str
    owner: str
    onset_at: Instant
    worst: Worst
    bed: str
    state: State = State.ON
    revision: int = 0
    armed_revision: int = 1
    ended_at: Instant | None = None
    held_by: str | None = None
    latching: bool = False
    acknowledged: tuple[str, Instant, Instant | None] | None = None
    shelved: tuple[str, Instant, Instant] | None = None
    escalation: int = 0
    armed_at: Instant = 0
    sounds: bool = True
    new: bool = True
    noted: tuple[object, ...] = ()
    noted_at: Instant = 0
    weighed: Worst | None = None

    @property
    def sound(self) -> str:
        """Which pause quiets it."""
        physiological = self.condition.endswith((".low", ".high", ".two_of_three"))
        return "physiological" if physiological else "technical"

    @property
    def active(self) -> bool:
        """Whether it has not ended."""
        return self.state is not State.ENDED

    def step(self, step: Step) -> None:
        """Takes a step of the life cycle."""
        self.state = TRANSITIONS[self.state, step]
        if step in (Step.WORSEN, Step.EXPIRE, Step.RETURN):
            self.acknowledged = None
        if step in (Step.WORSEN, Step.RETURN):
            self.armed_revision = self.revision + 1
            self.new = True
        if step in (Step.WORSEN, Step.RETURN) or self.state is State.ENDED:
            self.shelved = None
        if step in (Step.WORSEN, Step.RETURN, Step.EXPIRE, Step.UNSHELVE):
            self.sounds = True
        if self.sounds or self.shelved or self.state in (State.ACKNOWLEDGED, State.ENDED):
            self.escalation = 0

    def expires_at(self) -> Instant | None:
        """When its acknowledgement expires."""
        return self.acknowledged[2] if self.state is State.ACKNOWLEDGED and self.acknowledged else None

    def escalates(self, handling: Handling) -> list[tuple[int, Instant]]:
        """The escalations it has before it: louder (1), the next role (2)."""
        if self.state not in (State.ON, State.LATCHED) or self.shelved:
            return []
        found = []
        for step, after in ((1, handling.louder_after), (2, handling.next_role_after)):
            if step > self.escalation and self.worst.priority in after:
                found.append((step, self.armed_at + after[self.worst.priority]))
        return found

    def seen(self) -> tuple[object, ...]:
        """What makes a new revision when it changes."""
        worst = self.weighed or self.worst
        return self.state, worst.priority, worst.rule, self.acknowledged, self.armed_revision, worst.unconfirmed


@dataclass
class Book:
    """Every alarm of the judge: the active ones, how many there were of each, and all revisions in order."""

    handling: dict[str, Handling] = field(default_factory=dict)
    bed_of: dict[str, str] = field(default_factory=dict)
    pauses: Pauses = field(default_factory=Pauses)
    told_at: Instant = 0
    last_session_of: dict[str, str] = field(default_factory=dict)
    active: dict[tuple[str, str], Episode] = field(default_factory=dict)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    log: list[Revision] = field(default_factory=list)

    def begin(self, scope: str, condition: str, owner: str, at: Instant, worst: Worst) -> Episode:
        """A new episode, not yet noted, at its session's or device's bed; `owner` is its session ("" for none)."""
        count = self.counts[scope, condition] = self.counts.get((scope, condition), 0) + 1
        bed = self.bed_of.get(owner or scope, "")
        episode = Episode(f"{scope}.{condition}.{count}", condition, owner, at, worst, bed)
        self.active[scope, condition] = episode
        return episode

    def turn(self, key: tuple[str, str], owner: str, at: Instant, worst: Worst | None, *, latches: bool) -> None:
        """What is up for (scope, condition) begins, returns, worsens or ends its episode; nothing is noted yet."""
        one = self.active.get(key)
        if worst is None:
            if one is not None and one.state is not State.LATCHED:
                one.step(Step.CLEAR_LATCHING if one.latching else Step.CLEAR)
                one.ended_at, one.held_by = max(at, one.onset_at), None
            return
        worst = worst._replace(since_at=min(worst.since_at, at))
        if one is None:
            one = self.begin(*key, owner, at, worst)
        elif one.state is State.LATCHED:
            one.step(Step.RETURN)
            one.ended_at = None
        elif worst.priority > one.worst.priority or (worst.stage and worst.rule != one.worst.rule):
            one.step(Step.WORSEN)
        one.weighed = worst
        one.latching = one.latching or latches

    def note_changed(self, one: Episode, at: Instant) -> None:
        """The next revision, if anything that makes one has changed; only then it takes the worst that is up."""
        if one.noted != one.seen():
            one.worst = one.weighed or one.worst
            self.note(one, at)
        one.weighed = None

    def hold(self, one: Episode, holder: str | None, at: Instant) -> None:
        """Names the technical alarm that holds an alarm: a revision of its own."""
        if one.held_by != holder:
            one.held_by = holder
            self.note(one, at)

    def next_id(self, scope: str, condition: str) -> str:
        """The id of the active episode, or of the next one."""
        found = self.active.get((scope, condition))
        return found.id if found else f"{scope}.{condition}.{self.counts.get((scope, condition), 0) + 1}"

    def note(self, one: Episode, at: Instant) -> None:
        """The next revision; an ended episode leaves the active ones."""
        one.revision += 1
        one.weighed = None
        one.noted, one.noted_at = one.seen(), max(at, one.noted_at)
        if one.sounds:
            one.armed_at = max(one.noted_at, self.told_at)
        if one.new and one.worst.priority is Priority.HIGH:
            self.pauses.end(one.bed, one.sound)
        one.sounds = one.new = False
        if not one.active:
            self.active = {key: other for key, other in self.active.items() if other is not one}
        self.log.append(Revision(
            one.id, one.revision, one.noted_at, one.state, one.worst.priority, one.worst.rule, one.worst.limit,
            one.onset_at, one.worst.since_at, one.ended_at, one.held_by, one.latching, one.acknowledged,
            one.shelved, one.escalation, one.worst.unconfirmed, one.bed,
        ))

    def carry(self, scope: str, bed: str, at: Instant) -> None:
        """A session's or a device's active alarms are at another bed from now on."""
        for one in [one for (name, _), one in self.active.items() if name == scope and one.bed != bed]:
            one.bed = bed
            one.step(Step.MOVE)
            self.note(one, at)

    def find(self, alarm_id: str) -> Episode | None:
        """The active episode of an id."""
        return next((one for one in self.active.values() if one.id == alarm_id), None)

    def of(self, owner: str) -> list[Episode]:
        """The active episodes that a session judges."""
        return [one for one in self.active.values() if one.owner == owner]

    def acknowledge(self, alarm_id: str, revision: int, by: str, at: Instant) -> None:
        """A person saw an alarm; one already seen, or worse since that revision, stays as it is."""
        one = self.find(alarm_id)
        if one is None or one.state is State.ACKNOWLEDGED or revision < one.armed_revision:
            return
        lasting = one.state is not State.LATCHED
        expires_at = at + self.handling_of(one).expires_after[one.worst.priority]
        one.acknowledged = (by, at, expires_at if lasting else None)
        one.step(Step.ACKNOWLEDGE)
        self.note(one, at)

    def handling_of(self, one: Episode) -> Handling:
        """The figures that hold for an alarm: a device's are those of the session in which it last began a series."""
        scope, topic = one.id.split(".")[:2]
        session = self.last_session_of.get(scope, "") if topic == "device" else one.owner
        return self.handling.get(session, DEFAULT)

    def shelve(self, alarm_id: str, by: str, lasting: Duration, at: Instant) -> None:
        """A person puts an alarm off: one that is on or acknowledged, and not of high priority."""
        one = self.find(alarm_id)
        if one is None or one.state is State.LATCHED or one.worst.priority is Priority.HIGH:
            return
        one.shelved = (by, at, at + min(lasting, self.handling_of(one).shelve_at_most))
        one.step(Step.SHELVE)
        self.note(one, at)

    def unshelve(self, one: Episode | None, at: Instant) -> None:
        """It is sounded again."""
        if one is not None and one.shelved:
            one.shelved = None
            one.step(Step.UNSHELVE)
            self.note(one, at)

    def end(self, one: Episode, at: Instant) -> None:
        """An alarm ends with what it belongs to."""
        one.step(Step.CLOSE)
        one.ended_at, one.held_by = at if one.ended_at is None else one.ended_at, None
        self.note(one, at)

    def close(self, owner: str, at: Instant) -> None:
        """A session closes: its active alarms end."""
        for one in self.of(owner):
            self.end(one, at)

    def due(self, one: Episode) -> Instant | None:
        """When time changes an alarm; what ran out in downtime, or by new figures, does so at the entry that told."""
        found = [one.expires_at(), one.shelved[2] if one.shelved else None]
        found += [at for _, at in one.escalates(self.handling_of(one))]
        due = min((at for at in found if at is not None), default=None)
        return None if due is None else max(due, self.told_at)

    def pass_to(self, one: Episode, at: Instant) -> None:
        """An acknowledgement runs out while the condition lasts, a shelf does, nobody has acknowledged in time."""
        expires_at = one.expires_at()
        if expires_at is not None and expires_at <= at:
            one.step(Step.EXPIRE)
            self.note(one, at)
        if one.shelved and one.shelved[2] <= at:
            self.unshelve(one, at)
        steps = [step for step, due in one.escalates(self.handling_of(one)) if due <= at]
        if steps:
            one.step(Step.ESCALATE)
            one.escalation = max(steps)
            self.note(one, at)
