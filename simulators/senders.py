"""How a message reaches the server: over HTTP with a connection that is kept, or over one WebSocket for a key."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Protocol

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException

from simulators.device import Outgoing

PATIENCE_S = 10.0
CONNECTIONS = 16


class LinkError(Exception):
    """The server can't be reached, or did not answer: it is safe to send again."""


class Refused(msgspec.Struct, frozen=True):
    """One reading the server did not take."""

    code: str = ""
    message: str = ""


class Reply(msgspec.Struct, frozen=True):
    """What the server said to one message; `status` is HTTP's, `detail` what it says to a person when it refuses."""

    accepted: int = 0
    duplicates: int = 0
    rejected: tuple[Refused, ...] = ()
    findings: tuple[msgspec.Raw, ...] = ()
    ref: str | None = None
    status: int = 202
    code: str = ""
    detail: str = ""
    hint: str = ""
    message: str = ""
    retry_after_s: float | None = None

    @property
    def sentence(self) -> str:
        """What the server says about a refusal."""
        first = self.rejected[0].message if self.rejected else ""
        said = self.detail or self.message or first or f"the server answered {self.status}"
        return f"{said} ({self.hint})" if self.hint else said


class Sender(Protocol):
    """Something that brings messages to the server."""

    async def send(self, message: Outgoing) -> Reply:
        """Sends one message and waits for its answer; raises LinkError."""


class RestSender:
    """`POST /v1/readings`, as an asynchronous context."""

    def __init__(self, url: str, key: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._client = httpx.AsyncClient(
            base_url=url, timeout=PATIENCE_S, transport=transport, trust_env=False,
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )

    async def __aenter__(self) -> RestSender:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def send(self, message: Outgoing) -> Reply:
        """Sends one message and waits for its answer; raises LinkError."""
        try:
            answer = await self._client.post("/v1/readings", content=message.encode())
        except httpx.TransportError as lost:
            raise LinkError(f"{type(lost).__name__}: {lost}") from None
        return _reply(answer.content, answer.status_code, answer.headers.get("Retry-After"))


class StreamSender:
    """`WS /v1/stream`, as an asynchronous context; answers are matched by their `ref`, a lost link is opened again."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url.replace("http", "ws", 1).rstrip("/") + "/v1/stream"
        self._key = key
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._opening = asyncio.Lock()
        self._waiting: dict[str, asyncio.Future[Reply]] = {}
        self._refs = 0

    async def __aenter__(self) -> StreamSender:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await self._reader

    async def send(self, message: Outgoing) -> Reply:
        """Sends one message and waits for its answer; raises LinkError."""
        self._refs += 1
        ref = f"{self._refs}"
        try:
            async with self._opening:
                socket = self._socket or await self._open()
            waiting = self._waiting[ref] = asyncio.get_running_loop().create_future()
            await socket.send(message.encode(ref), text=True)
            return await asyncio.wait_for(waiting, PATIENCE_S)
        except InvalidStatus as refused:
            answer = refused.response
            return _reply(bytes(answer.body or b""), answer.status_code, answer.headers.get("Retry-After"))
        except (OSError, WebSocketException, TimeoutError) as lost:
            raise LinkError(f"{type(lost).__name__}: {lost}") from None
        finally:
            self._waiting.pop(ref, None)

    async def _open(self) -> ClientConnection:
        headers = {"Authorization": f"Bearer {self._key}"}
        socket = await connect(self._url, additional_headers=headers, compression=None, proxy=None)
        self._socket = socket
        self._reader = asyncio.create_task(self._read(socket))
        return socket

    async def _read(self, socket: ClientConnection) -> None:
        """Hands every answer to whoever waits for it; when the link ends, whoever waits is told."""
        try:
            async for frame in socket:
                reply = _reply(frame if isinstance(frame, bytes) else frame.encode(), None, None)
                waiting = self._waiting.get(reply.ref or "")
                if waiting is not None and not waiting.done():
                    waiting.set_result(reply)
        except WebSocketException:
            pass
        finally:
            self._socket = None
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(ConnectionError("the link ended"))


def _reply(body: bytes, status: int | None, retry_after: str | None) -> Reply:
    """The server's answer; one that can't be read is only its status."""
    try:
        reply = msgspec.json.decode(body, type=Reply)
    except (msgspec.DecodeError, msgspec.ValidationError):
        reply = Reply(status=502 if status is None else status)
    if status is not None:
        reply = msgspec.structs.replace(reply, status=status)
    if retry_after is not None and retry_after.isdigit():
        reply = msgspec.structs.replace(reply, retry_after_s=float(retry_after))
    return reply
