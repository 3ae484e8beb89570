"""The webhook over a real socket: what arrives, its signature, and how each kind of failure is told."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from app.notify.message import Origin, compose
from app.notify.webhook import Webhook
from app.ports import ChannelError
from monitors.asides import NotificationQueued
from monitors.instant import SECOND
from monitors.reading import Mode
from tests.app.fakes import NOON, FakeClock
from tests.app.notify.receiving import Received, receiving

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = compose(NotificationQueued("pager.1.1", "pager", "on", "SpO₂ 84 %", "high"), Origin("Ward 3", Mode.REAL))
PAGE = Path(__file__).parents[3] / "docs" / "notifications.md"


@pytest.fixture
def verify(tmp_path: Path) -> Any:
    """`verify` as the documentation shows it."""
    (snippet,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    file = tmp_path / "receiver.py"
    file.write_text(snippet)
    return runpy.run_path(str(file))["verify"]


async def sent() -> Received:
    """What a receiver gets of one message."""
    async with receiving() as receiver:
        webhook = Webhook(receiver.url, SECRET, FakeClock())
        await webhook.send(MESSAGE)
        await webhook.close()
    (got,) = receiver.got
    return got


async def test_the_documented_receiver_accepts_what_is_sent(verify: Any) -> None:
    got = await sent()
    assert (got.id, got.fields["title"], got.fields["sentence"]) == ("pager.1.1", "HIGH: Ward 3", "SpO₂ 84 %")
    assert verify(SECRET, got.headers, got.body, now=NOON // SECOND + 5)


async def test_the_documented_receiver_refuses_what_was_tampered_with_or_is_old(verify: Any) -> None:
    got, at = await sent(), NOON // SECOND
    assert not verify(SECRET, got.headers, got.body.replace(b"84", b"99"), now=at)
    assert not verify("whsec_" + "A" * 32, got.headers, got.body, now=at)
    assert not verify(SECRET, got.headers, got.body, now=at + 3600)
    assert not verify(SECRET, got.headers | {"webhook-id": "other"}, got.body, now=at)


@pytest.mark.parametrize(("status", "told"), [(500, "answered 500"), (302, "answered 302"), (0, "not reached")])
async def test_what_was_not_taken_is_said_without_the_address(status: int, told: str) -> None:
    async with receiving(status) as receiver:
        webhook = Webhook(receiver.url, SECRET, FakeClock())
        with pytest.raises(ChannelError, match=told) as caught:
            await webhook.send(MESSAGE)
        await webhook.close()
    assert "hidden" not in str(caught.value)


async def test_nobody_there_is_an_error_of_the_channel() -> None:
    async with receiving() as receiver:
        pass
    webhook = Webhook(receiver.url, SECRET, FakeClock())
    with pytest.raises(ChannelError, match="not reached"):
        await webhook.send(MESSAGE)
    await webhook.close()
