"""A session's record as one JSON object: who and what, the summary figures, and every event."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec

from app.report.event import Event
from app.report.events import events
from app.report.figure import Figure
from app.report.figures import figures
from app.report.record import Record
from app.report.telling import stamp

NOT_A_DEVICE = "not a cleared medical device; the bedside monitor is the primary alarm"
"""What every report says of itself."""


class FigureShown(msgspec.Struct, frozen=True):
    """A figure; where `value` is null, `missing` says why."""

    figure: str
    title: str
    value: float | str | None
    unit: str
    at: str | None
    source: str
    note: str
    missing: str


class RecordEvent(msgspec.Struct, frozen=True):
    """An event; `entry` is its number in the journal, null for what has none; a `struck` one no longer counts."""

    at: str
    kind: str
    name: str
    value: float | str | None
    unit: str
    by: str
    entry: int | None
    note: str
    struck: bool


class RecordShown(msgspec.Struct, frozen=True):
    """The record of a session; `closed_at` is null while it is open, `mode` real, test or demo."""

    session: str
    bed: str
    patient: str
    protocol: str
    profile: str
    mode: str
    opened_at: str
    closed_at: str | None
    made_at: str
    zone: str
    notice: str
    figures: list[FigureShown]
    events: list[RecordEvent]


def plain(record: Record) -> RecordShown:
    """The record as plain values."""
    closed = None if record.closed_at is None else stamp(record.closed_at, record.zone)
    return RecordShown(
        record.session, record.bed, record.label, record.protocol.name, record.profile.name, record.mode,
        stamp(record.opened_at, record.zone), closed, stamp(record.made_at, record.zone), record.zone.key,
        NOT_A_DEVICE, [figure_shown(one, record.zone) for one in figures(record)],
        [event_shown(one, record) for one in events(record)],
    )


def figure_shown(one: Figure, zone: ZoneInfo) -> FigureShown:
    """A figure as plain values."""
    at = None if one.at is None else stamp(one.at, zone)
    return FigureShown(one.name, one.title, one.value, one.unit, at, one.source, one.note, one.missing)


def event_shown(one: Event, record: Record) -> RecordEvent:
    """An event as plain values."""
    return RecordEvent(
        stamp(one.at, record.zone), one.topic.value, one.name, one.value, one.unit, one.by, one.number or None,
        one.note, one.struck,
    )
