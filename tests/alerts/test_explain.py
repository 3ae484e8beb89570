"""One plain sentence for each alarm."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from alerts.alarm import Alarm, Kind, Priority, Scope, State
from alerts.condition import Finding
from alerts.explain import DRIFT_SAID_FOR, clock_time, number, sentence, slope_of, span, template
from monitors.instant import SECOND


def finding(vital: str, **more: Any) -> Finding:
    """A finding of a vital."""
    return Finding("r", 0, Kind.PHYSIOLOGICAL, Priority.MEDIUM, 0, "source", vital)._replace(**more)


@pytest.mark.parametrize(("one", "condition", "text"), [
    (finding("spo2", limit=90, side=-1), "spo2.low", "SpO2 {value} % below 90 % for {time}"),
    (finding("heart_rate", limit=120, side=1), "heart_rate.high", "HR {value} above 120 for {time}"),
    (
        finding("systolic", limit=139, baseline=121, side=1, times=2), "blood_pressure.high",
        "Systolic {value} above 139 (18 from baseline 121), 2 in a row",
    ),
    (finding("systolic", limit=80, side=-1), "blood_pressure.low", "Systolic {value} below 80"),
    (
        finding("mean", limit=60, side=-1, times=3, inclusive=True), "blood_pressure.low",
        "Mean {value} at or below 60, 3 in a row",
    ),
    (
        finding("spo2", limit=90, side=-1, slope=-0.05, within_s=30), "spo2.low",
        "SpO2 {value} %, falling 3.0 % a minute: 90 % in under 30 s",
    ),
    (finding("spo2"), "spo2.missing", "No SpO2 for {time}"),
    (finding("spo2"), "spo2.probe_off", "SpO2 probe off for {time}"),
    (finding("", detail="Device d1 silent"), "device.silent", "Device d1 silent"),
])
def test_sentences(one: Finding, condition: str, text: str) -> None:
    assert template(one, condition) == text


def test_a_fraction_shows_where_rounding_would_lie() -> None:
    assert [number(89.5, "spo2"), number(88.0, "spo2"), number(36.6, "temperature")] == ["89.5", "88", "36.6"]


def test_seconds_to_99_then_minutes() -> None:
    assert [span(s * SECOND) for s in (0, 14, 99, 100, 130, 600)] == ["0 s", "14 s", "99 s", "2 min", "2 min", "10 min"]
    assert clock_time(3_660 * SECOND) == "01:01"


def falling(rate: float, seconds: int = 15, since_s: int = 0) -> tuple[tuple[int, float], ...]:
    """Points of a value that moves by `rate` each second."""
    return tuple((at * SECOND, 90 + rate * (at - since_s)) for at in range(seconds))


def alarm_of(one: Finding, ended_at: int | None = None) -> Alarm:
    """The alarm that a finding begins."""
    text = template(one, "spo2.low")
    return Alarm(
        "s1.spo2.low.1", 1, 14 * SECOND, Scope("s1"), "spo2.low", one.kind, one.priority, State.ON, 14 * SECOND,
        one.since_at, ended_at, text, 87, one.limit, one.rule, "", one.vital, one.evidence,
    )


def test_the_sentence_tells_how_fast_it_moves_as_long_as_that_is_news() -> None:
    alarm = alarm_of(finding("spo2", limit=90, side=-1, evidence=falling(-0.4)))
    assert sentence(alarm, 14 * SECOND) == "SpO2 87 % below 90 % for 14 s, falling 0.4 %/s"
    assert sentence(alarm, 14 * SECOND + DRIFT_SAID_FOR).endswith("falling 0.4 %/s")
    assert sentence(alarm, 14 * SECOND + DRIFT_SAID_FOR + 1) == "SpO2 87 % below 90 % for 24 s"
    over = alarm_of(finding("spo2", limit=90, side=-1, evidence=falling(-0.4)), ended_at=15 * SECOND)
    assert sentence(over, 15 * SECOND) == "SpO2 87 % below 90 % for 15 s"
    pulse = finding("heart_rate", limit=120, side=1, evidence=falling(1.25))
    assert sentence(alarm_of(pulse), 14 * SECOND) == "HR 87 above 120 for 14 s, rising 1.2/s"


@pytest.mark.parametrize("evidence", [falling(-0.04), falling(-0.4, seconds=4), falling(0), ()])
def test_a_slope_that_says_nothing_is_not_told(evidence: tuple[tuple[int, float], ...]) -> None:
    alarm = alarm_of(finding("spo2", limit=90, side=-1, evidence=evidence))
    assert sentence(alarm, 14 * SECOND) == "SpO2 87 % below 90 % for 14 s"


def test_the_slope_is_that_of_the_points_beyond_the_limit_and_resists_wrong_ones() -> None:
    stepped = (*((at * SECOND, 97.0) for at in range(10)), *((at * SECOND, 84.0) for at in range(10, 20)))
    assert slope_of(stepped, 10 * SECOND) == 0
    wild = [(at, 20.0 if number % 5 == 2 else value) for number, (at, value) in enumerate(falling(-0.4))]
    assert slope_of(wild, 0) == pytest.approx(-0.4, abs=0.05)
    assert slope_of([(0, 90.0)] * 6, 0) is None


def test_a_sentence_without_a_value_keeps_its_other_words() -> None:
    alarm = alarm_of(finding("spo2", limit=90, side=-1, evidence=falling(-0.4)))
    assert "below 90 %" in sentence(replace(alarm, value=None), 0)
