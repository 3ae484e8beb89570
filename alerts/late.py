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


def take_late(columns: Columns, chart: Chart, readings: Sequence[Reading], now: Instant) -> None:
    """Takes in a session's late readings; the worst of each vital that breaks a limit is in `session.backfill`."""
    limits, worst = in_force(chart), dict[tuple[Vital, int], Reading]()
    for reading in readings:
        if reading.value is None or reading.quality is Quality.INVALID:
            continue
        row = columns.row_of.get((chart.number, reading.vital, columns.device(reading.device)))
        if row is not None:
            columns.windows.insert(row, reading.measured_at, reading.value)
        low, high = limits[reading.vital]
        side = -1 if low is not None and reading.value < low else 1 if high is not None and reading.value > high else 0
        held = worst.get((reading.vital, side))
        if side and (held is None or held.value is None or side * (reading.value - held.value) > 0):
            worst[reading.vital, side] = reading
    if worst:
        _list(columns, chart, list(worst.values()), now)


def _list(columns: Columns, chart: Chart, worst: list[Reading], now: Instant) -> None:
    """Puts the findings into the alarm; its condition is past already, so it is latched until somebody has seen it."""
    said = [_phrase(reading) for reading in worst]
    before = columns.book.current(chart.scope, "session.backfill")
    text = (before.text + ", " if before else "While disconnected: ") + ", ".join(said)
    finding = Finding(
        "session.backfill", 0, Kind.PROTOCOL, Priority.LOW, min(reading.measured_at for reading in worst),
        "proposal (docs/judging.md)", worst[0].vital, worst[0].value, latches=True, detail=text,
        evidence=tuple((reading.measured_at, reading.value or 0.0) for reading in worst),
    )
    columns.book.weigh(chart.scope, "session.backfill", [finding], now)
    columns.book.weigh(chart.scope, "session.backfill", [], now)


def _phrase(reading: Reading) -> str:
    kind = KINDS[reading.vital]
    unit = f" {kind.spoken_unit}" if kind.spoken_unit == "%" else ""
    return f"{kind.name} {number(reading.value or 0.0, reading.vital)}{unit} at {clock_time(reading.measured_at)}"
