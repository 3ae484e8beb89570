"""A session that goes on at another bed: its active alarms go along; what was paused at either bed is over."""

from __future__ import annotations

from alerts.chart import Chart
from alerts.columns import Columns
from monitors.instant import Instant


def move(columns: Columns, chart: Chart, bed: str, at: Instant) -> None:
    """From now on the session is at this bed; nothing else of it changes. Its devices are bound there one by one."""
    book = columns.book
    for place in (chart.bed, bed):
        book.pauses.clear(place)
    chart.bed = bed
    for alarm in list(book.active.values()):
        if alarm.scope.session == chart.id:
            book.move(alarm, bed, at)
