"""Who is speaking: a bearer key becomes the Speaker it stands for, or a refusal, and each key has its own rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from app.clock import Ticks, ticks
from app.credentials import digest
from app.web.errors import Trouble
from monitors.speaker import Speaker

if TYPE_CHECKING:
    from monitors.session import Device, Roster

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="readings"'}
LONGEST_KEY = 500


@dataclass(frozen=True, slots=True)
class Rates:
    """Posts a second that a device's key and a gateway's key may send; None: as many as they like."""

    device: float | None = 50.0
    gateway: float | None = 500.0


@dataclass(slots=True)
class Bucket:
    """A token bucket that holds one second's worth of posts."""

    rate: float
    tokens: float
    filled_at: float

    def take(self, now: float) -> float:
        """Takes one token; 0 when there was one, else the seconds until there is."""
        size = max(1.0, self.rate)
        self.tokens = min(size, self.tokens + (now - self.filled_at) * self.rate)
        self.filled_at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / self.rate


@dataclass(frozen=True, slots=True)
class Known:
    """A key that was seen: the device it stood for then, what it may speak for, and its bucket."""

    device: Device
    speaker: Speaker
    bucket: Bucket | None


class Keys:
    """The keys of the roster's devices; what they stand for is looked up at each post, so a change counts at once."""

    def __init__(self, roster: Roster, rates: Rates, ticks: Ticks = ticks) -> None:
        self._roster = roster
        self._rates = rates
        self._ticks = ticks
        self._known: dict[str, Known] = {}

    def known(self, headers: Iterable[tuple[bytes, bytes]]) -> Known:
        """The speaker of a request's bearer key; raises Trouble no_key or unknown_key."""
        key = _bearer(headers)
        hashed = digest(key)
        device = self._roster.device_of_key(hashed)
        if device is None:
            raise Trouble(
                "unknown_key", "no device has this key", hint="send the key that `device add` printed",
                headers=CHALLENGE, status=401,
            )
        seen = self._known.get(device.id)
        if seen is None or seen.device is not device:
            seen = self._known[device.id] = self._meet(device)
        return seen

    def pace(self, known: Known) -> None:
        """Counts one post; raises Trouble too_fast, with Retry-After, when the key's rate is used up."""
        if known.bucket is None:
            return
        wait_s = known.bucket.take(self._ticks())
        if wait_s > 0:
            raise Trouble(
                "too_fast", f"this key may post {known.bucket.rate:g} times a second",
                hint="put more readings into one post", headers={"Retry-After": str(max(1, ceil(wait_s)))}, status=429,
            )

    def _meet(self, device: Device) -> Known:
        rate = self._rates.gateway if device.gateway else self._rates.device
        bucket = None if rate is None else Bucket(rate, max(1.0, rate), self._ticks())
        return Known(device, Speaker.of(device), bucket)


def _bearer(headers: Iterable[tuple[bytes, bytes]]) -> str:
    for name, value in headers:
        if name == b"authorization":
            scheme, _, key = value.decode("latin-1").partition(" ")
            if scheme.lower() == "bearer" and 0 < len(key.strip()) <= LONGEST_KEY:
                return key.strip()
            break
    raise Trouble(
        "no_key", "this needs a device's key", hint="send it as `Authorization: Bearer KEY`", headers=CHALLENGE,
        status=401,
    )
