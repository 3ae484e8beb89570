"""A long series as few points that lose no extreme and no gap: what a page can show of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from app.ports import Point
from monitors.instant import SECOND, Duration, Instant
from monitors.reading import Quality

LEAST_GAP: Duration = 20 * SECOND
"""A silence as long as this is a gap in the line, or 2.5 intervals where those are longer (clinical reference)."""


class Drawn(NamedTuple):
    """One point of a line."""

    at: Instant
    value: float


def pieces(points: Sequence[Point], buckets: int) -> list[list[Drawn]]:
    """The line in pieces between its gaps, each with the lowest and highest of every bucket in their order.

    A reading without a usable value is a gap too.
    """
    if not points:
        return []
    since, until = points[0].measured_at, points[-1].measured_at
    width = max(1, (until - since) // buckets)
    return [list(_thinned(piece, since, width)) for piece in _unbroken(points)]


def _unbroken(points: Sequence[Point]) -> Iterator[list[Drawn]]:
    apart, invalid = _gap(points), Quality.INVALID.value
    piece: list[Drawn] = []
    last = points[0].measured_at
    for point in points:
        at, value = point.measured_at, point.value
        usable = value is not None and point.quality != invalid
        if piece and (at - last > apart or not usable):
            yield piece
            piece = []
        if value is not None and usable:
            piece.append(Drawn(at, value))
            last = at
    if piece:
        yield piece


def _gap(points: Sequence[Point]) -> Duration:
    steps = [later.measured_at - one.measured_at for one, later in pairwise(points)]
    return max(LEAST_GAP, round(2.5 * median(steps))) if steps else LEAST_GAP


def _thinned(piece: Iterable[Drawn], since: Instant, width: Duration) -> Iterator[Drawn]:
    bucket: list[Drawn] = []
    number = -1
    for one in piece:
        mine = (one.at - since) // width
        if mine != number and bucket:
            yield from _extremes(bucket)
            bucket = []
        number = mine
        bucket.append(one)
    yield from _extremes(bucket)


def _extremes(bucket: list[Drawn]) -> list[Drawn]:
    """The lowest and the highest, in their order, and once where they are one."""
    if not bucket:
        return []
    low, high = min(bucket, key=lambda one: one.value), max(bucket, key=lambda one: one.value)
    return [low] if low.value == high.value and len(bucket) == 1 else sorted({low, high})
