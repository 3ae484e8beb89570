"""`/v1/notifications`: the channels that lead out of the building, what was sent through them, and a test of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from app.live.messages import optional
from app.notify.outbox import Letter
from app.web.asked import Nothing
from app.web.auth import ChannelTester, Watching
from app.web.context import Web
from app.web.errors import BODY, KNOWN, answers
from monitors.instant import rfc3339

State = Literal["waiting", "failing", "sent", "replaced", "given_up"]


@dataclass(frozen=True, slots=True)
class ChannelShown:
    """A channel: how many failed attempts in a row, the last error, when it took something, and what waits."""

    channel: str
    dead: bool
    failures: int
    error: str
    sent_at: str | None
    waiting: int


@dataclass(frozen=True, slots=True)
class NotificationShown:
    """A message and what became of it; `next_at` is when it is tried next."""

    id: str
    channel: str
    what: str
    alarm: str | None
    revision: int | None
    priority: str | None
    bed: str | None
    text: str
    state: str
    queued_at: str
    sent_at: str | None
    next_at: str | None
    attempts: int
    error: str


@dataclass(frozen=True, slots=True)
class NotificationsShown:
    """The channels that are set up, and messages, newest first."""

    channels: list[ChannelShown]
    notifications: list[NotificationShown]


@dataclass(frozen=True, slots=True)
class Tested:
    """What became of a channel's test message; `error` is "" when it was taken."""

    channel: str
    id: str
    sent: bool
    error: str


@dataclass(frozen=True, slots=True)
class TestsShown:
    """One for each channel."""

    tests: list[Tested]


def router(web: Web) -> APIRouter:
    """The routes of notifications."""
    routes = APIRouter(prefix="/v1/notifications", tags=["notifications"])

    @routes.get("", responses=answers(*KNOWN))
    async def notifications(
        _who: Watching,
        state: Annotated[State | None, Query(description="only those of this state")] = None,
        limit: Annotated[int, Query(ge=1, le=1000, description="how many messages, newest first")] = 100,
    ) -> NotificationsShown:
        """How each channel does, and what was queued, sent or fails; the audit has all that ever was."""
        outbox = web.sender.outbox
        channels = [
            ChannelShown(name, one.dead, one.failures, one.error, optional(one.sent_at), len(outbox.waiting(name)))
            for name, one in web.sender.channels.items()
        ]
        found = [one for one in reversed(outbox.letters.values()) if state in (None, one.state)]
        return NotificationsShown(channels, [_shown(one) for one in found[:limit]])

    @routes.post("/test", responses=answers(*KNOWN, *BODY))
    async def test(_asked: Nothing, who: ChannelTester) -> TestsShown:
        """Sends a test message through every channel, once each, and tells what became of it."""
        ended = await web.sender.test(who.user)
        return TestsShown([Tested(one.channel, one.id, not one.error, one.error) for one in ended])

    return routes


def _shown(letter: Letter) -> NotificationShown:
    told = letter.queued
    return NotificationShown(
        told.id, told.channel, told.what, told.alarm or None, told.revision or None, told.priority or None,
        told.bed or None, told.text, letter.state, rfc3339(letter.queued_at), optional(letter.sent_at),
        optional(letter.next_at), letter.attempts, letter.error,
    )
