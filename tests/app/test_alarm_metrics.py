"""The metrics of the alarm load: onsets counted once, what stands and floods at the moment somebody looks."""

from __future__ import annotations

from dataclasses import replace

from prometheus_client import CollectorRegistry, generate_latest

from alerts.alarm import Step
from app.alarm_metrics import AlarmMetrics
from monitors.instant import MINUTE, Instant
from tests.alerts.test_load import onset, seen


class Looked:
    """The metrics at an instant that a test sets."""

    def __init__(self) -> None:
        self.at: Instant = 0
        self.registry = CollectorRegistry()
        self.load = AlarmMetrics(self.registry)
        self.load.watch(lambda: self.at)

    def value(self, name: str, **labels: str) -> float | None:
        """A sample of the registry."""
        return self.registry.get_sample_value(name, labels)


def test_an_episode_is_one_onset_and_one_acknowledgement() -> None:
    looked = Looked()
    first = onset(1, 0)
    looked.load.take([first, seen(first, MINUTE)])
    looked.load.take([seen(first, MINUTE).stepped(Step.EXPIRE, 2 * MINUTE)])
    looked.load.take([seen(replace(first, revision=3), 3 * MINUTE)])
    named = {"condition": "spo2.low", "rule": "spo2.low-rule", "priority": "medium"}
    assert looked.value("alarm_onsets_total", **named) == 1
    assert looked.value("alarm_acknowledged_seconds_sum", priority="medium") == 60


def test_gauges_tell_what_stands_and_floods_now() -> None:
    looked = Looked()
    looked.load.take([onset(number, number, f"c{number}") for number in range(10)])
    looked.at = MINUTE
    told = [looked.value(name) for name in ("beds_flooding", "ward_flooding", "alarms_standing")]
    assert told == [1, 1, 0]
    looked.at = 11 * MINUTE
    told = [looked.value(name) for name in ("beds_flooding", "ward_flooding", "alarms_standing")]
    assert told == [0, 0, 10]


def test_what_began_before_the_start_is_in_the_gauges_and_not_in_the_counters() -> None:
    looked = Looked()
    recorded = [onset(number, number, f"c{number}") for number in range(10)]
    looked.load.begin(recorded, recorded[:2])
    looked.at = 5 * MINUTE
    assert looked.value("beds_flooding") == 1
    assert b"alarm_onsets_total{" not in generate_latest(looked.registry)
