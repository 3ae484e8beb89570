"""Late readings: they enter the windows, and what they show to have happened becomes one protocol alarm."""

from __future__ import annotations

from collections.abc import Sequence

from alerts.alarm import Kind, Priority
from alerts.chart import Chart
from alerts.columns import Columns
from alerts.condition import Finding
from alerts.explain import clock_time, number
from alerts.limits import in_force
from monitors.instant import Instant
from monitors.reading import Quality, Reading
from monitors.vitals import KINDS, Vital

CONDITION = "session.backfill"
SOURCE = "proposal (docs/judging.md)"


def take_late(columns: Columns, chart: Chart, readings: Sequence[Reading], now: Instant) -> None:
    """Takes in a session's late readings; the worst of each vital that breaks a limit is in `session.backfill`."""
    limits, news = in_force(chart), False
    if columns.book.current(chart.scope, CONDITION) is None:
        chart.late = {}
    for reading in readings:
        if reading.value is None or reading.quality is Quality.INVALID:
            continue
        row = columns.row_of.get((chart.number, reading.vital, columns.device(reading.device)))
        if row is not None:
            columns.overhear(row, reading)
        low, high = limits[reading.vital]
        side = -1 if low is not None and reading.value < low else 1 if high is not None and reading.value > high else 0
        known = chart.late.get((reading.vital, side))
        if side and (known is None or side * (reading.value - known[1]) > 0):
            chart.late[reading.vital, side] = (reading.measured_at, reading.value)
            news = True
    if news:
        _tell(columns, chart, now)


def _tell(columns: Columns, chart: Chart, now: Instant) -> None:
    """Says what happened; the condition is past already, so the alarm is latched until somebody has seen it."""
    (first, _), (_, value) = next(iter(chart.late.items()))
    current = columns.book.current(chart.scope, CONDITION)
    since_at = min(at for at, _ in chart.late.values())
    since_at = since_at if current is None else min(since_at, current.since_at)
    text = "While disconnected: " + ", ".join(_phrase(vital, *point) for (vital, _), point in chart.late.items())
    finding = Finding(
        CONDITION, 0, Kind.PROTOCOL, Priority.LOW, since_at, SOURCE, first, value,
        latches=True, detail=text, evidence=tuple(chart.late.values()),
    )
    columns.book.weigh(chart.scope, CONDITION, [finding], now)
    columns.book.weigh(chart.scope, CONDITION, [], now)


def _phrase(vital: Vital, at: Instant, value: float) -> str:
    kind = KINDS[vital]
    unit = f" {kind.spoken_unit}" if kind.spoken_unit == "%" else ""
    return f"{kind.name} {number(value, vital)}{unit} at {clock_time(at)}"
