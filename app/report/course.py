"""What became of each alarm of a session, read from its revisions: onset, highest priority, who saw it, holds, end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from alerts.alarm import Alarm, Priority, State
from app.report.record import Record
from monitors.instant import Duration, Instant


@dataclass(frozen=True, slots=True)
class Seen:
    """Who acknowledged an alarm, when, and with which note."""

    by: str
    at: Instant
    note: str


@dataclass(frozen=True, slots=True)
class Held:
    """A time for which an alarm was held, and by what; `until` is None while it is."""

    since: Instant
    until: Instant | None
    by: str


@dataclass(frozen=True, slots=True)
class Course:
    """One alarm; `first` and `last` are its first and last revision, `worst` its highest priority.

    `priorities` are (since, priority), the first at the onset.
    """

    first: Alarm
    last: Alarm
    worst: Priority
    seen: tuple[Seen, ...]
    held: tuple[Held, ...]
    priorities: tuple[tuple[Instant, Priority], ...]

    @property
    def answered_after(self) -> Duration | None:
        """How long after its onset somebody first acknowledged it; None where nobody did."""
        return self.seen[0].at - self.last.onset_at if self.seen else None

    @property
    def over_at(self) -> Instant | None:
        """When it was over: the condition's end, or the instant at which it was ended; None while it is active."""
        return (self.last.ended_at or self.last.at) if self.last.state is State.ENDED else None


def courses(record: Record) -> list[Course]:
    """The course of every alarm, by onset."""
    return [_course(record.revisions.get(alarm.id) or (alarm,), alarm) for alarm in record.alarms]


def _course(revisions: tuple[Alarm, ...], last: Alarm) -> Course:
    every = revisions if revisions[-1].revision >= last.revision else (*revisions, last)
    seen = {
        Seen(one.acknowledged.by, one.acknowledged.at, one.acknowledged.note): None
        for one in every if one.acknowledged is not None
    }
    worst = max(one.priority for one in every)
    levels = [(last.onset_at, every[0].priority)]
    levels += [(one.at, one.priority) for before, one in pairwise(every) if one.priority is not before.priority]
    saw = tuple(sorted(seen, key=lambda one: one.at))
    return Course(every[0], every[-1], worst, saw, tuple(_held(every)), tuple(levels))


def _held(revisions: tuple[Alarm, ...]) -> list[Held]:
    found: list[Held] = []
    for one in revisions:
        running = found and found[-1].until is None
        if running and one.held_by != found[-1].by:
            found[-1] = Held(found[-1].since, one.at, found[-1].by)
        if one.held_by and not (running and found[-1].until is None):
            found.append(Held(one.at, None, one.held_by))
    if found and found[-1].until is None and not revisions[-1].active:
        found[-1] = Held(found[-1].since, revisions[-1].at, found[-1].by)
    return found
