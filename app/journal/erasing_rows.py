"""Erases a person from the database file, within the transaction that records that they are erased.

Only rows that an index leads to are looked at, so that the writer isn't held up; `PRAGMA secure_delete` (every
connection that writes has it) puts zeros where the texts were. Checkpoints hold copies: all of them go.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import msgspec

from alerts.alarm import Alarm, State
from app.journal.erasure import plan
from app.journal.rows import NOT_FREQUENT, alarm_of, alarm_row, entry_of, patient_of, session_of
from monitors import entries
from monitors.entries import Entry
from monitors.instant import Instant
from monitors.steps import PatientErased

_ENTRY = 'SELECT "number", "at", "by", "body" FROM "entry" WHERE '
_OF_PATIENT = f'{_ENTRY} "patient" = ? ORDER BY "number"'
_ABOUT = f'{_ENTRY} "session" = ? ORDER BY "number"'
_BINDING = f"{_ENTRY} \"kind\" = 'DeviceBound' AND {NOT_FREQUENT} AND "
_BOUND = f'{_BINDING} "number" > ? AND "number" < ? ORDER BY "number"'
_BEFORE = f'{_BINDING} "number" < ? AND instr("body", ?) ORDER BY "number" DESC LIMIT 1'
_ALARMS = 'SELECT "body" FROM "alarm_revision" WHERE "session" = ?'
_OWNER = 'SELECT "session" FROM "alarm_revision" WHERE "id" = ? LIMIT 1'
_ENDED = 'SELECT "body" FROM "alarm_revision" WHERE "state" = ? AND "at" = ? AND "session" = \'\''
_WRITE_ENTRY = 'UPDATE "entry" SET "body" = ?, "patient" = ? WHERE "number" = ?'
_WRITE_ALARM = 'UPDATE "alarm_revision" SET "body" = ? WHERE "id" = ? AND "revision" = ?'
_FORGET = 'DELETE FROM "checkpoint"'


def erase(cursor: sqlite3.Cursor, asked: PatientErased) -> None:
    """Writes in place what is left of a person; the caller's transaction has the entry itself."""
    change = plan(_Rows(cursor), asked)
    cursor.executemany(
        _WRITE_ENTRY,
        [(entries.encode(body).decode(), patient_of(body), number) for number, body in change.bodies.items()],
    )
    cursor.executemany(_WRITE_ALARM, [(alarm_row(one)[-1], one.id, one.revision) for one in change.alarms])
    cursor.execute(_FORGET)


class _Rows:
    """What an erasure asks, of the database."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def of_patient(self, patient: str) -> list[Entry]:
        """The entries that name a patient."""
        return self._entries(_OF_PATIENT, patient)

    def about(self, session: str) -> list[Entry]:
        """The entries that name a session."""
        return [entry for entry in self._entries(_ABOUT, session) if session_of(entry.body) == session]

    def of_alarms(self, scope: str) -> list[Entry]:
        """The entries that name an alarm of that scope."""
        return [entry for entry in self._entries(_ABOUT, scope) if session_of(entry.body) is None]

    def bound(self, first: int, last: int) -> list[Entry]:
        """The entries between two numbers by which devices came to a bed or left one."""
        return self._entries(_BOUND, first, last)

    def bed_before(self, device: str, number: int) -> str | None:
        """The bed a device was at before an entry."""
        named = f'"device":{msgspec.json.encode(device).decode()}'
        found = self._entries(_BEFORE, number, named)
        return getattr(found[0].body, "bed", None) if found else None

    def _entries(self, question: str, *marks: object) -> list[Entry]:
        return [entry_of(row, None) for row in self._cursor.execute(question, marks).fetchall()]

    def alarms(self, session: str) -> Iterator[Alarm]:
        """Every revision of a session's alarms."""
        return self._alarms(_ALARMS, (session,))

    def owner(self, alarm_id: str) -> str | None:
        """The session of a recorded alarm."""
        row = self._cursor.execute(_OWNER, (alarm_id,)).fetchone()
        return None if row is None else str(row[0])

    def ended_at(self, at: Instant) -> Iterator[Alarm]:
        """The revisions at which alarms of no session ended then."""
        return self._alarms(_ENDED, (State.ENDED.value, at))

    def _alarms(self, question: str, marks: tuple[object, ...]) -> Iterator[Alarm]:
        return (alarm_of(row[0]) for row in self._cursor.execute(question, marks).fetchall())
