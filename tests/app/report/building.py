"""Builds the record of a session by hand: entries minute by minute, series of readings, alarms with their revisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from alerts.alarm import Acknowledgement, Alarm, Kind, Priority, Scope, State
from alerts.treatment.protocol import Protocol
from app.ports import Point
from app.profiles import read_profiles
from app.protocols import read_protocols
from app.report.record import Line, Record, beds, closed_at
from monitors.entries import AnyBody, Entry, SessionOpened
from monitors.instant import MINUTE, SECOND, Instant, parse
from monitors.reading import Quality
from monitors.steps import PatientKnown
from monitors.vitals import Vital

START = parse("2026-11-22T08:00:00Z")
BERLIN = ZoneInfo("Europe/Berlin")
PROFILES = read_profiles()
PROTOCOLS: dict[str, Protocol] = read_protocols(PROFILES)


def at(minute: float) -> Instant:
    """The instant of a minute of the session."""
    return START + round(minute * MINUTE)


def _sentence(condition: str, value: float | None, limit: float | None) -> str:
    if value is None or limit is None:
        return f"{condition.replace('_', ' ').replace('.', ' ')}"
    return f"{condition.rpartition('.')[0]} {value:g} {'over' if value > limit else 'under'} {limit:g} for 10 s"


@dataclass
class Story:
    """A session that grows entry by entry."""

    protocol: str = "ketamine-iv"
    start: Instant = START
    zone: ZoneInfo = BERLIN
    mode: str = "test"
    session: str = "s1"
    label: str = "Ms Example"
    history: list[Entry] = field(default_factory=list)
    lines: dict[tuple[Vital, str], list[Point]] = field(default_factory=dict)
    revisions: dict[str, list[Alarm]] = field(default_factory=dict)
    patient: PatientKnown | None = None
    site: str = ""

    def __post_init__(self) -> None:
        profile = PROTOCOLS[self.protocol].profile
        opened = SessionOpened(self.session, "C1", self.protocol, profile, self.label, "baseline", 70.0)
        self.tell(0, "nina", opened)

    def at(self, minute: float) -> Instant:
        """The instant of a minute of the session."""
        return self.start + round(minute * MINUTE)

    def tell(self, minute: float, by: str, body: AnyBody) -> int:
        """Adds an entry; its number."""
        number = 10 + len(self.history)
        self.history.append(Entry(number, self.at(minute), by, body))
        return number

    def read(
        self, minute: float, vital: Vital, value: float | None, device: str = "m1", quality: Quality = Quality.VALID
    ) -> None:
        """Adds a reading."""
        shown = Quality.INVALID if value is None else quality
        self.lines.setdefault((vital, device), []).append(Point(self.at(minute), value, shown))

    def cuff(self, minute: float, systolic: float, diastolic: float, quality: Quality = Quality.VALID) -> None:
        """Adds a measurement of the blood pressure."""
        self.read(minute, Vital.SYSTOLIC, systolic, quality=quality)
        self.read(minute, Vital.DIASTOLIC, diastolic, quality=quality)

    def run(self, since: float, until: float, every_s: float, vital: Vital, value: Callable[[float], float]) -> None:
        """Adds a series: `value` of the minute, every so many seconds."""
        count = round((until - since) * 60 / every_s)
        for place in range(count):
            minute = since + place * every_s / 60
            self.read(minute, vital, value(minute))

    def alarm(
        self, name: str, since: float, until: float | None = None, priority: Priority = Priority.MEDIUM, *,
        value: float | None = 88.0, limit: float | None = 90.0, vital: Vital | str = Vital.SPO2,
        seen: tuple[float, str, str] | None = None, kind: Kind = Kind.PHYSIOLOGICAL, reason: str = "",
        held: tuple[float, float, str] | None = None, rises: tuple[float, Priority] | None = None,
    ) -> str:
        """Adds an alarm with all its revisions; its id."""
        condition, onset = name.rpartition(".")[0], self.at(since)
        first = Alarm(
            f"{self.session}.{name}", 1, onset, Scope(self.session, "", "C1"), condition, kind, priority, State.ON,
            onset, onset - 10 * SECOND, None, _sentence(condition, value, limit), value, limit, "a-rule", "a source",
            str(vital),
        )
        steps: list[tuple[float, Callable[[Alarm], Alarm]]] = []
        if rises is not None:
            steps.append((rises[0], lambda one: replace(one, priority=rises[1])))
        if held is not None:
            steps += [(held[0], lambda one: replace(one, held_by=held[2])),
                      (held[1], lambda one: replace(one, held_by=None))]
        if seen is not None:
            told = Acknowledgement(seen[1], self.at(seen[0]), seen[2], None)
            steps.append((seen[0], lambda one: replace(one, state=State.ACKNOWLEDGED, acknowledged=told)))
        if until is not None:
            over = self.at(until)
            steps.append((until, lambda one: replace(one, state=State.ENDED, ended_at=over, end_reason=reason)))
        revisions = [first]
        for minute, change in sorted(steps, key=lambda pair: pair[0]):
            changed = change(revisions[-1])
            revisions.append(replace(changed, revision=len(revisions) + 1, at=self.at(minute)))
        self.revisions[first.id] = revisions
        return first.id

    def record(self, made: float = 180) -> Record:
        """The record as it is gathered at a minute."""
        lines = [
            Line(vital, device, tuple(sorted(points, key=lambda one: one.measured_at)))
            for (vital, device), points in sorted(self.lines.items(), key=lambda pair: list(Vital).index(pair[0][0]))
        ]
        alarms = sorted((told[-1] for told in self.revisions.values()), key=lambda one: (one.onset_at, one.id))
        protocol = PROTOCOLS[self.protocol]
        return Record(
            self.session, beds(self.history)[-1][1], self.label, self.patient or PatientKnown(self.label), protocol,
            PROFILES[protocol.profile], self.history, tuple(alarms), tuple(lines), self.history[0].at,
            closed_at(self.history), self.at(made), self.mode, self.zone,
            {name: tuple(told) for name, told in self.revisions.items()}, self.site,
        )
