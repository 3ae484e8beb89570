"""NEWS2: every cell of the table at its edges, monotony, refusals, and that nobody takes it for more than it is."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.alarm import Priority
from alerts.news2 import INPUTS, Consciousness, Inputs, Score, counts, news2, news2_of, stale_at
from alerts.series import NEVER
from monitors.entries import ObservationMade
from monitors.instant import seconds
from monitors.reading import Status
from monitors.vitals import Vital
from tests.alerts.building import Fed, reading

WELL = Inputs(16, 98, 120, 70, 36.8, Consciousness.ALERT, on_oxygen=False)
JUDGING = Path(__file__).parents[2] / "docs" / "judging.md"


def part(name: str, value: float, scale: int = 1, *, on_oxygen: bool = False) -> int:
    """The points of one input, the others being well."""
    given: dict[str, Any] = {name: value, "scale": scale, "on_oxygen": on_oxygen}
    return news2(WELL._replace(**given)).parts[name]


def total(given: Inputs) -> int:
    """The whole score of inputs that are all there."""
    found = news2(given).total
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "cells"), [
    ("respiratory_rate", [(0, 8, 3), (9, 11, 1), (12, 20, 0), (21, 24, 2), (25, 80, 3)]),
    ("spo2", [(50, 91, 3), (92, 93, 2), (94, 95, 1), (96, 100, 0)]),
    ("systolic", [(30, 90, 3), (91, 100, 2), (101, 110, 1), (111, 219, 0), (220, 300, 3)]),
    ("heart_rate", [(20, 40, 3), (41, 50, 1), (51, 90, 0), (91, 110, 1), (111, 130, 2), (131, 250, 3)]),
    ("temperature", [(20, 35.0, 3), (35.1, 36.0, 1), (36.1, 38.0, 0), (38.1, 39.0, 1), (39.1, 45, 2)]),
])
def test_every_cell_at_its_edges(name: str, cells: list[tuple[float, float, int]]) -> None:
    for low, high, points in cells:
        assert (part(name, low), part(name, high)) == (points, points), (name, low, high)


@pytest.mark.parametrize(("on_oxygen", "cells"), [
    (False, [(50, 83, 3), (84, 85, 2), (86, 87, 1), (88, 92, 0), (93, 100, 0)]),
    (True, [(50, 83, 3), (84, 85, 2), (86, 87, 1), (88, 92, 0), (93, 94, 1), (95, 96, 2), (97, 100, 3)]),
])
def test_every_cell_of_spo2_scale_2(on_oxygen: bool, cells: list[tuple[float, float, int]]) -> None:
    for low, high, points in cells:
        for value in (low, high):
            assert part("spo2", value, scale=2, on_oxygen=on_oxygen) == points, value


def test_scale_1_asks_nothing_about_oxygen_but_oxygen_scores_by_itself() -> None:
    assert part("spo2", 97, on_oxygen=True) == part("spo2", 97) == 0
    assert news2(WELL._replace(on_oxygen=True)).parts["on_oxygen"] == 2
    assert news2(WELL).parts["on_oxygen"] == 0


@pytest.mark.parametrize("seen", Consciousness)
def test_only_alert_scores_nothing(seen: Consciousness) -> None:
    assert news2(WELL._replace(consciousness=seen)).parts["consciousness"] == (0 if seen.value == "A" else 3)


def test_a_value_between_two_cells_counts_to_the_worse() -> None:
    assert (part("respiratory_rate", 8.5), part("respiratory_rate", 20.5)) == (3, 2)
    assert (part("spo2", 91.5), part("systolic", 219.5), part("temperature", 38.05)) == (3, 3, 1)


@given(st.sampled_from(("respiratory_rate", "spo2", "systolic", "heart_rate", "temperature")), st.data())
def test_further_from_normal_never_scores_less(name: str, data: st.DataObject) -> None:
    normal = {"respiratory_rate": 16.0, "spo2": 96.0, "systolic": 150.0, "heart_rate": 70.0, "temperature": 37.0}[name]
    away = sorted(data.draw(st.lists(st.floats(0, 60), min_size=2, max_size=6)))
    for side in (-1, 1):
        points = [part(name, normal + side * each) for each in away]
        assert all(one <= other for one, other in pairwise(points))


@given(st.lists(st.floats(50, 100), min_size=2, max_size=6))
def test_on_scale_2_with_oxygen_both_sides_of_90_rise(values: list[float]) -> None:
    away = sorted(abs(value - 90) for value in values)
    for side in (-1, 1):
        points = [part("spo2", 90 + side * each, scale=2, on_oxygen=True) for each in away]
        assert all(one <= other for one, other in pairwise(points))


@given(st.floats(0, 80), st.floats(50, 100), st.floats(30, 300), st.floats(20, 250), st.floats(20, 45), st.booleans())
def test_the_total_is_the_sum_of_its_seven_parts(
    breaths: float, spo2: float, systolic: float, heart: float, temperature: float, oxygen: bool
) -> None:
    score = news2(Inputs(breaths, spo2, systolic, heart, temperature, Consciousness.ALERT, oxygen))
    assert (score.total, set(score.parts)) == (sum(score.parts.values()), set(INPUTS))


@pytest.mark.parametrize("name", INPUTS)
def test_nothing_is_scored_while_an_input_is_missing_or_stale(name: str) -> None:
    nothing: dict[str, Any] = {name: None}
    assert news2(WELL._replace(**nothing)) == Score(None, {}, None, missing=(name,))
    assert news2(WELL._replace(stale=frozenset({name}))) == Score(None, {}, None, stale=(name,))


def test_zero_is_a_value() -> None:
    assert news2(WELL._replace(respiratory_rate=0.0)).total == 3


def test_a_scale_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="give 1 or 2"):
        news2(WELL._replace(scale=3))


def test_what_a_score_asks_for() -> None:
    assert news2(WELL).priority is None
    four = WELL._replace(respiratory_rate=22, heart_rate=112)
    assert (total(four), news2(four).priority) == (4, None)
    assert news2(four._replace(spo2=95)).priority is Priority.MEDIUM
    assert news2(WELL._replace(systolic=90)).priority is Priority.MEDIUM, "a single 3"
    seven = four._replace(spo2=95, on_oxygen=True)
    assert (total(seven), news2(seven).priority) == (7, Priority.HIGH)
    assert news2(seven._replace(spo2=98)).priority is Priority.MEDIUM, "6"


def test_h16_a_hypertensive_crisis_scores_2_so_the_score_says_that_it_is_secondary() -> None:
    """Hazard H16, a score misused: 200/120 with a heart rate of 118."""
    score = news2(WELL._replace(systolic=200, heart_rate=118))
    assert (score.total, score.priority) == (2, None)
    assert "secondary" in score.note
    assert "a **secondary** view" in JUDGING.read_text()
    assert "200/120 with a heart rate of 118 scores 2" in JUDGING.read_text()
    fed = Fed(phase="baseline")
    fed.hear(1, reading(Vital.SYSTOLIC, 200.5, 1), reading(Vital.DIASTOLIC, 120.5, 1))
    assert fed.the("blood_pressure.high").priority is Priority.HIGH, "the vitals' own alarm sees it at once"


def scored(fed: Fed, at_s: float, *, on_oxygen: bool | None = False, scale: int | None = None) -> Score:
    """The score of the fed session."""
    (chart,) = fed.watch.columns.charts.values()
    return news2_of(fed.watch.columns, chart, seconds(at_s), on_oxygen=on_oxygen, scale=scale)


def test_a_session_is_scored_from_what_is_fresh() -> None:
    fed = Fed()
    assert scored(fed, 0).missing == tuple(name for name in INPUTS if name != "on_oxygen")
    fed.put(1, ObservationMade("s1", "acvpu", "V", seconds(1)))
    fed.steady(1, 10, respiratory_rate=22, spo2=95, heart_rate=112, temperature=36.5, systolic=120)
    score = scored(fed, 10)
    assert (score.total, score.parts["consciousness"], score.priority) == (8, 3, Priority.HIGH)
    assert scored(fed, 10, on_oxygen=None).missing == ("on_oxygen",)
    fed.wait(600)
    assert "spo2" in scored(fed, 600).stale
    assert scored(fed, 600).total is None


def test_a_pulse_stands_in_for_the_heart_rate_and_an_old_observation_does_not_count() -> None:
    fed = Fed()
    fed.put(1, ObservationMade("s1", "acvpu", "A", seconds(1)))
    fed.steady(1, 10, respiratory_rate=16, spo2=97, pulse_rate=100, temperature=36.5, systolic=120)
    assert scored(fed, 10).parts["heart_rate"] == 1
    assert scored(fed, 31 * 60).stale == ("consciousness",)
    fed.put(11, ObservationMade("s1", "acvpu", "?", seconds(11)))
    assert scored(fed, 12).missing == ("consciousness",)


def test_an_unusable_reading_makes_its_value_stale() -> None:
    fed = Fed()
    fed.put(1, ObservationMade("s1", "acvpu", "A", seconds(1)))
    fed.steady(1, 10, respiratory_rate=16, spo2=97, heart_rate=70, temperature=36.5, systolic=120)
    fed.hear(10, reading(Vital.SPO2, None, 10, status=Status.PROBE_OFF))
    assert scored(fed, 10) == Score(None, {}, None, stale=("spo2",))


def test_oxygen_and_scale_are_as_observed_unless_given() -> None:
    fed = Fed()
    for what, value in (("acvpu", "A"), ("oxygen", "oxygen"), ("spo2_scale", "2")):
        fed.put(1, ObservationMade("s1", what, value, seconds(1)))
    fed.steady(1, 10, respiratory_rate=16, spo2=97, heart_rate=70, temperature=36.5, systolic=120)
    score = scored(fed, 10, on_oxygen=None)
    assert (score.parts["on_oxygen"], score.parts["spo2"], score.total) == (2, 3, 5)
    assert scored(fed, 10, on_oxygen=None, scale=1).total == 2
    assert scored(fed, 10, on_oxygen=False).total == 0
    (chart,) = fed.watch.columns.charts.values()
    assert (stale_at(chart, seconds(10)), counts(chart, "oxygen", seconds(1801))) == (seconds(1801), False)
    assert stale_at(chart, seconds(1801)) == NEVER
    fed.put(11, ObservationMade("s1", "oxygen", "mask", seconds(11)))
    assert scored(fed, 11, on_oxygen=None).missing == ("on_oxygen",)
