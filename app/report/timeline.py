"""What stands beside a session's readings in any span of it: the limits in force, phases, and every event."""

from __future__ import annotations

import msgspec

from alerts.treatment.history import phases
from app.report.events import events
from app.report.limits_in_force import limits_in_force
from app.report.plain import RecordEvent, event_shown
from app.report.record import Record
from app.report.telling import stamp
from monitors.instant import Instant
from monitors.vitals import VITALS


class VitalLimits(msgspec.Struct, frozen=True):
    """The limits that a vital had from an instant until another; null is none on that side."""

    vital: str
    since: str
    until: str
    low: float | None
    high: float | None


class PhaseSpan(msgspec.Struct, frozen=True):
    """A phase, from an instant until another."""

    phase: str
    since: str
    until: str


class Timeline(msgspec.Struct, frozen=True):
    """A span of a session: what overlaps it, and the events in it."""

    session: str
    since: str
    until: str
    phases: list[PhaseSpan]
    limits: list[VitalLimits]
    events: list[RecordEvent]


def timeline(record: Record, since: Instant, until: Instant) -> Timeline:
    """The session within [since, until]; nothing is left out that is in force in it."""
    zone = record.zone
    begun = phases(record.history)
    ends = [*(at for at, _ in begun[1:]), record.until]
    told = [
        PhaseSpan(phase, stamp(at, zone), stamp(end, zone))
        for (at, phase), end in zip(begun, ends, strict=True) if at <= until and end >= since
    ]
    limits = [
        VitalLimits(vital.value, stamp(one.since, zone), stamp(one.until, zone), one.low, one.high)
        for vital in VITALS for one in limits_in_force(record, vital)
        if one.since <= until and one.until >= since and (one.low, one.high) != (None, None)
    ]
    happened = [event_shown(one, record) for one in events(record) if since <= one.at <= until]
    return Timeline(record.session, stamp(since, zone), stamp(until, zone), told, limits, happened)
