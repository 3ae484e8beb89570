"""`WS /v1/stream`: each frame is answered like a post, and carries its `ref`."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from app.ingest.keys import Rates
from tests.app.ingest.test_route import ONE, front
from tests.app.wards import FakeWard


class Stream:
    """A device's end of a stream, at ASGI's level."""

    def __init__(self, ward: FakeWard, key: str | None = "key-1", rates: Rates | None = None, **scope: Any) -> None:
        headers = [] if key is None else [(b"authorization", f"Bearer {key}".encode())]
        self.scope = {"type": "websocket", "path": "/v1/stream", "headers": headers, "extensions": {}} | scope
        self.to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.from_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.to_server.put_nowait({"type": "websocket.connect"})
        self.serving = asyncio.create_task(
            front(ward, rates)(self.scope, self.to_server.get, self.from_server.put)  # type: ignore[arg-type]
        )

    async def said(self) -> dict[str, Any]:
        """The next thing the server did."""
        return await self.from_server.get()

    async def ask(self, frame: Any) -> Any:
        """Sends a frame (JSON, or a text as it is) and gives the answer."""
        text = frame if isinstance(frame, str) else json.dumps(frame)
        self.to_server.put_nowait({"type": "websocket.receive", "text": text})
        return json.loads((await self.said())["text"])

    async def close(self) -> None:
        """Leaves; the server must end by itself."""
        self.to_server.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await self.serving


async def test_frames_are_answered_with_their_ref() -> None:
    async with FakeWard() as ward:
        stream = Stream(ward)
        assert (await stream.said())["type"] == "websocket.accept"
        for ref in ("a", 7):
            answer = await stream.ask({"ref": ref, "readings": [ONE, {"vital": "nonsense", "value": 1}]})
            assert (answer["ref"], answer["accepted"], answer["rejected"][0]["index"]) == (ref, 1, 1)
        assert "ref" not in await stream.ask(ONE)
        await stream.close()


async def test_a_binary_frame_is_a_batch_too() -> None:
    async with FakeWard() as ward:
        stream = Stream(ward)
        await stream.said()
        stream.to_server.put_nowait({"type": "websocket.receive", "bytes": json.dumps(ONE).encode()})
        assert json.loads((await stream.said())["text"])["accepted"] == 1
        await stream.close()


async def test_errors_are_problems_with_status_code_and_ref_and_the_stream_goes_on() -> None:
    async with FakeWard() as ward:
        stream = Stream(ward)
        await stream.said()
        garbled = await stream.ask("not json")
        assert (garbled["status"], garbled["code"]) == (400, "not_json")
        shape = await stream.ask({"ref": "r1", "readings": 5})
        assert (shape["status"], shape["ref"]) == (422, "r1")
        foreign = await stream.ask({"ref": "r2", "device": "d2", "readings": [ONE]})
        assert (foreign["status"], foreign["code"], foreign["ref"]) == (403, "device_not_allowed", "r2")
        ward.journal.stall(60)
        stalled = await stream.ask({"ref": "r3", "readings": [ONE]})
        assert (stalled["status"], stalled["code"], stalled["ref"]) == (503, "not_recorded", "r3")
        assert stalled["retry_after_s"] >= 1
        await stream.close()


async def test_a_fast_stream_is_slowed() -> None:
    async with FakeWard() as ward:
        stream = Stream(ward, rates=Rates(device=1, gateway=1))
        await stream.said()
        await stream.ask(ONE)
        answer = await stream.ask({"ref": "x", "readings": [ONE]})
        assert (answer["status"], answer["code"], answer["ref"]) == (429, "too_fast", "x")
        await stream.close()


async def test_a_refused_key_ends_the_handshake_with_its_status() -> None:
    async with FakeWard() as ward:
        for key, code in ((None, "no_key"), ("wrong", "unknown_key")):
            stream = Stream(ward, key, extensions={"websocket.http.response": {}})
            start, body = await stream.said(), await stream.said()
            assert (start["type"], start["status"]) == ("websocket.http.response.start", 401)
            assert json.loads(body["body"])["code"] == code
            await stream.serving


async def test_a_refused_key_is_closed_before_accepting_where_no_status_can_be_sent() -> None:
    async with FakeWard() as ward:
        stream = Stream(ward, "wrong")
        assert (await stream.said())["type"] == "websocket.close"
        await stream.serving
