"""The apprise channel with a hand-made library: what it is handed, and how each failure is told."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from app.notify.apprise import Apprise, NotInstalled
from app.notify.message import Origin, compose
from app.ports import ChannelError
from monitors.asides import NotificationQueued
from monitors.reading import Mode

MESSAGE = compose(NotificationQueued("p.1.1", "p", "on", "SpO2 84 %", "high"), Origin("Ward 3", Mode.REAL))


class Library:
    """As much of the apprise module as is used; what it was handed is in `handed`."""

    NotifyType = SimpleNamespace(FAILURE="failure", INFO="info")

    def __init__(self, outcome: object = True) -> None:
        self.outcome = outcome
        self.handed: list[Any] = []

    def Apprise(self) -> Library:  # noqa: N802  # the library's own name
        """One set of addresses."""
        return self

    def add(self, url: str) -> bool:
        """Knows addresses of one scheme."""
        return url.startswith("sms://")

    async def async_notify(self, **message: str) -> object:
        """Takes a message."""
        self.handed.append(message)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


async def test_it_hands_over_title_and_text() -> None:
    library = Library()
    channel = Apprise("sms://secret", library)
    await channel.send(MESSAGE)
    await channel.close()
    assert library.handed == [{"title": "HIGH: Ward 3", "body": MESSAGE.text, "notify_type": "failure"}]


@pytest.mark.parametrize("outcome", [False, None, OSError("sms://secret")])
async def test_what_did_not_get_through_is_an_error_without_the_address(outcome: object) -> None:
    with pytest.raises(ChannelError, match="apprise") as caught:
        await Apprise("sms://secret", Library(outcome)).send(MESSAGE)
    assert "secret" not in str(caught.value)


def test_an_unknown_address_is_refused() -> None:
    with pytest.raises(ValueError, match="does not know"):
        Apprise("nothing://", Library())


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(NotInstalled, match=r"infusion-watch\[notify\]"):
        Apprise("sms://secret")
