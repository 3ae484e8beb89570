"""Through the apprise library: SMS, Teams, pagers, e-mail and about a hundred more, by its own addresses (an extra)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from app.notify.message import Message
from app.ports import ChannelError


class NotInstalled(Exception):
    """The extra with the apprise library is not there; the text says how to get it."""


class Apprise:
    """Hands each message to one apprise address; `library` is the apprise module, imported when it is first needed."""

    def __init__(self, url: str, library: Any = None) -> None:
        """Raises NotInstalled, and ValueError for an address that apprise does not know."""
        self._library = _imported() if library is None else library
        self._to = self._library.Apprise()
        if not self._to.add(url):
            raise ValueError("apprise does not know this address")

    async def send(self, message: Message) -> None:
        """Sends title and text; raises ChannelError when apprise says that it did not get through."""
        kinds = self._library.NotifyType
        kind = kinds.FAILURE if message.urgent else kinds.INFO
        try:
            taken = await self._to.async_notify(title=message.title, body=message.text, notify_type=kind)
        except Exception as failed:
            raise ChannelError(f"apprise failed ({type(failed).__name__})") from None
        if not taken:
            raise ChannelError("apprise could not send it; its own log has the reason")

    async def close(self) -> None:
        """Nothing is held."""


def _imported() -> Any:
    try:
        return import_module("apprise")
    except ImportError:
        raise NotInstalled("the apprise library is missing: pip install 'infusion-watch[notify]'") from None
