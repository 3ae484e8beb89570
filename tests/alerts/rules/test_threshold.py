"""Clauses over columns."""

from __future__ import annotations

import numpy as np
import pytest

from alerts.rules import threshold
from alerts.series import NEVER, Flags, Rows, Series
from tests.alerts.building import Fed

ROW = np.array([0])


def clause(**cells: float) -> Series:
    """One row whose first slot is `below 90, clear at 92, 10 up, 15 down` unless told otherwise."""
    series = Series(2)
    series.add()
    given = {"side": -1, "limit": 90, "clear": 92, "on_after": 10, "on_count": 1, "off_after": 15, "off_count": 1}
    for name, cell in (given | cells).items():
        getattr(series, name)[0, 0] = cell
    series.usable[0] = series.fresh[0] = True
    series.speaks_until[0] = 10**6
    return series


def none_held(_rows: Rows, due: Flags) -> Flags:
    """No clause is held."""
    return np.zeros_like(due)


def hear(series: Series, value: float, at: int) -> bool:
    """Applies a value at an instant; says whether the clause changed."""
    threshold.accumulate(series, ROW, np.array([at]))
    series.value[0] = series.last[0] = value
    threshold.compare(series, ROW)
    threshold.count(series, ROW)
    return bool(threshold.settle(series, ROW, none_held).any())


def test_delay_and_hysteresis_to_the_instant() -> None:
    series = clause()
    assert not hear(series, 89, 100)
    assert threshold.due(series, ROW)[0] == 110
    threshold.accumulate(series, ROW, np.array([110]))
    assert threshold.settle(series, ROW, none_held)[0, 0]
    assert series.since_at[0, 0] == 100
    assert not hear(series, 91, 120)
    assert threshold.due(series, ROW)[0] == NEVER
    hear(series, 92, 130)
    assert threshold.due(series, ROW)[0] == 145


def test_a_clear_value_starts_the_delay_anew() -> None:
    series = clause()
    hear(series, 89, 100)
    hear(series, 95, 109)
    hear(series, 89, 110)
    assert threshold.due(series, ROW)[0] == 120


def test_counts_need_readings_not_time() -> None:
    series = clause(on_after=0, on_count=2, of=2, off_after=0, off_count=1)
    assert not hear(series, 80, 100)
    assert threshold.due(series, ROW)[0] == NEVER
    assert hear(series, 80, 700)
    assert hear(series, 95, 800)
    assert not series.up[0, 0]


def test_time_outside_speech_does_not_count() -> None:
    series = clause()
    series.speaks_until[0] = 104
    hear(series, 89, 100)
    assert threshold.due(series, ROW)[0] == NEVER
    threshold.accumulate(series, ROW, np.array([300]))
    assert series.broken_for[0, 0] == 4


def test_inclusive_and_unknown_limits() -> None:
    assert not hear(clause(on_after=0), 90, 1)
    assert hear(clause(on_after=0, inclusive=True), 90, 1)
    assert not hear(clause(on_after=0, limit=np.nan, clear=np.nan), 10, 1)


def test_two_of_the_last_three_readings_are_enough() -> None:
    series = clause(on_after=0, on_count=2, of=3)
    assert not hear(series, 80, 100)
    assert not hear(series, 95, 200)
    assert hear(series, 80, 300)


def test_a_reading_older_than_the_last_three_counts_no_more() -> None:
    series = clause(on_after=0, on_count=2, of=3)
    for at, value in ((100, 80), (200, 95), (300, 95), (400, 80)):
        assert not hear(series, value, at)


@pytest.mark.parametrize(("spo2", "priority", "at_s"), [
    (88.5, "medium", 15), (86.5, "medium", 13.333334), (84, "medium", 8.571429), (70, "high", 2.727273),
])
def test_the_deeper_the_faster_to_the_microsecond(spo2: float, priority: str, at_s: float) -> None:
    """60 % s below 90, the second counted too: 60 / (1 + 3.5) and so on; 30 below 80."""
    fed = Fed()
    fed.steady(0, 20, spo2=spo2)
    assert fed.told("spo2.low")[0] == ("on", priority, at_s)


def test_a_history_is_shifted_by_readings_that_break_nothing() -> None:
    series = clause(on_after=0, on_count=2, of=3)
    assert not hear(series, 80, 100)
    for at in (110, 120, 130, 140):
        hear(series, 95, at)
    assert not series.busy[0], "forgotten, and no more work"
    assert not hear(series, 80, 150), "the one at 100 is too long ago"
    assert hear(series, 80, 160)
