"""One screen's WebSocket: says hello, then sends what its outbox holds, and listens; neither side may fall silent.

Served by uvicorn with `ws="websockets-sansio"`, `ws_per_message_deflate=False` (deflate costs 3-4 times the CPU on a
LAN) and a `timeout_graceful_shutdown` of a few seconds, because a screen that never reads keeps its last bytes waiting.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from app.clock import Ticks, ticks
from app.live.hub import Hub, Screen
from app.live.messages import Heartbeat, Listening, Subscribe, decode

SILENT = 4000
"""Close code: the screen said nothing for too long."""

SLOW = 4001
"""Close code: the screen could not keep up; it may come back and resume."""

SIGNED_OUT = 4003
"""Close code: the person may not watch any more."""

COMPLAINTS = 8
"""Answers to garbled frames that may wait; the rest is dropped."""


@dataclass(frozen=True, slots=True)
class LinkTimes:
    """Wall seconds, never scaled: between heartbeats, of the screen's silence, and for one send."""

    beat_s: float = 2.0
    silence_s: float = 10.0
    send_s: float = 10.0


async def serve_screen(
    websocket: WebSocket, user: str, hub: Hub, *, allowed: Callable[[], bool] = lambda: True,
    times: LinkTimes | None = None, ticks: Ticks = ticks,
) -> None:
    """Serves one screen until it leaves, falls silent, can't keep up, or `allowed` (asked at each beat) says no."""
    await websocket.accept()
    screen = hub.join(user)
    link = _Link(websocket, screen, hub, times or LinkTimes(), ticks, allowed)
    try:
        code = await link.run()
        if websocket.client_state is WebSocketState.CONNECTED:
            with suppress(Exception):
                async with asyncio.timeout(1.0):
                    await websocket.close(code)
    finally:
        hub.leave(screen)


@dataclass(slots=True)
class _Link:
    websocket: WebSocket
    screen: Screen
    hub: Hub
    times: LinkTimes
    ticks: Ticks
    allowed: Callable[[], bool]

    async def run(self) -> int:
        """Both directions until one ends; the code to close with."""
        complaints: deque[str] = deque(maxlen=COMPLAINTS)
        tasks = [asyncio.create_task(self._write(complaints)), asyncio.create_task(self._listen(complaints))]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        codes = [code for task, code in zip(tasks, ended, strict=True) if task in done and isinstance(code, int)]
        return codes[0] if codes else 1011

    async def _write(self, complaints: deque[str]) -> int:
        try:
            await self._send(self.hub.hello())
            beat_at = self.ticks() + self.times.beat_s
            while True:
                self.screen.wake.clear()
                if self.ticks() >= beat_at:
                    if not self.allowed():
                        return SIGNED_OUT
                    await self._send(self.hub.beat())
                    beat_at = self.ticks() + self.times.beat_s
                while complaints:
                    await self._send(complaints.popleft())
                text = self.screen.next_text()
                if self.screen.outbox.given_up:
                    return SLOW
                if text is not None:
                    await self._send(text)
                    self.screen.wake.set()
                await self._wait(beat_at)
        except TimeoutError:
            return SLOW
        except (WebSocketDisconnect, RuntimeError, OSError):
            return 1000  # it is gone; the other half says so too

    async def _send(self, text: str) -> None:
        async with asyncio.timeout(self.times.send_s):
            await self.websocket.send_text(text)

    async def _wait(self, beat_at: float) -> None:
        """Until there is something to send or a heartbeat is due."""
        if self.screen.wake.is_set():
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, beat_at - self.ticks())):
                await self.screen.wake.wait()

    async def _listen(self, complaints: deque[str]) -> int:
        while True:
            try:
                async with asyncio.timeout(self.times.silence_s):
                    frame = await self.websocket.receive()
            except TimeoutError:
                return SILENT
            if frame["type"] == "websocket.disconnect":
                return 1000
            complaint = self._hear(frame.get("text") or frame.get("bytes") or "")
            if complaint:
                complaints.append(complaint)
                self.screen.wake.set()

    def _hear(self, text: str | bytes) -> str | None:
        """Takes one frame in; the answer to one that cannot be understood."""
        try:
            said = decode(text)
        except (msgspec.DecodeError, UnicodeError) as wrong:
            hint = "send subscribe, heartbeat or listening as one JSON object"
            return self.hub.error("not_understood", str(wrong), hint)
        match said:
            case Subscribe():
                self.screen.subscribe(said)
            case Listening(audio=audio, visible=visible):
                self.screen.listen(audio, visible=visible)
            case Heartbeat():
                pass
        return None
