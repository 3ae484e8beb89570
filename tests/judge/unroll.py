"""A drawn ward unrolled into the entries of a journal, and played to a judge."""

from __future__ import annotations

from typing import NamedTuple

from alerts.alarm import Priority, State
from monitors.entries import (
    Acknowledged,
    Advanced,
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
    Received,
    RecordingChanged,
    Resumed,
    SessionClosed,
    SessionMoved,
    SessionOpened,
    Shelved,
    Unshelved,
)
from monitors.instant import MINUTE, SECOND, Duration, Instant
from monitors.reading import Batch, Reading
from monitors.session import Roster
from monitors.vitals import Vital
from tests.judge.episodes import Episode, Revision
from tests.judge.profiles import profiles
from tests.judge.said import asked, assessed, spot, stray
from tests.judge.scalar import Judge
from tests.judge.steps import START, instant
from tests.judge.together import CONDITIONS
from tests.judge.wards import Happening, Ward, readings_of

TENDING = ("acknowledge", "shelve", "unshelve", "end_hold", "pause", "hear")


class Step(NamedTuple):
    """Something at an instant: readings to be received, or a happening."""

    at: Instant
    readings: tuple[Reading, ...] = ()
    happening: Happening | None = None


def steps_of(ward: Ward) -> list[Step]:
    """Everything that happens, in the order of time, before any downtime."""
    posts: dict[tuple[Instant, str], list[Reading]] = {}
    for number, bed in enumerate(ward.beds, 1):
        for place, device in enumerate(bed.devices, 1):
            name = f"d{number}{place}"
            for received_s, one in readings_of(device, name, f"s{number}"):
                posts.setdefault((instant(received_s), "" if ward.gateway else name), []).append(one)
    found = [Step(at, tuple(readings)) for (at, _), readings in posts.items()]
    found += [Step(instant(one.at_s), happening=one) for one in ward.happenings]
    again = [one._replace(at_s=one.at_s + 15, number=one.number - 1) for one in ward.happenings if one.number % 2]
    found += [Step(instant(one.at_s), happening=one) for one in again if one.kind == "assess"]
    return sorted(found, key=lambda step: step.at)


