"""How often each series is measured, learned from the gaps between its judged readings."""

from __future__ import annotations

import numpy as np

from alerts.series import GAPS, Ints, Rows, Series


def learn(series: Series, rows: Rows, measured: Ints) -> None:
    """Brings the expected interval up to date with the gap before this reading."""
    last = series.measured_at[rows]
    gap = measured - last
    known = (last >= 0) & (gap > 0)
    series.measured_at[rows] = measured
    if not known.any():
        return
    rows, gap = rows[known], gap[known]
    count = series.gap_count[rows]
    series.gaps[rows, count % GAPS] = gap
    series.gap_count[rows] = count + 1
    for row, made, seen in zip(rows.tolist(), gap.tolist(), (count + 1).tolist(), strict=True):
        if seen < 3 or (seen > GAPS and made >= series.interval[row]):
            continue
        kept = np.sort(series.gaps[row])[: min(seen, GAPS)]
        median = int(kept[(len(kept) - 1) // 2])
        series.interval[row] = min(median, int(series.interval[row])) if seen > GAPS else median
