"""The hub numbers what happens, remembers it for screens that come back, and encodes once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from app.live.board import Changed
from app.live.hub import Screen
from app.live.messages import Resume, Subscribe
from monitors.instant import SECOND
from tests.app.fakes import post, reading, spo2
from tests.app.wards import FakeWard, settle


def next_of(screen: Screen) -> Any:
    """The next message of a screen, None when there is none."""
    text = screen.next_text()
    return None if text is None else json.loads(text)


async def test_a_subscription_is_answered_with_a_snapshot_then_changes() -> None:
    async with FakeWard() as ward:
        screen = ward.hub.join("nurse")
        assert next_of(screen) is None
        screen.subscribe(Subscribe("all"))
        first = next_of(screen)
        assert first["type"] == "snapshot"
        assert [bed["bed"] for bed in first["beds"]] == ["C1", "C2"]
        await ward.receive(spo2(88))
        await settle()
        change = next_of(screen)
        assert change["type"] == "change"
        assert change["number"] > first["number"]
        assert [bed["bed"] for bed in change["beds"]] == ["C1"]
        assert [(one["id"], one["unrecorded"]) for one in change["alarms"]] == [("s1.spo2.low.1", False)]


async def test_a_screen_of_another_bed_is_not_woken_with_nothing() -> None:
    async with FakeWard() as ward:
        screen = ward.hub.join("nurse")
        screen.subscribe(Subscribe(["C2"]))
        assert [bed["bed"] for bed in next_of(screen)["beds"]] == ["C2"]
        await ward.receive(spo2(88))
        await settle()
        assert next_of(screen) is None


async def test_a_returning_screen_hears_of_what_ended_meanwhile() -> None:
    async with FakeWard() as ward:
        await ward.receive(spo2(88))
        await settle()
        number = ward.hub.number
        await ward.receive(spo2(97))
        await settle()
        back, new, stranger = (ward.hub.join("nurse") for _ in range(3))
        back.subscribe(Subscribe("all", Resume("e1", number)))
        new.subscribe(Subscribe("all"))
        stranger.subscribe(Subscribe("all", Resume("another", number)))
        assert [(one["id"], one["state"]) for one in next_of(back)["alarms"]] == [("s1.spo2.low.1", "ended")]
        assert next_of(new)["alarms"] == []
        assert next_of(stranger)["alarms"] == []


async def test_equal_views_share_one_text() -> None:
    async with FakeWard() as ward:
        screens = [ward.hub.join("nurse") for _ in range(3)]
        for screen in screens:
            screen.subscribe(Subscribe("all"))
            screen.next_text()
        await ward.receive(spo2(95))
        await settle()
        texts = [screen.next_text() for screen in screens]
        assert texts[0] is not None
        assert all(text is texts[0] for text in texts)


async def test_a_text_made_a_while_ago_is_not_sent_again_with_old_ages() -> None:
    async with FakeWard() as ward:
        await ward.receive(spo2(95))
        await settle()
        ages = []
        for _ in range(2):
            screen = ward.hub.join("nurse")
            screen.subscribe(Subscribe("all"))
            ages.append(next_of(screen)["beds"][0]["vitals"]["spo2"]["age_s"])
            ward.clock.advance(8)
            ward.ticks.at += 8
        assert ages == [0.0, 8.0]


async def test_a_sparkline_comes_with_a_snapshot_and_when_it_grew() -> None:
    async with FakeWard() as ward:
        screen = ward.hub.join("nurse")
        screen.subscribe(Subscribe("all"))
        assert "sparkline" in next_of(screen)["beds"][0]
        for advance in (0, 1, 30):
            ward.clock.advance(advance)
            await ward.receive(spo2(95))
            await settle()
            assert ("sparkline" in next_of(screen)["beds"][0]) is (advance != 1)


async def test_an_alarm_that_moves_goes_from_one_screen_to_the_other() -> None:
    async with FakeWard() as ward:
        old, new = ward.hub.join("nurse"), ward.hub.join("omar")
        for screen, bed in ((old, "C1"), (new, "C2")):
            screen.subscribe(Subscribe([bed]))
            screen.next_text()
        await ward.receive(spo2(88))
        await settle()
        assert [one["state"] for one in next_of(old)["alarms"]] == ["on"]
        (alarm,) = ward.watch.active()
        moved = replace(alarm, revision=alarm.revision + 1, scope=alarm.scope._replace(bed="C2"))
        ward.hub.publish([moved], Changed({"C1", "C2"}, set()), recorded=True)
        for screen, state in ((old, "ended"), (new, "on")):
            change = next_of(screen)
            assert [(one["id"], one["state"], one["scope"]["bed"]) for one in change["alarms"]] == [
                (alarm.id, state, "C2"),
            ]
        old.subscribe(Subscribe(["C1", "C2"]))
        assert [one["state"] for one in next_of(old)["alarms"]] == ["on"]


async def test_it_is_known_how_many_screens_can_be_heard() -> None:
    async with FakeWard() as ward:
        one, two = ward.hub.join("nurse"), ward.hub.join("wall")
        one.audio = "armed"
        assert (ward.hub.screens(), ward.hub.armed_screens()) == (2, 1)
        ward.hub.leave(one)
        ward.hub.leave(two)
        assert (ward.hub.screens(), ward.hub.armed_screens()) == (0, 0)


async def test_an_unrecorded_alarm_is_shown_as_such_over_http_too() -> None:
    async with FakeWard() as ward:
        ward.journal.stall(60)
        await ward.receive(post(reading(88, 1)))
        await settle()
        assert {ward.hub.message(one).unrecorded for one in ward.watch.active()} == {True}
        ward.journal.release()
        await settle()
        assert {ward.hub.message(one).unrecorded for one in ward.watch.active()} == {False}


async def test_a_listener_hears_every_revision_and_nothing_else() -> None:
    async with FakeWard() as ward:
        heard: list[tuple[str, int]] = []
        ward.hub.listen(lambda alarms: heard.extend((one.id, one.revision) for one in alarms))
        await ward.receive(spo2(97))
        assert heard == []
        await ward.receive(spo2(88))
        await ward.receive(spo2(84))
        await settle()
        assert heard == [("s1.spo2.low.1", 1), ("s1.spo2.low.1", 2)]


async def test_the_signal_delay_is_from_the_decision_to_the_screens() -> None:
    async with FakeWard() as ward:
        await ward.receive(spo2(88))
        await settle()
        (alarm,) = ward.folds.active()
        ward.clock.at += 30 * SECOND
        await ward.receive(spo2(84))
        await settle()
        (worse,) = ward.folds.active()
        assert ward.hub.signal_delay(alarm) == ward.hub.signal_delay(worse) == 0, "that of its first revision"
        assert ward.hub.signal_delay(replace(alarm, id="s9.spo2.low.1")) is None
