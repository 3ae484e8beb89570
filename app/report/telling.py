"""Times and numbers as every report tells them: RFC 3339 with the clinic's offset, numbers without false precision."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from monitors.instant import HOUR, MILLISECOND, MINUTE, SECOND, Duration, Instant, to_datetime

QUARTER = HOUR // 4


def local(at: Instant, zone: ZoneInfo) -> datetime:
    """An instant as the clinic's clock on the wall shows it."""
    return to_datetime(at).astimezone(_shift(at // QUARTER, zone))


@lru_cache(4096)
def _shift(quarter: int, zone: ZoneInfo) -> timezone:
    """The zone's offset in a quarter of an hour: no zone changes it within one since 1972."""
    offset = to_datetime(quarter * QUARTER).astimezone(zone).utcoffset()
    return timezone(offset or timedelta())


def stamp(at: Instant, zone: ZoneInfo) -> str:
    """An instant as RFC 3339 with the zone's offset, in seconds, or milliseconds where it has them."""
    minute, rest = divmod(at, MINUTE)
    second, part = divmod(rest // MILLISECOND, 1000)
    before, after = _minute(minute, zone)
    return f"{before}{second:02d}.{part:03d}{after}" if part else f"{before}{second:02d}{after}"


@lru_cache(8192)
def _minute(minute: int, zone: ZoneInfo) -> tuple[str, str]:
    """What stands before and after the seconds of a minute: a long record has many times of one."""
    shown = local(minute * MINUTE, zone).isoformat(timespec="minutes")
    return f"{shown[:16]}:", shown[16:]


def clock(at: Instant, zone: ZoneInfo) -> str:
    """The hour and minute, for a page that says the date and the zone elsewhere."""
    return f"{local(at, zone):%H:%M}"


def number(value: float) -> str:
    """A number with at most three decimals, as amounts are reckoned, and none that are zero."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
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
