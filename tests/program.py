"""Starts, kills and restarts the real program on a data folder, and asks it by its public contract only."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
from websockets.sync.client import connect

Json = dict[str, Any]
T = TypeVar("T")
READY_WITHIN_S = 40.0
ROOT = Path(__file__).resolve().parents[1]


def command() -> list[str]:
    """The installed command beside this Python, or the same program from the tree."""
    installed = shutil.which("infusion-watch", path=str(Path(sys.executable).parent))
    return [installed] if installed else [sys.executable, "-c", "from app.cli import main; main()"]


def environment() -> dict[str, str]:
    """The caller's environment without settings of the program."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INFUSION_WATCH_")}
    return kept | {"PYTHONPATH": str(ROOT)}


def run(*arguments: str) -> Json:
    """Runs one command with --json to its end and gives what it printed."""
    done = subprocess.run(
        [*command(), *arguments, "--json"], capture_output=True, text=True, timeout=60, check=False, env=environment(),
    )
    assert done.returncode == 0, f"{arguments} ended with {done.returncode}: {done.stderr[-800:]}"
    printed: Json = json.loads(done.stdout)
    return printed


def wait_for(look: Callable[[], T], within: float, what: str) -> T:
    """The first truthy answer of `look`; fails after `within` wall seconds."""
    until = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < until, f"not within {within:.0f} s: {what}"
        time.sleep(0.02)
    return found


@dataclass(slots=True)
class Ward:
    """A data folder with beds, devices, sessions and a nurse, and the server on it while it runs."""

    folder: Path
    rate: float = 1.0
    port: int = 0
    keys: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    token: str = ""
    url: str = ""
    process: subprocess.Popen[str] | None = None

    def provision(self, devices: dict[str, str]) -> Ward:
        """Adds a nurse, and for each device its bed with an open session in the phase infusion."""
        where = ("--data", str(self.folder))
        run("user", "add", "nora", "--role", "nurse", "--generate-password", *where)
        self.token = run("token", "add", "--user", "nora", *where)["token"]
        for device, bed in devices.items():
            if bed not in self.sessions:
                run("bed", "add", bed, *where)
                opened = run("session", "open", "--bed", bed, "--protocol", "ketamine-iv", "--patient", bed, *where)
                self.sessions[bed] = opened["session"]
                run("session", "phase", opened["session"], "infusion", *where)
            self.keys[device] = run("device", "add", device, "--bed", bed, *where)["key"]
        return self

    def start(self) -> Ward:
        """Starts `serve` and waits for its first line."""
        arguments = ["serve", "--port", str(self.port), "--mode", "test", "--data", str(self.folder)]
        if self.rate != 1.0:
            arguments += ["--test-clock", f"{self.rate:g}"]
        with (self.folder / "stderr.txt").open("a") as log:
            self.process = subprocess.Popen(
                [*command(), *arguments], stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True,
                env=environment(),
            )
        lines: list[str] = []
        threading.Thread(target=read_lines, args=(self.process, lines), daemon=True).start()
        process = self.process
        wait_for(lambda: lines or process.poll() is not None, READY_WITHIN_S, "the ready line")
        assert lines, f"serve ended: {(self.folder / 'stderr.txt').read_text()[-1500:]}"
        self.url = json.loads(lines[0])["url"].rstrip("/")
        return self

    def kill(self) -> None:
        """kill -9 to the server and whatever it started; nothing where it doesn't run."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            self.process = None

    def now(self) -> datetime:
        """The server's clock, as a screen is told it."""
        headers = {"Authorization": f"Bearer {self.token}"}
        with connect(self.url.replace("http", "ws", 1) + "/v1/live", additional_headers=headers, proxy=None) as screen:
            return datetime.fromisoformat(json.loads(screen.recv(timeout=10))["server_time"])

    def post(self, client: httpx.Client, device: str, batch: Json) -> httpx.Response:
        """Posts a batch with a device's own key."""
        headers = {"Authorization": f"Bearer {self.keys[device]}"}
        return client.post(f"{self.url}/v1/readings", headers=headers, json={"device": device, **batch})

    def ask(self, path: str, **query: str) -> Json:
        """GETs something as the nurse."""
        answer = httpx.get(self.url + path, params=query, headers={"Authorization": f"Bearer {self.token}"}, timeout=20)
        assert answer.status_code == 200, f"{answer.status_code}: {answer.text[:300]}"
        body: Json = answer.json()
        return body

    def alarms(self, condition: str) -> list[Json]:
        """The active alarms of a condition."""
        found = self.ask("/v1/alarms", state="active")["alarms"]
        return [alarm for alarm in found if alarm["condition"] == condition]

    def values(self, bed: str, vital: str) -> dict[str, list[float]]:
        """The recorded values of a vital at a bed's session, by device, in order."""
        always = {"from": "2000-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}
        series = self.ask("/v1/history", session=self.sessions[bed], vitals=vital, **always)["series"]
        return {one["device"]: [point[1] for point in one["points"]] for one in series}


def read_lines(process: subprocess.Popen[str], lines: list[str]) -> None:
    """Keeps what a process prints, so that it never blocks on a full pipe."""
    assert process.stdout is not None
    with process.stdout as printed:
        for line in printed:
            lines.append(line)
