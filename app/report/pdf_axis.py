"""The one time axis of a record's chart: where an instant lies on the page, and its ticks in the clinic's time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.report.record import Record
from app.report.telling import local
from monitors.instant import MINUTE, SECOND, Duration, Instant, from_datetime

STEPS: tuple[Duration, ...] = tuple(minutes * MINUTE for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720))
MOST_TICKS = 13


class Tick(NamedTuple):
    """A mark of the axis: the time, and beneath it the date or offset where that is new."""

    at: Instant
    text: str
    under: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The instants from `since` to `until` on the page from `left` to `right`, mm."""

    since: Instant
    until: Instant
    left: float
    right: float
    zone: ZoneInfo

    def x(self, at: Instant) -> float:
        """Where an instant lies; what is outside lies at the end."""
        part = (at - self.since) / (self.until - self.since)
        return self.left + min(1.0, max(0.0, part)) * (self.right - self.left)

    def holds(self, at: Instant) -> bool:
        """Whether an instant is on the axis."""
        return self.since <= at <= self.until

    def ticks(self) -> Iterator[Tick]:
        """Round times of the clinic's clock; a changed offset or date is said where it is new."""
        span = self.until - self.since
        step = next((one for one in STEPS if span / one <= MOST_TICKS), STEPS[-1] * (1 + span // (STEPS[-1] * 12)))
        shift = _offset(self.since, self.zone)
        at = -(-(self.since + shift) // step) * step - shift
        before = ""
        while at <= self.until:
            shown = local(at, self.zone)
            under = f"{shown:%d %b} UTC{shown.isoformat()[-6:]}"
            yield Tick(at, f"{shown:%H:%M}", under if under != before else "")
            before = under
            at += step


def _offset(at: Instant, zone: ZoneInfo) -> Duration:
    shown = local(at, zone)
    return from_datetime(shown.replace(tzinfo=None).replace(tzinfo=ZoneInfo("UTC"))) - at


def axis_of(record: Record, left: float, right: float) -> Axis:
    """The axis of a session: from its opening to its end, and what was measured a little outside."""
    measured = [line.points[end].measured_at for line in record.lines if line.points for end in (0, -1)]
    since = min([record.opened_at, *measured])
    until = max([record.until, *measured, since + MINUTE])
    return Axis(since - since % SECOND, until, left, right, record.zone)
