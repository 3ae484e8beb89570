"""`POST /v1/readings` as raw ASGI, in front of the web application: the hot path from a device to the ward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from app.ingest.keys import Keys
from app.metrics import Metrics
from app.waiting import Outcome
from app.web.errors import Trouble, problem
from monitors.refused import Refused
from monitors.wire import MAX_BYTES, WireError, decode, encode_answer

if TYPE_CHECKING:
    from app.ward import Ward

PATH = "/v1/readings"
STREAM_PATH = "/v1/stream"
RETRY_AFTER = {"Retry-After": "1"}
"""Wall seconds until a device should try again what was not recorded."""


class Gone(Exception):
    """The client left before its body was whole."""


class ReadingsRoute:
    """Answers a post: 202 or 422 with the counts, anything else as problem+json with a stable code."""

    def __init__(self, ward: Ward, keys: Keys, metrics: Metrics) -> None:
        self._ward = ward
        self._keys = keys
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one POST."""
        try:
            known = self._keys.known(scope["headers"])
            self._keys.pace(known)
            post = decode(await read_body(scope, receive))
            self._keys.weigh(known, post.size)
            outcome = await self._ward.receive(post, known.speaker)
            await answer(outcome, scope, receive, send)
        except Gone:
            return
        except (Trouble, WireError, Refused) as reason:
            trouble = trouble_of(reason)
            self._metrics.refused(trouble.code)
            await problem(trouble)(scope, receive, send)


class Front:
    """Sends posts of readings and streams to their own places and everything else to the web application."""

    def __init__(self, web: ASGIApp, readings: ASGIApp, stream: ASGIApp) -> None:
        self._web = web
        self._readings = readings
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection."""
        kind = scope["type"]
        if kind == "http" and scope["path"] == PATH and scope["method"] == "POST":
            await self._readings(scope, receive, send)
        elif kind == "websocket" and scope["path"] == STREAM_PATH:
            await self._stream(scope, receive, send)
        else:
            await self._web(scope, receive, send)


async def read_body(scope: Scope, receive: Receive) -> bytes:
    """The whole body; raises Trouble too_large as soon as it is known to be over 1 MiB."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > MAX_BYTES:
            raise too_large()
    message = await receive()
    body: bytes = message.get("body", b"")
    if message["type"] == "http.request" and not message.get("more_body", False):
        if len(body) > MAX_BYTES:
            raise too_large()
        return body
    chunks, size = [body], len(body)
    while message["type"] != "http.disconnect" and message.get("more_body", False):
        message = await receive()
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > MAX_BYTES:
            raise too_large()
    if message["type"] == "http.disconnect":
        raise Gone
    return b"".join(chunks)


async def answer(outcome: Outcome, scope: Scope, receive: Receive, send: Send) -> None:
    """Sends what became of a post."""
    if outcome.status == 503:
        await problem(not_recorded())(scope, receive, send)
        return
    body = encode_answer(outcome.answer)
    await send({
        "type": "http.response.start", "status": outcome.status,
        "headers": [
            (b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
        ],
    })
    await send({"type": "http.response.body", "body": body})


def too_large() -> Trouble:
    """The refusal of a body over 1 MiB."""
    message = f"the body is over {MAX_BYTES} bytes"
    return Trouble("too_large", message, hint="send fewer readings in one post", status=413)


def not_recorded() -> Trouble:
    """The answer while readings are judged but not durable."""
    return Trouble(
        "not_recorded", "the readings are being judged, but could not be recorded yet",
        hint="send the same batch again: nothing is counted twice", headers=RETRY_AFTER, status=503,
    )


def trouble_of(reason: Trouble | WireError | Refused) -> Trouble:
    """Any refusal of a post as the one kind that is answered."""
    if isinstance(reason, Trouble):
        return reason
    headers = RETRY_AFTER if reason.status == 503 else None
    return Trouble(reason.code, reason.message, reason.field, reason.hint, headers, status=reason.status)
