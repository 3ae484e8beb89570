"""An alarm as events: onset, change of priority, who acknowledged it, holds, and its end with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from alerts.alarm import Alarm, Kind
from app.report.course import Course
from app.report.event import PROGRAM, Event, Topic, joined
from app.report.telling import clock, minutes, told
from monitors.vitals import KINDS, Vital


def unit_of(alarm: Alarm) -> str:
    """The UCUM unit of an alarm's value; "" where it has no vital."""
    return KINDS[Vital(alarm.vital)].unit if alarm.vital in tuple(Vital) else ""


def of_alarm(course: Course, zone: ZoneInfo) -> Iterator[Event]:
    """Every event of one alarm, in order of time."""
    first, last = course.first, course.last
    unit, source = unit_of(first), first.scope.device or PROGRAM
    limit = f"limit {told(first.limit, unit)}" if first.limit is not None else ""
    note = joined(
        first.text, limit, f"rule {first.rule}" if first.rule else "", f"since {clock(first.since_at, zone)}",
        "unconfirmed" if first.unconfirmed else "",
    )
    name = first.id.removeprefix(f"{first.scope.session}.")
    shown = "" if first.value is None else unit
    yield Event(last.onset_at, Topic.ALARM, f"{name} begins, {_level(first)}", first.value, shown, source, note=note)
    for at, priority in course.priorities[1:]:
        yield Event(at, Topic.ALARM, f"{name} is {priority.name.lower()} now")
    for one in course.held:
        until = f"until {clock(one.until, zone)}" if one.until is not None else "it still is"
        yield Event(one.since, Topic.ALARM, f"{name} held", note=joined(f"by {one.by}", until))
    for seen in course.seen:
        after = f"{minutes(seen.at - last.onset_at)} after its onset"
        yield Event(seen.at, Topic.ALARM, f"{name} acknowledged", by=seen.by, note=joined(after, seen.note))
    if course.over_at is not None:
        lasted = f"lasted {minutes(course.over_at - last.onset_at)}"
        yield Event(course.over_at, Topic.ALARM, f"{name} over", note=joined(last.end_reason, lasted))


def _level(alarm: Alarm) -> str:
    kind = "" if alarm.kind is Kind.PHYSIOLOGICAL else f", {alarm.kind.value}"
    return f"{alarm.priority.name.lower()}{kind}"
