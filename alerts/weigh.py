"""From the columns of one session to its conditions: which findings stand on the judged series, who holds whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from alerts.alarm import Alarm, Kind, Priority, Scope
from alerts.chart import WATCHED, Chart
from alerts.columns import Columns
from alerts.condition import Finding
from alerts.explain import number, span
from alerts.limits import slots_of
from alerts.rules import missing
from alerts.rules.composite import DISAGREEMENT
from alerts.series import NEVER
from monitors.instant import SECOND, Instant
from monitors.vitals import KINDS, VITALS, Vital

EVIDENCE = 30
"""Points shown with an alarm, at most."""

BEYOND_ORDER = 10_000
"""A value out of range speaks behind every rule of the profile that has its priority."""

BEYOND_SOURCE = "CONTRACT section 4: an invalid value after a plausible decline"

BEFORE = 10 * SECOND
"""How much of the time before the limit was broken the evidence shows."""


APART = frozenset({"session.unmonitored", "session.unwatched", DISAGREEMENT})
"""Technical conditions of a session that no single series decides."""


class Technical(NamedTuple):
    """A technical condition that stands: where, what, and whose physiological alarms it holds."""

    scope: Scope
    condition: str
    topics: frozenset[str]
    finding: Finding


def weigh(columns: Columns, chart: Chart, at: Instant) -> None:
    """Brings every condition of a session in line with the columns at `at`."""
    book, topics = columns.book, chart.topics()
    for topic, vitals in topics.items():
        found: dict[str, list[Finding]] = {f"{topic}.low": [], f"{topic}.high": []}
        for row in judged_rows(columns, chart, vitals):
            for condition, finding in findings(columns, chart, row, at):
                found.setdefault(condition, []).append(finding)
        for condition, standing in found.items():
            book.weigh(chart.scope, condition, standing, at)
    _repeat(columns, chart, at)
    _hold(columns, chart, list(_technical(columns, chart, topics)), at)
    _unmonitored(columns, chart, at)


def _repeat(columns: Columns, chart: Chart, at: Instant) -> None:
    """A lone jump of the cuff asks for another measurement."""
    standing = []
    if rows := chart.rows.get(Vital.SYSTOLIC):
        row = first_fresh(columns, rows)
        if columns.series.repeat[row]:
            before, value = float(columns.series.before[row]), float(columns.series.last[row])
            text = f"Systolic went from {before:.0f} to {value:.0f} at once: repeat the measurement"
            since_at, source = int(columns.series.repeat_at[row]), "clinical reference, BP against baseline"
            standing = [Finding(
                "repeat-bp", 0, Kind.PROTOCOL, Priority.LOW, since_at, source, Vital.SYSTOLIC, value, detail=text,
            )]
    columns.book.weigh(chart.scope, "check.repeat_bp", standing, at)


def first_fresh(columns: Columns, rows: list[int]) -> int:
    """The first of a vital's series that is fresh, else the first."""
    return next((row for row in rows if columns.fresh(row)), rows[0])


def judged_rows(columns: Columns, chart: Chart, vitals: list[Vital]) -> list[int]:
    """The series that are judged for a topic: one a vital; of heart and pulse rate the fresh one, the heart's first."""
    rows = [first_fresh(columns, chart.rows[vital]) for vital in vitals]
    if len(rows) > 1 and KINDS[vitals[0]].topic == "heart_rate":
        rows = [row for row in rows if columns.fresh(row)][:1] or rows
    return rows


def findings(columns: Columns, chart: Chart, row: int, at: Instant) -> Iterator[tuple[str, Finding]]:
    """What is up on a series, with the condition it feeds."""
    series, vital = columns.series, VITALS[columns.series.vital[row]]
    value = float(series.value[row])
    shown = None if np.isnan(value) else value
    slots = np.flatnonzero(series.up[row])
    if len(slots):
        rules = slots_of(chart.profile, vital)
        for slot in slots.tolist():
            rule, since_at = rules[slot], int(series.since_at[row, slot])
            yield rule.condition, Finding(
                rule.id, rule.order, Kind.PHYSIOLOGICAL, rule.priority, since_at, rule.source, vital, shown,
                float(series.limit[row, slot]), baseline=chart.level(vital) if rule.relative else None, side=rule.side,
                times=rule.on_count, inclusive=rule.inclusive, stage=rule.stage, latches=rule.latches,
                unconfirmed=bool(series.unconfirmed[row]), paired=rule.pair_each is not None,
                evidence=_evidence(columns, row, since_at, at),
            )
    yield from _looked(columns, chart, row, at, shown)
    if series.beyond[row]:
        topic, since_at = KINDS[vital].topic, int(series.beyond_at[row])
        yield f"{topic}.low", Finding(
            "out-of-range", BEYOND_ORDER, Kind.PHYSIOLOGICAL, Priority.HIGH, since_at, BEYOND_SOURCE, vital, shown,
            float(series.beyond_limit[row]), side=-1,
            detail=f"{KINDS[vital].name} out of range, check patient and probe",
            unconfirmed=bool(series.unconfirmed[row]),
            evidence=_evidence(columns, row, since_at, at),
        )


