"""Alarm load: how many alarms a bed-hour, which stand, chatter or flood, and how long people take to acknowledge.

It is made of alarm revisions and nothing else: those the journal keeps, or those a running server has just made. Every
window is half open, [since, until): what happens at `until` belongs to the next one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from alerts.alarm import Alarm, Kind, Priority, Scope
from monitors.instant import MINUTE, Duration, Instant


class Definition(NamedTuple):
    """One constant of these figures: its value and unit, what it says, and where it comes from."""

    name: str
    value: float
    unit: str
    says: str
    source: str


HOUR = 60 * MINUTE

CHATTERS, CHATTERS_WITHIN = 3, 10 * MINUTE
FLOODS, FLOODS_WITHIN = 10, 10 * MINUTE
STANDS_AFTER = 10 * MINUTE

DEFINITIONS = (
    Definition("standing_after_min", STANDS_AFTER / MINUTE, "min", "an alarm stands when it is active for this long",
               "proposal: ISA-18.2 says 24 h, which no session lasts"),
    Definition("chattering_onsets", CHATTERS, "1", "so many onsets of one condition of one scope are chattering",
               "ISA-18.2 speaks of 3 in one minute; proposal for a slow ward"),
    Definition("chattering_within_min", CHATTERS_WITHIN / MINUTE, "min", "when they lie within this time",
               "proposal"),
    Definition("flood_onsets", FLOODS, "1", "so many onsets at a bed, or on the ward, are a flood",
               "ISA-18.2: ten alarms in ten minutes for one person"),
    Definition("flood_within_min", FLOODS_WITHIN / MINUTE, "min", "when they lie within this time", "ISA-18.2"),
)
"""Every constant of the load, as it is told with the figures."""

LOOKBACK = max(STANDS_AFTER, CHATTERS_WITHIN, FLOODS_WITHIN)
"""How long before a window an onset can still matter to it."""


class Seat(NamedTuple):
    """A session's time at a bed; `closed_at` is None while it is open there."""

    bed: str
    opened_at: Instant
    closed_at: Instant | None


@dataclass(frozen=True, slots=True)
class Course:
    """One episode's course: how it began, the worst it became, when it was first acknowledged, when it was over.

    `condition`, `rule`, `kind` and `priority` are those of its beginning: an upgrade or a worsening is no new alarm.
    """

    id: str
    scope: Scope
    condition: str
    rule: str
    kind: Kind
    priority: Priority
    worst: Priority
    onset_at: Instant
    acknowledged_at: Instant | None = None
    over_at: Instant | None = None

    def followed(self, alarm: Alarm) -> Course:
        """The course after one more revision of its episode."""
        seen = alarm.acknowledged.at if alarm.acknowledged else None
        return replace(
            self,
            worst=max(self.worst, alarm.priority) if self.acknowledged_at is None else self.worst,
            acknowledged_at=seen if self.acknowledged_at is None else self.acknowledged_at,
            over_at=None if alarm.active else alarm.at,
        )


class Spell(NamedTuple):
    """A time of chattering or of flood, [since, until), with the onsets that made it; of a bed "" the whole ward."""

    bed: str
    scope: str
    condition: str
    since: Instant
    until: Instant
    onsets: int


class Answers(NamedTuple):
    """How alarms of one priority were acknowledged: how many, how fast; how many ended without, how many wait.

    `median` and `p90` are order statistics (nearest rank), None where none was acknowledged.
    """

    acknowledged: int
    median: Duration | None
    p90: Duration | None
    never: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The load of a window; counts are of onsets in it."""

    since: Instant
    until: Instant
    bed_hours: float
    alarms: int
    by_rule: dict[str, int]
    by_condition: dict[str, int]
    by_priority: dict[str, int]
    by_kind: dict[str, int]
    standing: tuple[str, ...]
    chattering: tuple[Spell, ...]
    floods: tuple[Spell, ...]
    answers: dict[Priority, Answers]


class Tally:
    """The courses of episodes, kept as their revisions come."""

    def __init__(self) -> None:
        self.courses: dict[str, Course] = {}

    def take(self, alarm: Alarm) -> tuple[Course | None, Course]:
        """Takes one revision in and gives the episode's course before and after it."""
        before = self.courses.get(alarm.id)
        begun = before or Course(
            alarm.id, alarm.scope, alarm.condition, alarm.rule, alarm.kind, alarm.priority, alarm.priority,
            alarm.onset_at,
        )
        after = self.courses[alarm.id] = begun.followed(alarm)
        return before, after

    def forget(self, before: Instant) -> None:
        """Drops what was over, and began more than LOOKBACK, before an instant."""
        self.courses = {
            name: one for name, one in self.courses.items()
            if one.onset_at >= before - LOOKBACK or one.over_at is None or one.over_at >= before
        }

    def flooding(self, at: Instant) -> list[str]:
        """The beds that are in a flood at an instant, and "" when the ward is."""
        return [spell.bed for spell in floods(self.courses.values(), at, at + 1)]

    def standing(self, at: Instant) -> list[str]:
        """The alarms that stand at an instant."""
        return [
            one.id for one in self.courses.values()
            if one.onset_at + STANDS_AFTER <= at and (one.over_at is None or one.over_at > at)
        ]


