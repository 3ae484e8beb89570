"""`server.json` in a data folder: where its running server is, and the local token that lives as long as it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

NAME = "server.json"


@dataclass(frozen=True, slots=True)
class Address:
    """A running server: its address, a token of a local administrator, its process."""

    url: str
    token: str
    pid: int


def write(folder: Path, address: Address) -> None:
    """Writes the file for its owner only, at once and whole."""
    new = folder / f"{NAME}.new"
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"url": address.url, "token": address.token, "pid": address.pid}, file)
    new.replace(folder / NAME)


def read(folder: Path) -> Address | None:
    """The address of the server that runs; None without one, also when the file outlived its process."""
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
        address = Address(str(told["url"]), str(told["token"]), int(told["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return address if _lives(address.pid) else None


def remove(folder: Path) -> None:
    """Takes the file away, if it is there."""
    (folder / NAME).unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
