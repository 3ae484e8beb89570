"""Rapid falls."""

from __future__ import annotations

import numpy as np

from alerts.rules import rapid
from alerts.rules.trend import Look
from monitors.instant import SECOND
from tests.alerts.building import Fed, profile

RULE = profile("ketamine-iv").rapids[0]


def seen(state: Look, *values: float) -> bool:
    """Looks at points a second apart, the newest last."""
    at = np.arange(len(values)) * SECOND
    return rapid.look(RULE, state, at, np.array(values), float(values[-1]))


def test_ten_under_the_highest_point_counts_from_the_latest_such_point() -> None:
    state = Look()
    assert not seen(state, 96, 96, 92, 86.5)
    assert seen(state, 96, 96, 92, 86)
    assert (state.up, state.since_at, state.slope) == (True, 1 * SECOND, -10)


def test_a_value_over_the_gate_is_no_rapid_fall() -> None:
    assert not seen(Look(), 100, 95, 89)


def test_it_goes_down_at_the_clear_level_at_once() -> None:
    state = Look(up=True)
    assert not seen(state, 97, 87, 91)
    assert seen(state, 97, 87, 92)
    assert not state.up


def test_a_fall_of_ten_in_half_a_minute_alarms_at_once_and_high() -> None:
    fed = Fed()
    for since_s, until_s, spo2 in ((0, 45, 96), (45, 58, 92.6), (58, 71, 89.2), (71, 72, 85.8)):
        fed.steady(since_s, until_s, spo2=spo2)
    assert fed.told("spo2.low") == [("on", "high", 71)]
    alarm = fed.the("spo2.low")
    assert (alarm.rule, alarm.since_at, alarm.unconfirmed) == ("spo2-rapid-fall", 44 * SECOND, False)
    fed.steady(72, 73, spo2=93)
    assert "spo2.low" not in fed.active()


def test_a_fall_that_is_suspect_is_none() -> None:
    fed = Fed()
    fed.steady(0, 60, spo2=97)
    fed.steady(60, 70, spo2=86)
    assert fed.log == []
