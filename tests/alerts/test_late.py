"""Backfill: seen, listed, never a live alarm by itself."""

from __future__ import annotations

from monitors.vitals import Vital
from tests.alerts.building import Fed, reading


def test_calm_backfill_says_nothing_and_enters_the_window() -> None:
    fed = Fed()
    fed.steady(0, 30, spo2=97)
    fed.hear(100, *(reading(Vital.SPO2, 96, 40 + i, received_s=100, late=True) for i in range(10)))
    assert {one.condition for one in fed.log} == {"device.silent", "session.unmonitored"}
    assert 96 in fed.watch.columns.windows.points(0)[1]


def test_the_worst_of_each_vital_is_listed_and_a_later_burst_adds() -> None:
    fed = Fed()
    fed.steady(0, 30, spo2=97, heart_rate=70)
    fed.hear(
        100, reading(Vital.SPO2, 88, 40, received_s=100, late=True),
        reading(Vital.SPO2, 81, 50, received_s=100, late=True),
        reading(Vital.HEART_RATE, 130, 50, received_s=100, late=True),
    )
    alarm = fed.the("session.backfill")
    assert alarm.text == "While disconnected: SpO2 81 % at 00:00, HR 130 at 00:00"
    assert (alarm.kind, alarm.state, alarm.since_at) == ("protocol", "latched", 50_000_000)
    fed.hear(200, reading(Vital.SPO2, 79, 150, received_s=200, late=True))
    assert fed.the("session.backfill").text == "While disconnected: SpO2 79 % at 00:02, HR 130 at 00:00"
    assert fed.the("session.backfill").id == alarm.id


def test_a_backlog_posted_one_by_one_is_told_once() -> None:
    fed = Fed()
    fed.steady(0, 30, spo2=97)
    for step in range(200):
        fed.hear(100 + step / 10, reading(Vital.SPO2, 85, 40 + step / 10, received_s=100 + step / 10, late=True))
    assert len(fed.told("session.backfill")) == 2
