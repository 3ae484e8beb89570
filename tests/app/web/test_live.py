"""The live connection's door: a person's token or cookie opens it, nothing else does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from app.web.auth import COOKIE
from tests.app.wards import settle
from tests.app.web.server import Server


class Socket:
    """One WebSocket over ASGI."""

    def __init__(self) -> None:
        self.to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.to_screen: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def told(self) -> dict[str, Any]:
        """The next ASGI message of the server."""
        async with asyncio.timeout(5):
            return await self.to_screen.get()

    async def message(self) -> Any:
        """The next live message."""
        return json.loads((await self.told())["text"])

    async def say(self, message: dict[str, Any]) -> None:
        """Sends one live message."""
        await self.to_server.put({"type": "websocket.receive", "text": json.dumps(message)})


@asynccontextmanager
async def connecting(server: Server, **headers: str) -> AsyncIterator[Socket]:
    """A WebSocket to `/v1/live`, its handshake begun."""
    socket = Socket()
    scope = {
        "type": "websocket", "path": "/v1/live", "raw_path": b"/v1/live", "query_string": b"", "scheme": "ws",
        "headers": [(b"host", b"ward.test"), *((name.encode(), value.encode()) for name, value in headers.items())],
        "client": ("127.0.0.1", 1), "server": ("ward.test", 80), "subprotocols": [], "root_path": "",
        "extensions": {"websocket.http.response": {}}, "asgi": {"version": "3.0"},
    }
    await socket.to_server.put({"type": "websocket.connect"})
    asgi: Any = server.built.asgi
    serving: asyncio.Task[None] = asyncio.create_task(asgi(scope, socket.to_server.get, socket.to_screen.put))
    try:
        yield socket
    finally:
        await socket.to_server.put({"type": "websocket.disconnect", "code": 1000})
        async with asyncio.timeout(5):
            await serving


async def denied(server: Server, **headers: str) -> int:
    """The status with which the handshake is denied; the answer is a problem."""
    async with connecting(server, **headers) as socket:
        start = await socket.told()
        assert start["type"] == "websocket.http.response.start"
        assert json.loads((await socket.told())["body"])["code"]
        return int(start["status"])


async def test_a_token_opens_it_and_it_says_hello_then_a_snapshot(server: Server) -> None:
    await server.done("POST", "/v1/beds", {"bed": "C1"})
    async with connecting(server, authorization="Bearer token-of-wall") as socket:
        assert (await socket.told())["type"] == "websocket.accept"
        hello = await socket.message()
        assert (hello["type"], hello["mode"]) == ("hello", "test")
        await socket.say({"type": "subscribe", "beds": "all"})
        snapshot = await socket.message()
        assert (snapshot["type"], [bed["bed"] for bed in snapshot["beds"]]) == ("snapshot", ["C1"])


async def test_a_cookie_opens_it_from_the_dashboards_own_page_only(server: Server) -> None:
    await server.done("POST", "/v1/users", {"user": "anna", "role": "nurse", "password": "long enough"})
    signed = await server.client.post("/v1/sign-in", json={"name": "anna", "password": "long enough"})
    cookie = f"{COOKIE}={signed.cookies[COOKIE]}"
    async with connecting(server, cookie=cookie, origin="http://ward.test") as socket:
        assert (await socket.told())["type"] == "websocket.accept"
    assert await denied(server, cookie=cookie, origin="http://evil.test") == 403


async def test_nobody_else_comes_in(server: Server) -> None:
    _, key = await server.bed_with_device()
    assert await denied(server) == 401
    assert await denied(server, authorization="Bearer nobody") == 401
    assert await denied(server, authorization=f"Bearer {key}") == 401


async def active(server: Server) -> set[str]:
    """The conditions of the active alarms."""
    alarms = (await server.ask("GET", "/v1/alarms?state=active")).json()["alarms"]
    return {one["condition"] for one in alarms}


async def test_a_high_alarm_without_an_armed_screen_is_told_until_one_is_armed(server: Server) -> None:
    _, key = await server.bed_with_device()
    await server.feed(key, 25, heart_rate=35)
    assert await active(server) == {"heart_rate.low", "session.unwatched"}
    async with connecting(server, authorization="Bearer token-of-wall") as socket:
        await socket.say({"type": "subscribe", "beds": "all"})
        for audio, expected in (("blocked", True), ("armed", False)):
            await socket.say({"type": "listening", "audio": audio, "visible": True})
            await settle()
            assert ("session.unwatched" in await active(server)) is expected
    await settle()
    await server.feed(key, 9, heart_rate=35)
    assert await active(server) == {"heart_rate.low"}
    await server.feed(key, 2, heart_rate=35)
    assert await active(server) == {"heart_rate.low", "session.unwatched"}, "10 s after it left"
