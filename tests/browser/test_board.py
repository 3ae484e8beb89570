"""What a nurse sees and does: values with their age, one press to acknowledge, and no lie when the link is lost."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.pages import BoardPage, SignInPage
from tests.browser.ward import BEDS, Served

pytestmark = pytest.mark.browser

SIZES = {
    "wall": (1920, 1080), "desk": (1440, 900), "laptop": (1366, 657), "tablet": (1180, 820), "phone": (390, 844),
    "narrow": (320, 700),
}


def test_sign_in_says_what_this_is_and_what_went_wrong(page: Page, served: Served) -> None:
    page.goto(served.ward.url)
    expect(page.get_by_text("Not a medical device. The bedside monitor stays the primary alarm.")).to_be_visible()
    SignInPage(page).sign_in("j.diaz", "not the password")
    expect(page.get_by_role("alert")).to_have_text("Name or password is wrong.")
    SignInPage(page).sign_in("j.diaz", served.password)
    BoardPage(page).expect_beds(BEDS)
    expect(page.get_by_text("TEST WARD, no patient here")).to_be_visible()
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_value_ages_and_goes_when_its_device_falls_silent(page: Page, served: Served, board: BoardPage) -> None:
    with served.feed as feed:
        expect(board.vital("1", "SpO₂")).to_contain_text(re.compile(r"97\s*now"))
        expect(board.vital("1", "BP")).to_contain_text("122/78")
        page.wait_for_timeout(4000)  # over nine gaps, from which the server learns how often this device speaks
        feed.values["d1"] = {}
        expect(board.vital("1", "SpO₂")).to_have_attribute("data-face", "stale", timeout=15_000)
        expect(board.vital("1", "SpO₂")).to_contain_text(re.compile(r"\d+ s\s*old"))
        expect(board.vital("1", "SpO₂")).to_contain_text(re.compile("no data|Device silent"), timeout=30_000)
        expect(board.vital("1", "SpO₂")).not_to_contain_text("97")


def test_an_alarm_is_acknowledged_with_one_press_and_says_by_whom(served: Served, board: BoardPage) -> None:
    with served.feed as feed:
        expect(board.banner).to_contain_text("No alarms")
        feed.values["d2"]["spo2"] = 83
        served.alarm("spo2.low")
        expect(board.banner).to_contain_text("Chair 2")
        expect(board.banner).to_contain_text(re.compile("SpO₂ 83 % below"))
        expect(board.chair("2")).to_have_attribute("data-alarm", "high")
        assert "high alarm" in (board.chair("2").get_attribute("aria-label") or "")
        board.acknowledge()
        expect(board.chair("2")).to_have_attribute("data-alarm", "ack-high", timeout=1_000)
        expect(board.chair("2")).to_contain_text(re.compile(r"✓ JD \d\d:\d\d"))
        assert served.alarm("spo2.low")["acknowledged"]["by"] == "j.diaz"


def test_a_worsening_refuses_the_acknowledgement_and_says_so(page: Page, served: Served, board: BoardPage) -> None:
    with served.feed as feed:
        feed.values["d1"]["spo2"] = 87
        alarm = served.alarm("spo2.low")
        expect(board.banner).to_contain_text("Chair 1")

        def worsen_on_the_way(route: Route) -> None:
            feed.values["d1"]["spo2"] = 82
            until = time.monotonic() + 20
            while served.alarm("spo2.low")["priority"] == alarm["priority"] and time.monotonic() < until:
                time.sleep(0.1)
            route.continue_()

        page.route("**/acknowledgement", worsen_on_the_way, times=1)
        board.acknowledge()
        expect(board.banner.get_by_role("alert")).to_contain_text("worsened", timeout=25_000)
        expect(board.chair("1")).to_have_attribute("data-alarm", "high")
        board.acknowledge()
        expect(board.chair("1")).to_have_attribute("data-alarm", "ack-high")
        expect(board.banner.get_by_role("alert")).to_have_count(0)


def test_an_acknowledgement_that_is_not_sent_says_so_and_is_tried_again(
    page: Page, served: Served, board: BoardPage
) -> None:
    with served.feed as feed:
        feed.values["d1"]["spo2"] = 83
        served.alarm("spo2.low")
        expect(board.chair("1")).to_have_attribute("data-alarm", "high")
        page.route("**/acknowledgement", lambda route: route.abort(), times=1)
        board.acknowledge()
        expect(board.banner.get_by_role("alert")).to_contain_text("Not sent, trying again")
        expect(board.chair("1")).to_have_attribute("data-alarm", "high")
        expect(board.chair("1")).to_have_attribute("data-alarm", "ack-high", timeout=10_000)


def test_a_lost_link_covers_every_value_until_a_new_picture_comes(served: Served, board: BoardPage) -> None:
    with served.feed as feed:
        feed.values["d1"]["spo2"] = 83
        served.alarm("spo2.low")
        expect(board.chair("1")).to_have_attribute("data-alarm", "high")
        board.acknowledge()
        expect(board.chair("1")).to_have_attribute("data-alarm", "ack-high")
        killed_at = served.kill()
        expect(board.link_lost).to_be_visible(timeout=6_000)
        assert time.monotonic() - killed_at < 5.5
        expect(board.link_lost).to_be_focused()
        expect(board.link_lost).to_contain_text("Chair 1")
        expect(board.link_lost).to_contain_text("Watch the bedside monitors")
        expect(board.chairs).to_have_count(0)
        served.ward.start()
        expect(board.link_lost).to_have_count(0, timeout=20_000)
        board.expect_beds(BEDS)
        expect(board.chair("1")).to_contain_text("✓ JD", timeout=10_000)


def test_the_widest_values_fit_and_every_control_suits_a_finger(page: Page, served: Served, board: BoardPage) -> None:
    with served.feed as feed:
        for values in feed.values.values():
            values |= {"spo2": 100, "heart_rate": 124, "systolic": 188, "diastolic": 104}
        served.alarm("heart_rate.high")
        served.alarm("blood_pressure.high")
        for name, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            expect(board.vital("4", "BP")).to_contain_text("188/104")
            assert not board.spilled(), name
            assert not board.grown_over(), name
            assert not board.small_controls(), name
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
