"""What `/metrics` tells of the alarm load: onsets, times to acknowledge, what stands and what floods now."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from alerts.alarm import Alarm
from alerts.load import Tally
from monitors.instant import SECOND, Instant

ANSWER_BUCKETS = (5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 3600.0)
"""Seconds; a high alarm gets louder after 30, and goes to the next role after 120."""


class AlarmMetrics:
    """Counts revisions as they are made; `now` says when somebody looks at a gauge."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._tally = Tally()
        self._registry = registry
        self._onsets = Counter(
            "alarm_onsets", "Alarms that began, by what they were then.", ["condition", "rule", "priority"],
            registry=registry,
        )
        self._acknowledged = Histogram(
            "alarm_acknowledged_seconds", "From an alarm's onset to its first acknowledgement.", ["priority"],
            buckets=ANSWER_BUCKETS, registry=registry,
        )

    def take(self, alarms: Iterable[Alarm]) -> None:
        """Counts revisions that were just made, oldest first."""
        for alarm in alarms:
            before, after = self._tally.take(alarm)
            if alarm.revision == 1:
                self._onsets.labels(alarm.condition, alarm.rule, alarm.priority.name.lower()).inc()
            if after.acknowledged_at is not None and (before is None or before.acknowledged_at is None):
                waited = (after.acknowledged_at - after.onset_at) / SECOND
                self._acknowledged.labels(after.worst.name.lower()).observe(waited)
            self._tally.forget(alarm.at)

    def begin(self, recorded: Iterable[Alarm], active: Iterable[Alarm]) -> None:
        """Knows what began a little before the start, and what is active, so that the gauges are right from then on."""
        for alarm in (*recorded, *active):
            self._tally.take(alarm)

    def watch(self, now: Callable[[], Instant]) -> None:
        """Makes the gauges, which are asked when somebody looks."""
        asked: tuple[tuple[str, str, Callable[[], float]], ...] = (
            ("alarms_standing", "Alarms active for over 10 minutes.", lambda: len(self._tally.standing(now()))),
            ("beds_flooding", "Beds with 10 or more alarms in 10 minutes.",
             lambda: sum(bool(bed) for bed in self._tally.flooding(now()))),
            ("ward_flooding", "1 while the ward has 10 or more alarms in 10 minutes.",
             lambda: float("" in self._tally.flooding(now()))),
        )
        for name, says, look in asked:
            Gauge(name, says, registry=self._registry).set_function(look)
