"""What was measured of a session, as the start gate and the discharge criteria need it of the Watch."""

from __future__ import annotations

from alerts.treatment.discharge import Pressure
from alerts.treatment.gate import Levels
from alerts.watch import Watch
from alerts.weigh import first_fresh
from monitors.vitals import Vital

GATED = (Vital.SYSTOLIC, Vital.DIASTOLIC, Vital.SPO2, Vital.HEART_RATE, Vital.RESPIRATORY_RATE)


def baselines(watch: Watch, session: str) -> dict[Vital, float]:
    """Each vital's own normal before the drug, provisional ones too; nothing for what wasn't measured then."""
    number = watch.sessions.get(session)
    known = {} if number is None else watch.columns.charts[number].baselines
    return {vital: one.median for vital, one in known.items() if one.state != "not_known"}


def levels(watch: Watch, session: str) -> Levels:
    """What the start gate looks at of each vital that is fresh now: its value, and its baseline where it has one.

    Where no heart rate is measured, the pulse stands for it. Empty for a session that isn't open.
    """
    number = watch.sessions.get(session)
    if number is None:
        return {}
    chart, columns, known = watch.columns.charts[number], watch.columns, baselines(watch, session)
    found: dict[Vital, tuple[float, ...]] = {}
    for vital in (*GATED, Vital.PULSE_RATE):
        row = first_fresh(columns, rows) if (rows := chart.rows.get(vital)) else None
        if row is not None and columns.fresh(row):
            before = (known[vital],) if vital in known else ()
            found[vital] = (float(columns.series.value[row]), *before)
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
