"""What was measured of a session, as the start gate and the discharge criteria need it of the Watch."""

from __future__ import annotations

import math

from alerts.treatment.discharge import Pressure
from alerts.treatment.gate import Levels
from alerts.watch import Watch
from alerts.weigh import first_fresh
from monitors.vitals import Vital

GATED = (Vital.SYSTOLIC, Vital.DIASTOLIC, Vital.SPO2, Vital.HEART_RATE, Vital.RESPIRATORY_RATE)


def levels(watch: Watch, session: str) -> Levels:
    """Each vital's level before the drug: its baseline, provisional ones too, else the value that is fresh now.

    Where no heart rate is measured, the pulse stands for it. Empty for a session that isn't open.
    """
    number = watch.sessions.get(session)
    if number is None:
        return {}
    chart, columns = watch.columns.charts[number], watch.columns
    found: dict[Vital, float] = {}
    for vital in (*GATED, Vital.PULSE_RATE):
        known = chart.baselines.get(vital)
        level = math.nan if known is None or known.state == "not_known" else known.median
        row = first_fresh(columns, rows) if (rows := chart.rows.get(vital)) else None
        if math.isnan(level) and row is not None and columns.fresh(row):
            level = float(columns.series.value[row])
        if not math.isnan(level):
            found[vital] = level
    pulse = found.pop(Vital.PULSE_RATE, None)
    return found if pulse is None else {Vital.HEART_RATE: pulse} | found


def pressure(watch: Watch, session: str) -> Pressure | None:
    """The newest systolic of an open session that can be used; None where there is none."""
    number = watch.sessions.get(session)
    rows = [] if number is None else watch.columns.charts[number].rows.get(Vital.SYSTOLIC, [])
    series = watch.columns.series
    told = [Pressure(float(series.value[row]), int(series.measured_at[row])) for row in rows if series.usable[row]]
    return max(told, key=lambda one: one.measured_at, default=None)


def waiting(watch: Watch, session: str) -> frozenset[str]:
    """The checks that the Watch expects of an open session and that nobody and no pressure has done."""
    number = watch.sessions.get(session)
    return frozenset() if number is None else frozenset(watch.columns.charts[number].checks.expected)
