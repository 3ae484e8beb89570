"""The one correction of a device's time."""

from __future__ import annotations

import math

from monitors.entries import ClockCorrected
from monitors.instant import seconds
from monitors.vitals import Vital
from tests.alerts.building import Fed, reading


def times(fed: Fed, vital: Vital = Vital.SPO2, device: str = "d1") -> list[float]:
    """When the points in the window of a series were measured, in seconds."""
    columns = fed.watch.columns
    row = columns.row_of[0, vital, columns.device_number[device]]
    return [at / 1e6 for at in columns.windows.points(row)[0].tolist()]


def correct(fed: Fed, at_s: float, shift_s: float, device: str = "d1") -> None:
    """Corrects a device's time."""
    fed.put(at_s, ClockCorrected(device, 0, seconds(shift_s)))


def test_the_window_of_the_device_moves_and_no_other() -> None:
    fed = Fed()
    for at_s in (1000, 1001):
        fed.hear(at_s, reading(Vital.SPO2, 97, at_s), reading(Vital.SPO2, 96, at_s, device="d2"))
    correct(fed, 1003, 600)
    fed.hear(1003, reading(Vital.SPO2, 95, 1003), reading(Vital.SPO2, 96, 1003, device="d2"))
    assert times(fed) == [400, 401, 1003]
    assert times(fed, device="d2") == [1000, 1001, 1003]


def test_a_reading_measured_between_is_judged_after_the_correction() -> None:
    fed = Fed()
    fed.steady(1000, 1004, spo2=97)
    correct(fed, 1004, 600)
    fed.hear(1004, reading(Vital.SPO2, 91, 900, received_s=1004))
    assert times(fed)[-1] == 900
    assert fed.watch.columns.series.value[0] == 91, "it is the newest now"


def test_a_fall_of_long_ago_is_no_trend_of_now() -> None:
    misplaced, placed = Fed(), Fed()
    for fed in (misplaced, placed):
        fed.hear(1060, *(reading(Vital.SPO2, 99 - at_s // 8, 1010 + at_s, received_s=1060) for at_s in range(50)))
        if fed is placed:
            correct(fed, 1062, 600)
        for at_s in range(1062, 1075):
            fed.hear(at_s, reading(Vital.SPO2, 93, at_s))
    assert "spo2.low" in misplaced.active()
    assert "spo2.low" not in placed.active()


def test_the_first_five_minutes_began_with_the_backlog_of_the_only_device() -> None:
    fed = Fed()
    fed.hear(1000, *(reading(Vital.HEART_RATE, 60, 998 + at_s) for at_s in range(3)))
    correct(fed, 1003, 600)
    fed.steady(1003, 1010, heart_rate=90)
    assert fed.watch.columns.charts[0].level(Vital.HEART_RATE) == 60, "what came ten minutes later is not the first"


def test_the_first_five_minutes_stay_where_another_device_measures_too() -> None:
    fed = Fed()
    fed.hear(1000, reading(Vital.HEART_RATE, 60, 1000), reading(Vital.HEART_RATE, 60, 1000, device="d2"))
    correct(fed, 1003, 600)
    fed.steady(1003, 1005, heart_rate=90)
    assert not math.isnan(fed.watch.columns.charts[0].level(Vital.HEART_RATE))


def test_what_was_judged_stays_judged() -> None:
    straight, corrected = Fed(), Fed()
    for fed in (straight, corrected):
        fed.steady(1000, 1008, spo2=87)
        if fed is corrected:
            correct(fed, 1008, 600)
        fed.steady(1008, 1060, spo2=87)
        fed.wait(1200)
    assert [(one.id, one.revision, one.at) for one in straight.log] == [
        (one.id, one.revision, one.at) for one in corrected.log
    ]
    onset = next(one for one in corrected.log if one.condition == "spo2.low")
    assert onset.since_at == seconds(1000)


def test_a_device_nobody_knows_and_a_time_before_all_break_nothing() -> None:
    fed = Fed()
    correct(fed, 1, 600, device="unknown")
    fed.steady(2, 5, spo2=97)
    correct(fed, 5, 600)
    fed.steady(5, 8, spo2=97)
    assert times(fed)[-1] == 7
    assert fed.active() == set()
