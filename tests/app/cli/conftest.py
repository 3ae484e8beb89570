"""An empty data folder and its commands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.app.cli.running import Commands


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    """The program on an empty folder, with an environment that says nothing."""
    for name in list(os.environ):
        if name.startswith("INFUSION_WATCH_"):
            monkeypatch.delenv(name)
    return Commands(tmp_path / "ward", capsys)
