"""Connections to the SQLite file, each set up for its one use, and SQLite's errors said plainly."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from app.ports import JournalError, Unrecordable

WAIT_FOR_S = 2.0
"""How long a connection waits for a lock of another program; within the program the writers take turns."""

_PLAIN = {
    sqlite3.SQLITE_FULL: "the disk is full: free some space; nothing is recorded until then",
    sqlite3.SQLITE_BUSY: "the database is locked by another program: end that program, then try again",
    sqlite3.SQLITE_LOCKED: "the database is locked by another program: end that program, then try again",
    sqlite3.SQLITE_READONLY: "the database can't be written to: check the rights of the data folder",
    sqlite3.SQLITE_IOERR: "the disk failed while reading or writing the database: check the disk and its cables",
    sqlite3.SQLITE_CANTOPEN: "the database can't be opened: check that the data folder exists and may be written to",
    sqlite3.SQLITE_CORRUPT: "the database is damaged: restore it from a backup",
    sqlite3.SQLITE_NOTADB: "the file is not a database of this program: give another folder",
}

_OF_THE_WRITE = (
    sqlite3.DataError, sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError,
    OverflowError, ValueError, TypeError,
)

_LOCKS = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def open_writer(path: Path) -> sqlite3.Connection:
    """A connection that commits durably and never checkpoints the WAL in passing; transactions are begun by hand.

    What it deletes or writes anew is overwritten with zeros, so that an erased person isn't left in the file.
    """
    connection = _connect(path)
    for pragma in ("synchronous=FULL", "wal_autocheckpoint=0", "cache_size=-16000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def open_keeper(path: Path) -> sqlite3.Connection:
    """A connection for WAL checkpoints, which would rather give up than make a commit wait."""
    connection = open_writer(path)
    connection.execute("PRAGMA busy_timeout=0")
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection that can't change anything; it may move between threads, one at a time."""
    connection = _connect(path)
    connection.execute("PRAGMA query_only=ON")
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=WAIT_FOR_S, isolation_level=None, check_same_thread=False)


def journal_error(failure: Exception) -> JournalError:
    """A JournalError that says what went wrong and what to do; Unrecordable where the write itself is the cause."""
    code = primary_code(failure)
    if code is not None and code in _PLAIN:
        return JournalError(_PLAIN[code])
    if isinstance(failure, _OF_THE_WRITE):
        return Unrecordable(f"this write can't be stored: {failure}")
    return JournalError(f"the database refused: {type(failure).__name__}: {failure}")


def locked(failure: Exception) -> bool:
    """Whether another program's lock is the cause, so that trying the next write at once would only wait again."""
    return primary_code(failure) in _LOCKS


def primary_code(failure: Exception) -> int | None:
    """SQLite's primary result code of an error (its low byte), None for errors that are not SQLite's."""
    code = getattr(failure, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None
