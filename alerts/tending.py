"""What persons do to alarms and their sound: acknowledge, shelve, end a hold, pause and resume."""

from __future__ import annotations

from typing import assert_never

import numpy as np

from alerts import composites, holding
from alerts.alarm import Alarm
from alerts.chart import Chart
from alerts.columns import Columns
from alerts.handling import DEFAULT, Handling
from alerts.judge import Judge
from alerts.limits import slots_of
from alerts.weigh import weigh
from monitors.entries import Acknowledged, AudioPaused, AudioResumed, HoldEnded, Shelved, Unshelved
from monitors.instant import Instant
from monitors.vitals import KINDS

Tended = Acknowledged | Shelved | Unshelved | HoldEnded | AudioPaused | AudioResumed


def take(judge: Judge, body: Tended, by: str, at: Instant) -> None:
    """Does what a person asked; what can't be done any more changes nothing."""
    book = judge.columns.book
    match body:
        case Acknowledged(alarm, revision, note):
            book.acknowledge(alarm, revision, by, note, at)
        case Shelved(alarm, shelved_for, reason):
            book.shelve(alarm, by, shelved_for, reason, at)
        case Unshelved(alarm):
            book.unshelve(alarm, at)
        case HoldEnded(alarm, reason):
            if endable(judge.columns, alarm):
                _end_hold(judge, book.active[alarm], reason, at)
        case AudioPaused(bed, sound, paused_for):
            at_most = handling_of_bed(judge.columns, bed).pause_at_most
            book.pauses.begin(bed, sound, by, paused_for, at_most, at)
        case AudioResumed(bed, sound):
            book.pauses.end(bed, sound)
        case _:
            assert_never(body)


def handling_of_bed(columns: Columns, bed: str) -> Handling:
    """The figures of the session that is open at a bed; without one the usual ones."""
    return next((chart.profile.handling for chart in columns.charts.values() if chart.bed == bed), DEFAULT)


def endable(columns: Columns, alarm_id: str) -> bool:
    """Whether a person may end an alarm: it is held, or a composite one of which nothing is fresh."""
    alarm = columns.book.active.get(alarm_id)
    if alarm is None or alarm.held_by is not None:
        return alarm is not None
    return any(
        chart.id == alarm.scope.session and composites.blind(columns, chart, alarm.condition)
        for chart in columns.charts.values()
    )


def _end_hold(judge: Judge, alarm: Alarm, reason: str, at: Instant) -> None:
    """Ends an alarm without data; what its stale series had found counts no more: only new data can begin another."""
    columns = judge.columns
    columns.book.close(alarm, at, reason)
    chart = next(chart for chart in columns.charts.values() if chart.id == alarm.scope.session)
    if alarm.held_by is None:
        composites.put_down(chart, alarm.condition)
        return
    _forget(columns, chart, alarm.condition)
    judge.rearm(np.array(chart.all_rows(), dtype=np.intp))
    weigh(columns, chart, at)


def _forget(columns: Columns, chart: Chart, condition: str) -> None:
    """Takes down every finding of a condition, with all its figures."""
    series, topic = columns.series, condition.partition(".")[0]
    for vital, rows in chart.rows.items():
        slots = [slot for slot, rule in enumerate(slots_of(chart.profile, vital)) if rule.condition == condition]
        for row in rows if KINDS[vital].topic == topic else ():
            for flag in (series.up, series.broken, series.clears):
                flag[row, slots] = False
            for figure in (series.broken_for, series.history, series.burden, series.clear_for, series.clear_count):
                figure[row, slots] = 0
            series.beyond[row] &= condition != f"{topic}.low"
            holding.forget(columns, row, condition)
    fed = {rule.id for rule in chart.profile.rules if rule.condition == condition}
    for (_, rule), look in chart.looks.items():
        if rule in fed:
            look.up, look.passed, look.failed = False, 0, 0
