"""What the server tells of itself at `/metrics`, in a registry of its own (Prometheus text format)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from alerts.alarm import Alarm, Priority
from app.alarm_metrics import AlarmMetrics
from monitors.instant import Instant

LATENCY_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds; 0.25 is the patience with recording, 1 the limit from a reading to the screens."""

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """Counters the ward and the ingest add to, and gauges that are asked when somebody looks."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        self.accepted = Counter("readings_accepted", "Readings taken in and durable.", registry=registry)
        self.duplicates = Counter("readings_duplicate", "Readings that were here before.", registry=registry)
        self.unrecorded = Counter("readings_unrecorded", "Readings judged but answered 503.", registry=registry)
        self._rejected = Counter("readings_rejected", "Readings refused, by code.", ["code"], registry=registry)
        self._refused = Counter("posts_refused", "Whole posts refused, by code.", ["code"], registry=registry)
        self.published = Histogram(
            "reading_to_published_seconds", "From a post's arrival to its alarms on the way to the screens.",
            buckets=LATENCY_BUCKETS, registry=registry,
        )
        self.signal_delay = Histogram(
            "alarm_signal_delay_seconds", "From the decision that an alarm is on to its way to the screens.",
            buckets=LATENCY_BUCKETS, registry=registry,
        )
        self._notifications = {
            what: Counter(f"notifications_{what}", text, ["channel"], registry=registry)
            for what, text in (
                ("queued", "Notifications to be sent, by channel."), ("sent", "Notifications sent, by channel."),
                ("failed", "Attempts to send that failed, by channel."),
            )
        }
        self.turn_errors = Counter("turn_errors", "Turns of the ward that broke.", registry=registry)
        self.load = AlarmMetrics(registry)

    def rejected(self, codes: Iterable[str]) -> None:
        """Counts rejected readings, one code for each."""
        for code in codes:
            self._rejected.labels(code).inc()

    def refused(self, code: str) -> None:
        """Counts a post that was refused whole."""
        self._refused.labels(code).inc()

    def notification(self, what: Literal["queued", "sent", "failed"], channel: str) -> None:
        """Counts a message that was queued or sent, or an attempt that failed."""
        self._notifications[what].labels(channel).inc()

    def watch_notifications(self, waiting: Callable[[], int], dead: Callable[[], int]) -> None:
        """Asks for the number of messages that are to be sent, and of channels that take nothing."""
        self._ask("notifications_waiting", "Notifications that are to be sent.", waiting)
        self._ask("notification_channels_failing", "Channels of notifications that take nothing.", dead)

    def watch_screens(self, screens: Callable[[], int], armed: Callable[[], int]) -> None:
        """Asks for the number of connected screens, and of those whose sound is armed."""
        self._ask("screens", "Screens connected.", screens)
        self._ask("screens_armed", "Screens whose sound is armed.", armed)

    def watch_journal(self, lag_s: Callable[[], float], backlog: Callable[[], int]) -> None:
        """Asks for the age of the oldest write that is not durable yet, and for the number of such writes."""
        self._ask("journal_lag_seconds", "Age of the oldest write that is not durable.", lag_s)
        self._ask("journal_backlog", "Writes that are not durable.", backlog)

    def watch_judging(self, failures: Callable[[], int]) -> None:
        """Asks how often a state failed on an entry and the others went on."""
        self._ask("judging_errors", "Failures inside judging that were survived.", failures)

    def watch_alarms(self, active: Callable[[], list[Alarm]], now: Callable[[], Instant]) -> None:
        """Asks for the active alarms, told by priority, and which of them stand or flood at `now`."""
        self.load.watch(now)
        gauge = Gauge("alarms_active", "Active alarms, by priority.", ["priority"], registry=self.registry)
        for priority in Priority:
            gauge.labels(priority.name.lower()).set_function(_counting(active, priority))

    def text(self) -> bytes:
        """Everything, as Prometheus reads it (`CONTENT_TYPE`)."""
        return generate_latest(self.registry)

    def _ask(self, name: str, help_text: str, look: Callable[[], float]) -> None:
        Gauge(name, help_text, registry=self.registry).set_function(look)


def _counting(active: Callable[[], list[Alarm]], priority: Priority) -> Callable[[], float]:
    return lambda: float(sum(alarm.priority is priority for alarm in active()))
