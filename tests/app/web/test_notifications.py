"""Notifications over HTTP, on a whole server: what is sent, what fails, and a test of the channels."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr

from app.notify.configured import ChannelSettings
from tests.app.notify.receiving import Receiver, receiving
from tests.app.notify.sending import SECRET
from tests.app.wards import settle, until
from tests.app.web.server import Server, running

DEAD = "site.notification.failing_pager.1"


@asynccontextmanager
async def paged(receiver: Receiver, **levels: int) -> AsyncIterator[Server]:
    """A server in test mode whose pager is told of medium and high alarms at once, or at these levels."""
    channel = ChannelSettings(
        name="pager", kind="webhook", url=SecretStr(receiver.url), secret=SecretStr(SECRET),
        levels=levels or {"high": 0, "medium": 0},  # type: ignore[arg-type]  # the names are checked
    )
    async with running(notify=(channel,), public_url="https://ward.example") as server:
        yield server


async def shown(server: Server, query: str = "") -> dict[str, Any]:
    """What the route tells."""
    answer = await server.ask("GET", f"/v1/notifications{query}", "wall")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def low_saturation(server: Server) -> str:
    """A medium alarm; the device's key."""
    _, key = await server.bed_with_device()
    await server.feed(key, 20, heart_rate=72, spo2=92)
    await server.feed(key, 16, heart_rate=72, spo2=89)
    return key


async def test_an_alarm_goes_out_and_says_nothing_of_the_patient() -> None:
    async with receiving() as receiver, paged(receiver) as server:
        await low_saturation(server)
        await until(lambda: receiver.got)
        got = receiver.got[0]
        assert got.fields["alarm"] == "s1.spo2.low.1"
        assert got.fields["title"] == "TEST MEDIUM: Ward 3, bed 1"
        assert got.fields["link"] == "https://ward.example"
        assert b"Mr A" not in got.body
        await settle()
        told = await shown(server, "?state=sent")
        assert [(one["alarm"], one["state"], one["attempts"]) for one in told["notifications"]] == [
            ("s1.spo2.low.1", "sent", 0),
        ]
        assert told["channels"][0]["channel"] == "pager"
        assert (await shown(server, "?state=failing"))["notifications"] == []
        metrics = (await server.ask("GET", "/metrics", None)).text
        assert 'notifications_sent_total{channel="pager"} 1.0' in metrics


async def test_the_call_of_the_next_role_goes_out_and_again_when_the_acknowledgement_expires() -> None:
    async with receiving() as receiver, paged(receiver, high=2) as server:
        _, key = await server.bed_with_device()
        await server.heard()
        await server.feed(key, 20, heart_rate=72)
        await server.feed(key, 110, heart_rate=72, spo2=78)
        await settle()
        assert receiver.got == []
        await server.feed(key, 25, heart_rate=72, spo2=78)
        await until(lambda: len(receiver.got) == 1)
        alarm = receiver.got[0].fields["alarm"]
        revision = (await server.ask("GET", f"/v1/alarms/{alarm}")).json()["revision"]
        await server.done("POST", f"/v1/alarms/{alarm}/acknowledgement", {"revision": revision}, "nurse")
        await until(lambda: len(receiver.got) == 2)
        await server.feed(key, 235, heart_rate=72, spo2=78)
        await settle()
        assert len(receiver.got) == 2
        await server.feed(key, 10, heart_rate=72, spo2=78)
        await until(lambda: len(receiver.got) == 3)
        assert [one.fields["what"] for one in receiver.got] == ["on", "acknowledged", "on"]


async def test_a_dead_channel_is_an_alarm_on_the_screens_until_it_works() -> None:
    async with receiving(500, 500, 500) as receiver, paged(receiver) as server:
        for number in (1, 2, 3):
            (tested,) = (await server.done("POST", "/v1/notifications/test", {}))["tests"]
            assert (tested["channel"], tested["sent"], tested["error"]) == ("pager", False, "answered 500")
            await settle()
            assert (await shown(server))["channels"][0]["failures"] == number
        alarm = (await server.ask("GET", f"/v1/alarms/{DEAD}", "nurse")).json()
        assert (alarm["state"], alarm["priority"], alarm["kind"]) == ("on", "medium", "technical")
        assert "pager" in alarm["text"]
        assert len(receiver.got) == 3, "a channel is not told of its own failing"
        (tested,) = (await server.done("POST", "/v1/notifications/test", {}))["tests"]
        assert tested["sent"]
        await settle()
        assert (await server.ask("GET", f"/v1/alarms/{DEAD}", "nurse")).json()["state"] == "ended"


async def test_only_administrators_test_the_channels(server: Server) -> None:
    assert (await server.ask("POST", "/v1/notifications/test", "nurse", json={})).status_code == 403
    assert (await server.done("POST", "/v1/notifications/test", {})) == {"tests": []}
    assert await shown(server) == {"channels": [], "notifications": []}


async def test_the_audit_has_every_message_and_no_address() -> None:
    async with receiving() as receiver, paged(receiver) as server:
        await low_saturation(server)
        await until(lambda: receiver.got)
        await settle()
        audit = (await server.ask("GET", "/v1/audit", "auditor")).text
        assert "NotificationQueued" in audit
        assert "NotificationSent" in audit
        assert "hidden" not in audit
        assert SECRET not in audit
