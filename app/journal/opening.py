"""Opens a journal: makes the file, brings its schema to this version, and refuses what isn't ours to touch."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from app.journal.connection import journal_error, open_writer
from app.journal.files import database_path, make_file, make_folder
from app.journal.sql import SqlJournal
from app.ports import JournalError

HEAD = "0003"
"""The schema of this version: the number of the newest migration (a test compares them)."""

_VERSION = "SELECT version_num FROM alembic_version"
_TABLES = "SELECT count(*) FROM sqlite_master WHERE type = 'table'"


def open_journal(where: str | Path) -> SqlJournal:
    """The journal of a data folder (its file is infusion-watch.db) or of a `sqlite:///FILE` address.

    What doesn't exist is made, readable for its owner only. An older schema is migrated; raises JournalError, with what
    to do, for a newer one, for a file of something else, and when the disk refuses. Whoever writes must hold the
    folder's lock (`app.journal.lock`).
    """
    path = database_path(where)
    try:
        make_folder(path.parent)
        make_file(path)
        with closing(open_writer(path)) as connection:
            _bring_to_head(connection, path)
    except OSError as failure:
        raise JournalError(f"{path} can't be opened: {failure.strerror}: check the folder and its rights") from failure
    except sqlite3.Error as failure:
        raise JournalError(f"{path}: {journal_error(failure)}") from failure
    return SqlJournal(path)


def _bring_to_head(connection: sqlite3.Connection, path: Path) -> None:
    version = _version(connection)
    if version == HEAD:
        return
    if version is None and connection.execute(_TABLES).fetchone() != (0,):
        raise JournalError(f"{path} is a database of another program: give another folder")
    if version is not None and version > HEAD:
        raise JournalError(
            f"{path} was written by a newer version of this program (schema {version}, this one knows {HEAD}): "
            "install that version or a newer one"
        )
    connection.execute("PRAGMA journal_mode=WAL")
    from app.journal.migrations.running import upgrade

    upgrade(path)


def _version(connection: sqlite3.Connection) -> str | None:
    """The schema's number, None where there is none yet."""
    try:
        row = connection.execute(_VERSION).fetchone()
    except sqlite3.OperationalError as failure:
        if "no such table" in str(failure):
            return None
        raise
    return str(row[0]) if row else None
