"""`WS /v1/live`: lets a person's screen in, and hands it to the live feed."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.websockets import WebSocket

from app.live.socket import serve_screen
from app.roles import Permission
from app.web.auth import Watching
from app.web.context import Web
from app.web.errors import Trouble


def router(web: Web) -> APIRouter:
    """The route of the live connection."""
    routes = APIRouter()

    @routes.websocket("/v1/live")
    async def live(websocket: WebSocket, who: Watching) -> None:
        """Serves one screen for as long as its person may watch."""

        def allowed() -> bool:
            """Whether the cookie or the token still stands."""
            try:
                found = web.gate.identify(websocket)
            except Trouble:
                return False
            return found is not None and found.may(Permission.WATCH)

        await serve_screen(websocket, who.user, web.hub, allowed=allowed)

    return routes
