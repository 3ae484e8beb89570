"""What one transaction of the writer does: it numbers the entries and inserts them with their readings and alarms."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.journal.rows import INSERT_ALARM, INSERT_ENTRY, INSERT_READING, alarm_row, entry_row, reading_rows
from app.ports import Write, Written


def rows_in(write: Write) -> int:
    """How many rows a write makes."""
    readings = sum(len(batch) for _, _, _, batch in write.entries if batch is not None)
    return len(write.entries) + len(write.alarms) + readings


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
        cursor.execute(INSERT_ENTRY, entry_row(number, at, by, body))
        if batch is not None and len(batch) > 0:
            cursor.executemany(INSERT_READING, reading_rows(number, batch))
            duplicates += len(batch) - cursor.rowcount
    if write.alarms:
        cursor.executemany(INSERT_ALARM, map(alarm_row, write.alarms))
    return Written(tuple(range(first, first + len(write.entries))), duplicates)
