"""A session's chart."""

from __future__ import annotations

from alerts.chart import Chart
from alerts.series import NEVER
from monitors.vitals import Vital
from tests.alerts.building import profile


def chart(name: str = "ketamine-iv") -> Chart:
    """A chart in phase baseline with rows of both rates and a pressure."""
    rows = {Vital.PULSE_RATE: [2], Vital.HEART_RATE: [0, 3], Vital.SYSTOLIC: [1]}
    return Chart(0, "s1", "C1", profile(name), "baseline", check_at=NEVER, rows=rows)


def test_vitals_of_one_topic_stand_together() -> None:
    assert chart().all_rows() == [0, 3, 2, 1]
    assert chart().topics()["heart_rate"] == [Vital.HEART_RATE, Vital.PULSE_RATE]


def test_leaving_baseline_freezes_pressures_and_demands_a_monitor() -> None:
    one = chart()
    one.enter("infusion", 500)
    assert one.baseline(Vital.SYSTOLIC).frozen
    assert not one.baseline(Vital.SPO2).frozen
    assert (one.watch_from, one.check_at) == (500, 500)
    one.enter("recovery", 900)
    assert one.watch_from == 500


def test_general_monitoring_demands_no_monitor() -> None:
    one = chart("general")
    one.enter("infusion", 500)
    assert one.watch_from is None
