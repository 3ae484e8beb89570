"""Rows for series."""

from __future__ import annotations

from alerts.chart import Chart
from alerts.columns import Columns
from alerts.series import NEVER
from monitors.instant import MINUTE
from monitors.vitals import Vital
from tests.alerts.building import profile, reading


def test_rows_are_made_once_and_given_back() -> None:
    columns = Columns(10)
    chart = Chart(0, "s1", "C1", profile("ketamine-iv"), "infusion", check_at=NEVER)
    columns.charts[0] = chart
    first = columns.row(chart, reading(Vital.HEART_RATE, 72, 0))
    assert columns.row(chart, reading(Vital.HEART_RATE, 73, 1)) == first
    pulse = columns.row(chart, reading(Vital.PULSE_RATE, 72, 0))
    assert columns.chart_of(pulse) is chart
    columns.drop(chart, [first])
    assert list(chart.rows) == [Vital.PULSE_RATE]
    assert columns.series.vacant == [first]
    assert list(columns.row_of.values()) == [pulse]


def test_a_cuff_is_expected_at_the_profiles_cadence() -> None:
    columns = Columns(10)
    chart = columns.charts[0] = Chart(0, "s1", "C1", profile("ketamine-iv"), "infusion", check_at=NEVER)
    row = columns.row(chart, reading(Vital.SYSTOLIC, 120, 0))
    arterial = columns.row(chart, reading(Vital.MEAN, 80, 0)._replace(method="arterial"))
    assert (columns.series.interval[row], columns.series.interval[arterial]) == (10 * MINUTE, MINUTE)
    assert not columns.series.cuff[arterial]
