"""Runs one server on one data folder: lock, socket, start, `server.json`, and a quick, clean end."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvicorn

from alerts.profile_file import ProfileError
from alerts.treatment.protocol_file import ProtocolError
from app import logs, server_file
from app.credentials import new_token
from app.journal.files import DATABASE_FILE, database_path
from app.journal.lock import Lock, acquire, acquire_store
from app.ports import JournalError
from app.settings import Settings
from app.wiring import Built, build

FRAME_BYTES = 1024 * 1024 + 64 * 1024
"""A little over what a batch may weigh, so that one that is too large is answered and not cut off."""

END_WITHIN_S = 3
BACKLOG = 2048


class CannotServe(Exception):
    """The server cannot start; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A server that takes connections: its address, and the set-up link while there is no administrator."""

    url: str
    setup: str | None
    token: str


class Announcing(uvicorn.Server):
    """A server that tells when it takes connections."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, then tells."""
        await super().startup(sockets)
        if not self.should_exit:
            self._ready()


def serve(settings: Settings, ready: Callable[[Ready], None]) -> None:
    """Serves until SIGINT or SIGTERM; `ready` is called once, when connections are taken.

    Raises CannotServe, and SettingsError for a channel of notifications that cannot be had.
    """
    logs.set_up(settings.log_level, settings.log_format)
    with locked(settings):
        server_file.remove(settings.data)
        try:
            _serve_locked(settings, ready)
        finally:
            server_file.remove(settings.data)


def locked(settings: Settings) -> ExitStack:
    """Holds the data folder, and the database file where that is another place. Raises CannotServe."""
    with ExitStack() as locks:
        locks.enter_context(_held(settings.data, acquire))
        try:
            store = database_path(settings.store)
        except JournalError as wrong:
            raise CannotServe(str(wrong)) from None
        if store.resolve() != (settings.data / DATABASE_FILE).resolve():
            locks.enter_context(_held(store, acquire_store))
        return locks.pop_all()


def _held(place: Path, take: Callable[[Path], Lock | None]) -> Lock:
    try:
        lock = take(place)
    except OSError as closed:
        raise CannotServe(f"can't open {place}: {closed.strerror}") from None
    if lock is None:
        raise CannotServe(f"{place} is in use by another server or command; it has one at a time")
    return lock


def _serve_locked(settings: Settings, ready: Callable[[Ready], None]) -> None:
    local, link = new_token(), new_token()
    with bind(settings.host, settings.port) as listening:
        try:
            built = build(settings, local_token=local, setup_token=link)
        except (JournalError, ProfileError, ProtocolError) as wrong:
            raise CannotServe(str(wrong)) from None
        url = address(listening)

        def tell() -> None:
            """Lets the command line of this machine find the server, then says that it is ready."""
            server_file.write(settings.data, server_file.Address(url, local, os.getpid()))
            setup = f"{url}/setup?token={link}" if built.context.first.open else None
            structlog.get_logger(__name__).info("serving", url=url, mode=settings.mode.value, pid=os.getpid())
            ready(Ready(url, setup, local))

        _run(built, listening, tell)
        structlog.get_logger(__name__).info("ended", url=url)


def _run(built: Built, listening: socket.socket, tell: Callable[[], None]) -> None:
    config = uvicorn.Config(
        built.asgi, lifespan="on", log_config=None, access_log=False, server_header=False, proxy_headers=False,
        ws="websockets-sansio", ws_per_message_deflate=False, ws_max_size=FRAME_BYTES,
        timeout_graceful_shutdown=END_WITHIN_S, backlog=BACKLOG,
    )
    # uvicorn raises the signal again when it has ended; by then there is nothing left to do for it.
    before = {one: signal.signal(one, lambda _number, _frame: None) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        server = Announcing(config, tell)
        server.run(sockets=[listening])
    finally:
        for one, what in before.items():
            signal.signal(one, what)
    if not server.started:
        raise CannotServe("the server could not start; the log has the reason")


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 picks a free one. Raises CannotServe naming what is in the way."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
    except OSError as closed:
        why = closed.strerror or closed
        raise CannotServe(f"can't listen on {host} port {port}: {why}; --port 0 picks one") from None
    return listening


def address(listening: socket.socket) -> str:
    """The address under which this machine reaches a socket."""
    host, port = listening.getsockname()[:2]
    at = ipaddress.ip_address(host)
    if at.is_unspecified:
        at = ipaddress.ip_address("127.0.0.1" if at.version == 4 else "::1")
    return f"http://[{at}]:{port}" if at.version == 6 else f"http://{at}:{port}"