class Player:
    """Plays a ward to a judge while it writes the journal; acknowledgements follow what the judge shows."""

    def __init__(self, ward: Ward) -> None:
        self.ward, self.judge = ward, Judge(profiles())
        self.entries: list[Entry] = []
        self.down_for: Duration = 0
        self.device_at: dict[str, str] = {}
        self.roster = Roster()

    def add(self, now: Instant, body: AnyBody, batch: Batch | None = None) -> None:
        """Writes an entry and has it judged."""
        one = Entry(len(self.entries) + 1, now, "nurse", body, batch)
        self.entries.append(one)
        self.roster.apply(one)
        self.judge.apply(one)

    def play(self) -> None:
        """Everything, then a quarter of an hour of silence."""
        for number, bed in enumerate(self.ward.beds, 1):
            session, place = f"s{number}", f"bed-s{number}"
            self.add(START, SessionOpened(session, place, bed.profile, bed.profile, "Somebody", bed.phase))
            for device in range(1, len(bed.devices) + 1):
                self.bind(f"d{number}{device}", place, START)
        for step in steps_of(self.ward):
            if step.happening is None:
                self.post(step.at + self.down_for, [
                    one._replace(measured_at=one.measured_at + self.down_for) for one in step.readings
                ])
            else:
                self.happen(step.happening, step.at + self.down_for)
        self.add(self.entries[-1].at + 15 * MINUTE, Advanced())

    def post(self, now: Instant, readings: list[Reading]) -> None:
        """Readings as received now, in the sessions of the beds where their devices were when they were measured."""
        rows = []
        for one in readings:
            bed, session = self.roster.where(one.device, one.measured_at)
            if one.device not in self.device_at:
                bed, session = self.bed(one.session), one.session if self.is_open(one.session) else ""
            rows.append(one._replace(received_at=now, session=session if one.session else "", bed=bed))
        self.add(now, Received(len(rows)), Batch.of(rows))

    def happen(self, one: Happening, now: Instant) -> None:
        """A happening, as far as there is something to it."""
        number = one.bed % len(self.ward.beds) + 1
        session = f"s{number}"
        if one.kind in ("late", "old"):
            self.post(now, [stray(one, session, now)])
        elif one.kind == "resume":
            self.restart(one, now)
        elif one.kind in TENDING:
            self.add(now, self.tended(one, session))
        elif one.kind == "assess":
            self.post(now, spot(one, session, now))
            for body in assessed(one, session, now):
                self.add(now, body)
        elif one.kind in ("expect", "done", "observe", "score"):
            self.add(now, asked(one, session, now))
        elif one.kind == "bind":
            other = f"s{number % len(self.ward.beds) + 1}"
            self.bind(f"d{number}1", self.bed(other) if one.number % 2 else "", now)
        elif one.kind == "close" and one.number < 6 and self.is_open(session):
            self.add(now, SessionClosed(session, "over"))
        elif one.kind == "move" and self.is_open(session):
            self.move(session, self.to(one, session), one.number, now)
        elif one.kind == "phase" and self.is_open(session):
            self.add(now, PhaseChanged(session, ("infusion", "recovery", "infusion", "baseline")[one.number % 4]))
        elif one.kind == "listen":
            beds = ((), (self.bed(session),), ("bed-s1", "bed-s2"))[one.number % 3]
            self.add(now, ListeningChanged(beds, all_beds=one.number % 4 == 3))
        elif one.kind == "limit" and self.is_open(session):
            self.add(now, self.limit(one, self.ward.beds[number - 1].profile, session))
        elif one.kind == "correct":
            self.add(now, ClockCorrected(f"d{number}1", 0, (one.number + 1) * SECOND))
        elif one.kind == "stalled":
            bad = one.number % 2 == 0
            channel = ("", "", "pager", "desk")[one.number // 3]
            self.add(now, ChannelChanged(channel, bad) if channel else RecordingChanged(bad))
        else:
            self.add(now, Advanced())

    def restart(self, one: Happening, now: Instant) -> None:
        """The program was down; then a person may end what nobody can tell any more."""
        down_for = (1, 4, 30, 90, 400, 0)[one.number % 6] * SECOND
        self.down_for += down_for
        self.add(now + down_for, Resumed())
        for alarm in [one for one in self.judge.active() if one.condition in CONDITIONS][: one.number % 4]:
            self.add(now + down_for, HoldEnded(alarm.id, "nobody can tell"))

    def limit(self, one: Happening, profile: str, session: str) -> LimitChanged:
        """Another limit for one of the rules that the drawn values meet, or its own again."""
        rules = profiles()[profile].thresholds
        met = [rule for rule in rules if rule.relative or rule.vital in (Vital.SPO2, Vital.HEART_RATE)]
        rule = met[(one.number * 5 + round(one.at_s)) % len(met)]
        written = -rule.limit if rule.relative and rule.side < 0 else rule.limit
        by = (2.0, -3.0, 0.5, None, 6.0)[one.number % 5]
        return LimitChanged(session, rule.id, None if by is None else written + by, "as ordered")

    def is_open(self, session: str) -> bool:
        """Whether a session is open."""
        return session in self.roster.sessions and self.roster.sessions[session].closed_at is None

    def bed(self, session: str) -> str:
        """Where a session is or was last."""
        return self.roster.sessions[session].bed if session in self.roster.sessions else ""

    def bind(self, device: str, to: str, now: Instant) -> None:
        """A device moves to a bed, or away; where it is already it stays without an entry."""
        if self.device_at.get(device) != to:
            self.device_at[device] = to
            self.add(now, DeviceBound(device, to or None))

    def to(self, one: Happening, session: str) -> str:
        """Where a session is to move: to and fro between its bed and one beside it, or to another one's bed."""
        other = f"s{one.bed % len(self.ward.beds) + 1}" if one.number % 2 == 0 else f"s{one.number % 3 + 1}"
        home = f"bed-{other}"
        return f"{home}b" if self.bed(session) == home else home

    def move(self, session: str, bed: str, number: int, now: Instant) -> None:
        """A session moves to a free bed with some of its devices, in the order in which the program tells it.

        Sometimes (a journal that no program wrote) nobody tells of the devices.
        """
        before = self.bed(session)
        if self.roster.open_session_on(bed) is not None:
            return self.add(now, Advanced())
        told = [name for name, place in self.device_at.items() if place == before and number != 4]
        staying = [name for place, name in enumerate(told) if (number // 2 + place) % 3 == 0]
        for name in staying:
            self.bind(name, "", now)
        self.add(now, SessionMoved(session, bed, "sunlight"))
        for name in told:
            self.bind(name, before if name in staying else bed, now)
        return None

    def tended(self, one: Happening, session: str) -> AnyBody:
        """What a person does: to one of the active alarms, seen at its revision or an older one, or to a sound."""
        if one.kind in ("pause", "hear"):
            bed = f"bed-{session}" if one.number % 4 == 3 else self.bed(session)
            kind = ("physiological", "technical", "physiological")[one.number % 3]
            lasting = (5, 15, 40, 12)[one.number % 4] * SECOND
            return AudioPaused(bed, kind, lasting) if one.kind == "pause" else AudioResumed(bed, kind)
        active = self.judge.active()
        chosen = [alarm for alarm in active if fits(one, alarm)] or active
        if not chosen:
            return Acknowledged(f"{session}.spo2.low.1", 1)
        alarm = chosen[one.number % len(chosen)]
        match one.kind:
            case "shelve":
                return Shelved(alarm.id, (7, 20, 50, 90)[one.number % 4] * SECOND, "seen")
            case "unshelve":
                return Unshelved(alarm.id)
            case "end_hold":
                return HoldEnded(alarm.id, "looked at")
            case _:
                return Acknowledged(alarm.id, max(1, alarm.revision - one.number // 8))


def fits(one: Happening, alarm: Episode) -> bool:
    """Whether a person would do that to this alarm rather than to another."""
    match one.kind:
        case "shelve" if one.number >= 8:
            return alarm.state is State.ACKNOWLEDGED and alarm.worst.priority is not Priority.HIGH
        case "shelve":
            return alarm.condition in ("spo2.low", "heart_rate.high") and alarm.worst.priority is not Priority.HIGH
        case "unshelve":
            return alarm.shelved is not None
        case "end_hold":
            return alarm.held_by is not None or (one.number >= 6 and alarm.condition in CONDITIONS)
        case _:
            return True


def play(ward: Ward) -> tuple[list[Entry], Judge]:
    """The journal of a ward, and the scalar judge that has judged it."""
    player = Player(ward)
    player.play()
    return player.entries, player.judge


def revisions(log: list[Revision]) -> dict[str, list[Revision]]:
    """The revisions of each alarm."""
    found: dict[str, list[Revision]] = {}
    for one in log:
        found.setdefault(one.id, []).append(one)
    return found


def cut(entries: list[Entry], session: str) -> list[Entry]:
    """One bed's part of a journal; what is not its own becomes mere passing of time."""
    found = []
    for one in entries:
        if one.batch is not None:
            rows = [row for row in one.batch.rows() if of_bed(row.device, session)]
            body: AnyBody = Received(len(rows)) if rows else Advanced()
            found.append(Entry(one.number, one.at, one.by, body, Batch.of(rows) if rows else None))
        else:
            found.append(one if of_bed(owner(one.body), session) else Entry(one.number, one.at, one.by, Advanced()))
    return found


def of_bed(scope: str, session: str) -> bool:
    """Whether a session's, device's or site's affairs are this bed's; a device is named after its bed."""
    return scope == session or scope.startswith(f"d{session[1:]}") or scope in ("", "site")


def owner(body: AnyBody) -> str:
    """Whose affair an entry is: a session's, a device's, or everybody's."""
    match body:
        case SessionOpened() | PhaseChanged() | SessionMoved() | SessionClosed():
            return body.session
        case CheckExpected() | CheckDone() | ObservationMade():
            return body.session
        case DeviceBound() | ClockCorrected():
            return body.device
        case Acknowledged() | Shelved() | Unshelved() | HoldEnded():
            return body.alarm.split(".")[0]
        case AudioPaused() | AudioResumed():
            return body.bed.removeprefix("bed-").removesuffix("b")
        case _:
            return ""
