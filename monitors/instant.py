"""Instants and durations as whole microseconds, so that every decision about time is exact.

An `Instant` is microseconds since 1970-01-01 UTC. Replay uses the same unit, counted from the recording's zero.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

Instant = int
Duration = int

MILLISECOND: Duration = 1_000
SECOND: Duration = 1_000_000
MINUTE: Duration = 60 * SECOND
HOUR: Duration = 60 * MINUTE

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def seconds(amount: float) -> Duration:
    """The duration of `amount` seconds, rounded to the microsecond."""
    return round(amount * SECOND)


def from_datetime(at: datetime) -> Instant:
    """The instant of an aware datetime; raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("a time needs an offset, such as Z or +01:00")
    return (at - _EPOCH) // _TICK


def parse(text: str) -> Instant:
    """The instant of an RFC 3339 text with an offset; raises ValueError otherwise."""
    return from_datetime(datetime.fromisoformat(text))


def to_datetime(at: Instant) -> datetime:
    """The aware UTC datetime of an instant."""
    return _EPOCH + timedelta(microseconds=at)


def rfc3339(at: Instant) -> str:
    """An instant as RFC 3339 in UTC with milliseconds (rounded down, so that it is never in the future)."""
    return to_datetime(at).isoformat(timespec="milliseconds").replace("+00:00", "Z")
