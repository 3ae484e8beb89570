"""A session's record: everything the journal knows of it, gathered once; every report is made from it and nothing else.

A report computes no figure of its own that another one gives too: what several show stands in `figures.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from alerts.alarm import Alarm
from alerts.profile import Profile
from alerts.treatment.history import History
from alerts.treatment.protocol import Protocol
from app.ports import Journal, Point
from monitors.entries import SessionClosed, SessionMoved, SessionOpened
from monitors.instant import Instant
from monitors.reading import Quality
from monitors.steps import PatientKnown
from monitors.vitals import KINDS, VITALS, Vital


class Measured(NamedTuple):
    """One usable value of a device: it is there, and not invalid."""

    at: Instant
    value: float
    device: str
    quality: str


@dataclass(frozen=True)
class Line:
    """One vital of one device over the session, every recorded reading of it, by measured_at."""

    vital: Vital
    device: str
    points: tuple[Point, ...]

    @property
    def unit(self) -> str:
        """The UCUM unit."""
        return KINDS[self.vital].unit

    @cached_property
    def usable(self) -> list[Measured]:
        """What of it may be a figure."""
        invalid, device = Quality.INVALID.value, self.device
        return [
            Measured(at, value, device, quality) for at, value, quality in map(_parts, self.points)
            if value is not None and quality != invalid
        ]


_parts = attrgetter("measured_at", "value", "quality")


@dataclass(frozen=True, slots=True)
class Record:
    """One session; `alarms` are the last revisions of its episodes by onset, `closed_at` is None while it is open.

    `zone` is the clinic's; `made_at` is when the record was gathered; `patient` is who stands behind the label, empty
    where the clinic keeps that elsewhere. `revisions` are those of each alarm by its id, oldest first; `site` names the
    clinic, "" where nobody set it.
    """

    session: str
    bed: str
    label: str
    patient: PatientKnown
    protocol: Protocol
    profile: Profile
    history: History
    alarms: tuple[Alarm, ...]
    lines: tuple[Line, ...]
    opened_at: Instant
    closed_at: Instant | None
    made_at: Instant
    mode: str
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    revisions: Mapping[str, tuple[Alarm, ...]] = field(default_factory=dict)
    site: str = ""

    @property
    def until(self) -> Instant:
        """The end of the session, or the moment of the record while it is open."""
        return self.made_at if self.closed_at is None else self.closed_at


def beds(history: History) -> list[tuple[Instant, str]]:
    """The beds of a session with the instant since which it was there."""
    return [
        (entry.at, entry.body.bed) for entry in history if isinstance(entry.body, SessionOpened | SessionMoved)
    ]


def closed_at(history: History) -> Instant | None:
    """When the session was closed; None while it is open."""
    return next((entry.at for entry in history if isinstance(entry.body, SessionClosed)), None)


def lines(journal: Journal, session: str, since: Instant, until: Instant) -> tuple[Line, ...]:
    """Every series of a session, in the order of the vitals."""
    found = journal.series(session, [vital.value for vital in VITALS], since, until)
    told = [
        Line(Vital(vital), device, tuple(journal.points(session, vital, device, since, until)))
        for vital, device in found
    ]
    return tuple(sorted(told, key=lambda one: (VITALS.index(one.vital), one.device)))
