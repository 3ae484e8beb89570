"""The course of an open session: its phases, its own limits, its checks, its bed, its end."""

from __future__ import annotations

from collections.abc import Mapping

from alerts import checks, leaving, moving
from alerts.chart import Chart
from alerts.judge import Judge
from alerts.profile import Profile
from monitors.entries import (
    CheckDone,
    CheckExpected,
    LimitChanged,
    ObservationMade,
    PhaseChanged,
    SessionClosed,
    SessionMoved,
)
from monitors.instant import Instant

Happened = PhaseChanged | LimitChanged | SessionMoved | SessionClosed | CheckExpected | CheckDone | ObservationMade
"""The entries that are about one open session."""


def take(judge: Judge, chart: Chart, body: Happened, profiles: Mapping[str, Profile], at: Instant) -> None:
    """Takes in what happens to a session; `profiles` are those of the files, whatever limits it has by now."""
    book = judge.columns.book
    match body:
        case PhaseChanged(_, phase):
            judge.enter_phase(chart, phase, at)
            checks.enter(book, chart, at)
        case LimitChanged(_, rule, limit):
            known = {name: value for name, value in chart.limits.items() if name != rule}
            limits = known if limit is None else known | {rule: limit}
            judge.change_limits(chart, profiles[chart.profile.name], limits, at)
        case SessionMoved(_, bed):
            moving.move(judge.columns, chart, bed, at)
        case SessionClosed(_, reason):
            leaving.close(judge.columns, chart, reason, at)
        case _:
            checks.take(book, chart, body, at)
            chart.awake = True  # what was observed may be scored
