"""Only one program writes to a data folder, and a dead one holds nothing."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

from app.journal.lock import acquire

ROOT = Path(__file__).parents[3]
HOLDER = """
import sys, pathlib
from app.journal.lock import acquire
lock = acquire(pathlib.Path(sys.argv[1]))
print(lock is not None, flush=True)
sys.stdin.read()
"""


def test_a_folder_has_one_lock(tmp_path: Path) -> None:
    first = acquire(tmp_path / "ward")
    assert first is not None
    assert acquire(tmp_path / "ward") is None
    assert acquire(tmp_path / "another") is not None
    first.release()
    first.release()
    with_again = acquire(tmp_path / "ward")
    assert with_again is not None
    with with_again:
        assert acquire(tmp_path / "ward") is None
    assert acquire(tmp_path / "ward") is not None


def test_the_folder_it_makes_is_its_owners_only(tmp_path: Path) -> None:
    assert acquire(tmp_path / "ward") is not None
    assert stat.S_IMODE((tmp_path / "ward").stat().st_mode) == 0o700


def test_a_killed_program_lets_go(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        assert acquire(tmp_path) is None
        holder.kill()
    assert acquire(tmp_path) is not None
