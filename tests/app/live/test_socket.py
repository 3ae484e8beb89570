"""One screen's connection: what it is told, and that no screen can hurt another or stay silent."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.websockets import WebSocket

from app.live.feed import Feed
from app.live.socket import SIGNED_OUT, SILENT, SLOW, LinkTimes, serve_screen
from tests.app.fakes import spo2
from tests.app.wards import FakeWard, settle, until

CALM = LinkTimes(beat_s=60, silence_s=60, send_s=60)


class Screen:
    """A screen at ASGI's level; while `pace` is not set every send waits, with `once` it lets one through."""

    def __init__(self, ward: FakeWard, times: LinkTimes = CALM, **more: Any) -> None:
        self.to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent: list[dict[str, Any]] = []
        self.code: int | None = None
        self.once = False
        self.pace = asyncio.Event()
        self.pace.set()
        self.to_server.put_nowait({"type": "websocket.connect"})
        scope = {"type": "websocket", "path": "/v1/live", "headers": []}
        socket = WebSocket(scope, self.to_server.get, self._take)
        self.serving = asyncio.create_task(
            serve_screen(socket, "nurse", ward.hub, times=times, ticks=asyncio.get_running_loop().time, **more)
        )

    async def _take(self, message: Any) -> None:
        await self.pace.wait()
        if self.once:
            self.pace.clear()
        if message["type"] == "websocket.send":
            self.sent.append(json.loads(message["text"]))
        elif message["type"] == "websocket.close":
            self.code = message["code"]

    def say(self, **message: Any) -> None:
        """Sends one message to the server."""
        self.say_text(json.dumps(message))

    def say_text(self, text: str) -> None:
        """Sends a frame as it is."""
        self.to_server.put_nowait({"type": "websocket.receive", "text": text})

    def kinds(self) -> list[str]:
        """The types of what it was sent."""
        return [message["type"] for message in self.sent]

    async def leave(self) -> None:
        """Ends the connection; the server must end by itself."""
        self.pace.set()
        self.to_server.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await asyncio.wait_for(self.serving, 5)


async def test_hello_then_a_snapshot_then_changes() -> None:
    async with FakeWard() as ward:
        screen = Screen(ward)
        screen.say(type="subscribe", beds="all")
        await until(lambda: len(screen.sent) == 2)
        await ward.receive(spo2(88))
        await until(lambda: len(screen.sent) == 3)
        assert screen.kinds() == ["hello", "snapshot", "change"]
        assert (screen.sent[0]["epoch"], screen.sent[0]["clock_rate"], screen.sent[0]["mode"]) == ("e1", 1.0, "test")
        assert screen.sent[2]["alarms"][0]["id"] == "s1.spo2.low.1"
        await screen.leave()
        assert ward.hub.screens() == 0


async def test_garbled_frames_are_answered_and_hurt_nobody() -> None:
    async with FakeWard() as ward:
        good, bad = Screen(ward), Screen(ward)
        good.say(type="subscribe", beds="all")
        for text in ("not json", "[]", '{"type":"unheard-of"}', '{"type":"subscribe","beds":17}', "\x00" * 100):
            bad.say_text(text)
        await until(lambda: bad.kinds().count("error") == 5)
        bad.say(type="subscribe", beds="all")
        await ward.receive(spo2(95))
        await until(lambda: good.kinds()[-1] == "change" and "snapshot" in bad.kinds())
        await good.leave()
        await bad.leave()


async def test_heartbeats_come_at_their_pace_also_without_a_subscription() -> None:
    async with FakeWard() as ward:
        screen = Screen(ward, LinkTimes(beat_s=0.005, silence_s=60, send_s=60))
        await until(lambda: screen.kinds().count("heartbeat") >= 3)
        await screen.leave()


async def test_a_silent_screen_is_closed() -> None:
    async with FakeWard() as ward:
        screen = Screen(ward, LinkTimes(beat_s=60, silence_s=0.01, send_s=60))
        await asyncio.wait_for(screen.serving, 5)
        assert screen.code == SILENT
        assert ward.hub.screens() == 0


async def test_a_stuck_screen_stalls_nobody_and_is_closed() -> None:
    async with FakeWard() as ward:
        good, stuck = Screen(ward), Screen(ward, LinkTimes(beat_s=60, silence_s=60, send_s=0.05))
        good.say(type="subscribe", beds="all")
        stuck.say(type="subscribe", beds="all")
        await until(lambda: len(good.sent) == 2 and len(stuck.sent) == 2)
        stuck.pace.clear()
        for value in (88, 84, 97):
            await ward.receive(spo2(value))
        await until(lambda: len(good.sent) >= 3 and good.sent[-1]["alarms"][-1]["state"] == "ended")
        await asyncio.wait_for(stuck.serving, 5)
        assert ward.hub.screens() == 1
        await good.leave()


async def test_a_screen_that_lags_behind_the_bound_is_resynced_then_closed() -> None:
    async with FakeWard() as ward:
        ward.hub.feed = Feed(revisions=2)
        screen = Screen(ward)
        screen.say(type="subscribe", beds="all")
        await until(lambda: len(screen.sent) == 2)
        for once in (True, False):  # first the change it was about to send, then the snapshot it was resynced by
            screen.pace.clear()
            for value in (88, 84) * 4:
                await ward.receive(spo2(value))
                await settle()
            screen.once = once
            screen.pace.set()
            await settle()
        assert screen.kinds() == ["hello", "snapshot", "change", "snapshot"]
        assert screen.sent[-1]["alarms"][0]["revision"] == 8
        await asyncio.wait_for(screen.serving, 5)
        assert screen.code == SLOW


async def test_who_can_be_heard_is_known_while_connected() -> None:
    async with FakeWard() as ward:
        screen = Screen(ward)
        screen.say(type="listening", audio="armed", visible=True)
        await until(lambda: ward.hub.armed_screens() == 1)
        screen.say(type="listening", audio="blocked")
        await until(lambda: ward.hub.armed_screens() == 0)
        screen.say(type="listening", audio="armed")
        await until(lambda: ward.hub.armed_screens() == 1)
        await screen.leave()
        assert ward.hub.armed_screens() == 0


async def test_someone_who_signed_out_sees_no_more() -> None:
    async with FakeWard() as ward:
        allowed = True
        screen = Screen(ward, LinkTimes(beat_s=0.005, silence_s=60, send_s=60), allowed=lambda: allowed)
        await until(lambda: "heartbeat" in screen.kinds())
        allowed = False
        await asyncio.wait_for(screen.serving, 5)
        assert screen.code == SIGNED_OUT


async def test_a_screen_that_vanishes_is_forgotten() -> None:
    async with FakeWard() as ward:
        screen = Screen(ward)
        await settle()
        assert ward.hub.screens() == 1
        await screen.leave()
        assert ward.hub.screens() == 0
