"""The dashboard's pages as a person finds them: by roles and names, not by markup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

SPILLED = """() => [...document.querySelectorAll(
  '.row dt, .row .age, .row .val, .msg > *, .bar > *, .chip, .where, .say, button')]
  .filter(e => e.getClientRects().length && getComputedStyle(e).display !== 'inline'
    && (e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth + 1))
  .map(e => `${e.className}: ${e.innerText}`)"""
GROWN = """() => [...document.querySelectorAll('.row .val, .row dt, .row .age')].filter(e => e.getClientRects().length)
  .map(e => [e.innerText, e.getBoundingClientRect(), e.closest('.cell').getBoundingClientRect()])
  .filter(([, value, cell]) => value.height > cell.height + 1 || value.right > cell.right + 1)
  .map(([text, value, cell]) => `${text}: ${value.height} px in ${cell.height}`)"""
SMALL = """() => [...document.querySelectorAll('button')].filter(e => e.getClientRects().length)
  .map(e => [e.innerText, e.getBoundingClientRect()])
  .filter(([, box]) => box.width < 43.5 || box.height < 42)
  .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The sign-in page."""

    page: Page

    def sign_in(self, name: str, password: str) -> None:
        """Fills the form and sends it."""
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The board, its banner, and the cover over it."""

    page: Page

    @property
    def chairs(self) -> Locator:
        """Every tile."""
        return self.page.get_by_role("region", name="Chairs").get_by_role("article")

    @property
    def banner(self) -> Locator:
        """The banner of active alarms."""
        return self.page.get_by_role("region", name="Alarms")

    @property
    def link_lost(self) -> Locator:
        """The cover of a lost link."""
        return self.page.get_by_role("alertdialog", name="Link lost")

    def chair(self, name: str) -> Locator:
        """One tile."""
        return self.page.locator(f"article[id='chair-{name}']")

    def vital(self, chair: str, label: str) -> Locator:
        """The row of one vital of a tile: label, limit, value and age."""
        return self.chair(chair).locator("dl > div").filter(has=self.page.locator("dt", has_text=label))

    def acknowledge(self) -> None:
        """Acknowledges the alarm in the banner: one press."""
        self.banner.get_by_role("button", name="Acknowledge").click()

    def expect_beds(self, count: int) -> None:
        """Waits until the board shows so many chairs."""
        expect(self.chairs).to_have_count(count, timeout=15_000)

    def spilled(self) -> list[str]:
        """Text that is wider than its box or hangs off the page."""
        found: Any = self.page.evaluate(SPILLED)
        return list(found)

    def grown_over(self) -> list[str]:
        """Values, labels and ages that are larger than their cell, and so lie over their neighbours."""
        found: Any = self.page.evaluate(GROWN)
        return list(found)

    def small_controls(self) -> list[str]:
        """Controls that are too small for a finger."""
        found: Any = self.page.evaluate(SMALL)
        return list(found)


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The session sheet of one chair: a step opens by its title, a form is sent by its key."""

    page: Page
    chair: str

    @property
    def dialog(self) -> Locator:
        """The sheet."""
        return self.page.get_by_role("dialog", name=f"Session at chair {self.chair}")

    def step(self, name: str) -> Locator:
        """One step: its line and its form."""
        return self.dialog.locator(f"details[data-step='{name}']")

    def open(self, name: str) -> Locator:
        """The step, opened by a tap unless it is open."""
        step = self.step(name)
        if step.get_attribute("open") is None:
            step.locator("summary").click()
        return step

    def press(self, step: str, *names: str) -> None:
        """Presses keys of a step, one after the other."""
        for name in names:
            self.open(step).get_by_role("button", name=name, exact=True).click()

    def fill(self, step: str, **values: str) -> None:
        """Types into the fields of a step, by their labels."""
        for label, value in values.items():
            self.open(step).get_by_label(label, exact=True).fill(value)

    def choose(self, scale: str) -> Locator:
        """Chooses a scale; the step of observations."""
        step = self.open("observe")
        step.get_by_role("group", name="Scales").get_by_role("button", name=scale).click()
        return step

    def observe(self, scale: str, value: str) -> None:
        """Answers one scale and saves it."""
        step = self.choose(scale)
        step.get_by_role("group", name=scale).get_by_role("button", name=value, exact=True).click()
        self.press("observe", f"Save {scale} {value}")
        expect(step.get_by_role("list", name="Observed")).to_contain_text(f"{scale} {value}")
