"""The slow, obvious judge: plain objects and loops, word for word after docs/judging.md, to check the columnar core."""

from __future__ import annotations

from collections.abc import Mapping

from alerts.alarm import Priority
from alerts.handling import DEFAULT
from alerts.profile import Profile, Threshold
from monitors.entries import (
    Acknowledged,
    AnyBody,
    AudioPaused,
    AudioResumed,
    ChannelChanged,
    CheckDone,
    CheckExpected,
    ClockCorrected,
    DeviceBound,
    Entry,
    HoldEnded,
    LimitChanged,
    ListeningChanged,
    ObservationMade,
    PhaseChanged,
    RecordingChanged,
    Resumed,
    SessionClosed,
    SessionMoved,
    SessionOpened,
    Shelved,
    Unshelved,
)
from monitors.instant import Instant
from monitors.reading import Batch, Reading
from tests.judge.clauses import Clause
from tests.judge.episodes import Book, Episode, Revision, Worst
from tests.judge.listening import Listening
from tests.judge.pauses import KINDS, Asked
from tests.judge.readings import usable
from tests.judge.session import Session
from tests.judge.talk import Device

BACKFILL = "session.backfill"
STALLED = ("site", "recording.stalled")


class Judge:
    """The Watch's public behaviour, one object for each thing: `apply`, `advance`, and the revisions so far."""

    def __init__(self, profiles: Mapping[str, Profile]) -> None:
        self.profiles = profiles
        self.book = Book()
        self.listening = Listening()
        self.sessions: dict[str, Session] = {}
        self.devices: dict[str, Device] = {}
        self.beds: dict[str, str | None] = {}
        self.last_at = 0

    @property
    def log(self) -> list[Revision]:
        """Every revision so far, in the order they were made."""
        return self.book.log

    def active(self) -> list[Episode]:
        """The active alarms, by id."""
        return sorted(self.book.active.values(), key=lambda one: one.id)

    def advance(self, now: Instant) -> None:
        """Every deadline at or before `now` fires."""
        self._pass_to(now, inclusive=True)

    def next_deadline(self) -> Instant | None:
        """The next deadline of all."""
        found = [*(one.due() for one in self.sessions.values()), self._next_of_site()]
        return min((at for at in found if at is not None), default=None)

    def _pass_to(self, until: Instant, *, inclusive: bool) -> None:
        for session in self.sessions.values():
            session.pass_to(until, inclusive=inclusive)
        while (due := self._next_of_site()) is not None and (due < until or (inclusive and due == until)):
            for alarm in self.book.of(""):
                self.book.pass_to(alarm, due)
            for device in self.devices.values():
                device.pass_to(due, inclusive=True)

    def _next_of_site(self) -> Instant | None:
        found = [one.quiet_at for one in self.devices.values()]
        found += [self.book.due(one) for one in self.book.of("")]
        return min((at for at in found if at is not None), default=None)

    def apply(self, entry: Entry) -> None:
        """Deadlines before the entry fire, it is applied, deadlines at it fire."""
        body, now = entry.body, entry.at
        if not isinstance(body, Resumed):
            self._pass_to(now, inclusive=False)
        self.book.told_at = now
        match body:
            case SessionOpened():
                profile = self.profiles[body.profile]
                self.sessions[body.session] = Session(body, profile, now, self.book)
                self.sessions[body.session].hearing.listening = self.listening
                self.book.handling[body.session], self.book.bed_of[body.session] = profile.handling, body.bed
                self._hear(body.bed)
            case PhaseChanged() if body.session in self.sessions:
                self.sessions[body.session].enter_phase(body.phase, now)
            case LimitChanged() if body.session in self.sessions:
                session = self.sessions[body.session]
                session.change_limit(body.rule, body.limit, self.profiles[session.profile.name], now)
            case SessionMoved() if body.session in self.sessions:
                self._move(self.sessions[body.session], body.bed, now)
            case SessionClosed() if body.session in self.sessions:
                self.sessions[body.session].pass_to(now, inclusive=False)
                self._hear(self.sessions.pop(body.session).bed)
                self.book.close(body.session, now)
            case RecordingChanged() | ChannelChanged() | DeviceBound() | ListeningChanged() | ClockCorrected():
                self._around(body, now)
            case Resumed():
                self._resume(now)
            case _ if entry.batch is not None:
                self._receive(entry.batch, now)
            case _:
                self._tend(body, entry.by, now)
        heard = None if entry.batch is None else set(entry.batch.session)
        for one in self.sessions.values():
            if heard is None or one.id in heard:
                one.together.look(now)
            one.hearing.look(now)
        self._pass_to(now, inclusive=True)
        self.last_at = now

    def _around(self, body: AnyBody, now: Instant) -> None:
        """What happens to the site and its devices."""
        match body:
            case RecordingChanged():
                worst = Worst(Priority.MEDIUM, STALLED[1], None, now) if body.stalled else None
                self._turn(STALLED, "", now, worst)
            case ChannelChanged():
                key = ("site", f"notification.failing_{body.channel}")
                self._turn(key, "", now, Worst(Priority.MEDIUM, key[1], None, now) if body.dead else None)
            case DeviceBound():
                self._bind(body.device, body.bed, now)
            case ListeningChanged():
                self.listening.tell(body, now)
            case ClockCorrected():
                for session in self.sessions.values():
                    session.move(body.device, body.shift)

    def _tend(self, body: AnyBody, by: str, now: Instant) -> None:
        """What persons do."""
        match body:
            case Acknowledged():
                self.book.acknowledge(body.alarm, body.revision, by, now)
            case Shelved():
                self.book.shelve(body.alarm, by, body.shelved_for, now)
            case Unshelved():
                self.book.unshelve(self.book.find(body.alarm), now)
            case HoldEnded():
                one = self.book.find(body.alarm)
                if one is not None and one.owner:
                    self.sessions[one.owner].end_hold(one, now)
            case AudioPaused():
                profiles = [one.profile for one in self.sessions.values() if one.bed == body.bed]
                handling = profiles[0].handling if profiles else DEFAULT
                asked = Asked(now, by, body.paused_for, handling.pause_at_most)
                self.book.pauses.ask(body.bed, body.sound, asked)
            case AudioResumed():
                self.book.pauses.end(body.bed, body.sound)
            case CheckExpected() | CheckDone() | ObservationMade() if body.session in self.sessions:
                self.sessions[body.session].checks.take(body, now)

    def _hear(self, bed: str) -> None:
        """A session comes or goes: nothing of its bed is paused any more."""
        for kind in KINDS:
            self.book.pauses.end(bed, kind)

    def _turn(self, key: tuple[str, str], owner: str, now: Instant, worst: Worst | None) -> None:
        before = self.book.active.get(key)
        self.book.turn(key, owner, now, worst, latches=False)
        one = self.book.active.get(key) or before
        if one is not None:
            self.book.note_changed(one, now)

    def _bind(self, device: str, bed: str | None, now: Instant) -> None:
        old, self.beds[device] = self.beds.get(device), bed
        measured = [one for one in self.sessions.values() if any(name == device for _, name in one.series)]
        for session in measured:
            if session.bed != bed:
                session.forget(device, now)
        if bed is not None and any(session.bed == bed for session in measured):
            self.book.carry(device, bed, now)
        elif old != bed and device in self.devices:
            self.devices[device].leave(now)

    def _move(self, session: Session, bed: str, now: Instant) -> None:
        """The session is at another bed: its alarms too, and nothing is paused at either any more."""
        self._hear(session.bed)
        self._hear(bed)
        session.bed = session.hearing.bed = self.book.bed_of[session.id] = bed
        self.book.carry(session.id, bed, now)

    def _resume(self, now: Instant) -> None:
        self.listening.resume(now)
        for session in self.sessions.values():
            session.resume(self.last_at, now)
        for device in self.devices.values():
            device.resume(now)

    def _receive(self, batch: Batch, now: Instant) -> None:
        readings = list(batch.rows())
        last_words = {reading.device: reading for reading in readings}
        for name, reading in last_words.items():
            self.devices.setdefault(name, Device(name, self.book)).post(reading)
        posting = {name: device.posts_every for name, device in self.devices.items()}
        by_session: dict[str, list[Reading]] = {}
        for reading in readings:
            by_session.setdefault(reading.session, []).append(reading)
        for session in self.sessions.values():
            mine = by_session.get(session.id, [])
            live = [reading for reading in mine if not reading.late]
            session.apply([reading for reading in live if self._is_there(reading, session)], posting, now)
            session.checks.hear(live, now)
            self._list_late(session, [reading for reading in mine if reading.late], now)
        for name, reading in last_words.items():
            self.devices[name].weigh(reading)

    def _is_there(self, reading: Reading, session: Session) -> bool:
        """Whether a reading is judged: what a device that has left since measured before begins no series."""
        known = (reading.vital, reading.device) in session.series
        return known or self.beds.get(reading.device, session.bed) == session.bed

    def _list_late(self, session: Session, late: list[Reading], now: Instant) -> None:
        """Late readings beyond a limit are listed in one alarm, latched from the start; a worse one returns it."""
        listed = []
        for reading in late:
            if (reading.vital, reading.device) in session.series:
                session.series[reading.vital, reading.device].remember(reading)
            for rule in session.profile.thresholds:
                if usable(reading) and rule.vital is reading.vital and self._beyond(rule, reading, session):
                    listed.append((reading.vital, rule.side, rule.side * (reading.value or 0.0), reading.measured_at))
        if (session.id, BACKFILL) not in self.book.active:
            session.worst_late = {}
        worse = [one for one in listed if one[2] > session.worst_late.get(one[:2], float("-inf"))]
        for vital, side, excess, _ in worse:
            session.worst_late[vital, side] = max(excess, session.worst_late.get((vital, side), excess))
        if worse:
            key, since_at = (session.id, BACKFILL), min(one[3] for one in worse)
            if key in self.book.active:
                since_at = min(since_at, self.book.active[key].worst.since_at)
            self.book.turn(key, session.id, now, Worst(Priority.LOW, BACKFILL, None, since_at), latches=True)
            self.book.note_changed(self.book.active[key], now)
            self.book.turn(key, session.id, now, None, latches=True)
            self.book.note_changed(self.book.active[key], now)

    @staticmethod
    def _beyond(rule: Threshold, reading: Reading, session: Session) -> bool:
        clause = Clause(rule)
        value = reading.value or 0.0
        clause.look_up(value, None, session.baseline(reading.vital), session.phase)
        return clause.limit is not None and rule.side * (value - clause.limit) > 0
