"""A session by its forms, as a nurse taps it: from a free chair to the discharge, with alarms above the sheet."""

from __future__ import annotations

import re
import time

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.pages import BoardPage, SheetPage
from tests.browser.test_board import SIZES
from tests.browser.ward import Served

pytestmark = pytest.mark.browser

CHAIR = "4"
STEPS = ("check-in", "gate", "doses", "observe", "events", "phase", "handover", "discharge", "close")
NOT_WIDER = "[...document.querySelectorAll('.steps')].every(e => e.scrollWidth <= e.clientWidth)"


def free(served: Served, chair: str) -> None:
    """Closes the session that the ward was made with at a chair."""
    path = f"{served.ward.url}/v1/sessions/{served.ward.sessions[chair]}/close"
    headers = {"Authorization": f"Bearer {served.ward.token}"}
    assert httpx.post(path, headers=headers, json={"reason": "test"}, timeout=20).status_code == 200


def begun(page: Page, served: Served, board: BoardPage) -> SheetPage:
    """A session of Mr A at the freed chair, with its sheet open."""
    free(served, CHAIR)
    board.chair(CHAIR).get_by_role("button", name="Start a session").click()
    sheet = SheetPage(page, CHAIR)
    sheet.press("start", "Ketamine by infusion for depression, 40 minutes")
    sheet.fill("start", Patient="Mr A")
    sheet.press("start", "Start")
    expect(sheet.dialog).to_contain_text("Mr A")
    return sheet


def check_in(sheet: SheetPage) -> None:
    """Checks Mr A in, the dose as it is suggested; the weight is told in pounds at first."""
    sheet.press("check-in", "Name", "Wristband", "Opioid")
    sheet.fill("check-in", Age="46", Weight="154", Dose="35")
    sheet.press("check-in", "Check Mr A in")
    expect(sheet.step("check-in").get_by_role("alert")).to_contain_text("154 lb would be 70 kg")
    expect(sheet.step("check-in").get_by_label("Age", exact=True)).to_have_value("46")
    sheet.fill("check-in", Weight="70", Dose="")
    sheet.press("check-in", "0.5 mg/kg × 70 kg = 35 mg, use it", "Check Mr A in")
    expect(sheet.step("check-in").locator("summary")).to_contain_text("70 kg, by j.diaz")


def answer_late(route: Route) -> None:
    """Lets the live connection tell of it first."""
    answer = route.fetch()
    time.sleep(1.5)
    route.fulfill(response=answer)


def test_a_short_course_goes_through_by_tapping(page: Page, served: Served, board: BoardPage) -> None:
    with served.feed:
        sheet = begun(page, served, board)
        check_in(sheet)
        expect(sheet.step("gate")).to_contain_text("Nothing stands against the first dose", timeout=60_000)
        sheet.observe("MOAA/S", "5")
        sheet.observe("Anxiety", "6")

        sheet.press("doses", "Start 35 mg")
        expect(sheet.step("doses").locator("summary")).to_contain_text("of 35 mg in, running, ends")
        expect(sheet.dialog).to_contain_text("Watched until")
        expect(board.chair(CHAIR)).to_contain_text("Infusion")
        sheet.observe("MOAA/S", "4")
        expect(sheet.choose("MOAA/S")).to_contain_text(re.compile(r"was 4\. Before the drug 5\."))
        sheet.step("observe").get_by_role("button", name="Correct MOAA/S").first.click()
        sheet.step("observe").get_by_role("group", name="MOAA/S").get_by_role("button", name="3", exact=True).click()
        sheet.press("observe", "Correct it")
        expect(sheet.step("observe").get_by_role("list", name="Observed")).to_contain_text("MOAA/S 4, corrected")

        sheet.press("doses", "Pause", "nausea", "Pause d1")
        expect(sheet.step("doses").locator("summary")).to_contain_text("paused")
        sheet.press("doses", "Stop", "complete", "Stop d1")
        expect(sheet.step("doses").locator("summary")).to_contain_text("stopped")
        expect(board.chair(CHAIR)).to_contain_text("Recovery")

        sheet.open("discharge").get_by_role("button", name="Discharge Mr A").click()
        expect(sheet.step("discharge").get_by_role("alert")).to_contain_text("Not met: ")
        sheet.fill("discharge", **{"Goes with": "her brother"})
        sheet.press("discharge", "left on own wish", "Discharge Mr A")
        expect(sheet.step("discharge").get_by_role("alert")).to_contain_text("An alarm is active: MOAA/S 3")
        page.route("**/discharge", answer_late, times=1)
        sheet.press("discharge", "I looked at the person; the alarm may end", "Discharge Mr A")
        expect(sheet.dialog).to_have_count(0)
        expect(board.chair(CHAIR).get_by_role("button", name="Start a session")).to_be_visible()
    told = served.ward.ask("/v1/sessions")["sessions"]
    (mine,) = [one for one in told if one["patient"] == "Mr A"]
    shown = served.ward.ask(f"/v1/sessions/{mine['session']}/treatment")
    assert [one["value"] for one in shown["observations"]] == [5, 6, 4, 3]
    assert (shown["discharge"]["escort"], shown["discharge"]["reason"]) == ("her brother", "left on own wish")


