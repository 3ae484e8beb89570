"""The signature of a webhook, as Standard Webhooks (standardwebhooks.com) has it: HMAC-SHA256 of id, time and body.

Headers `webhook-id`, `webhook-timestamp` (seconds) and `webhook-signature`: `v1,` and the base64 of the HMAC-SHA256 of
`id.timestamp.body` (docs/notifications.md).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

PREFIX = "whsec_"
SHORTEST_SECRET = 24
"""Bytes, as Standard Webhooks asks for."""


def key_of(secret: str) -> bytes:
    """The key of a secret: after `whsec_` it is base64, else the text's own bytes. Raises ValueError for a weak one."""
    if not secret.startswith(PREFIX):
        key = secret.encode()
    else:
        try:
            key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except binascii.Error:
            raise ValueError(f"secret: what follows {PREFIX} is no base64") from None
    if len(key) < SHORTEST_SECRET:
        raise ValueError(f"secret: {len(key)} bytes are too few, {SHORTEST_SECRET} are needed")
    return key


def signature(key: bytes, name: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`."""
    signed = f"{name}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
