"""What one transaction of the writer does: it numbers the entries and inserts them with their readings and alarms.

A correction of a device's time also changes when its readings before it were measured; what was recorded first stays
beside it, for the replay. That a person is erased takes their texts out of what stands before it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.journal.erasing_rows import erase
from app.journal.rows import INSERT_ALARM, INSERT_ENTRY, INSERT_READING, alarm_row, entry_row, reading_rows
from app.ports import Write, Written
from monitors.entries import ClockCorrected
from monitors.instant import Instant
from monitors.offset import NEW_FOR
from monitors.personal import erased
from monitors.steps import PatientErased

_ANEW = (
    'UPDATE "reading" SET "measured_first_at" = coalesce("measured_first_at", "measured_at"), "measured_at" = CASE '
    'WHEN "taken_at" + :offset > "received_at" THEN "received_at" '
    'WHEN "taken_at" + :offset < 0 THEN 0 ELSE "taken_at" + :offset END '
    'WHERE "device" = :device AND "received_at" >= :since AND "taken_at" IS NOT NULL AND "sequence" '
)
PLACE_ANEW = (_ANEW + "IS NULL", _ANEW + "IS NOT NULL")
"""As `monitors.offset.measured_at` has it. Apart, because each of the two unique indexes knows the devices of its own
kind of readings, so that nothing else is looked at; 5 to 10 microseconds a reading (measured)."""


def rows_in(write: Write) -> int:
    """How many rows a write makes."""
    readings = sum(len(batch) for _, _, _, batch in write.entries if batch is not None)
    return len(write.entries) + len(write.alarms) + readings


def last_erasure(writes: Sequence[Write], outcomes: Sequence[Written]) -> int:
    """The number of the last entry in these writes by which a person was erased; 0 where there is none."""
    return max((
        number for write, written in zip(writes, outcomes, strict=True)
        for number, (_, _, body, _) in zip(written.numbers, write.entries, strict=True)
        if isinstance(body, PatientErased)
    ), default=0)


def record(connection: sqlite3.Connection, writes: Sequence[Write]) -> list[Written]:
    """Inserts writes in order, numbering on from the last entry of the store; the caller begins and commits.

    A reading or an alarm revision that is there already is left out; left-out readings are counted.
    """
    cursor = connection.cursor()
    (last,) = cursor.execute('SELECT max("number") FROM "entry"').fetchone()
    outcomes = []
    for write in writes:
        written = _record_one(cursor, write, (last or 0) + 1)
        last = written.numbers[-1] if written.numbers else last
        outcomes.append(written)
    return outcomes


def _record_one(cursor: sqlite3.Cursor, write: Write, first: int) -> Written:
    duplicates = 0
    for number, (at, by, body, batch) in enumerate(write.entries, first):
        if isinstance(body, PatientErased):
            erase(cursor, body)
            body = erased(body, body.left_as)
        cursor.execute(INSERT_ENTRY, entry_row(number, at, by, body))
        if batch is not None and len(batch) > 0:
            cursor.executemany(INSERT_READING, reading_rows(number, batch))
            duplicates += len(batch) - cursor.rowcount
        if isinstance(body, ClockCorrected):
            _place_anew(cursor, body, at)
    if write.alarms:
        cursor.executemany(INSERT_ALARM, map(alarm_row, write.alarms))
    return Written(tuple(range(first, first + len(write.entries))), duplicates)


def _place_anew(cursor: sqlite3.Cursor, corrected: ClockCorrected, at: Instant) -> None:
    """Changes when the readings of a device's first minute, of which `at` is part, were measured."""
    marks = {"device": corrected.device, "offset": corrected.offset, "since": at - NEW_FOR}
    for statement in PLACE_ANEW:
        cursor.execute(statement, marks)
