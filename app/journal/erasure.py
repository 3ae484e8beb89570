"""What the journal forgets of an erased person: the texts of their sessions, in place; no entry and no number goes.

Every store is asked the same questions (`Kept`), so that all of them forget the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

from alerts.alarm import Alarm
from monitors import personal
from monitors.entries import (
    AnyBody,
    DeviceBound,
    Entry,
    SessionClosed,
    SessionMoved,
    SessionOpened,
)
from monitors.instant import Instant
from monitors.steps import PatientErased

ENDLESS = 2**63 - 1


class Kept(Protocol):
    """What an erasure asks of a store, all of it as it is now."""

    def of_patient(self, patient: str) -> Iterable[Entry]:
        """The entries that name a patient, in order."""

    def about(self, session: str) -> Iterable[Entry]:
        """The entries that name a session, in order."""

    def of_alarms(self, scope: str) -> Iterable[Entry]:
        """The entries that name an alarm of a session or a device of that name."""

    def bound(self, first: int, last: int) -> Iterable[Entry]:
        """The entries between two numbers by which devices came to a bed or left one."""

    def bed_before(self, device: str, number: int) -> str | None:
        """The bed a device was at before an entry."""

    def alarms(self, session: str) -> Iterable[Alarm]:
        """Every revision of a session's alarms."""

    def owner(self, alarm_id: str) -> str | None:
        """The session of a recorded alarm ("" for a device's or the site's); None for one that was never recorded."""

    def ended_at(self, at: Instant) -> Iterable[Alarm]:
        """The revisions of that very instant at which alarms of no session ended."""


@dataclass(slots=True)
class Change:
    """What is to be written in place of what is there: bodies by their entry's number, and alarm revisions."""

    bodies: dict[int, AnyBody] = field(default_factory=dict)
    alarms: list[Alarm] = field(default_factory=list)


class _Stay(NamedTuple):
    """The entries between which a session was open, and the beds it was at."""

    first: int
    last: int
    beds: frozenset[str]


def plan(kept: Kept, asked: PatientErased) -> Change:
    """All that changes when a person is erased."""
    change, stays = Change(), []

    def take(entries: Iterable[Entry]) -> None:
        for entry in entries:
            body = personal.erased(entry.body, asked.left_as)
            if body != entry.body:
                change.bodies[entry.number] = body

    named = list(kept.of_patient(asked.patient))
    take(named)
    for session in [entry.body.session for entry in named if isinstance(entry.body, SessionOpened)]:
        entries = list(kept.about(session))
        take(entries)
        stays.append(_stay(entries))
        take(_of_alarms(kept, session))
        change.alarms += [less for one in kept.alarms(session) if (less := without(one)) != one]
    for entry in _moves(kept, stays):
        take([entry])
        change.alarms += map(without, _ended_by(kept, entry))
    return change


def without(alarm: Alarm) -> Alarm:
    """A revision of an alarm without what persons wrote."""
    seen, shelved = alarm.acknowledged, alarm.shelved
    if seen is not None:
        seen = seen._replace(note=personal.without(seen.note))
    if shelved is not None:
        shelved = shelved._replace(reason=personal.without(shelved.reason))
    quiet = shelved.spoken if shelved is not None and alarm.suppressed_by is not None else alarm.suppressed_by
    return replace(
        alarm, acknowledged=seen, shelved=shelved, suppressed_by=quiet, end_reason=personal.without(alarm.end_reason)
    )


def _of_alarms(kept: Kept, session: str) -> Iterator[Entry]:
    """What persons said of a session's alarms; a device can have a session's name, so the alarm itself is asked."""
    for entry in kept.of_alarms(session):
        if kept.owner(str(getattr(entry.body, "alarm", ""))) in (session, None):
            yield entry


def _stay(entries: Sequence[Entry]) -> _Stay:
    beds = {entry.body.bed for entry in entries if isinstance(entry.body, SessionOpened | SessionMoved)}
    closed = [entry.number for entry in entries if isinstance(entry.body, SessionClosed)]
    return _Stay(entries[0].number, closed[0] if closed else ENDLESS, frozenset(beds))


def _moves(kept: Kept, stays: Sequence[_Stay]) -> Iterator[Entry]:
    """The entries by which devices came to the beds of these sessions, or left them, while they were open."""
    for stay in stays:
        for entry in kept.bound(stay.first, stay.last):
            body = entry.body
            if isinstance(body, DeviceBound) and body.reason:
                sides = {body.bed, kept.bed_before(body.device, entry.number)}
                if stay.beds & sides:
                    yield entry


def _ended_by(kept: Kept, entry: Entry) -> Iterator[Alarm]:
    """The device's own alarms that ended with that entry's reason."""
    body = entry.body
    if isinstance(body, DeviceBound) and body.reason:
        for alarm in kept.ended_at(entry.at):
            if (alarm.scope.device, alarm.end_reason) == (body.device, body.reason):
                yield alarm
