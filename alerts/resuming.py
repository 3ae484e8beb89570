"""After a restart: what lies behind is a gap; nothing speaks any more, and every silence counts from now."""

from __future__ import annotations

import numpy as np

from alerts import composites, holding
from alerts.judge import Judge
from alerts.presence import Presence
from alerts.rules import missing
from alerts.weigh import weigh
from monitors.instant import Instant


def resume(judge: Judge, presence: Presence, before: Instant, at: Instant) -> None:
    """Goes on at `at` after the program ended at the last entry, `before`."""
    columns = judge.columns
    series = columns.series
    size = series.size
    composites.resume(columns.charts.values(), before, at)
    holding.resume(columns, at)
    series.speaks_until[:size] = np.minimum(series.speaks_until[:size], before)
    series.silent_from[:size] = np.maximum(series.silent_from[:size], at)
    pending = series.cause_up[:size] == missing.NONE
    series.cause_at[:size] = np.where(pending, at, series.cause_at[:size])
    columns.book.told_at = at
    presence.resume(at)
    series.fresh[:size] = False
    rows = np.array([row for chart in columns.charts.values() for row in chart.all_rows()], dtype=np.intp)
    if len(rows):
        judge.rearm(rows)
    for chart in columns.charts.values():
        if chart.watch_from is not None:
            chart.watch_from = max(chart.watch_from, at)
        weigh(columns, chart, at)
    # What is over by the restart calls nobody any more.
    composites.look(columns, columns.charts.values(), at)
    columns.book.pass_to(at)