def test_the_alarm_above_an_open_sheet_is_acknowledged_by_its_key_only(
    page: Page, served: Served, board: BoardPage
) -> None:
    with served.feed as feed:
        opener = board.chair("1").get_by_role("button", name="Session")
        opener.click()
        sheet = SheetPage(page, "1")
        expect(sheet.dialog).to_be_focused()
        feed.values["d2"]["spo2"] = 83
        served.alarm("spo2.low")
        expect(board.chair("2")).to_have_attribute("data-alarm", "high", timeout=20_000)
        expect(board.banner).to_contain_text("Chair 2")
        field = sheet.open("check-in").get_by_label("Note", exact=True)
        field.press_sequentially("a calm man")
        sheet.step("check-in").locator("summary").press("a")
        assert served.alarm("spo2.low")["state"] == "on"
        page.set_viewport_size({"width": 390, "height": 844})
        board.acknowledge()
        expect(board.chair("2")).to_have_attribute("data-alarm", "ack-high")
        expect(sheet.dialog).to_be_visible()
        page.set_viewport_size({"width": 1920, "height": 1080})
        field.press("Escape")
        expect(sheet.dialog).to_have_count(0)
        expect(opener).to_be_focused()
        opener.click()
        expect(field).to_have_value("a calm man")


def test_a_double_tap_sends_once_and_a_lost_answer_loses_nothing(page: Page, board: BoardPage) -> None:
    board.chair("1").get_by_role("button", name="Session").click()
    sheet = SheetPage(page, "1")
    sheet.press("events", "nausea", "Mild")
    asked: list[str] = []

    def fail(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route("**/events", fail)
    sheet.open("events").get_by_role("button", name="Note the event").dblclick(no_wait_after=True)
    expect(sheet.step("events").get_by_role("alert")).to_contain_text("No answer from the server")
    expect(sheet.step("events").get_by_label("What", exact=True)).to_have_value("nausea")
    page.unroute("**/events")
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/events") else None)
    before = len(asked)
    sheet.open("events").get_by_role("button", name="Note the event").dblclick()
    expect(sheet.step("events").locator("summary")).to_contain_text("nausea, mild")
    assert len(asked) - before == 1


def test_the_cover_of_a_lost_link_hides_the_sheet_and_gives_it_back(
    page: Page, served: Served, board: BoardPage
) -> None:
    with served.feed:
        board.chair("1").get_by_role("button", name="Session").click()
        sheet = SheetPage(page, "1")
        sheet.fill("check-in", Age="46")
        served.kill()
        expect(board.link_lost).to_be_visible(timeout=6_000)
        expect(sheet.dialog).to_have_count(0)
        served.ward.start()
        expect(board.link_lost).to_have_count(0, timeout=20_000)
        expect(sheet.step("check-in").get_by_label("Age", exact=True)).to_have_value("46")


def test_every_step_fits_and_suits_a_finger_at_every_size(page: Page, served: Served, board: BoardPage) -> None:
    with served.feed:
        board.chair("1").get_by_role("button", name="Session").click()
        sheet = SheetPage(page, "1")
        for name, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            for step in STEPS:
                sheet.open(step)
                where = f"{step}, {name}"
                assert not board.spilled(), where
                assert not board.small_controls(), where
                assert page.evaluate(NOT_WIDER), where
