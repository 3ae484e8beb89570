"""`WS /v1/stream` as raw ASGI: each frame is a batch, its answer carries the batch's `ref`.

uvicorn's `ws_max_size` bounds a frame; it should be a little over 1 MiB, so that a batch that is too large is answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from starlette.types import Message, Receive, Scope, Send

from app.ingest.keys import Keys
from app.ingest.route import not_recorded, trouble_of
from app.metrics import Metrics
from app.web.errors import Trouble, problem
from monitors.refused import Refused
from monitors.wire import Post, Ref, WireError, decode, encode_answer

if TYPE_CHECKING:
    from app.ward import Ward

RESPONSE = "websocket.http.response"


class Frame(msgspec.Struct):
    """What is read of a frame that is no batch: the `ref` its answer has to carry."""

    ref: Ref | None = None


class StreamRoute:
    """Serves a device's stream, one frame after the other: the next is read when the last is answered."""

    def __init__(self, ward: Ward, keys: Keys, metrics: Metrics) -> None:
        self._ward = ward
        self._keys = keys
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection; a refused key ends the handshake with 401."""
        await receive()  # websocket.connect
        try:
            self._keys.known(scope["headers"])
        except Trouble as trouble:
            self._metrics.refused(trouble.code)
            await _refuse(trouble, scope, send)
            return
        await send({"type": "websocket.accept"})
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            text = await self._answer(_body(message), scope)
            try:
                await send({"type": "websocket.send", "text": text.decode()})
            except OSError:
                return

    async def _answer(self, body: bytes, scope: Scope) -> bytes:
        """What a frame is answered: the counts as for a post, or a problem with its `ref`."""
        post: Post | None = None
        try:
            # The key is looked up again: one that was taken away in the meantime speaks no more.
            known = self._keys.known(scope["headers"])
            self._keys.pace(known)
            post = decode(body)
            self._keys.weigh(known, post.size)
            outcome = await self._ward.receive(post, known.speaker)
            if outcome.status == 503:
                raise not_recorded()
            return encode_answer(outcome.answer)
        except (Trouble, WireError, Refused) as reason:
            trouble = trouble_of(reason)
            self._metrics.refused(trouble.code)
            return _told(trouble, _ref(body) if post is None else post.ref)


async def _refuse(trouble: Trouble, scope: Scope, send: Send) -> None:
    """Ends a handshake with the trouble's own status where the server can, else with 403."""
    if RESPONSE not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    response = problem(trouble)
    await send({"type": f"{RESPONSE}.start", "status": response.status_code, "headers": response.raw_headers})
    await send({"type": f"{RESPONSE}.body", "body": response.body})


def _told(trouble: Trouble, ref: Ref | None) -> bytes:
    body: dict[str, Any] = msgspec.json.decode(bytes(problem(trouble).body))
    if trouble.headers and "Retry-After" in trouble.headers:
        body["retry_after_s"] = int(trouble.headers["Retry-After"])
    return msgspec.json.encode(body | ({} if ref is None else {"ref": ref}))


def _ref(body: bytes) -> Ref | None:
    try:
        return msgspec.json.decode(body, type=Frame).ref
    except msgspec.DecodeError:
        return None


def _body(message: Message) -> bytes:
    text = message.get("text")
    return text.encode() if text is not None else message.get("bytes") or b""
