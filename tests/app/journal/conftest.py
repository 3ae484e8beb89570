"""Every journal there is, for the tests that each of them must pass."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.journal.memory import MemoryJournal
from app.journal.opening import open_journal
from app.ports import Journal


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    open_journal(folder).close()
    return folder


@pytest.fixture(params=["memory", "sqlite"])
def journal(request: pytest.FixtureRequest, empty: Path, tmp_path: Path) -> Iterator[Journal]:
    if request.param == "memory":
        opened: Journal = MemoryJournal()
    else:
        shutil.copytree(empty, tmp_path / "folder")
        opened = open_journal(tmp_path / "folder")
    yield opened
    opened.close()
