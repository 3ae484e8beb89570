"""A toy server on a real port, with just enough of the public contract for a simulator to talk to."""

from __future__ import annotations

import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from monitors import wire

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
KEY = "iw_key"


@dataclass(slots=True)
class Toy:
    """Answers as the contract says; `posts` is everything it was sent."""

    mode: str = "test"
    clock_rate: float = 1.0
    devices: list[str] | None = field(default_factory=lambda: ["d1", "d2"])
    busy: int = 0
    hang_up: int = 0
    posts: list[wire.Post] = field(default_factory=list)
    url: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._stream(receive, send)
        elif scope["type"] == "http":
            body = (await receive()).get("body", b"")
            known = (b"authorization", f"Bearer {KEY}".encode()) in scope["headers"]
            status, told = self._answer(scope["path"], body, known=known)
            headers = [(b"content-type", b"application/json"), (b"retry-after", b"0")]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": json.dumps(told).encode()})

    def _answer(self, path: str, body: bytes, *, known: bool) -> tuple[int, object]:
        if path == "/readyz":
            return 200, {"ready": True, "mode": self.mode, "clock_rate": self.clock_rate, "recording": "ok"}
        if not known:
            return 401, {"status": 401, "code": "unknown_key", "detail": "no such key"}
        if path == "/v1/devices/mine" and self.devices is not None:
            return 200, {"device": self.devices[0], "devices": self.devices}
        return self._take(body) if path == "/v1/readings" else (404, {"detail": "not here"})

    def _take(self, body: bytes) -> tuple[int, dict[str, object]]:
        if self.busy > 0:
            self.busy -= 1
            return 503, {"status": 503, "code": "not_recorded", "detail": "busy"}
        post = wire.decode(body)
        self.posts.append(post)
        return 202, {"accepted": len(post.rows), "duplicates": 0, "rejected": [], "findings": [], "ref": post.ref}

    async def _stream(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while (event := await receive())["type"] == "websocket.receive":
            frame = event.get("text") or event.get("bytes") or ""
            if self.hang_up > 0:
                self.hang_up -= 1
                await send({"type": "websocket.close", "code": 1012})
                return
            status, told = self._take(frame.encode() if isinstance(frame, str) else frame)
            answer = told if status == 202 else {**told, "ref": json.loads(frame)["ref"]}
            await send({"type": "websocket.send", "text": json.dumps(answer)})


@contextmanager
def serving(toy: Toy) -> Iterator[Toy]:
    """Serves the toy on a free port until the end."""
    server = uvicorn.Server(uvicorn.Config(toy, port=0, log_level="critical", lifespan="off", ws="websockets-sansio"))
    ready = threading.Event()
    startup = server.startup

    async def started(sockets: Any = None) -> None:
        await startup(sockets)
        ready.set()

    server.startup = started  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert ready.wait(10)
    toy.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield toy
    finally:
        server.should_exit = True
        thread.join(10)
