"""Which limits are in force."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from alerts.chart import Chart
from alerts.limits import in_force, resolve, slots_needed, slots_of
from alerts.profile_file import load_profile
from alerts.series import NEVER
from monitors.entries import PhaseChanged
from monitors.vitals import Vital
from tests.alerts.building import PROFILES, Fed, profile, profiles, reading

PHASED = (PROFILES / "general.toml").read_text() + """
[[rule]]
id = "strict"
vital = "spo2"
condition = "spo2.low"
below = 95
clear = 95
phases = ["infusion"]
priority = "low"
source = "made up"
"""


def test_a_relative_limit_follows_the_baseline_and_is_unknown_without_one() -> None:
    rule = next(rule for rule in profile("ketamine-iv").thresholds if rule.id == "systolic-rise")
    assert resolve(rule, 120.0) == (138, 132)
    assert math.isnan(resolve(rule, math.nan)[0])


def test_a_limit_in_percent_is_counted_from_the_baseline() -> None:
    rule = next(rule for rule in profile("ketamine-iv").thresholds if rule.id == "systolic-rise")
    over = replace(rule, percent=True, limit=20.0, clear=10.0)
    assert resolve(over, 120.0) == pytest.approx((144, 132))
    assert resolve(replace(over, side=-1, limit=-20.0, clear=-10.0), 120.0) == pytest.approx((96, 108))
    assert math.isnan(resolve(over, math.nan)[0])


def test_a_file_gives_percent_as_a_positive_number_on_either_side() -> None:
    text = PHASED.replace('vital = "spo2"\ncondition = "spo2.low"\nbelow = 95\nclear = 95\nphases', (
        'vital = "systolic"\ncondition = "blood_pressure.low"\nbelow_baseline_percent = 20\nclear = 15\nphases'
    ))
    rule = next(one for one in load_profile("phased.toml", text).thresholds if one.id == "strict")
    assert (rule.side, rule.limit, rule.clear, rule.relative, rule.percent) == (-1, -20, -15, True, True)


def test_the_screen_is_told_the_first_limit_on_each_side() -> None:
    chart = Chart(0, "s1", "C1", profile("ketamine-iv"), "infusion", check_at=NEVER)
    limits = in_force(chart)
    assert limits[Vital.SPO2] == (90, None)
    assert limits[Vital.HEART_RATE] == (50, 120)
    assert limits[Vital.SYSTOLIC] == (90, 160)
    assert limits[Vital.TEMPERATURE] == (None, None)


def test_a_rule_of_one_phase_is_in_force_in_that_phase_only() -> None:
    phased = load_profile("phased.toml", PHASED)
    chart = Chart(0, "s1", "C1", phased, "infusion", check_at=NEVER)
    assert in_force(chart)[Vital.SPO2] == (95, None)
    chart.enter("recovery", 1)
    assert in_force(chart)[Vital.SPO2] == (90, None)


def test_every_vital_fits_in_the_slots() -> None:
    known = list(profiles().values())
    assert slots_needed(known) == max(len(slots_of(one, vital)) for one in known for vital in Vital)


def test_live_limits_come_from_the_live_baseline() -> None:
    fed = Fed(phase="baseline")
    assert fed.watch.limits("s1")[Vital.SYSTOLIC] == (90, 160)
    fed.hear(0, reading(Vital.SYSTOLIC, 118, 0))
    fed.hear(300, reading(Vital.SYSTOLIC, 80, 300))
    assert fed.watch.limits("s1")[Vital.SYSTOLIC] == (90, 160), "two cuffs, and more may come"
    fed.hear(600, reading(Vital.SYSTOLIC, 119, 600))
    assert fed.watch.limits("s1")[Vital.SYSTOLIC] == (90, 136)


def test_live_limits_come_from_what_cuffs_there_are_once_the_baseline_phase_is_left() -> None:
    fed = Fed(phase="baseline")
    fed.hear(0, reading(Vital.SYSTOLIC, 118, 0))
    fed.put(10, PhaseChanged("s1", "infusion"))
    assert fed.watch.limits("s1")[Vital.SYSTOLIC] == (90, 136)