def _looked(
    columns: Columns, chart: Chart, row: int, at: Instant, shown: float | None
) -> Iterator[tuple[str, Finding]]:
    """The trends and rapid falls that are up on a series."""
    vital, doubt = VITALS[columns.series.vital[row]], bool(columns.series.unconfirmed[row])
    for trend in chart.profile.trends:
        state = chart.looks.get((row, trend.id))
        if trend.vital is vital and state is not None and state.up:
            yield trend.condition, Finding(
                trend.id, trend.order, Kind.PHYSIOLOGICAL, trend.priority, state.since_at, trend.source, vital, shown,
                trend.limit, side=-1, slope=state.slope, within_s=trend.within_s, unconfirmed=doubt,
                evidence=_evidence(columns, row, state.since_at - trend.window, at),
            )
    for rapid in chart.profile.rapids:
        state = chart.looks.get((row, rapid.id))
        if rapid.vital is vital and state is not None and state.up:
            unit = f" {KINDS[vital].spoken_unit}" if KINDS[vital].spoken_unit == "%" else ""
            fell = f"fell by {number(-state.slope, vital)}{unit} within {span(rapid.window)}"
            text = f"{KINDS[vital].name} {{value}}{unit}, {fell}"
            yield rapid.condition, Finding(
                rapid.id, rapid.order, Kind.PHYSIOLOGICAL, rapid.priority, state.since_at, rapid.source, vital, shown,
                rapid.gate_below, side=-1, stage=True, latches=rapid.latches, detail=text, unconfirmed=doubt,
                evidence=_evidence(columns, row, state.since_at, at),
            )


def _evidence(columns: Columns, row: int, since_at: Instant, at: Instant) -> tuple[tuple[Instant, float], ...]:
    """The points from a little before the limit was broken to the decision, the newest at most EVIDENCE of them."""
    times, values = columns.windows.points(row, since_at - BEFORE)
    known = times <= at
    return tuple(zip(times[known].tolist()[-EVIDENCE:], values[known].tolist()[-EVIDENCE:], strict=True))


def _technical(columns: Columns, chart: Chart, topics: dict[str, list[Vital]]) -> Iterator[Technical]:
    """The technical conditions that stand, in the order in which they hold: vital by vital, then silent devices."""
    series = columns.series
    silent = silent_devices(columns, chart)
    seen = set[str]()
    for vital in (vital for vitals in topics.values() for vital in vitals):
        row = first_fresh(columns, chart.rows[vital])
        cause = int(series.cause_up[row])
        if cause == missing.NONE or (cause == missing.MISSING and int(series.device[row]) in silent):
            continue
        topic = KINDS[vital].topic
        condition = cause_condition(vital, cause)
        since_at = int(series.usable_at[row] if cause == missing.MISSING else series.cause_at[row])
        if condition not in seen:
            seen.add(condition)
            yield Technical(chart.scope, condition, frozenset({topic}), technical(condition, since_at, vital))
    for device, rows in silent.items():
        vitals = [VITALS[series.vital[row]] for row in rows]
        since_at = int(series.usable_at[rows].max())
        names = ", ".join(KINDS[vital].name for vital in vitals)
        text = f"Device {columns.devices[device]} silent for {{time}}: no {names}"
        finding = technical("device.silent", since_at, "", text)
        scope = Scope(device=columns.devices[device], bed=chart.bed)
        measured = (VITALS[series.vital[row]] for row in chart.all_rows() if int(series.device[row]) == device)
        yield Technical(scope, "device.silent", frozenset(KINDS[vital].topic for vital in measured), finding)


