"""The one correction of a device's time: what was taken in during its first minute moves to when it was measured.

What was judged stays judged: clauses with their clocks, alarms with their evidence, and intervals that were learned.
"""

from __future__ import annotations

import numpy as np

from alerts.chart import Chart
from alerts.columns import Columns
from monitors.instant import Duration


def move(columns: Columns, device: str, shift: Duration) -> None:
    """Moves a device's series in every open session `shift` (microseconds) into the past."""
    number, series = columns.device_number.get(device), columns.series
    if number is None:
        return
    rows = np.flatnonzero(series.device[: series.size] == number)
    columns.windows.move(rows, shift)
    series.measured_at[rows] = np.maximum(series.measured_at[rows] - shift, 0)
    for chart in columns.charts.values():
        _move_baselines(columns, chart, number, shift)


def _move_baselines(columns: Columns, chart: Chart, number: int, shift: Duration) -> None:
    """Where nobody else measures a vital, its first five minutes began with this device."""
    for vital, rows in chart.rows.items():
        baseline = chart.baselines.get(vital)
        if baseline is None or baseline.first_at is None:
            continue
        if (columns.series.device[rows] == number).all():
            baseline.first_at -= shift
