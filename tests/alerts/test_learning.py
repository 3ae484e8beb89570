"""How often a series is measured."""

from __future__ import annotations

import numpy as np

from alerts.learning import learn
from alerts.series import Series
from monitors.instant import SECOND

ROW = np.array([0])


def learned(*at_s: int) -> int:
    """The expected interval after readings at these seconds, in seconds; 60 until it is learned."""
    series = Series(1)
    series.add()
    series.interval[0], series.measured_at[0] = 60 * SECOND, -1
    for one in at_s:
        learn(series, ROW, np.array([one * SECOND]))
    return int(series.interval[0]) // SECOND


def test_three_gaps_are_needed() -> None:
    assert learned(0, 1, 2) == 60
    assert learned(0, 1, 2, 3) == 1


def test_of_an_even_number_of_gaps_it_is_the_lower_median() -> None:
    assert learned(0, 1, 2, 12, 22) == 1


def test_a_gap_of_nothing_does_not_count() -> None:
    assert learned(0, 1, 1, 2) == 60


def test_after_nine_gaps_it_shrinks_and_never_grows() -> None:
    nine = range(0, 100, 10)
    assert learned(*nine) == 10
    assert learned(*nine, *range(120, 400, 30)) == 10
    assert learned(*nine, *range(91, 100)) == 1
