"""Suspicion: what looks like an artefact, and until when."""

from __future__ import annotations

import numpy as np

from alerts.rules import suspicion
from alerts.series import Series
from monitors.instant import SECOND
from monitors.reading import Quality, Status
from monitors.vitals import Vital
from tests.alerts.building import Fed, profile, reading

RULE = profile("ketamine-iv").suspicions[Vital.SPO2]
LASTS_S = RULE.lasts / SECOND


def until(fed: Fed) -> float:
    """Until when the first series is suspect, in seconds."""
    return suspicion.lasts_until(fed.watch.columns.series, 0) / 1e6


def test_a_jump_down_is_suspect_for_its_time_and_a_smaller_one_is_not() -> None:
    less, jumped = Fed(), Fed()
    for fed, by in ((less, RULE.jump - 1), (jumped, RULE.jump)):
        fed.steady(0, 10, spo2=97)
        fed.steady(10, 11, spo2=97 - by)
    assert until(less) < 10
    assert until(jumped) == 10 + LASTS_S


def test_the_value_that_returns_within_two_ends_the_suspicion() -> None:
    fed = Fed()
    fed.steady(0, 10, spo2=97)
    fed.steady(10, 15, spo2=88)
    fed.steady(15, 16, spo2=94)
    assert until(fed) == 10 + LASTS_S
    fed.steady(16, 17, spo2=95)
    assert until(fed) < 16


def test_a_jump_that_returns_ends_no_other_suspicion() -> None:
    fed = Fed()
    fed.steady(0, 10, spo2=97)
    for at_s, spo2 in ((30, 88), (31, 82), (32, 87)):
        fed.hear(at_s, reading(Vital.SPO2, spo2, at_s))
    assert until(fed) == 50, "20 s after the signal returned"


def test_a_fall_of_four_within_twelve_seconds_is_suspect_for_its_time() -> None:
    fed = Fed()
    fed.steady(0, 10, spo2=93)
    for at_s, spo2 in ((10, 92), (13, 91), (16, 90)):
        fed.steady(at_s, at_s + 3, spo2=spo2)
    assert until(fed) < 16
    fed.steady(19, 20, spo2=89)
    assert until(fed) == 19 + RULE.fall_held / SECOND


def test_the_first_twenty_seconds_after_a_probe_returns_hold_an_alarm() -> None:
    fed = Fed()
    fed.steady(0, 30, spo2=97)
    for at_s in range(30, 60):
        fed.hear(at_s, reading(Vital.SPO2, None, at_s, status=Status.PROBE_OFF))
    fed.steady(60, 85, spo2=88)
    assert fed.told("spo2.low") == [("on", "medium", 80)], "due at 75"
    assert not fed.the("spo2.low").unconfirmed


def test_an_inflating_cuff_makes_every_saturation_of_its_session_suspect_for_a_minute() -> None:
    fed = Fed("s1", "s2")
    fed.hear(0, reading(Vital.SPO2, 88, 0), reading(Vital.SPO2, 88, 0, session="s2", device="d2"))
    fed.hear(0, reading(Vital.SYSTOLIC, None, 0, status=Status.INFLATING))
    for at_s in range(1, 65):
        fed.hear(at_s, reading(Vital.SPO2, 88, at_s), reading(Vital.SPO2, 88, at_s, session="s2", device="d2"))
    told = {alarm.scope.session: alarm.at / 1e6 for alarm in reversed(fed.log) if alarm.condition == "spo2.low"}
    assert told == {"s1": 60, "s2": 15}


def test_a_questionable_reading_is_judged_and_suspect_while_it_speaks() -> None:
    fed = Fed()
    fed.steady(0, 10, spo2=97)
    fed.hear(10, reading(Vital.SPO2, 96, 10, status=Status.MOTION, quality=Quality.QUESTIONABLE))
    assert until(fed) == 15
    assert fed.watch.columns.series.value[0] == 96


def test_inflating_never_shortens_a_suspicion() -> None:
    series = Series(1)
    series.add()
    rows = np.array([0])
    for given, now in ((50, 50), (40, 50)):
        suspicion.inflate(series, rows, given)
        assert series.suspect_until[0] == now


def test_a_mark_is_taken_off_and_told_also_when_nothing_is_up() -> None:
    series = Series(1)
    for _ in range(3):
        series.add()
    series.unconfirmed[:3] = True
    series.up[1:3] = True
    series.broken[1] = True
    assert list(suspicion.confirm(series, np.arange(3))) == [True, True, False], "the last is up and unproved"
    assert list(series.unconfirmed[:3]) == [False, False, True]
