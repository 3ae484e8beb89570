"""Replay speed for one bed at one reading a second, as a multiple of real time; the limit is 500."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.report import machine, table, tell
from tests.program import command, environment

HOURS = 2
LIMIT = 500


def write_recording(file: Path, seconds: int) -> None:
    """A calm patient with two desaturations an hour, once a second, a cuff every 10 minutes; always the same."""
    draw = random.Random(7)
    with file.open("w", encoding="utf-8") as out:
        out.write("time_s,heart_rate,spo2,systolic,diastolic,mean\n")
        for second in range(seconds):
            low = 9 if second % 1800 > 1750 else 0
            cuff = f"{118 + draw.randrange(9)},{74 + draw.randrange(6)},{89 + draw.randrange(6)}"
            cuff = cuff if second % 600 == 0 else ",,"
            out.write(f"{second},{70 + draw.randrange(5)},{97 - low - draw.randrange(2)},{cuff}\n")


def wall_seconds(recording: Path) -> float:
    """How long the whole command takes."""
    replay = [*command(), "replay", str(recording), "--profile", "general"]
    began = time.perf_counter()
    alarms = ["--alarms", str(recording.with_suffix(".alarms"))]
    subprocess.run([*replay, *alarms], check=True, capture_output=True, env=environment())
    return time.perf_counter() - began


def main() -> None:
    """Replays a long recording and an almost empty one, and tells the speed with and without the program's start."""
    seconds = (1 if "--quick" in sys.argv else HOURS) * 3600
    with tempfile.TemporaryDirectory() as folder:
        long, short = Path(folder) / "long.csv", Path(folder) / "short.csv"
        write_recording(long, seconds)
        write_recording(short, 2)
        start = min(wall_seconds(short) for _ in range(2))
        whole = min(wall_seconds(long) for _ in range(2))
    rows = [
        [name, f"{wall:.2f} s", f"{seconds / wall:,.0f} x", f"{seconds / wall / LIMIT:.1f}"]
        for name, wall in (("whole command", whole), ("without its start", whole - start))
    ]
    head = ["replay of one bed at 1 Hz", "wall time", "speed", f"over the limit of {LIMIT} x"]
    tell("replay", f"{table(head, rows)}\n\n{seconds // 3600} h of recording, best of two. {machine()}")


if __name__ == "__main__":
    main()
