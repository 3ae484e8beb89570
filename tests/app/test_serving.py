"""A server's socket and its address."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.journal.files import DATABASE_FILE
from app.serving import CannotServe, address, bind, locked
from app.settings import Settings


def test_port_0_picks_a_free_one_and_a_wildcard_is_reached_on_this_machine() -> None:
    with bind("0.0.0.0", 0) as listening:
        assert address(listening).startswith("http://127.0.0.1:")
    with bind("127.0.0.1", 0) as listening:
        assert address(listening) == f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_what_cannot_be_listened_on_is_told() -> None:
    with bind("127.0.0.1", 0) as listening:
        listening.listen()
        port = listening.getsockname()[1]
        with pytest.raises(CannotServe, match=str(port)):
            bind("127.0.0.1", port)
    with pytest.raises(CannotServe, match="nowhere"):
        bind("nowhere.invalid", 0)


@pytest.mark.parametrize("name", ["shared.db", DATABASE_FILE])
def test_two_folders_cannot_share_a_database(tmp_path: Path, name: str) -> None:
    store = f"sqlite:///{tmp_path / 'store' / name}"
    first = Settings(data=tmp_path / "a", database=store)
    second = Settings(data=tmp_path / "b", database=store)
    with locked(first):
        with pytest.raises(CannotServe, match=r"store.* is in use"):
            locked(second)
        with locked(Settings(data=tmp_path / "b")):
            pass
    with locked(second):
        pass


def test_a_database_that_is_another_folders_own_is_locked_with_it(tmp_path: Path) -> None:
    owner = Settings(data=tmp_path / "a")
    with locked(owner), pytest.raises(CannotServe, match="in use"):
        locked(Settings(data=tmp_path / "b", database=f"sqlite:///{tmp_path / 'a' / DATABASE_FILE}"))
    with locked(Settings(data=tmp_path / "a", database=f"sqlite:///{tmp_path / 'a' / DATABASE_FILE}")):
        pass
