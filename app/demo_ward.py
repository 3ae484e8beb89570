"""The demonstration's patients as a process of their own, which ends with the one that started it.

It is told what to play as JSON on its standard input, which stays open as long as the demonstration lives.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass

from simulators import command

END_WITHIN_S = 1.5


@dataclass(frozen=True, slots=True)
class Play:
    """What to play, where, and with whose key."""

    url: str
    key: str
    scenario: str
    devices: tuple[str, ...]


class Ward:
    """The simulated ward's process."""

    def __init__(self, play: Play) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app.demo_ward"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
            start_new_session=True,
        )
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(play)) + "\n")
        self._process.stdin.flush()

    def end(self) -> None:
        """Ends it, gently and then not."""
        self._process.terminate()
        try:
            self._process.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()


def main() -> int:
    """Plays what standard input says, until it is closed or a signal comes."""
    told = json.loads(sys.stdin.readline())
    play = Play(told["url"], told["key"], told["scenario"], tuple(told["devices"]))
    threading.Thread(target=_end_with_input, daemon=True).start()
    beds = len(play.devices)
    return command.simulate(
        command.Wanted(play.url, play.key, beds=beds, scenario=play.scenario, devices=play.devices)
    )


def _end_with_input() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
