"""A whole server in this process, on the memory journal and a clock that stands still, spoken to over ASGI."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from app.credentials import digest
from app.journal.memory import MemoryJournal
from app.settings import ServerMode, Settings
from app.wiring import Built, build
from monitors.asides import TokenAdded, UserAdded
from monitors.entries import AnyBody, ListeningChanged
from monitors.instant import SECOND, Instant, parse

START = parse("2026-11-22T10:00:00Z")
LOCAL = "local-token"
SETUP = "setup-token"
ROLES = ("wall", "nurse", "charge_nurse", "prescriber", "integrator", "tester", "auditor", "administrator")


class StillClock:
    """A clock that moves only when a test says so."""

    def __init__(self) -> None:
        self.at: Instant = START
        self.rate = 1.0

    def now(self) -> Instant:
        """The instant it was set to."""
        return self.at

    def wall_seconds(self, until: Instant) -> float:
        """Wall seconds until an instant, as if it ran."""
        return (until - self.at) / SECOND


@dataclass(slots=True)
class Server:
    """A running server, its parts, and a client for it."""

    built: Built
    journal: MemoryJournal
    clock: StillClock
    client: httpx.AsyncClient
    tokens: dict[str, str] = field(default_factory=dict)

    async def ask(self, method: str, path: str, role: str | None = "administrator", **more: Any) -> httpx.Response:
        """One request as a person of a role (each has a token), or as a stranger."""
        headers = dict(more.pop("headers", {}))
        if role is not None:
            headers["Authorization"] = f"Bearer {self.tokens.get(role, role)}"
        return await self.client.request(method, path, headers=headers, **more)

    async def done(self, method: str, path: str, body: Any = None, role: str = "administrator") -> Any:
        """The answer of a request that must be done."""
        answer = await self.ask(method, path, role, json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    async def bed_with_device(self, bed: str = "1", device: str = "m1") -> tuple[str, str]:
        """A bed with a device and an open session: the session's id and the device's key."""
        await self.done("POST", "/v1/beds", {"bed": bed})
        key = (await self.done("POST", "/v1/devices", {"device": device, "bed": bed}))["key"]
        asked = {"bed": bed, "protocol": "ketamine-iv", "patient": "Mr A"}
        return (await self.done("POST", "/v1/sessions", asked))["session"], key

    async def heard(self) -> None:
        """Somebody hears every bed from now on."""
        await self.built.ward.record("", lambda _at: [ListeningChanged(all_beds=True)])

    async def feed(self, key: str, seconds: int, **values: float) -> None:
        """Posts the same values once a second, the clock moving on."""
        for _ in range(seconds):
            self.clock.at += SECOND
            answer = await self.post(key, *({"vital": vital, "value": value} for vital, value in values.items()))
            assert answer.status_code == 202, answer.text

    async def post(self, key: str, *readings: dict[str, Any]) -> httpx.Response:
        """Posts readings with a device's key."""
        return await self.ask("POST", "/v1/readings", key, json={"readings": list(readings)})


@asynccontextmanager
async def running(
    people: bool = True, mode: ServerMode = ServerMode.TEST, *, before: Server | None = None, **options: Any
) -> AsyncIterator[Server]:
    """A server between its start and its end; with one person of each role, named as the role.

    With `before` it goes on from that one's journal and clock, as after a crash.
    """
    journal, clock = (MemoryJournal(), StillClock()) if before is None else (before.journal, before.clock)
    settings = Settings(data=Path("nowhere"), mode=mode, ward="Ward 3", **options)
    built = build(settings, local_token=LOCAL, setup_token=SETUP, journal=journal, clock=clock)
    async with built.web.router.lifespan_context(built.web):
        transport = httpx.ASGITransport(built.asgi, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://ward.test") as client:
            server = Server(built, journal, clock, client)
            if before is not None:
                server.tokens = before.tokens
            elif people:
                server.tokens = {role: f"token-of-{role}" for role in ROLES}
                await built.ward.record("test", lambda _at: added(server.tokens))
            yield server


def added(tokens: dict[str, str]) -> list[AnyBody]:
    """One user of each role with a token."""
    users: list[AnyBody] = [UserAdded(role, role) for role in tokens]
    return [*users, *(TokenAdded(role, digest(token)) for role, token in tokens.items())]
