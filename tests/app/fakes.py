"""Hand-written stand-ins for the clock, the intake and the Watch: just enough to see what the ward does with them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from alerts.alarm import Alarm, Kind, Priority, Scope, State
from alerts.pause import Pause
from monitors.entries import ChannelChanged, ClockCorrected, Entry, RecordingChanged
from monitors.instant import MINUTE, SECOND, Duration, Instant, seconds
from monitors.reading import Batch, Mode, Quality, Reading, Status
from monitors.refused import Refused
from monitors.session import Roster
from monitors.speaker import Speaker
from monitors.vitals import CUFF_VITALS, Vital
from monitors.wire import Answer, Post, Row

if TYPE_CHECKING:
    pass

NOON: Instant = 1_795_000_000 * SECOND


class FakeClock:
    """A clock that a test moves."""

    def __init__(self, at: Instant = NOON, rate: float = 1.0) -> None:
        self.at = at
        self.rate = rate

    def now(self) -> Instant:
        """The instant the test set."""
        return self.at

    def wall_seconds(self, until: Instant) -> float:
        """Wall seconds left."""
        return (until - self.at) / SECOND / self.rate

    def advance(self, by_s: float) -> None:
        """Moves the clock on."""
        self.at += seconds(by_s)


class FakeTicks:
    """Wall seconds that a test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


class FakeAccepted(NamedTuple):
    """What an intake made of a post."""

    batch: Batch
    answer: Answer
    corrected: tuple[ClockCorrected, ...] = ()


