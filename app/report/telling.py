"""Times and numbers as every report tells them: RFC 3339 with the clinic's offset, numbers without false precision."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from monitors.instant import MINUTE, SECOND, Duration, Instant, to_datetime


def local(at: Instant, zone: ZoneInfo) -> datetime:
    """An instant as the clinic's clock on the wall shows it."""
    return to_datetime(at).astimezone(zone)


def stamp(at: Instant, zone: ZoneInfo) -> str:
    """An instant as RFC 3339 with the zone's offset, in seconds, or milliseconds where it has them."""
    exact = at % SECOND >= 1000
    return local(at, zone).isoformat(timespec="milliseconds" if exact else "seconds")


def clock(at: Instant, zone: ZoneInfo) -> str:
    """The hour and minute, for a page that says the date and the zone elsewhere."""
    return f"{local(at, zone):%H:%M}"


def number(value: float) -> str:
    """A number with at most two decimals, and none that are zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def told(value: float | str, unit: str = "") -> str:
    """A value with its unit, as a person reads it."""
    text = value if isinstance(value, str) else number(value)
    spoken = "" if unit.startswith("{") else {"mm[Hg]": "mmHg", "Cel": "°C"}.get(unit, unit)
    return f"{text} {spoken}".strip()


def minutes(span: Duration) -> str:
    """A time between, in minutes, in seconds where it is under two, in hours where it is long."""
    if abs(span) < 2 * MINUTE:
        return f"{span / SECOND:.0f} s"
    if abs(span) < 600 * MINUTE:
        return f"{span / MINUTE:.0f} min"
    return f"{span / MINUTE / 60:.1f} h"
