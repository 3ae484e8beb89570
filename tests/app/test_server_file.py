"""`server.json`: for its owner only, and believed only while its process lives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.server_file import Address, read, remove, write


def test_it_is_read_back_and_closed_to_others(tmp_path: Path) -> None:
    address = Address("http://127.0.0.1:1", "secret", os.getpid())
    write(tmp_path, address)
    assert read(tmp_path) == address
    assert (tmp_path / "server.json").stat().st_mode & 0o777 == 0o600
    remove(tmp_path)
    assert read(tmp_path) is None
    remove(tmp_path)


def test_one_that_outlived_its_process_is_not_believed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    write(tmp_path, Address("http://127.0.0.1:1", "secret", gone.pid))
    assert read(tmp_path) is None


def test_a_damaged_one_is_none(tmp_path: Path) -> None:
    for text in ("", "[]", "{}", '{"url": 1, "token": "x", "pid": "many"}'):
        (tmp_path / "server.json").write_text(text)
        assert read(tmp_path) is None
