"""The README's first reading, run word for word in an empty folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests.program import ROOT, command, environment

pytestmark = pytest.mark.contract

FENCE = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(heading: str) -> list[str]:
    """The shell blocks under a heading of the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL)
    return FENCE.findall(section)


@pytest.fixture
def path_with_command(tmp_path: Path) -> str:
    """A PATH on which `infusion-watch` is this very program, and a python3 to go with it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "infusion-watch"
    program.write_text("#!/bin/sh\nexec " + " ".join(f"'{word}'" for word in command()) + ' "$@"\n')
    program.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def free_port() -> str:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])


def run_script(script: str, folder: Path, path: str) -> str:
    """Runs a shell script to its end, ends what it started, and gives what it printed."""
    file = folder / "said.txt"
    with file.open("w") as said:
        process = subprocess.Popen(
            ["bash", "-euc", script], cwd=folder, stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
            env=environment() | {"PATH": path},
        )
        try:
            code = process.wait(180)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    assert code == 0, file.read_text()[-2000:]
    return file.read_text()


def test_the_first_reading_of_the_readme(tmp_path: Path, path_with_command: str) -> None:
    if shutil.which("curl") is None and not os.environ.get("CI"):
        pytest.skip("curl is not installed")
    folder = tmp_path / "empty"
    folder.mkdir()
    script = "\n".join(blocks("A first reading, from an empty folder")).replace("8000", free_port())
    said = run_script(script, folder, path_with_command)
    assert '{"accepted":1,"duplicates":0,"rejected":[],"findings":[]}' in said
    alarms = json.loads(said[said.rindex('{"epoch"'):])["alarms"]
    (alarm,) = [one for one in alarms if one["condition"] == "spo2.low"]
    assert alarm["value"] == 86
    assert "86" in alarm["text"]
