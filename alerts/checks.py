"""The checks of the protocol: a cuff that is overdue, what is to be done by a time, and limits on what persons observe.

Everything follows from a session's state and the time, with one deadline for each chart (docs/judging.md, "Checks").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alerts.alarm import Alarm, Kind, Priority
from alerts.book import Book
from alerts.chart import Chart, Expected, Observed
from alerts.checks_file import EARLY
from alerts.condition import Finding
from alerts.explain import span
from alerts.series import NEVER
from monitors.entries import CheckDone, CheckExpected, ObservationMade
from monitors.instant import Instant
from monitors.reading import Quality, Reading
from monitors.vitals import Vital

Asked = CheckExpected | CheckDone | ObservationMade
"""The entries that say what is to be done, or what persons did."""

OVERDUE = "check.bp_overdue"
TELLING = frozenset({Vital.SYSTOLIC, Vital.MEAN})
"""The pressures of which one says that the blood pressure was measured."""

SOURCE = "clinical reference, default profile: protocol"
NAMES = {"moaas": "MOAA/S"}
SAID = {
    "plan_end": "Infusion past its planned end for {time}",
    "two_hour_gate": "Two hours are over for {time}: check whether the person may leave",
    "infusion_paused": "Infusion paused: look at it again, due for {time}",
    "watching_time": "The time under watch is over for {time}: check whether the person may leave",
}
PRESSURE = "bp_"
"""How a check begins that a measured blood pressure does by itself, as in bp_40min."""


def hear(book: Book, chart: Chart, readings: Iterable[Reading], at: Instant) -> None:
    """Takes in what was heard in time: a usable pressure, of a cuff or a line, means that nothing is overdue."""
    if not chart.profile.bp_overdue and not chart.checks.expected:
        return
    heard = [
        one.received_at for one in readings
        if one.vital in TELLING and one.value is not None and one.quality is not Quality.INVALID
    ]
    if not heard:
        return
    newest = max(heard)
    done = [name for name, one in chart.checks.expected.items() if name.startswith(PRESSURE)
            and newest >= one.due_at - EARLY]
    for name in done:
        _drop(book, chart, name, at)
    chart.checks.pressed_at = max(chart.checks.pressed_at, newest)
    chart.checks.overdue = False
    settle(book, chart, at)


def enter(book: Book, chart: Chart, at: Instant) -> None:
    """A phase begins: cuffs count from now at the earliest; what is overdue stays so where the phase watches it too."""
    chart.checks.pressed_at = max(chart.checks.pressed_at, at)
    chart.checks.overdue &= chart.phase in chart.profile.bp_overdue
    settle(book, chart, at)


def take(book: Book, chart: Chart, body: Asked, at: Instant) -> None:
    """A check is expected, was done, or something was observed."""
    match body:
        case CheckExpected(_, what, due_at):
            if due_at is None or due_at > at:
                _drop(book, chart, what, at)
            if due_at is not None:
                chart.checks.expected[what] = Expected(due_at, at)
        case CheckDone(_, what):
            _drop(book, chart, what, at)
        case ObservationMade():
            _observe(book, chart, body, at)
    settle(book, chart, at)


def _drop(book: Book, chart: Chart, what: str, at: Instant) -> None:
    if chart.checks.expected.pop(what, None) is not None:
        book.weigh(chart.scope, due_condition(what), [], at)


def _observe(book: Book, chart: Chart, body: ObservationMade, at: Instant) -> None:
    """The newest observation counts; it also does the check of its name that was expected before it was made."""
    checks, what, seen_at = chart.checks, body.what, min(body.at, at)
    before = checks.observed.get(what)
    if before is not None and seen_at < before.at:
        return
    checks.observed[what] = Observed(seen_at, body.value)
    rules = [rule for rule in chart.profile.observation_rules if rule.what == what]
    standing = []
    for rule in rules:
        if isinstance(body.value, str):
            continue
        if body.value <= rule.limit:
            checks.broken.setdefault(rule.id, seen_at)
        elif body.value >= rule.clear:
            checks.broken.pop(rule.id, None)
        if rule.id in checks.broken:
            text = f"{spoken(what)} {{value}} at or below {rule.limit:g}"
            standing.append(Finding(
                rule.id, rule.order, Kind.PHYSIOLOGICAL, rule.priority, checks.broken[rule.id], rule.source,
                value=body.value, limit=rule.limit, side=-1, inclusive=True, detail=text,
                evidence=((seen_at, body.value),),
            ))
    if rules and not isinstance(body.value, str):
        book.weigh(chart.scope, rules[0].condition, standing, at)
    expected = checks.expected.get(what)
    if expected is not None and expected.asked_at <= seen_at:
        _drop(book, chart, what, at)


def last_beyond(chart: Chart, alarm: Alarm) -> float | None:
    """The last observation of an alarm's condition while it is beyond the limit, else the value that it has."""
    seen = chart.checks.observed.get(alarm.condition.partition(".")[0])
    if seen is None or isinstance(seen.value, str) or alarm.limit is None or seen.value > alarm.limit:
        return alarm.value
    return seen.value


def settle(book: Book, chart: Chart, at: Instant) -> None:
    """Brings the alarms of what is due by `at` in line, and works out when to look again."""
    checks = chart.checks
    overdue_at = overdue_from(chart)
    checks.overdue |= overdue_at <= at
    book.weigh(chart.scope, OVERDUE, _overdue(chart) if checks.overdue else [], at)
    for what, one in checks.expected.items():
        if one.due_at <= at:
            text = SAID.get(what, f"{spoken(what)} due for {{time}}")
            due = Finding("check-due", 0, Kind.PROTOCOL, Priority.LOW, one.due_at, SOURCE, detail=text)
            book.weigh(chart.scope, due_condition(what), [due], at)
    look_again(chart, at)


def look_again(chart: Chart, at: Instant) -> None:
    """Works out the chart's next deadline after `at`."""
    due = [one.due_at for one in chart.checks.expected.values() if one.due_at > at]
    if not chart.checks.overdue:
        due.append(overdue_from(chart))
    chart.checks.due_at = min(due, default=NEVER)


def overdue_from(chart: Chart) -> Instant:
    """When the blood pressure is overdue if none is heard; NEVER in a phase that doesn't watch it."""
    late = chart.profile.bp_overdue.get(chart.phase)
    return NEVER if late is None else chart.checks.pressed_at + chart.cadence + late


def due_condition(what: str) -> str:
    """The condition of a check that is due."""
    return f"check.{what}_due"


def _overdue(chart: Chart) -> Sequence[Finding]:
    text = f"Blood pressure overdue: none for {{time}}, expected every {span(chart.cadence)}"
    return [Finding("bp-overdue", 0, Kind.PROTOCOL, Priority.LOW, chart.checks.pressed_at, SOURCE, detail=text)]


def spoken(what: str) -> str:
    """What a person calls an observation or a check."""
    minute = what.removeprefix(PRESSURE).removesuffix("min")
    if what == f"{PRESSURE}{minute}min" and minute.isdecimal():
        return f"Blood pressure of minute {minute}"
    return NAMES.get(what, what.replace("_", " ").capitalize())
