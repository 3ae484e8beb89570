"""A person's own normal."""

from __future__ import annotations

import math

from alerts.baseline import Baseline
from monitors.instant import MINUTE


def test_pressure_is_the_median_of_the_cuffs_before_the_drug() -> None:
    baseline = Baseline(pressure=True)
    assert math.isnan(baseline.level)
    for value in (120.0, 150.0, 122.0):
        assert baseline.add(value, 0, "baseline")
    assert baseline.level == 122
    assert not baseline.provisional
    baseline.frozen = True
    assert not baseline.add(170, 1, "infusion")
    assert not baseline.add(170, 1, "baseline")
    assert baseline.level == 122


def test_one_cuff_is_provisional_and_two_are_their_mean() -> None:
    baseline = Baseline(pressure=True, values=[120.0])
    assert (baseline.median, baseline.state) == (120, "provisional")
    baseline.add(130, 0, "baseline")
    assert baseline.median == 125


def test_limits_wait_for_the_third_cuff_while_more_may_come_and_take_what_there_is_once_the_phase_is_left() -> None:
    baseline = Baseline(pressure=True, values=[80.0, 122.0])
    assert math.isnan(baseline.level)
    baseline.frozen = True
    assert (baseline.level, baseline.state) == (101, "provisional")
    assert math.isnan(Baseline(pressure=True, frozen=True).level)
    waiting = Baseline(pressure=True, values=[80.0, 122.0])
    waiting.add(120, 0, "baseline")
    assert (waiting.level, waiting.state) == (120, "known")


def test_other_vitals_need_three_values_of_their_first_five_minutes() -> None:
    baseline = Baseline(pressure=False)
    baseline.add(97, 0, "infusion")
    baseline.add(98, MINUTE, "infusion")
    assert math.isnan(baseline.level)
    baseline.add(96, 5 * MINUTE - 1, "infusion")
    assert baseline.level == 97
    assert not baseline.add(80, 5 * MINUTE, "infusion")
