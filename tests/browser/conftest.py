"""Fixtures of the browser tests: Debian's chromium, a real server, and a nurse who has signed in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import program
from tests.browser.pages import BoardPage, SignInPage
from tests.browser.ward import BEDS, Served, provision, serve

ROOT = Path(__file__).resolve().parents[2]
BUILT = "app/web/static/index.html"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]
DESK = {"width": 1920, "height": 1080}


def missing(what: str) -> None:
    """Under CI=true what is missing fails; elsewhere it skips and says so."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One chromium for all browser tests."""
    program = next((found for name in CHROMIUMS if (found := shutil.which(name))), None)
    if program is None:
        missing("no chromium: on Debian and Ubuntu, apt-get install -y chromium")
    if not (ROOT / BUILT).is_file():
        missing("the dashboard is not built: python hatch_build.py")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page of the desk's size; what its scripts throw fails the test."""
    context = browser.new_context(viewport={"width": DESK["width"], "height": DESK["height"]}, locale="en-GB")
    opened = context.new_page()
    thrown: list[str] = []
    opened.on("pageerror", lambda error: thrown.append(str(error)))
    yield opened
    context.close()
    assert not thrown, thrown


@pytest.fixture(scope="session")
def provisioned(tmp_path_factory: pytest.TempPathFactory) -> tuple[program.Ward, str]:
    """The ward that each test gets a copy of, and its nurse's password."""
    return provision(tmp_path_factory.mktemp("provisioned"))


@pytest.fixture
def served(provisioned: tuple[program.Ward, str], tmp_path: Path) -> Iterator[Served]:
    """A running ward of four beds, killed in the end."""
    running = serve(*provisioned, tmp_path / "ward")
    yield running
    running.kill()


@pytest.fixture
def board(page: Page, served: Served) -> BoardPage:
    """The board, the nurse being signed in."""
    page.goto(served.ward.url)
    SignInPage(page).sign_in("j.diaz", served.password)
    shown = BoardPage(page)
    shown.expect_beds(BEDS)
    return shown
