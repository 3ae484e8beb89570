"""One writer per data folder: an exclusive lock that the system lets go of when its program ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from app.journal.files import DATABASE_FILE, make_folder

LOCK_FILE = "lock"


class Lock:
    """The right to write to a data folder, held until `release` or the end of the program."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Lets another program have the folder; calling it again does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Lock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def acquire(folder: Path) -> Lock | None:
    """The folder's lock, or None while another program (or this one) holds it; never waits.

    Makes the folder when it isn't there. Raises OSError when the folder can't be made or written.
    """
    make_folder(folder)
    return _hold(folder / LOCK_FILE)


def acquire_store(file: Path) -> Lock | None:
    """The lock of a database file outside the data folder, so that two folders can't share one; never waits.

    It lies beside the file; a file that is another folder's own store is locked with that folder. Raises OSError.
    """
    whole = file.resolve()
    if whole.name == DATABASE_FILE:
        return acquire(whole.parent)
    make_folder(whole.parent)
    return _hold(whole.with_name(f"{whole.name}.{LOCK_FILE}"))


def _hold(file: Path) -> Lock | None:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError:
        os.close(descriptor)
        raise
    return Lock(descriptor)
