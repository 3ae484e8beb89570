"""What ends with a session, or with a device that is taken off its bed: its series, and its alarms with the reason."""

from __future__ import annotations

from alerts.alarm import Alarm, Kind
from alerts.chart import Chart
from alerts.columns import Columns
from alerts.series import NEVER
from alerts.weigh import cause_condition, findings, first_fresh, judged_rows, weigh
from monitors.instant import Instant


def close(columns: Columns, chart: Chart, reason: str, at: Instant) -> None:
    """Ends every alarm of a session, and of devices silent in it; then forgets the session."""
    names = {columns.devices[int(columns.series.device[row])] for row in chart.all_rows()}
    for alarm in list(columns.book.active.values()):
        silent = alarm.condition == "device.silent" and alarm.scope.device in names
        if alarm.scope.session == chart.id or silent:
            columns.book.close(alarm, at, reason)
    columns.drop(chart, chart.all_rows())
    del columns.charts[chart.number], columns.book.handling[chart.id]
    columns.book.pauses.clear(chart.bed)


def affected(columns: Columns, device: str, bed: str | None) -> list[Alarm]:
    """The active alarms that would end if the device were at `bed` from now on (None: at none)."""
    measured = [alarm for chart in _left(columns, device, bed) for alarm in _ending(columns, chart, device)]
    return [*measured, *_own(columns, device, bed)] if columns.bed_of.get(device) else measured


def take_off(columns: Columns, device: str, bed: str | None, reason: str, at: Instant) -> None:
    """The device no longer measures at its old bed: what only it measured there ends with the reason.

    Where it follows its session nothing ends: its own alarms go along.
    """
    for alarm in _own(columns, device, bed):
        columns.book.close(alarm, at, reason)
    columns.bed_of[device] = bed or ""
    if bed is not None:
        for alarm in _of(columns, device):
            columns.book.move(alarm, bed, at)
    for chart in _left(columns, device, bed):
        for alarm in _ending(columns, chart, device):
            columns.book.close(alarm, at, reason)
        columns.drop(chart, _rows(columns, chart, device))
        # Whoever was monitored until now is missed from now on.
        chart.watch_from, chart.left_at, chart.check_at = at, at, 0
        weigh(columns, chart, at)


def _own(columns: Columns, device: str, bed: str | None) -> list[Alarm]:
    """The device's own alarms (silence, clock, no session), if its bed changes and it doesn't follow its session."""
    follows = any(chart.bed == bed and _rows(columns, chart, device) for chart in columns.charts.values())
    return [] if follows or columns.bed_of.get(device, "") == (bed or "") else _of(columns, device)


def _of(columns: Columns, device: str) -> list[Alarm]:
    return [alarm for alarm in columns.book.active.values() if alarm.scope.device == device]


def _left(columns: Columns, device: str, bed: str | None) -> list[Chart]:
    return [chart for chart in columns.charts.values() if chart.bed != bed and _rows(columns, chart, device)]


def _rows(columns: Columns, chart: Chart, device: str) -> list[int]:
    number = columns.device_number.get(device, -1)
    return [row for row in chart.all_rows() if int(columns.series.device[row]) == number]


def _ending(columns: Columns, chart: Chart, device: str) -> list[Alarm]:
    """What stands on its series alone, and what no other device of the session can say anything of.

    What persons observe (of no vital) no device can take away.
    """
    rows = set(_rows(columns, chart, device))
    kept = {topic for topic, vitals in chart.topics().items() if any(set(chart.rows[one]) - rows for one in vitals)}
    gone = {str(vital) for vital, mine in chart.rows.items() if not set(mine) - rows}
    alone = _standing(columns, chart, rows) - _standing(columns, chart, set(chart.all_rows()) - rows)
    return [
        alarm for alarm in columns.book.active.values()
        if (alarm.scope.session == chart.id and alarm.kind is Kind.PHYSIOLOGICAL and alarm.vital
            and (_topic(alarm) not in kept or alarm.condition in alone))
        or (alarm.scope.session == chart.id and alarm.kind is Kind.TECHNICAL
            and (alarm.vital in gone or alarm.condition in alone))
    ]


def _standing(columns: Columns, chart: Chart, among: set[int]) -> set[str]:
    """The conditions that stand on judged series among these rows."""
    judged = [row for vitals in chart.topics().values() for row in judged_rows(columns, chart, vitals)]
    found = {condition for row in judged if row in among for condition, _ in findings(columns, chart, row, NEVER)}
    for vital, mine in chart.rows.items():
        row = first_fresh(columns, mine)
        if row in among and (cause := int(columns.series.cause_up[row])):
            found.add(cause_condition(vital, cause))
    return found


def _topic(alarm: Alarm) -> str:
    return alarm.condition.partition(".")[0]
