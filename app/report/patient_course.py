"""A patient's course: the figures of each session's own record side by side, and the scores over time.

Nothing is reckoned here that the record of a session reckons: its figures are taken as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from alerts.treatment.observed import AdverseEvent, events
from alerts.treatment.scales import SCALES
from app.patients import Score, corrected
from app.report.event import PROGRAM
from app.report.figure import Figure, missing
from app.report.figures import named
from app.report.record import Record
from app.scoring import BETWEEN
from monitors.entries import SessionClosed
from monitors.instant import Instant
from monitors.steps import PatientKnown

ALWAYS = "phq9"
"""The scale whose course is shown also where nobody told it."""

LASTING = ("phq9",)
"""Scales that ask for the last weeks: what was told after a dose counts too. The others change with the drug."""

LEFT_TO_RECORDS = ("bp_", "acknowledged_", "left_out", "lowest_heart_rate", "highest_heart_rate")
"""Figures that only the session's own record shows."""


@dataclass(frozen=True, slots=True)
class Treated:
    """One session of a course; `figures` are those of its record, by name, `closed_at` is None while it is open."""

    session: str
    protocol: str
    title: str
    opened_at: Instant
    closed_at: Instant | None
    closed: str
    figures: dict[str, Figure]
    events: tuple[AdverseEvent, ...]

    def figure(self, name: str, title: str = "") -> Figure:
        """A figure of the record; where it has none of that name, why."""
        why = "the session's protocol doesn't ask for it, and nobody observed it"
        return self.figures.get(name) or missing(name, title or name, why)

    @property
    def given(self) -> list[Figure]:
        """What of each drug went in; one figure that says why where nothing did."""
        return [one for name, one in self.figures.items() if name.startswith("given")]


@dataclass(frozen=True, slots=True)
class Told:
    """A number of a scale at an instant; `session` is "" where it was told between sessions.

    `change` is from the first one that counts; None for a `struck` one, which was corrected. `entry` is the journal's
    number, 0 for a figure of a session.
    """

    at: Instant
    value: float
    by: str
    session: str = ""
    change: float | None = None
    entry: int = 0
    note: str = ""
    corrects: int = 0
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of one scale over the sessions, by time; where none counts `missing` says why."""

    what: str
    points: tuple[Told, ...]
    missing: str = ""

    @property
    def standing(self) -> list[Told]:
        """Those that count."""
        return [one for one in self.points if not one.struck]

    @property
    def percent(self) -> float | None:
        """How much the last is over the first in percent of that; None where there are no two, or the first is 0."""
        known = self.standing
        if len(known) < 2 or not known[0].value:
            return None
        return round(100 * (known[-1].value - known[0].value) / known[0].value, 1)


@dataclass(frozen=True, slots=True)
class PatientCourse:
    """A patient over their sessions, the oldest first; `patient` is who stands behind the label, if that is kept."""

    label: str
    patient: PatientKnown
    sessions: tuple[Treated, ...]
    series: tuple[Series, ...]
    made_at: Instant
    mode: str
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    site: str = ""


def treated(record: Record) -> Treated:
    """A session of a course, of its record."""
    figures = {name: one for name, one in named(record).items() if not name.startswith(LEFT_TO_RECORDS)}
    closed = next((entry.body.reason for entry in record.history if isinstance(entry.body, SessionClosed)), "")
    return Treated(
        record.session, record.protocol.name, record.protocol.title, record.opened_at, record.closed_at, closed,
        figures, tuple(events(record.history).values()),
    )


def series(sessions: Sequence[Treated], scores: Sequence[Score]) -> tuple[Series, ...]:
    """Each scale over time: what was told between sessions, and what sessions began with."""
    found = []
    for what in BETWEEN:
        points = [*_between(scores, what), *_observed(sessions, what)]
        if points or what == ALWAYS:
            found.append(_one(what, sorted(points, key=lambda one: (one.at, one.entry))))
    return tuple(found)


def _between(scores: Sequence[Score], what: str) -> Iterator[Told]:
    struck = corrected(scores)
    for one in scores:
        if one.what == what:
            yield Told(
                one.at, one.value, one.by or PROGRAM, "", None, one.number, one.note, one.corrects,
                one.number in struck,
            )


def _observed(sessions: Iterable[Treated], what: str) -> Iterator[Told]:
    """The figures of the sessions that were before the drug."""
    ends = ("before", "after") if what in LASTING else ("before",)
    for session in sessions:
        for end in ends:
            one = session.figures.get(f"{what}_{end}")
            if one is not None and one.at is not None and isinstance(one.value, float):
                yield Told(one.at, one.value, one.source, session.session)


def _one(what: str, points: list[Told]) -> Series:
    first = next((one for one in points if not one.struck), None)
    if first is None:
        return Series(what, tuple(points), f"no {SCALES[what].name} was told between sessions or in one")
    changed = [
        one if one.struck else Told(
            one.at, one.value, one.by, one.session, one.value - first.value, one.entry, one.note, one.corrects,
        ) for one in points
    ]
    return Series(what, tuple(changed))
