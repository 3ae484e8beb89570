"""Holding: a due alarm on a suspect series waits, for a bounded time that is counted by condition and session.

The budget is the contract's: so long in any sliding window, and much shorter once the value is deep. What it takes is
noted, so that neither a restart nor a second device of the same vital gets it anew (docs/judging.md, "Hold").
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from alerts.chart import Chart, Hold
from alerts.columns import Columns
from alerts.limits import slots_of
from alerts.profile import Suspicion
from alerts.rules import suspicion
from alerts.rules.threshold import ready
from alerts.series import Flags, Rows
from monitors.instant import Duration, Instant
from monitors.vitals import VITALS


def withhold(columns: Columns, rows: Rows, due: Flags) -> Flags:
    """Which of the clauses that are due at their rows' clocks are held; begins and ends holds."""
    series = columns.series
    held: Flags = np.zeros_like(due)
    suspect_until = np.maximum(series.suspect_until[rows], series.jump_until[rows])
    doubtful = due.any(axis=1) & (series.clock_at[rows] < suspect_until)
    for place in np.flatnonzero(doubtful | series.holding[rows]).tolist():
        row = int(rows[place])
        for condition, slots in _conditions(columns, row):
            if due[place, slots].any():
                held[place, slots] = due[place, slots] & _keeps(columns, row, condition, slots)
            else:
                end(columns, row, condition, int(series.clock_at[row]))
    return held


def _conditions(columns: Columns, row: int) -> Iterator[tuple[str, Flags]]:
    """The conditions that a row's clauses feed, with their slots."""
    series, chart = columns.series, columns.chart_of(row)
    rules = slots_of(chart.profile, VITALS[series.vital[row]])
    for condition in dict.fromkeys(rule.condition for rule in rules):
        slots = np.zeros(series.slots, dtype=bool)
        slots[: len(rules)] = [rule.condition == condition for rule in rules]
        yield condition, slots


def _keeps(columns: Columns, row: int, condition: str, slots: Flags) -> bool:
    """Whether the row's due clauses of a condition stay held at its clock; if not, the hold is over."""
    series, chart, now = columns.series, columns.chart_of(row), int(columns.series.clock_at[row])
    rule = chart.profile.suspicions.get(VITALS[series.vital[row]])
    suspect = now < suspicion.lasts_until(series, row)
    hold = chart.holds.get((row, condition))
    if rule is None or (hold is None and not suspect):
        return False
    if hold is None:
        hold = Hold(now, spent(chart, condition, rule, now))
    until = lasts_until(columns, row, rule, hold)
    if until > now:
        chart.holds[row, condition] = hold
        # Of all its clauses, so that a second one that comes due doesn't move the series' clock.
        series.holding[row], series.held_until[row, slots] = True, until
        return True
    end(columns, row, condition, now)
    series.unconfirmed[row] |= suspect or not series.usable[row] or now > series.speaks_until[row]
    return False


def spent(chart: Chart, condition: str, rule: Suspicion, now: Instant) -> Duration:
    """What earlier holds of a condition took of the budget's window up to `now`, those under way too."""
    since = now - rule.budget_in
    taken = [(begun, ended) for begun, ended in chart.held.get(condition, ()) if ended > since - rule.budget_in]
    chart.held[condition] = taken  # another series of the vital may still be behind by its clock
    running = [(hold.begun_at, now) for (_, name), hold in chart.holds.items() if name == condition]
    return sum(max(0, min(ended, now) - max(begun, since)) for begun, ended in (*taken, *running))


def lasts_until(columns: Columns, row: int, rule: Suspicion, hold: Hold) -> Instant:
    """Until when a hold may last, by what is known now; silence neither ends it nor prolongs it."""
    until = min(suspicion.lasts_until(columns.series, row), hold.begun_at + max(0, rule.held_at_most - hold.spent))
    deep_from = int(columns.series.deep_from[row])
    if deep_from >= 0:
        until = min(until, max(deep_from + rule.deep_for, hold.begun_at + max(0, rule.deep_at_most - hold.spent)))
    return until


def renew(columns: Columns, row: int) -> None:
    """Works out anew until when a row's holds may last, after a cuff began to inflate or the phase changed."""
    series, chart = columns.series, columns.chart_of(row)
    rule = chart.profile.suspicions.get(VITALS[series.vital[row]])
    for (of_row, condition), hold in chart.holds.items():
        if of_row == row and rule is not None:
            slots = next(slots for name, slots in _conditions(columns, row) if name == condition)
            series.held_until[row, slots] = lasts_until(columns, row, rule, hold)


def end(columns: Columns, row: int, condition: str, at: Instant) -> None:
    """Ends a row's hold of a condition, if there is one, and notes what it took."""
    series, chart = columns.series, columns.chart_of(row)
    hold = chart.holds.pop((row, condition), None)
    if hold is None:
        return
    if at > hold.begun_at:
        chart.held.setdefault(condition, []).append((hold.begun_at, at))
    for name, slots in _conditions(columns, row):
        if name == condition:
            series.held_until[row, slots] = -1
    series.holding[row] = any(of_row == row for of_row, _ in chart.holds)


def resume(columns: Columns, at: Instant) -> None:
    """After a restart: what a hold kept through the downtime comes at `at`, no earlier."""
    series = columns.series
    held = series.held_until[: series.size]
    series.held_until[: series.size] = np.where(held >= 0, np.maximum(held, at), held)


def forget(columns: Columns, row: int, condition: str) -> None:
    """Ends a row's hold of a condition whose findings a person put down; no clock moves."""
    end(columns, row, condition, int(columns.series.clock_at[row]))


def sweep(columns: Columns, rows: Rows) -> None:
    """After limits changed: ends the holds of rows of which nothing is due any more, renews the others."""
    series = columns.series
    holding = rows[series.holding[rows]]
    if len(holding):
        due = ready(series, holding)
        for place, row in enumerate(holding.tolist()):
            for condition, slots in _conditions(columns, row):
                if not (due[place] & slots).any():
                    end(columns, row, condition, int(series.clock_at[row]))
            renew(columns, row)
