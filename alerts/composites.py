"""Looks at what the vitals of one session say together, once they have changed; most sessions never are looked at.

A chart is `awake` while a fresh value of it may break a composite rule, NEWS2 may be scored, or a rule is pending: all
others cost nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from alerts.alarm import Kind
from alerts.chart import Chart
from alerts.columns import Columns
from alerts.condition import Finding
from alerts.explain import number
from alerts.news2 import CONSCIOUS, GIVEN, MEASURED, Score, counts, news2_of, stale_at
from alerts.rules.composite import (
    DISAGREEMENT,
    NEWS2,
    SHOCK_INDEX,
    TWO_OF_THREE,
    Composite,
    Standing,
    Values,
    Verdict,
    due_at,
    measure,
    of_score,
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
SCORED = tuple(vital for vitals in MEASURED.values() for vital in vitals)
RESTS_ON = {
    SHOCK_INDEX: (Vital.HEART_RATE, Vital.PULSE_RATE, Vital.SYSTOLIC),
    DISAGREEMENT: (Vital.HEART_RATE, Vital.PULSE_RATE), TWO_OF_THREE: INPUTS, NEWS2: SCORED,
}
"""Which vitals each condition looks at."""


class Seen(NamedTuple):
    """What a session says at an instant: its values, and its score where a rule asks for one."""

    values: Values
    score: Score | None


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


def blind(columns: Columns, chart: Chart, condition: str) -> bool:
    """Whether a condition is a composite one, and nothing that it looks at is fresh: data can't end it."""
    rows = (row for vital in RESTS_ON.get(condition, ()) for row in chart.rows.get(vital, ()))
    return condition in RESTS_ON and not any(columns.fresh(row) for row in rows)


def put_down(chart: Chart, condition: str) -> None:
    """Takes down every rule of a condition; only what is known anew can put one up again."""
    for rule in chart.profile.composites:
        if rule.condition == condition and rule.id in chart.composites:
            one = chart.composites[rule.id]
            one.up, one.spent = False, 0


def _look(columns: Columns, chart: Chart, at: Instant) -> None:
    rules, scored = chart.profile.composites, _may_be_scored(chart, at)
    seen = Seen(_values(columns, chart), news2_of(columns, chart, at) if scored else None)
    changed = set[str]()
    chart.composite_at = NEVER
    for rule in rules:
        one = chart.composites.setdefault(rule.id, Standing(at))
        pass_to(one, at)
        if say(rule, one, _says(chart, rule, seen)):
            changed.add(rule.condition)
        chart.composite_at = min(chart.composite_at, due_at(rule, one) or NEVER)
        if one.idle:
            del chart.composites[rule.id]
    for condition in sorted(changed):
        up = [rule for rule in rules if rule.condition == condition and _up(chart, rule)]
        found = [_finding(columns, chart, rule, seen) for rule in up]
        columns.book.weigh(chart.scope, condition, found, at)
    chart.awake = bool(chart.composites) or _may_break(columns, chart, at)
    if chart.awake and _asks_for_score(chart):
        chart.composite_at = min(chart.composite_at, stale_at(chart, at))


def _says(chart: Chart, rule: Composite, seen: Seen) -> Verdict:
    """What is said of a rule now."""
    if chart.phase not in rule.phases:
        return Verdict.OFF
    if rule.condition != NEWS2:
        return verdict(rule, seen.values)
    measured = all(any(vital in chart.rows for vital in vitals) for vitals in MEASURED.values())
    return of_score(rule, seen.score.parts if seen.score else {}) if measured else Verdict.OFF


def _asks_for_score(chart: Chart) -> bool:
    return any(rule.condition == NEWS2 for rule in chart.profile.composites)


def _may_be_scored(chart: Chart, at: Instant) -> bool:
    """Whether a rule asks for a score, and what persons observe for it is known: else nobody needs to add it up."""
    return _asks_for_score(chart) and all(counts(chart, what, at) for what in (CONSCIOUS, GIVEN))


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


def _points(columns: Columns, chart: Chart, inputs: Iterable[Vital]) -> tuple[tuple[Instant, float], ...]:
    """The newest points of the inputs that are fresh: the evidence."""
    rows = [first_fresh(columns, chart.rows[vital]) for vital in inputs if vital in chart.rows]
    series = columns.series
    return tuple((int(series.measured_at[row]), float(series.last[row])) for row in rows if columns.fresh(row))


def _may_break(columns: Columns, chart: Chart, at: Instant) -> bool:
    """Whether a fresh value may break a rule, alone or with another; two heart rates and a score always may."""
    if _may_be_scored(chart, at):
        return True
    apart = any(rule.condition == DISAGREEMENT for rule in chart.profile.composites)
    if apart and Vital.HEART_RATE in chart.rows and Vital.PULSE_RATE in chart.rows:
        return True
    rows = np.array([row for vital in INPUTS for row in chart.rows.get(vital, ())], dtype=np.intp)
    series, value = columns.series, columns.series.last[rows]
    found = (value < series.notable_low[rows]) | (value > series.notable_high[rows])
    return bool((found & series.fresh[rows]).any())


def _finding(columns: Columns, chart: Chart, rule: Composite, seen: Seen) -> Finding:
    total = seen.score.total if seen.score else None
    of_all = math.nan if total is None else float(total)
    figure = of_all if rule.condition == NEWS2 else measure(rule, seen.values)
    points = _points(columns, chart, SCORED if rule.condition == NEWS2 else INPUTS)
    return Finding(
        rule.id, rule.order, rule.kind, rule.priority, chart.composites[rule.id].since_at, rule.source,
        value=None if math.isnan(figure) else round(figure, 2), limit=None if math.isnan(rule.limit) else rule.limit,
        detail=_text(rule, seen, figure), evidence=points,
    )


def _text(rule: Composite, seen: Seen, figure: float) -> str:
    """The alarm's sentence, with the values that were decided by."""
    values = seen.values
    if rule.condition == NEWS2:
        parts = seen.score.parts if seen.score else {}
        told = ", ".join(f"{name.replace('_', ' ')} {points}" for name, points in parts.items() if points)
        return f"NEWS2 {figure:g} for {{time}}, a secondary score ({told})" if parts else "NEWS2 not known now"
    heart, systolic = _told(values.heart_rate, Vital.HEART_RATE), _told(values.systolic, Vital.SYSTOLIC)
    if rule.condition == SHOCK_INDEX:
        return f"Shock index {figure:.2f} above {rule.limit:g} ({heart}, {systolic}) for {{time}}"
    if rule.kind is Kind.TECHNICAL:
        ecg, pulse = _told(values.ecg, Vital.HEART_RATE), _told(values.pulse, Vital.PULSE_RATE)
        return f"ECG and oximeter disagree for {{time}}, {ecg}, {pulse}: check both"
    three = (_told(values.spo2, Vital.SPO2), heart, systolic)
    beyond = ", ".join(part for part, is_out in zip(three, outside(rule, values), strict=True) if is_out)
    return f"Two of three beyond a mild limit for {{time}}: {beyond}"


def _told(value: float | None, vital: Vital) -> str:
    """An input as words; one that isn't fresh any more has no number."""
    kind = KINDS[vital]
    unit = f" {kind.spoken_unit}" if kind.spoken_unit == "%" else ""
    known = value is not None and not math.isnan(value)
    return f"{kind.name} {number(value, vital) if known and value is not None else 'not known'}{unit if known else ''}"
