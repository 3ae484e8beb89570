"""Falling trends."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules.trend import Look, look, repeated_median
from monitors.instant import SECOND
from tests.alerts.building import Fed, profile

RULE = profile("ketamine-iv").trends[0]


def fall(rate: float, points: int = 45, start: float = 96) -> tuple[np.ndarray, np.ndarray]:
    """Points a second apart that fall at a rate."""
    return np.arange(points) * SECOND, start + rate * np.arange(points)


def test_slope_and_level_of_a_straight_line_are_its_own() -> None:
    slope, level = repeated_median(*fall(-0.1), 50 * SECOND)
    assert math.isclose(slope, -0.1)
    assert math.isclose(level, 91)


@given(st.lists(st.tuples(st.integers(0, 44), st.floats(0, 100)), max_size=12))
def test_a_quarter_of_wrong_points_does_not_turn_the_slope(wrong: list[tuple[int, float]]) -> None:
    at, value = fall(-0.1)
    for place, other in wrong:
        value[place] = other
    assert -0.25 < repeated_median(at, value, 45 * SECOND)[0] < 0.05


def test_two_looks_put_it_up_and_five_take_it_down() -> None:
    state, (at, value) = Look(), fall(-0.1)
    assert not look(RULE, state, at, value, float(value[-1]), 98.0, 45 * SECOND, suspect=False)
    assert look(RULE, state, at, value, float(value[-1]), 98.0, 51 * SECOND, suspect=False)
    assert (state.up, state.since_at, state.next_at) == (True, 51 * SECOND, 54 * SECOND)
    flat = np.full(45, 97.0)
    looks = [look(RULE, state, at, flat, 97.0, 98.0, 60 * SECOND, suspect=False) for _ in range(5)]
    assert looks == [False] * 4 + [True]


def test_the_gate_needs_a_baseline_a_fall_and_points() -> None:
    at, value = fall(-0.1)
    for baseline, points, failed in ((math.nan, 45, 0), (94.0, 45, 0), (98.0, 19, 0), (93.0, 45, 1)):
        state = Look()
        look(RULE, state, at[-points:], value[-points:], float(value[-1]), baseline, 45 * SECOND, suspect=False)
        assert (state.passed, state.failed) == (0, failed)


def test_a_suspect_series_is_looked_at_in_vain() -> None:
    state, (at, value) = Look(), fall(-0.1)
    assert not look(RULE, state, at, value, float(value[-1]), 98.0, 45 * SECOND, suspect=True)
    assert (state.passed, state.next_at) == (0, 48 * SECOND)


def test_a_falling_patient_alarms_before_the_limit() -> None:
    fed = Fed()
    fed.steady(0, 330, spo2=98)
    for step in range(120):
        fed.steady(330 + step, 331 + step, spo2=98 - step // 10)
    first = next(one for one in fed.log if one.condition == "spo2.low")
    assert first.rule == "spo2-falling"
    assert first.value is not None
    assert first.value >= 90


def test_a_window_without_any_point_is_a_look_that_does_not_pass() -> None:
    state = Look()
    none = np.array([], dtype=np.int64)
    assert not look(RULE, state, none, np.array([]), 97.0, 98.0, 45 * SECOND, suspect=False)
    assert (state.passed, state.failed) == (0, 1)
