"""Looks at single series: values out of range, cuffs to be repeated, slow falls."""

from __future__ import annotations

import math

import pytest

from alerts import looking
from monitors.entries import PhaseChanged
from monitors.instant import SECOND
from monitors.reading import Quality
from monitors.vitals import Vital
from tests.alerts.building import Fed, reading


def out_of_range(fed: Fed, since_s: int, until_s: int, spo2: float = 48) -> None:
    """Every second a value that no monitor can measure."""
    for at_s in range(since_s, until_s):
        fed.hear(at_s, reading(Vital.SPO2, spo2, at_s, quality=Quality.INVALID))


def cuffs(fed: Fed, *systolic: float, since_s: int = 0) -> None:
    """A cuff every five minutes."""
    for place, value in enumerate(systolic):
        at_s = since_s + 300 * place
        fed.hear(at_s, reading(Vital.SYSTOLIC, value, at_s))


def test_out_of_range_after_a_decline_below_a_limit_is_high_at_once() -> None:
    fed = Fed()
    fed.steady(0, 20, spo2=97)
    fed.steady(20, 21, spo2=70)
    out_of_range(fed, 21, 22)
    assert fed.told("spo2.low") == [("on", "high", 21)]
    alarm = fed.the("spo2.low")
    assert (alarm.rule, alarm.limit, alarm.since_at) == ("out-of-range", 90, 21 * SECOND)
    fed.steady(22, 23, spo2=97)
    assert "spo2.low" not in fed.active()


@pytest.mark.parametrize("last", [97, 96, 55])
def test_out_of_range_without_such_a_decline_is_technical(last: float) -> None:
    """No fall, a fall that stays over every limit, a fall of over 40 that no heart makes."""
    fed = Fed()
    fed.steady(0, 20, spo2=97)
    fed.steady(20, 21, spo2=last)
    out_of_range(fed, 21, 35)
    assert fed.told("spo2.low") == []
    assert fed.told("spo2.invalid") == [("on", "low", 31)]


def test_a_value_out_of_range_keeps_an_alarm() -> None:
    fed = Fed()
    fed.decline(80)
    out_of_range(fed, 80, 110)
    assert fed.the("spo2.low").state == "on"
    assert fed.the("spo2.low").held_by == "s1.spo2.invalid.1"


@pytest.mark.parametrize(("before", "after", "again"), [
    (120, 135, True), (120, 134, False), (140, 110, True), (140, 111, False),
])
def test_a_lone_jump_asks_for_another_cuff(before: float, after: float, *, again: bool) -> None:
    fed = Fed()
    cuffs(fed, before, after)
    assert fed.told("check.repeat_bp") == ([("on", "low", 300)] if again else [])
    cuffs(fed, after, since_s=600)
    assert "check.repeat_bp" not in fed.active()


@pytest.mark.parametrize(("first", "second", "alarms"), [
    (139, 138, True), (139, 137, False), (132, 146, False), (133, 158, True), (133, 159, False),
])
def test_two_cuffs_alarm_by_their_mean_and_by_each(first: float, second: float, *, alarms: bool) -> None:
    """Baseline 120: the mean over 138, each over 132.6, not over 25 apart."""
    fed = Fed(phase="baseline")
    cuffs(fed, 120, 120, 120)
    fed.put(700, PhaseChanged("s1", "infusion"))
    cuffs(fed, first, second, since_s=900)
    assert fed.told("blood_pressure.high") == ([("on", "low", 1200)] if alarms else [])


def test_a_slow_steady_fall_alarms_about_three_under_baseline() -> None:
    fed = Fed()
    fed.steady(0, 300, spo2=97)
    for minute in range(1, 6):
        fed.steady(240 + 60 * minute, 300 + 60 * minute, spo2=97 - minute)
    first = next(one for one in fed.log if one.condition == "spo2.low")
    assert first.rule == "spo2-drifting"
    assert first.value in (93, 94)


def test_a_falling_heart_rate_alarms_before_its_delay_is_over() -> None:
    fed = Fed()
    fed.steady(0, 120, heart_rate=75)
    for step in range(60):
        fed.steady(120 + step, 121 + step, heart_rate=75 - step / 2)
    first = next(one for one in fed.log if one.condition == "heart_rate.low")
    assert first.rule == "heart-rate-falling"
    assert first.at == 155 * SECOND, "57.5 and half a beat a second down: under 52 within 30 s, in two looks"


def test_the_low_limit_of_a_series_is_its_highest_and_nan_for_none() -> None:
    fed = Fed()
    fed.hear(0, reading(Vital.SPO2, 97, 0), reading(Vital.TEMPERATURE, 37, 0))
    assert looking.low_limit(fed.watch.columns, 0) == 90
    assert math.isnan(looking.low_limit(fed.watch.columns, 1))
