"""The server's own clock: monotonic time anchored to UTC once, at the start, so that a step of UTC changes nothing.

This is the only place that reads a clock; everything else is handed a `Clock` or `ticks`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from monitors.instant import SECOND, Instant

Ticks = Callable[[], float]
"""Wall seconds on a monotonic clock with an arbitrary zero."""


def ticks() -> float:
    """Wall seconds on the monotonic clock: for patience, heartbeats and measured latencies, never scaled."""
    return time.monotonic()


def utc_now() -> Instant:
    """The machine's UTC time, which may step; read once, when a server starts."""
    return time.time_ns() // 1_000


class ServerClock:
    """CONTRACT section 1: starts at `start_at` and runs `rate` times as fast as the wall (1 outside test mode)."""

    __slots__ = ("_began", "_rate", "_start_at", "_ticks")

    def __init__(self, rate: float, start_at: Instant, ticks: Ticks = ticks) -> None:
        if rate <= 0:
            raise ValueError(f"the clock's rate is {rate:g}; it must be above 0")
        self._rate = rate
        self._start_at = start_at
        self._ticks = ticks
        self._began = ticks()

    @classmethod
    def after(cls, rate: float, last_at: Instant, utc: Instant | None = None) -> ServerClock:
        """The clock of a server whose journal ends at `last_at` (0 when empty).

        It starts at UTC, but never before the journal's last entry: a scaled clock goes on from there, and a machine
        whose UTC fell cannot make time fall.
        """
        return cls(rate, max(utc_now() if utc is None else utc, last_at))

    @property
    def rate(self) -> float:
        """How many times faster than the wall it runs."""
        return self._rate

    def now(self) -> Instant:
        """The current instant; it never falls."""
        return self._start_at + int((self._ticks() - self._began) * self._rate * SECOND)

    def wall_seconds(self, until: Instant) -> float:
        """Wall seconds left until an instant (negative when it has passed)."""
        return (until - self.now()) / SECOND / self._rate
