"""The demonstration has a past without alarms, tells where to look, and ends without a trace."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from alerts.watch import Watch
from app import demo, demo_history
from app.credentials import verify_password
from app.folds import Folds
from app.journal.lock import acquire
from app.journal.opening import open_journal
from app.people import People
from app.profiles import read_profiles
from app.serving import bind
from app.settings import Settings, load
from monitors.instant import MINUTE, SECOND
from monitors.intake import Intake
from monitors.reading import Mode
from monitors.session import Roster
from simulators import scenario

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 40.0


@dataclass(frozen=True, slots=True)
class Past:
    """A folder with a history, and what was told of it."""

    settings: Settings
    made: demo_history.Made
    took_s: float


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    settings = load({"data": tmp_path_factory.mktemp("demo"), "mode": "demo"})
    began = time.perf_counter()
    made = demo_history.make(settings, scenario.named(demo.SCENARIO))
    return Past(settings, made, time.perf_counter() - began)


def folds() -> Folds:
    roster = Roster()
    return Folds(roster, Intake(roster, Mode.DEMO), Watch(read_profiles(), Mode.DEMO), People())


def test_every_bed_has_an_open_session_under_infusion(past: Past) -> None:
    state = folds()
    journal = open_journal(past.settings.store)
    state.restore(journal)
    at = journal.last()[1]
    journal.close()
    assert len(state.roster.sessions) == 8
    for session in state.roster.sessions.values():
        assert (session.profile, session.phase, session.closed_at) == ("ketamine-iv", "infusion", None)
        assert at - session.opened_at >= 30 * MINUTE
        assert 19 * MINUTE < at - session.phase_at < 21 * MINUTE


def test_there_are_thirty_minutes_of_readings_and_three_baseline_cuffs(past: Past) -> None:
    state = folds()
    journal = open_journal(past.settings.store)
    state.restore(journal)
    now = journal.last()[1]
    for session in state.roster.sessions.values():
        device = f"monitor-{session.bed}"
        points = journal.points(session.id, "spo2", device, 0, now)
        assert now - points[0].measured_at >= 30 * MINUTE
        assert now - points[-1].measured_at <= 2 * SECOND
        gaps = [later.measured_at - one.measured_at for one, later in pairwise(points)]
        assert max(gaps) <= 6 * SECOND
        cuffs = journal.points(session.id, "systolic", device, 0, session.phase_at)
        assert len(cuffs) == 3
    journal.close()


def test_the_past_raised_no_alarm_and_came_quickly(past: Past) -> None:
    assert past.made.alarms == ()
    assert past.took_s < 15


def test_the_checkpoint_equals_the_journal(past: Past) -> None:
    journal = open_journal(past.settings.store)
    kept = journal.checkpoint()
    replayed = folds()
    for entry in journal.tail(0):
        replayed.apply(entry)
    number = journal.last()[0]
    journal.close()
    assert kept is not None
    assert kept.number == number
    assert kept.states.keys() == replayed.dump().keys()
    assert kept.states["roster"] == replayed.dump()["roster"]


def test_the_passwords_are_those_that_were_told(past: Past) -> None:
    state = folds()
    journal = open_journal(past.settings.store)
    state.restore(journal)
    journal.close()
    nurse = state.people.user("nurse")
    assert nurse is not None
    assert verify_password(past.made.passwords["nurse"], nurse.password_hash)
    assert state.people.has_administrator()


def test_a_folder_that_holds_a_ward_is_left_alone(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.run(port=0, folder=past.settings.data, browser=False) == demo.REFUSED
    assert "holds a ward already" in capsys.readouterr().err


def test_a_folder_in_use_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock = acquire(tmp_path)
    assert lock is not None
    with lock:
        assert demo.run(port=0, folder=tmp_path, browser=False) == demo.REFUSED
    assert "in use" in capsys.readouterr().err


def test_a_port_that_is_taken_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with bind("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        assert demo.run(port=port, browser=False) == demo.UNREACHABLE
    said = capsys.readouterr().err
    assert f"port {port}" in said
    assert said.count("\n") == 1


def test_the_box_holds_the_address_and_the_sign_ins() -> None:
    lines = demo.box("http://127.0.0.1:8000", {"nurse": "abc", "admin": "def"}).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert any("http://127.0.0.1:8000" in line for line in lines)
    assert any("nurse" in line and "abc" in line for line in lines)


def test_a_browser_needs_a_screen() -> None:
    assert demo.can_show({"DISPLAY": ":0"}, "linux")
    assert demo.can_show({}, "darwin")
    assert not demo.can_show({}, "linux")


@dataclass(slots=True)
class Running:
    """The whole demonstration as a process."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def found(self, pattern: str) -> str:
        match = re.search(pattern, "".join(self.said))
        assert match, self.said
        return match[1]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("INFUSION_WATCH_")}
    process = subprocess.Popen(
        [sys.executable, "-c", "from app.cli import main; main()", "demo", "--no-browser", "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True,
        env=clean | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
    )
    demonstration = Running(process)
    patience = threading.Timer(READY_WITHIN_S, process.kill)
    patience.start()
    assert process.stdout is not None
    try:
        while not any(line.startswith("└") for line in demonstration.said):
            line = process.stdout.readline()
            assert line, process.communicate()
            demonstration.said.append(line)
        patience.cancel()
        yield demonstration
    finally:
        patience.cancel()
        process.kill()
        process.communicate()


def test_it_runs_and_ends_with_ctrl_c(running: Running, tmp_path: Path) -> None:
    url, password = running.found(r"(http://\S+)"), running.found(r"nurse +(\S+)")
    with httpx.Client(base_url=url, trust_env=False) as client:
        assert client.post("/v1/sign-in", json={"name": "nurse", "password": password}).status_code == 200
        assert len(client.get("/v1/sessions").json()["sessions"]) == 8
        until = time.monotonic() + 10
        while not re.search(r"^readings_accepted_total [1-9]", client.get("/metrics").text, re.MULTILINE):
            assert time.monotonic() < until
    assert list(tmp_path.iterdir())
    began = time.monotonic()
    running.process.send_signal(signal.SIGINT)
    _, errors = running.process.communicate(timeout=15)
    assert running.process.returncode == 0
    assert errors == ""
    assert time.monotonic() - began < 5
    assert not list(tmp_path.iterdir())


def test_its_patients_end_with_it() -> None:
    patients = subprocess.Popen(
        [sys.executable, "-m", "app.demo_ward"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        stderr=subprocess.PIPE,
    )
    play = {"url": "http://127.0.0.1:9", "key": "k", "scenario": "calm", "devices": ["d1"]}
    _, errors = patients.communicate(json.dumps(play) + "\n", timeout=15)
    assert patients.returncode != 0
    assert "Traceback" not in errors