def courses_of(revisions: Iterable[Alarm], until: Instant) -> list[Course]:
    """The courses of recorded revisions as they were at `until`, in the order of their onsets."""
    tally = Tally()
    for alarm in sorted(revisions, key=lambda one: (one.onset_at, one.id, one.revision)):
        if alarm.at < until:
            tally.take(alarm)
    return list(tally.courses.values())


def load(courses: Iterable[Course], seats: Iterable[Seat], since: Instant, until: Instant, bed: str = "") -> Figures:
    """The figures of [since, until), of one bed or of the whole ward; `courses` from LOOKBACK before `since` on."""
    known = [one for one in courses if bed in ("", one.scope.bed) and one.onset_at < until]
    begun = [one for one in known if one.onset_at >= since]
    hours = sum(_open_for(seat, since, until) for seat in seats if bed in ("", seat.bed)) / HOUR
    flooded = floods(known, since, until)
    return Figures(
        since, until, hours, len(begun), _count(one.rule for one in begun), _count(one.condition for one in begun),
        {one.name.lower(): sum(each.priority is one for each in begun) for one in reversed(Priority)},
        {one.value: sum(each.kind is one for each in begun) for one in Kind},
        tuple(one.id for one in known if _stands_from(one, since, until)),
        chattering(known, since, until),
        tuple(spell for spell in flooded if spell.bed or not bed),
        {one: answers([each for each in begun if each.worst is one]) for one in reversed(Priority)},
    )


def _open_for(seat: Seat, since: Instant, until: Instant) -> Duration:
    end = until if seat.closed_at is None else min(seat.closed_at, until)
    return max(0, end - max(seat.opened_at, since))


def _count(names: Iterable[str]) -> dict[str, int]:
    """How often each name came, the most frequent first."""
    return dict(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


def _stands_from(course: Course, since: Instant, until: Instant) -> bool:
    """Whether an alarm began to stand in a window: it was still active then."""
    stands_at = course.onset_at + STANDS_AFTER
    return since <= stands_at < until and (course.over_at is None or course.over_at > stands_at)


def chattering(courses: Iterable[Course], since: Instant, until: Instant) -> tuple[Spell, ...]:
    """When one condition of one scope began again and again, clipped to the window."""
    groups: dict[tuple[str, str, str], list[Instant]] = {}
    for one in courses:
        groups.setdefault((one.scope.bed, one.scope.id, one.condition), []).append(one.onset_at)
    return _spells(groups, CHATTERS, CHATTERS_WITHIN, since, until)


def floods(courses: Iterable[Course], since: Instant, until: Instant) -> tuple[Spell, ...]:
    """When a bed, or (as bed "") the whole ward, had more alarms than one person can take in, clipped to the window."""
    groups: dict[tuple[str, str, str], list[Instant]] = {}
    for one in courses:
        groups.setdefault(("", "", ""), []).append(one.onset_at)
        if one.scope.bed:
            groups.setdefault((one.scope.bed, "", ""), []).append(one.onset_at)
    return _spells(groups, FLOODS, FLOODS_WITHIN, since, until)


def _spells(
    groups: dict[tuple[str, str, str], list[Instant]], number: int, within: Duration, since: Instant, until: Instant
) -> tuple[Spell, ...]:
    found = []
    for (bed, scope, condition), instants in groups.items():
        for begin, end in dense(instants, number, within):
            if begin < until and end > since:
                onsets = sum(begin - within < at < min(end, until) for at in instants)
                found.append(Spell(bed, scope, condition, max(begin, since), min(end, until), onsets))
    return tuple(sorted(found, key=lambda one: (one.since, one.bed, one.scope, one.condition)))


def dense(instants: Iterable[Instant], number: int, within: Duration) -> list[tuple[Instant, Instant]]:
    """The times [begin, end) at each t of which at least `number` of the instants lie in (t - within, t]."""
    ordered, found = sorted(instants), list[tuple[Instant, Instant]]()
    for first, last in zip(ordered, ordered[number - 1 :], strict=False):
        begin, end = last, first + within
        if begin >= end:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found


def answers(courses: Sequence[Course]) -> Answers:
    """How fast these alarms were acknowledged, from their onset to the first acknowledgement."""
    taken = sorted(one.acknowledged_at - one.onset_at for one in courses if one.acknowledged_at is not None)
    silent = [one for one in courses if one.acknowledged_at is None]
    waiting = sum(one.over_at is None for one in silent)
    return Answers(len(taken), rank(taken, 50), rank(taken, 90), len(silent) - waiting, waiting)


def rank(ordered: Sequence[Duration], percent: int) -> Duration | None:
    """The smallest of the ordered values that at least so many percent of them don't exceed; None of none."""
    return ordered[(len(ordered) * percent + 99) // 100 - 1] if ordered else None
