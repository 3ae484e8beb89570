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
    """Posts and readings a second that a device's key and a gateway's key may send; None: as many as they like."""

    device: float | None
    gateway: float | None
    device_readings: float | None = None
    gateway_readings: float | None = None


@dataclass(slots=True)
class Bucket:
    """A token bucket that holds one second's worth of posts, or of readings."""

    rate: float
    tokens: float
    filled_at: float

    @classmethod
    def of(cls, rate: float | None, now: float) -> Bucket | None:
        """A full one; None where there is no limit."""
        return None if rate is None else cls(rate, max(1.0, rate), now)

    def take(self, now: float, count: int = 1) -> float:
        """Takes tokens; 0 when they were there, else the seconds until they are.

        More than it can hold is taken from a full one, which then owes the rest: a large batch passes, but seldom.
        """
        size = max(1.0, self.rate)
        self.tokens = min(size, self.tokens + (now - self.filled_at) * self.rate)
        self.filled_at = now
        needed = min(float(count), size)
        if self.tokens >= needed:
            self.tokens -= count
            return 0.0
        return (needed - self.tokens) / self.rate


@dataclass(frozen=True, slots=True)
class Known:
    """A key that was seen: the device it stood for then, what it may speak for, and its buckets."""

    device: Device
    speaker: Speaker
    posts: Bucket | None
    readings: Bucket | None


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
        if known.posts is not None and (wait_s := known.posts.take(self._ticks())) > 0:
            message = f"this key may post {known.posts.rate:g} times a second"
            raise _too_fast(message, "put more readings into one post", wait_s)

    def weigh(self, known: Known, readings: int) -> None:
        """Counts the readings of one post; raises Trouble too_fast, with Retry-After, when there are too many."""
        if known.readings is not None and (wait_s := known.readings.take(self._ticks(), readings)) > 0:
            message = f"this key may send {known.readings.rate:g} readings a second"
            raise _too_fast(message, "send the same batch again a little later", wait_s)

    def _meet(self, device: Device) -> Known:
        rates, now = self._rates, self._ticks()
        posts = rates.gateway if device.gateway else rates.device
        readings = rates.gateway_readings if device.gateway else rates.device_readings
        return Known(device, Speaker.of(device), Bucket.of(posts, now), Bucket.of(readings, now))


def _too_fast(message: str, hint: str, wait_s: float) -> Trouble:
    return Trouble("too_fast", message, hint=hint, headers={"Retry-After": str(max(1, ceil(wait_s)))}, status=429)


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
