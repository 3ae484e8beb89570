"""What can be asked of a judged session: running sentences, which series is shown, how long a value lasts."""

from __future__ import annotations

from dataclasses import replace

from alerts.alarm import Alarm, Kind
from alerts.baseline import Baseline
from alerts.chart import Chart
from alerts.checks import last_beyond
from alerts.columns import Columns
from alerts.explain import sentence
from alerts.rules import missing, suspicion
from alerts.series import NEVER
from alerts.weigh import first_fresh
from monitors.instant import Duration, Instant
from monitors.vitals import Vital


def told(alarm: Alarm, at: Instant) -> Alarm:
    """An alarm with its sentence at `at`."""
    return replace(alarm, text=sentence(alarm, at))


def running(columns: Columns, chart: Chart | None, alarm: Alarm, at: Instant) -> Alarm:
    """An alarm with its value and sentence at `at`."""
    lasting = alarm.lasting and alarm.kind is Kind.PHYSIOLOGICAL
    if chart is not None and lasting and not alarm.vital:
        alarm = replace(alarm, value=last_beyond(chart, alarm))
    elif chart is not None and lasting and (rows := chart.rows.get(Vital(alarm.vital))):
        row = first_fresh(columns, rows)
        value = float(columns.series.value[row])
        # A value on its way back may be inside its limit while the alarm is on: the sentence keeps the last beyond.
        beyond = alarm.limit is None or (value <= alarm.limit) is alarm.condition.endswith(".low")
        if columns.fresh(row) and beyond:
            alarm = replace(alarm, value=value)
    return told(alarm, at)


def sources(columns: Columns, chart: Chart) -> dict[Vital, str]:
    """Which device's series is judged for each vital of a session: the one to show."""
    rows = {vital: first_fresh(columns, mine) for vital, mine in chart.rows.items()}
    return {vital: columns.devices[int(columns.series.device[row])] for vital, row in rows.items()}


def baselines(chart: Chart) -> dict[Vital, Baseline]:
    """The baselines that a session's rules rest on, whether known or not."""
    resting = chart.profile.relative | {rule.vital for rule in chart.profile.trends if rule.fall}
    return {vital: chart.baseline(vital) for vital in Vital if vital in resting}


def suspects(columns: Columns, chart: Chart, at: Instant) -> frozenset[Vital]:
    """The vitals of a session whose shown value looks like an artefact at an instant: "check probe"."""
    series = columns.series
    rows = {vital: first_fresh(columns, mine) for vital, mine in chart.rows.items()}
    return frozenset(
        vital for vital, row in rows.items() if series.usable[row] and at < suspicion.lasts_until(series, row)
    )


def horizon(columns: Columns, number: int, vital: Vital, device: str) -> tuple[Duration, Duration]:
    """After how long a value of a session's series greys and blanks; for one never heard, the figures of 1 Hz."""
    row = columns.row_of.get((number, vital, columns.device_number.get(device, -1)))
    if row is None:
        return missing.GREY_FOR, missing.BLANK_FOR
    interval = int(columns.series.interval[row])
    if columns.series.cuff[row]:
        return interval + missing.CUFF_GRACE, NEVER
    posting = columns.posting[int(columns.series.device[row])]
    return (
        missing.stretch(missing.GREY_FOR, interval, posting), missing.stretch(missing.BLANK_FOR, interval, posting)
    )
