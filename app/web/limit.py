"""A bound on the body of every request but readings, which have their own: nobody can fill the memory with one."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.errors import Trouble, problem

MOST = 1024 * 1024


class BodyLimit:
    """Middleware that refuses a body over 1 MiB, by its declared length or as it comes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > MOST:
            await problem(Trouble("too_large", f"the body is over {MOST} bytes"))(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > MOST:
                raise HTTPException(413, f"the body is over {MOST} bytes")
            return message

        await self.app(scope, counted, send)
