"""The data folder and the database file in it, made so that only their owner can read them."""

from __future__ import annotations

import os
from pathlib import Path

from app.ports import JournalError

DATABASE_FILE = "infusion-watch.db"
SQLITE = "sqlite:///"


def database_path(where: str | Path) -> Path:
    """The database file of a data folder, or of a `sqlite:///FILE` address.

    Raises JournalError for the address of a store that this program can't use.
    """
    if isinstance(where, str) and "://" in where:
        file = where.removeprefix(SQLITE)
        if file == where or not file or file == ":memory:":
            scheme = where.partition("://")[0]
            raise JournalError(f"the store {scheme}://… can't be used: give a data folder, or {SQLITE}FILE with a file")
        return Path(file)
    return Path(where) / DATABASE_FILE


def make_folder(folder: Path) -> None:
    """Makes the folder for its owner only (0700); one that is there already is left as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_file(path: Path) -> None:
    """Makes an empty file for its owner only (0600); SQLite gives its own side files the same rights."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return