def cause_condition(vital: Vital, cause: int) -> str:
    """The technical condition of a cause (rules.missing)."""
    return f"{KINDS[vital].topic}.cuff_failed" if cause == missing.FAILED else f"{vital}.{missing.CAUSES[cause]}"


def technical(condition: str, since_at: Instant, vital: str = "", detail: str = "") -> Finding:
    """A technical finding, low until it holds a physiological alarm."""
    source = "clinical reference, default profile: technical"
    return Finding(condition, 0, Kind.TECHNICAL, Priority.LOW, since_at, source, vital, detail=detail)


def silent_devices(columns: Columns, chart: Chart) -> dict[int, list[int]]:
    """Devices whose every series in this session, cuffs apart, is missing: device number -> their rows."""
    series, rows_of = columns.series, dict[int, list[int]]()
    for row in chart.all_rows():
        if not series.cuff[row]:
            rows_of.setdefault(int(series.device[row]), []).append(row)
    return {
        device: rows for device, rows in rows_of.items()
        if (series.cause_up[rows] == missing.MISSING).all()
    }


def _hold(columns: Columns, chart: Chart, standing: list[Technical], at: Instant) -> None:
    """Steps the technical alarms, and notes on the physiological ones by whom they are held."""
    book = columns.book
    holders: dict[str, Technical] = {}
    for topic, vitals in chart.topics().items():
        if not any(columns.fresh(row) for vital in vitals for row in chart.rows[vital]):
            holder = next((one for one in standing if topic in one.topics), None)
            if holder is not None:
                holders[topic] = holder
    interrupted = {
        alarm.id: holders[topic] for alarm in book.of_kind(chart.id, Kind.PHYSIOLOGICAL)
        if alarm.ended_at is None and (topic := alarm.condition.partition(".")[0]) in holders
    }
    for one in standing:
        holds = any(holder is one for holder in interrupted.values())
        finding = one.finding._replace(priority=Priority.MEDIUM) if holds else one.finding
        book.weigh(one.scope, one.condition, [finding], at)
    stands = {(one.scope.id, one.condition) for one in standing}
    for alarm in list(book.active.values()):
        if _ours(columns, chart, alarm) and (alarm.scope.id, alarm.condition) not in stands:
            book.weigh(alarm.scope, alarm.condition, [], at)
    for alarm in book.of_kind(chart.id, Kind.PHYSIOLOGICAL):
        holding = interrupted.get(alarm.id)
        by = book.current(holding.scope, holding.condition) if holding else None
        book.hold(alarm, by.id if by else None, at)


def _ours(columns: Columns, chart: Chart, alarm: Alarm) -> bool:
    """Whether an alarm is a technical one that this session's series decide."""
    if alarm.condition == "device.silent":
        number = columns.device_number.get(alarm.scope.device)
        return any(int(columns.series.device[row]) == number for row in chart.all_rows())
    return alarm.scope.session == chart.id and alarm.kind is Kind.TECHNICAL and alarm.condition not in APART


def watched_until(columns: Columns, chart: Chart) -> Instant:
    """When the session is unmonitored if nothing more is heard (NEVER while no rule demands a monitor)."""
    series = columns.series
    rows = [row for vital in WATCHED for row in chart.rows.get(vital, ())]
    if not rows:
        return NEVER if chart.watch_from is None else chart.watch_from + missing.UNMONITORED_FOR
    heard = (int(series.silent_from[row] + series.watch_for[row]) for row in rows)
    return max(chart.left_at + missing.UNMONITORED_FOR, *heard)


def _unmonitored(columns: Columns, chart: Chart, at: Instant) -> None:
    """Steps `session.unmonitored`, whose flag time puts up and a usable reading takes down."""
    standing = []
    if chart.unmonitored:
        rows = [row for vital in WATCHED for row in chart.rows.get(vital, ())]
        since_at = max((int(columns.series.usable_at[row]) for row in rows), default=chart.watch_from or at)
        finding = technical("session.unmonitored", since_at, "", "Unmonitored: neither SpO2 nor heart rate for {time}")
        standing = [finding._replace(priority=Priority.HIGH, latches=True)]
    columns.book.weigh(chart.scope, "session.unmonitored", standing, at)
