"""The axis of a course by date: from the first score or session to the last, with round days, weeks or months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.report.patient_course import PatientCourse
from app.report.pdf_axis import Axis, Tick
from app.report.telling import local
from monitors.instant import HOUR, Duration, Instant, from_datetime

DAY: Duration = 24 * HOUR
LEAST: Duration = 14 * DAY
"""How long the axis is at least, so that one session has days around it."""

AROUND = 0.03
MOST_TICKS = 13
DAYS = (1, 2, 7, 14)
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)


def axis_of(course: PatientCourse, left: float, right: float) -> Axis:
    """The axis of everything that a course has, with a little room on both sides."""
    told = [one.opened_at for one in course.sessions]
    told += [one.at for scale in course.series for one in scale.standing]
    since, until = min(told, default=course.made_at), max(told, default=course.made_at)
    room = max(round(AROUND * (until - since)), (LEAST - (until - since)) // 2, DAY)
    return Axis(since - room, until + room, left, right, course.zone)


def ticks(axis: Axis) -> Iterator[Tick]:
    """The round dates of an axis, each with its year where that is new."""
    year = 0
    for one in _dates(axis):
        at = _midnight(one, axis.zone)
        if axis.holds(at):
            yield Tick(at, f"{one.day} {one:%b}", f"{one.year}" if one.year != year else "")
            year = one.year


def _dates(axis: Axis) -> Iterator[date]:
    first, last = local(axis.since, axis.zone).date(), local(axis.until, axis.zone).date()
    days = (last - first).days
    step = next((one for one in DAYS if days / one <= MOST_TICKS), 0)
    if step:
        one = first - timedelta(days=first.weekday()) if step >= 7 else first
        while one <= last:
            yield one
            one += timedelta(days=step)
        return
    step = next((one for one in MONTHS if days / 30.4 / one <= MOST_TICKS), MONTHS[-1])
    month = first.year * 12 + first.month - 1
    month -= month % step
    while (one := date(month // 12, month % 12 + 1, 1)) <= last:
        yield one
        month += step


def _midnight(day: date, zone: ZoneInfo) -> Instant:
    return from_datetime(datetime(day.year, day.month, day.day, tzinfo=zone))
