"""The journal alone, killed in the middle of its commits: what was called durable is there, once and whole.

A program appends as fast as it can and tells each entry that became durable. It is killed at once after some of those;
the journal then holds every entry that was told, perhaps some that were written but not told any more, and nothing
else: numbers without a gap, each entry with all its readings.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.journal.opening import open_journal
from monitors.reading import Batch
from tests.app.journal.making import numbered, received

ROOT = Path(__file__).parents[2]
SIZE = 7
PROGRAM = f"""
import sys, threading
from app.journal.opening import open_journal
from tests.app.journal.making import numbered, received
journal, room = open_journal(sys.argv[1]), threading.Semaphore(200)
first, _ = journal.last()
def told(future):
    (number,) = future.result().numbers
    print(number, flush=True)
    room.release()
for k in range(first, 1_000_000):
    room.acquire()
    write = received(*numbered({SIZE}, first=k * {SIZE}), at=k)
    journal.append(write).add_done_callback(told)
"""


@pytest.mark.crash
def test_a_kill_loses_nothing_that_was_called_durable(tmp_path: Path) -> None:
    open_journal(tmp_path).close()
    for after in (1, 40, 700, 2_000):
        told = _told_until_killed(tmp_path, after)
        with closing(open_journal(tmp_path)) as journal:
            entries = list(journal.tail(0))
            assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
            assert told <= {entry.number for entry in entries}
            for entry in entries:
                assert entry.batch == Batch.of(numbered(SIZE, first=entry.at * SIZE))
            one_more = numbered(SIZE, first=len(entries) * SIZE)
            assert journal.append(received(*one_more, at=len(entries))).result(20).numbers == (len(entries) + 1,)


def _told_until_killed(folder: Path, after: int) -> set[int]:
    """Runs the program until it has told so many numbers, kills it, and gives all that it had told."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)], cwd=ROOT, text=True, stdout=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        told = {int(program.stdout.readline()) for _ in range(after)}
        program.send_signal(signal.SIGKILL)
        told |= {int(line) for line in program.stdout.read().splitlines(keepends=True) if line.endswith("\n")}
    return told
