"""A real server for a browser: its ward, a nurse with a password, and devices that keep posting what a test sets."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

import httpx

from tests import program

BEDS = 4
RATE = 5.0
POST_EVERY_S = 0.2
STEADY = {"spo2": 97.0, "heart_rate": 72.0, "systolic": 122.0, "diastolic": 78.0}


@dataclass(slots=True)
class Feed:
    """Posts each device's values once a clinical second, as a monitor would; a device with no values is silent."""

    ward: program.Ward
    values: dict[str, dict[str, float | None]]
    status: dict[str, str] = field(default_factory=dict)
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Feed:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join(10)

    def _run(self) -> None:
        with httpx.Client(timeout=5) as client:
            while not self._ended.wait(POST_EVERY_S):
                for device, values in list(self.values.items()):
                    with suppress(httpx.HTTPError):  # the server is killed on purpose
                        self._post(client, device, values)

    def _post(self, client: httpx.Client, device: str, values: dict[str, float | None]) -> None:
        status = self.status.get(device)
        rows = [
            {"vital": vital, "value": value} | ({"status": status} if status and value is None else {})
            for vital, value in list(values.items())
        ]
        if rows:
            self.ward.post(client, device, {"readings": rows})


@dataclass(slots=True)
class Served:
    """The running ward, the nurse's password and the feed."""

    ward: program.Ward
    password: str
    feed: Feed

    def alarm(self, condition: str, within: float = 20.0) -> program.Json:
        """The active alarm of a condition, once there is one."""
        return program.wait_for(lambda: self.ward.alarms(condition), within, condition)[0]

    def kill(self) -> float:
        """kill -9 to the server; when that was, in monotonic seconds."""
        self.ward.kill()
        return time.monotonic()


def free_port() -> int:
    """A port that is free now: the same one is used again after a restart, as a browser expects."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def provision(folder: Path) -> tuple[program.Ward, str]:
    """A stopped ward of beds "1" to "4" with devices d1 to d4, and the password of its nurse j.diaz."""
    ward = program.Ward(folder).provision({f"d{bed}": str(bed) for bed in range(1, BEDS + 1)})
    made = program.run("user", "add", "j.diaz", "--role", "nurse", "--generate-password", "--data", str(folder))
    return ward, made["password"]


def serve(template: program.Ward, password: str, folder: Path) -> Served:
    """A running copy of a ward, all beds steady, its clock five times as fast."""
    shutil.copytree(template.folder, folder, dirs_exist_ok=True)
    ward = replace(template, folder=folder, rate=RATE, port=free_port()).start()
    return Served(ward, password, Feed(ward, {device: dict(STEADY) for device in template.keys}))
