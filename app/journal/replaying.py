"""What a restart reads: the newest checkpoint, the last entry, and the journal's tail in chunks of bounded size.

Plain SQL on a connection of its own for each question, so that a command that only folds the journal starts without
loading SQLAlchemy.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from app.journal.connection import journal_error, open_reader
from app.journal.rows import batch_of, entry_of, quoted, session_of
from app.ports import Checkpoint
from monitors.entries import Entry, Received
from monitors.instant import Instant
from monitors.reading import COLUMNS

CHUNK_ENTRIES = 1_000
CHUNK_READINGS = 20_000

_ENTRIES = 'SELECT "number", "at", "by", "body" FROM "entry" WHERE "number" > ? ORDER BY "number" LIMIT ?'
_ABOUT = (
    'SELECT "number", "at", "by", "body" FROM "entry" WHERE "session" = ? AND "number" > ? ORDER BY "number" LIMIT ?'
)
_AS_RECORDED = {"measured_at": 'coalesce("measured_first_at", "measured_at")'}
_READINGS = " ".join((
    "SELECT", ", ".join(_AS_RECORDED.get(name, quoted(name)) for name in ("entry", *COLUMNS)),
    'FROM "reading" WHERE "entry" BETWEEN ? AND ? ORDER BY "entry", "position"',
))


def tail(path: Path, after: int) -> Iterator[Entry]:
    """Every entry above a number, in order; at most a chunk of them is in memory.

    Raises JournalError when the store can't be read or holds what this version doesn't know.
    """
    try:
        with closing(open_reader(path)) as connection:
            while rows := connection.execute(_ENTRIES, (after, CHUNK_ENTRIES)).fetchall():
                after = rows[-1][0]
                for part in _parts([entry_of(row, None) for row in rows]):
                    yield from _with_batches(connection, part)
    except sqlite3.Error as failure:
        raise journal_error(failure) from failure


def about(path: Path, session: str) -> Iterator[Entry]:
    """Every entry that names a session, in order; raises JournalError as `tail` does."""
    after = 0
    try:
        with closing(open_reader(path)) as connection:
            while rows := connection.execute(_ABOUT, (session, after, CHUNK_ENTRIES)).fetchall():
                after = rows[-1][0]
                found = (entry_of(row, None) for row in rows)
                yield from (entry for entry in found if session_of(entry.body) == session)
    except sqlite3.Error as failure:
        raise journal_error(failure) from failure


def _parts(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Cuts entries into runs that hold at most CHUNK_READINGS readings together (or one larger entry)."""
    part: list[Entry] = []
    readings = 0
    for entry in entries:
        size = entry.body.readings if isinstance(entry.body, Received) else 0
        if part and readings + size > CHUNK_READINGS:
            yield part
            part, readings = [], 0
        part.append(entry)
        readings += size
    if part:
        yield part


def _with_batches(connection: sqlite3.Connection, part: Sequence[Entry]) -> Iterator[Entry]:
    rows: list[tuple[Any, ...]] = []
    if any(isinstance(entry.body, Received) for entry in part):
        rows = connection.execute(_READINGS, (part[0].number, part[-1].number)).fetchall()
    batches = {number: batch_of([row[1:] for row in group]) for number, group in groupby(rows, itemgetter(0))}
    for entry in part:
        batch = batches.get(entry.number)
        yield entry if batch is None else Entry(entry.number, entry.at, entry.by, entry.body, batch)


def last(path: Path) -> tuple[int, Instant]:
    """Number and time of the last entry; (0, 0) when there is none."""
    row = _rows(path, 'SELECT "number", "at" FROM "entry" ORDER BY "number" DESC LIMIT 1')
    return (row[0][0], row[0][1]) if row else (0, 0)


def checkpoint(path: Path) -> Checkpoint | None:
    """The newest checkpoint, None when there is none."""
    rows = _rows(
        path,
        'SELECT "number", "name", "state" FROM "checkpoint" WHERE "number" = (SELECT max("number") FROM "checkpoint")',
    )
    return Checkpoint(rows[0][0], {name: bytes(state) for _, name, state in rows}) if rows else None


def _rows(path: Path, question: str) -> list[tuple[Any, ...]]:
    try:
        with closing(open_reader(path)) as connection:
            return connection.execute(question).fetchall()
    except sqlite3.Error as failure:
        raise journal_error(failure) from failure