class FakeIntake:
    """Knows a reading again by device and sequence; a value of 666 breaks it."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.seen: set[tuple[str, int]] = set()

    def accept(self, post: Post, speaker: Speaker, now: Instant) -> FakeAccepted:
        """Everything not seen before is accepted."""
        batch, duplicates = Batch(), 0
        if post.device not in (None, speaker.device):
            raise Refused("device_not_allowed", "not this key's device", status=403)
        for row in post.rows:
            if row.value == 666:
                raise ValueError("a bug in the intake")
            device = row.device or speaker.device or ""
            key = (device, row.sequence or 0)
            if row.sequence is not None and key in self.seen:
                duplicates += 1
                continue
            self.seen.add(key)
            batch.append(made(self.roster, device, row, now))
        return FakeAccepted(batch, Answer(len(batch), duplicates, post.rejected, [], post.ref))

    def apply(self, entry: Entry) -> None:
        """Notes the keys of a replayed batch."""
        for reading in entry.batch.rows() if entry.batch else ():
            self.seen.add((reading.device, reading.sequence or 0))

    def dump(self) -> bytes:
        """The keys."""
        return msgspec.json.encode(sorted(self.seen))

    def load(self, state: bytes) -> None:
        """Takes keys over."""
        self.seen = set(msgspec.json.decode(state, type=list[tuple[str, int]]))


def made(roster: Roster, device: str, row: Row, now: Instant) -> Reading:
    """The reading of a row, as measured now."""
    bed, session = roster.where(device, now)
    quality = Quality.INVALID if row.value is None else Quality.VALID
    return Reading(
        device, "0", row.vital, row.value, row.status, quality, "", row.sequence, row.taken_at, now, now, 0, False,
        session, bed, "", "", Mode.TEST,
    )


@dataclass
class FakeWatch:
    """SpO2 below 90 is an alarm, below 85 a high one; a 13 breaks it; `deadline` raises a missing alarm."""

    deadline: Instant | None = None
    alarms: dict[str, Alarm] = field(default_factory=dict)
    fresh: list[Alarm] = field(default_factory=list)
    judged: list[float] = field(default_factory=list)
    judged_at: list[Instant] = field(default_factory=list)
    source: str = ""
    paused: dict[str, dict[str, Pause]] = field(default_factory=dict)
    doubted: frozenset[Vital] = frozenset()
    changed: frozenset[Vital] = frozenset()

    def changed_limits(self, session: str) -> frozenset[Vital]:
        """What a test says was changed."""
        del session
        return self.changed

    def suspects(self, session: str, now: Instant) -> frozenset[Vital]:
        """The vitals that a test doubts."""
        del session, now
        return self.doubted

    def apply(self, entry: Entry) -> None:
        """Judges each reading by itself."""
        self.judged_at.append(entry.at)
        for reading in entry.batch.rows() if entry.batch else ():
            if reading.value == 13:
                raise ValueError("a bug in a rule")
            if reading.value is not None and reading.vital is Vital.SPO2:
                self.judged.append(reading.value)
                priority = None if reading.value >= 90 else Priority.HIGH if reading.value < 85 else Priority.MEDIUM
                scope = Scope(reading.session, "", reading.bed)
                self._weigh(scope, "spo2.low", priority, entry.at, reading.value)
        if isinstance(entry.body, RecordingChanged):
            self._weigh(Scope(), "recording.stalled", Priority.MEDIUM if entry.body.stalled else None, entry.at)
        if isinstance(entry.body, ChannelChanged):
            condition = f"notification.failing_{entry.body.channel}"
            self._weigh(Scope(), condition, Priority.MEDIUM if entry.body.dead else None, entry.at)
        self._fire(entry.at)

    def advance(self, now: Instant) -> None:
        """Lets the deadline pass."""
        self.judged_at.append(now)
        self._fire(now)

    def next_deadline(self) -> Instant | None:
        """The deadline a test set."""
        return self.deadline

    def events(self) -> list[Alarm]:
        """Revisions since the last call."""
        fresh, self.fresh = self.fresh, []
        return fresh

    def active(self, now: Instant | None = None) -> list[Alarm]:
        """Every active alarm."""
        del now
        return [alarm for alarm in self.alarms.values() if alarm.active]

    def alarm(self, alarm_id: str) -> Alarm | None:
        """An alarm, active or ended."""
        return self.alarms.get(alarm_id)

    def limits(self, session: str) -> dict[Vital, tuple[float | None, float | None]]:
        """One limit."""
        return {Vital.SPO2: (90.0, None)} if session else {}

    def sources(self, session: str) -> dict[Vital, str]:
        """The device that a test says is judged."""
        return {Vital.SPO2: self.source} if session and self.source else {}

    def pauses(self, now: Instant | None = None) -> dict[str, dict[str, Pause]]:
        """What a test says is paused."""
        del now
        return self.paused

    def horizon(self, session: str, vital: Vital, device: str) -> tuple[Duration, Duration]:
        """The figures of 1 Hz; a cuff's never blanks."""
        del session, device
        return (6 * MINUTE, 2**62) if vital in CUFF_VITALS else (5 * SECOND, 30 * SECOND)

    def dump(self) -> bytes:
        """What was judged, and the alarms."""
        return msgspec.json.encode((self.judged, [*self.alarms.values()]))

    def load(self, state: bytes) -> None:
        """Takes a dump over."""
        self.judged, alarms = msgspec.json.decode(state, type=tuple[list[float], list[Alarm]])
        self.alarms = {alarm.id: alarm for alarm in alarms}

    def _fire(self, now: Instant) -> None:
        if self.deadline is not None and self.deadline <= now:
            self.deadline = None
            self._weigh(Scope("s1", "", "C1"), "spo2.missing", Priority.LOW, now)

    def _weigh(self, scope: Scope, condition: str, priority: Priority | None, at: Instant, value: float = 0) -> None:
        held = next((one for one in self.active() if (one.scope, one.condition) == (scope, condition)), None)
        if held is None and priority is not None:
            number = 1 + sum(one.scope == scope and one.condition == condition for one in self.alarms.values())
            self._put(alarm(f"{scope.id}.{condition}.{number}", 1, scope, condition, priority, at, value))
        elif held is not None and priority is None:
            self._put(replace(held, revision=held.revision + 1, state=State.ENDED, ended_at=at, at=at))
        elif held is not None and priority is not None and priority is not held.priority:
            self._put(replace(held, revision=held.revision + 1, priority=priority, at=at))

    def _put(self, told: Alarm) -> None:
        self.alarms[told.id] = told
        self.fresh.append(told)


def alarm(
    name: str, revision: int, scope: Scope, condition: str = "spo2.low", priority: Priority = Priority.MEDIUM,
    at: Instant = NOON, value: float | None = 87, state: State = State.ON,
) -> Alarm:
    """An alarm as a Watch would tell it."""
    return Alarm(
        name, revision, at, scope, condition, Kind.PHYSIOLOGICAL, priority, state, at, at,
        at if state is State.ENDED else None, f"{condition} {value}", value, 90.0, "rule", "source", "spo2",
    )


def reading(value: float | None, sequence: int | None = None, vital: Vital = Vital.SPO2) -> Row:
    """One row of a post."""
    return Row(0, vital, value, Status.OK, sequence=sequence)


def post(*rows: Row, ref: str | None = None) -> Post:
    """A post of these rows."""
    return Post(None, None, None, ref, list(rows), [], len(rows))


def spo2(*values: float) -> Post:
    """A post of SpO2 values without sequence numbers."""
    return post(*(reading(value) for value in values))
