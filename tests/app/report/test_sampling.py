"""Thinning a line: no extreme and no gap is lost, and few points are left."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.ports import Point
from app.report.sampling import pieces
from monitors.instant import SECOND
from monitors.reading import Quality

values = st.none() | st.floats(20, 250)


def points(*found: tuple[float, float | None]) -> list[Point]:
    """Readings at seconds."""
    return [
        Point(round(at * SECOND), value, Quality.INVALID if value is None else Quality.VALID) for at, value in found
    ]


def test_a_silence_and_a_reading_without_value_are_gaps() -> None:
    told = [(float(at), 97.0) for at in range(10)]
    assert len(pieces(points(*told), 100)) == 1
    assert len(pieces(points(*told, (40.0, 96.0)), 100)) == 2
    assert len(pieces(points(*told, (10.0, None), (11.0, 95.0)), 100)) == 2
    assert pieces(points((1.0, None)), 10) == []
    assert pieces([], 10) == []


def test_slow_series_have_longer_gaps() -> None:
    assert len(pieces(points(*((300.0 * k, 120.0) for k in range(6))), 100)) == 1


@given(st.lists(values, min_size=1, max_size=400), st.integers(1, 40))
def test_no_extreme_is_lost(found: list[float | None], buckets: int) -> None:
    told = points(*((float(at), value) for at, value in enumerate(found)))
    drawn = [one for piece in pieces(told, buckets) for one in piece]
    usable = [value for value in found if value is not None]
    assert [one.at for one in drawn] == sorted(one.at for one in drawn)
    assert {(one.at, one.value) for one in drawn} <= {(one.measured_at, one.value) for one in told}
    if usable:
        assert (min(one.value for one in drawn), max(one.value for one in drawn)) == (min(usable), max(usable))


def test_a_long_series_becomes_few_points() -> None:
    told = points(*((float(at), 60 + at % 37) for at in range(50_000)))
    (piece,) = pieces(told, 500)
    assert len(piece) <= 2 * 502
