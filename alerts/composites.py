"""Looks at what the vitals of one session say together, once they have changed; most sessions never are looked at.

A chart is `awake` while a fresh value of it may break a composite rule, or one is pending: all others cost nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np

from alerts.alarm import Kind
from alerts.chart import Chart
from alerts.columns import Columns
from alerts.condition import Finding
from alerts.explain import number
from alerts.rules.composite import (
    DISAGREEMENT,
    SHOCK_INDEX,
    Composite,
    Standing,
    Values,
    Verdict,
    due_at,
    measure,
    outside,
    pass_to,
    say,
    verdict,
)
from alerts.series import NEVER, Rows
from alerts.weigh import first_fresh
from monitors.entries import Entry
from monitors.instant import Instant
from monitors.vitals import KINDS, Vital

INPUTS = (Vital.SPO2, Vital.HEART_RATE, Vital.PULSE_RATE, Vital.SYSTOLIC)


def wake(columns: Columns, rows: Rows) -> None:
    """Wakes the sessions of rows whose value, just applied, may break a rule."""
    series, value = columns.series, columns.series.value[rows]
    found = (value < series.notable_low[rows]) | (value > series.notable_high[rows])
    for number_ in np.unique(series.session[rows[found]]).tolist() if found.any() else ():
        columns.charts[number_].awake = True


def after(columns: Columns, sessions: Mapping[str, int], entry: Entry) -> None:
    """Looks at the sessions of which an entry, just applied, may have changed a value; `sessions` are the open ones."""
    if entry.batch is None:
        look(columns, columns.charts.values(), entry.at)
    else:
        numbers = (sessions[name] for name in dict.fromkeys(entry.batch.session) if name in sessions)
        look(columns, (columns.charts[number_] for number_ in numbers), entry.at)


def look(columns: Columns, charts: Iterable[Chart], at: Instant) -> None:
    """Looks at the sessions among these that are awake."""
    for chart in charts:
        if chart.awake:
            _look(columns, chart, at)


def resume(charts: Iterable[Chart], before: Instant, at: Instant) -> None:
    """Downtime is a gap: it counts for nothing."""
    for chart in charts:
        for one in chart.composites.values():
            pass_to(one, before)
            one.said, one.at = Verdict.UNKNOWN, at


def _look(columns: Columns, chart: Chart, at: Instant) -> None:
    rules, values = chart.profile.composites, _values(columns, chart)
    changed = set[str]()
    chart.composite_at = NEVER
    for rule in rules:
        one = chart.composites.setdefault(rule.id, Standing(at))
        pass_to(one, at)
        if say(rule, one, verdict(rule, values) if chart.phase in rule.phases else Verdict.OFF):
            changed.add(rule.condition)
        chart.composite_at = min(chart.composite_at, due_at(rule, one) or NEVER)
        if one.idle:
            del chart.composites[rule.id]
    for condition in sorted(changed):
        up = [rule for rule in rules if rule.condition == condition and _up(chart, rule)]
        found = [_finding(chart, rule, values, _points(columns, chart)) for rule in up]
        columns.book.weigh(chart.scope, condition, found, at)
    chart.awake = bool(chart.composites) or _may_break(columns, chart)


def _up(chart: Chart, rule: Composite) -> bool:
    return rule.id in chart.composites and chart.composites[rule.id].up


def _values(columns: Columns, chart: Chart) -> Values:
    """The judged series' values of the inputs."""
    found = list[float | None]()
    for vital in INPUTS:
        rows = chart.rows.get(vital)
        row = first_fresh(columns, rows) if rows else -1
        fresh = row >= 0 and columns.fresh(row)
        found.append(None if row < 0 else float(columns.series.last[row]) if fresh else math.nan)
    return Values(*found)


def _points(columns: Columns, chart: Chart) -> tuple[tuple[Instant, float], ...]:
    """The newest points of the inputs that are fresh: the evidence."""
    rows = [first_fresh(columns, chart.rows[vital]) for vital in INPUTS if vital in chart.rows]
    series = columns.series
    return tuple((int(series.measured_at[row]), float(series.last[row])) for row in rows if columns.fresh(row))


def _may_break(columns: Columns, chart: Chart) -> bool:
    """Whether a fresh value may break a rule, alone or with another; two heart rates always may disagree."""
    apart = any(rule.condition == DISAGREEMENT for rule in chart.profile.composites)
    if apart and Vital.HEART_RATE in chart.rows and Vital.PULSE_RATE in chart.rows:
        return True
    rows = np.array([row for vital in INPUTS for row in chart.rows.get(vital, ())], dtype=np.intp)
    series, value = columns.series, columns.series.last[rows]
    found = (value < series.notable_low[rows]) | (value > series.notable_high[rows])
    return bool((found & series.fresh[rows]).any())


def _finding(
    chart: Chart, rule: Composite, values: Values, points: tuple[tuple[Instant, float], ...]
) -> Finding:
    figure = measure(rule, values)
    return Finding(
        rule.id, rule.order, rule.kind, rule.priority, chart.composites[rule.id].since_at, rule.source,
        value=None if math.isnan(figure) else round(figure, 2), limit=None if math.isnan(rule.limit) else rule.limit,
        detail=_text(rule, values, figure), evidence=points,
    )


def _text(rule: Composite, values: Values, figure: float) -> str:
    """The alarm's sentence, with the values that were decided by."""
    heart, systolic = _told(values.heart_rate, Vital.HEART_RATE), _told(values.systolic, Vital.SYSTOLIC)
    if rule.condition == SHOCK_INDEX:
        return f"Shock index {figure:.2f} above {rule.limit:g} ({heart}, {systolic}) for {{time}}"
    if rule.kind is Kind.TECHNICAL:
        ecg, pulse = _told(values.ecg, Vital.HEART_RATE), _told(values.pulse, Vital.PULSE_RATE)
        return f"ECG and oximeter disagree for {{time}}, {ecg}, {pulse}: check both"
    parts = (_told(values.spo2, Vital.SPO2), heart, systolic)
    beyond = ", ".join(part for part, is_out in zip(parts, outside(rule, values), strict=True) if is_out)
    return f"Two of three beyond a mild limit for {{time}}: {beyond}"


def _told(value: float | None, vital: Vital) -> str:
    """An input as words; one that isn't fresh any more has no number."""
    kind = KINDS[vital]
    unit = f" {kind.spoken_unit}" if kind.spoken_unit == "%" else ""
    known = value is not None and not math.isnan(value)
    return f"{kind.name} {number(value, vital) if known and value is not None else 'not known'}{unit if known else ''}"
