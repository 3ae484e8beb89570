"""The whole way, as a nurse goes it: the demonstration, an alarm, an acknowledgement, a dead server, and back.

With PICTURE=docs/board.png in the environment (`make picture`) the board is kept there as it is while the alarm is on.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import program
from tests.browser.pages import BoardPage, SignInPage
from tests.browser.ward import free_port

pytestmark = pytest.mark.browser

BEDS = 8
WITHIN_A_MINUTE_MS = 60_000


class Running:
    """A program of ours with its output, ended whatever happens."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*program.command(), *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            start_new_session=True, env=program.environment(),
        )
        self.lines: list[str] = []
        threading.Thread(target=program.read_lines, args=(self.process, self.lines), daemon=True).start()

    def says(self, pattern: str) -> str:
        """What the pattern's group matches in the output, once it is there."""
        found = program.wait_for(lambda: re.search(pattern, "".join(self.lines)), program.READY_WITHIN_S, pattern)
        assert found is not None
        return str(found[1])

    def kill(self) -> None:
        """kill -9 to it and whatever it started."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the demonstration keeps its ward."""
    return tmp_path / "ward"


@pytest.fixture
def port() -> int:
    """One port for the server and its successor: a browser expects it where it was."""
    return free_port()


@pytest.fixture
def demo(folder: Path, port: int) -> Iterator[Running]:
    """The demonstration, as `make demo` starts it."""
    running = Running("demo", "--no-browser", "--beds", str(BEDS), "--port", str(port), "--data", str(folder))
    yield running
    running.kill()


def test_from_sign_in_to_a_restart_with_the_alarm_still_acknowledged(
    page: Page, demo: Running, folder: Path, port: int
) -> None:
    page.goto(demo.says(r"open\s+(http://\S+)"))
    SignInPage(page).sign_in("nurse", demo.says(r"sign in as\s+nurse\s+(\S+)"))
    board = BoardPage(page)
    board.expect_beds(BEDS)
    before = board.chairs.all_inner_texts()

    expect(board.banner).to_contain_text(re.compile(r"SpO₂ [\d.]+ %"), timeout=WITHIN_A_MINUTE_MS)
    expect(board.banner).to_contain_text("Chair 1")
    expect(board.chair("1")).to_have_attribute("data-alarm", re.compile("high|med"))
    expect(board.chair("2")).to_contain_text("Probe off", timeout=WITHIN_A_MINUTE_MS)
    after = board.chairs.all_inner_texts()
    assert [name for name, old, new in zip(range(1, BEDS + 1), before, after, strict=True) if old == new] == []

    expect(board.chair("1")).to_have_attribute("data-alarm", "high", timeout=WITHIN_A_MINUTE_MS)
    keep_picture(page)
    board.acknowledge()
    expect(board.chair("1")).to_have_attribute("data-alarm", "ack-high", timeout=5_000)
    expect(board.chair("1")).to_contain_text(re.compile(r"✓ \w+ \d\d:\d\d"))
    (alarm,) = [one for one in active(page) if one["condition"] == "spo2.low"]
    assert alarm["acknowledged"]["by"] == "nurse"

    demo.kill()
    expect(board.link_lost).to_be_visible(timeout=6_000)
    again = Running("serve", "--mode", "demo", "--port", str(port), "--data", str(folder))
    try:
        again.says('"url": ?"(http[^"]+)"')
        expect(board.link_lost).to_have_count(0, timeout=20_000)
        board.expect_beds(BEDS)
        expect(board.chair("1")).to_contain_text(re.compile(r"✓ \w+ \d\d:\d\d"))
        (same,) = [one for one in active(page) if one["condition"] == "spo2.low"]
        assert (same["id"], same["state"], same["acknowledged"]["by"]) == (alarm["id"], "acknowledged", "nurse")
    finally:
        again.kill()


def active(page: Page) -> list[program.Json]:
    """The active alarms, asked for with the page's own cookie."""
    answer = page.request.get(page.url.rstrip("/") + "/v1/alarms?state=active")
    body: program.Json = json.loads(answer.text())
    found: list[program.Json] = body["alarms"]
    return found


def keep_picture(page: Page) -> None:
    """Keeps the board for the README, where the environment asks for it."""
    if place := os.environ.get("PICTURE"):
        page.screenshot(path=place, animations="disabled")
