"""A webhook: the message as JSON, posted to one address and signed, so that the receiver can tell who sent it."""

from __future__ import annotations

import json

import httpx

from app.notify.message import Message
from app.notify.signing import key_of, signature
from app.ports import ChannelError, Clock
from monitors.instant import SECOND

WITHIN_S = 10.0


class Webhook:
    """Posts each message to one address; any 2xx means that it was taken."""

    def __init__(self, url: str, secret: str, clock: Clock, client: httpx.AsyncClient | None = None) -> None:
        self._url = url
        self._key = key_of(secret)
        self._clock = clock
        self._client = client or httpx.AsyncClient(timeout=WITHIN_S, follow_redirects=False)

    async def send(self, message: Message) -> None:
        """Posts a message; raises ChannelError, in words without the address, when it was not taken."""
        body = json.dumps(message.fields, ensure_ascii=False, separators=(",", ":")).encode()
        timestamp = self._clock.now() // SECOND
        headers = {
            "content-type": "application/json", "user-agent": "infusion-watch", "webhook-id": message.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(self._key, message.id, timestamp, body),
        }
        try:
            answer = await self._client.post(self._url, content=body, headers=headers)
        except httpx.TimeoutException:
            raise ChannelError("no answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL) as failed:
            raise ChannelError(f"not reached ({type(failed).__name__})") from None
        if not answer.is_success:
            raise ChannelError(f"answered {answer.status_code}")

    async def close(self) -> None:
        """Lets go of the connection."""
        await self._client.aclose()
