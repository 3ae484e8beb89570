"""Runs commands in this process, and a real server in another."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from tests.program import command, environment


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)


class Commands:
    """Runs the program's commands on one data folder."""

    def __init__(self, folder: Path, caught: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._caught = caught

    def run(self, *arguments: str) -> Ended:
        """One command as it is given."""
        self._caught.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        out, err = self._caught.readouterr()
        return Ended(int(ended.value.code or 0), out, err)

    def on(self, *arguments: str) -> Ended:
        """One command on the folder, with JSON."""
        return self.run(*arguments, "--data", str(self.folder), "--json")

    def done(self, *arguments: str) -> Any:
        """What a command on the folder printed, which must have ended well."""
        ended = self.on(*arguments)
        assert ended.code == 0, ended.err
        return ended.json


@dataclass(slots=True)
class Serving:
    """A server in another process."""

    process: subprocess.Popen[str]
    url: str
    errors: Path

    def end(self, how: int = signal.SIGTERM, within: float = 20) -> int:
        """Ends it; its exit code, or a failure after so many wall seconds."""
        self.process.send_signal(how)
        return self.process.wait(within)


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Serving]:
    """A server on a folder, between its first line and its end."""
    errors = folder.parent / f"{folder.name}.log"
    arguments = [*command(), "serve", "--port", "0", "--data", str(folder), *options]
    with errors.open("w") as log, subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=log, text=True, env=environment()
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first, errors.read_text()
        try:
            yield Serving(process, str(json.loads(first)["url"]), errors)
        finally:
            if process.poll() is None:
                process.kill()
