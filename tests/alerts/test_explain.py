"""One plain sentence for each alarm."""

from __future__ import annotations

from typing import Any

import pytest

from alerts.alarm import Kind, Priority
from alerts.condition import Finding
from alerts.explain import clock_time, number, span, template
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
