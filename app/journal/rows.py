"""Entries, readings and alarms as rows of the store, and back; the statements that write them.

The statements name every column in quotes and end in ON CONFLICT DO NOTHING, as SQLite and PostgreSQL both know it.
Enumerations are stored as their texts, times as whole microseconds, an alarm's priority as its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from alerts.alarm import Alarm
from app.ports import JournalError
from monitors import entries
from monitors.entries import AnyBody, Entry, Received
from monitors.instant import Instant
from monitors.reading import COLUMNS, Batch, Mode, Quality, Status
from monitors.vitals import Vital

Row = tuple[object, ...]

ENTRY_COLUMNS = ("number", "at", "by", "kind", "body", "session", "patient")
READING_COLUMNS = ("entry", "position", *COLUMNS, "value_key")
ALARM_COLUMNS = ("id", "revision", "at", "session", "state", "onset_at", "ended_at", "body")
CHECKPOINT_COLUMNS = ("number", "name", "state")

NOT_FREQUENT = "kind NOT IN ('Received', 'Advanced')"
"""What `entry_by_kind` holds; a question must say it word for word, so that SQLite knows that the index answers it."""


def insert(table: str, columns: Sequence[str], conflict: str = "") -> str:
    """The statement that inserts one row into a table."""
    names, marks = ", ".join(map(quoted, columns)), ", ".join("?" * len(columns))
    return " ".join(("INSERT INTO", quoted(table), f"({names}) VALUES ({marks})", conflict)).rstrip()


def quoted(name: str) -> str:
    """A column's or table's name in the quotes that keep words like offset from being taken for SQL."""
    return f'"{name}"'


INSERT_ENTRY = insert("entry", ENTRY_COLUMNS)
INSERT_READING = insert("reading", READING_COLUMNS, "ON CONFLICT DO NOTHING")
INSERT_ALARM = insert("alarm_revision", ALARM_COLUMNS, "ON CONFLICT DO NOTHING")
INSERT_CHECKPOINT = insert("checkpoint", CHECKPOINT_COLUMNS)


def entry_row(number: int, at: Instant, by: str, body: AnyBody) -> Row:
    """An entry as a row."""
    return (number, at, by, type(body).__name__, entries.encode(body).decode(), scope_of(body), patient_of(body))


def session_of(body: AnyBody) -> str | None:
    """The session that an entry names itself; None for one that is about no session, or about one of its alarms."""
    return getattr(body, "session", None) or None


def patient_of(body: AnyBody) -> str | None:
    """The label of the patient that an entry names itself."""
    return getattr(body, "patient", None) or None


def scope_of(body: AnyBody) -> str | None:
    """What the column `session` has: the session that an entry names, or the scope of the alarm that it names.

    That is a session, a device or the site: a device may have a session's name, so whoever asks looks at the alarm.
    """
    return session_of(body) or getattr(body, "alarm", "").partition(".")[0] or None


def entry_of(row: tuple[int, Instant, str, str], batch: Batch | None) -> Entry:
    """The entry of its (number, at, by, body) row; raises JournalError for a kind that this version doesn't know."""
    number, at, by, text = row
    try:
        body = entries.decode(text.encode())
    except msgspec.MsgspecError as failure:
        raise JournalError(f"entry {number} can't be read by this version of the program: {failure}") from failure
    return Entry(number, at, by, body, (batch or Batch()) if isinstance(body, Received) else None)


def value_text(value: float | None, status: Status) -> str:
    """What keys a reading without a sequence beside its time: the value's shortest exact text, or its status."""
    return f"status:{status.value}" if value is None else repr(value + 0.0)


def reading_rows(number: int, batch: Batch) -> Iterable[Row]:
    """The readings of an entry as rows, column by column: enumerations and booleans become plain texts and numbers."""
    text = str.__str__
    keys = [
        value_text(value, status) if sequence is None and taken_at is not None else None
        for value, status, sequence, taken_at in zip(
            batch.value, batch.status, batch.sequence, batch.taken_at, strict=True
        )
    ]
    return zip(
        [number] * len(batch), range(len(batch)),
        batch.device, batch.epoch, map(text, batch.vital), batch.value, map(text, batch.status),
        map(text, batch.quality), batch.reason, batch.sequence, batch.taken_at, batch.received_at, batch.measured_at,
        batch.offset, map(int, batch.late), batch.session, batch.bed, batch.method, batch.measurement,
        map(text, batch.mode), keys, strict=True,
    )


def batch_of(rows: Sequence[Row]) -> Batch:
    """The batch of reading rows, each with the columns of a Reading in their order."""
    if not rows:
        return Batch()
    batch = Batch(*map(list, zip(*rows, strict=True)))
    batch.vital = [_VITAL[text] for text in batch.vital]
    batch.status = [_STATUS[text] for text in batch.status]
    batch.quality = [_QUALITY[text] for text in batch.quality]
    batch.mode = [_MODE[text] for text in batch.mode]
    batch.late = list(map(bool, batch.late))
    return batch


_VITAL: dict[str, Vital] = {one.value: one for one in Vital}
_STATUS: dict[str, Status] = {one.value: one for one in Status}
_QUALITY: dict[str, Quality] = {one.value: one for one in Quality}
_MODE: dict[str, Mode] = {one.value: one for one in Mode}


def alarm_row(alarm: Alarm) -> Row:
    """An alarm's revision as a row."""
    return (
        alarm.id, alarm.revision, alarm.at, alarm.scope.session, alarm.state.value, alarm.onset_at, alarm.ended_at,
        msgspec.json.encode(alarm).decode(),
    )


def alarm_of(text: str) -> Alarm:
    """The alarm of its stored JSON; raises JournalError when this version can't read it."""
    try:
        return msgspec.json.decode(text, type=Alarm)
    except msgspec.MsgspecError as failure:
        raise JournalError(f"an alarm can't be read by this version of the program: {failure}") from failure
