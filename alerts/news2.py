"""NEWS2, a secondary score of seven measurements: nothing is scored while one of them is missing or stale.

Tables and thresholds are those of the Royal College of Physicians (2017), as the clinical reference gives them. It is a
secondary view and never takes an alarm's place: it can't see ketamine's hypertension, because systolic scores 0 up to
219 and diastolic isn't scored at all (200/120 with a heart rate of 118 comes to 2). `news2.high` rests on it where a
profile says so (alerts/composites.py), beside the alarms of the vitals, which it neither quiets nor holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from alerts.alarm import Priority
from alerts.chart import Chart
from alerts.columns import Columns
from alerts.series import NEVER
from alerts.weigh import first_fresh
from monitors.instant import MINUTE, Duration, Instant
from monitors.vitals import Vital

SECONDARY = (
    "NEWS2 is a secondary view: it does not see raised blood pressure under ketamine (systolic scores 0 up to 219, "
    "diastolic is not scored). The alarms of the vitals themselves come first."
)
SOURCE = "NEWS2: Royal College of Physicians 2017"

MEDIUM_AT, HIGH_AT, SINGLE = 5, 7, 3
"""Totals from which the score asks for an urgent and for an emergency answer, and the one part that asks alone."""

OBSERVED_FOR: Duration = 30 * MINUTE
"""How long observed consciousness and oxygen count: asked every 15 to 30 min (clinical reference, sessions)."""

CONSCIOUS, GIVEN, SCALE = "acvpu", "oxygen", "spo2_scale"
"""What persons observe for it: consciousness, air or oxygen, and the SpO2 scale, which holds until the next is told."""

OXYGENS = {"air": False, "oxygen": True}


class Steps(NamedTuple):
    """The points of one measurement: `below` gives them under a value, `above` over it, the worst first; else 0."""

    below: tuple[tuple[float, int], ...]
    above: tuple[tuple[float, int], ...]

    def points(self, value: float) -> int:
        """The points of a value; one between two cells of the table counts to the worse."""
        exact = round(value, 3)
        low = next((points for edge, points in self.below if exact < edge), 0)
        return max(low, next((points for edge, points in self.above if exact > edge), 0))


class Consciousness(Enum):
    """ACVPU: alert, or new confusion, or answering to voice, to pain, or not at all."""

    ALERT = "A"
    CONFUSION = "C"
    VOICE = "V"
    PAIN = "P"
    UNRESPONSIVE = "U"


STEPS: dict[str, Steps] = {
    "respiratory_rate": Steps(((9, 3), (12, 1)), ((24, 3), (20, 2))),
    "systolic": Steps(((91, 3), (101, 2), (111, 1)), ((219, 3),)),
    "heart_rate": Steps(((41, 3), (51, 1)), ((130, 3), (110, 2), (90, 1))),
    "temperature": Steps(((35.1, 3), (36.1, 1)), ((39, 2), (38, 1))),
}
_SCALE_1 = Steps(((92, 3), (94, 2), (96, 1)), ())
SPO2: dict[tuple[int, bool], Steps] = {
    (1, False): _SCALE_1,
    (1, True): _SCALE_1,
    (2, False): Steps(((84, 3), (86, 2), (88, 1)), ()),
    (2, True): Steps(((84, 3), (86, 2), (88, 1)), ((96, 3), (94, 2), (92, 1))),
}
"""By scale (2: a person for whom 88 to 92 % is meant, a doctor's decision), and whether oxygen is given."""

MEASURED: dict[str, tuple[Vital, ...]] = {
    "respiratory_rate": (Vital.RESPIRATORY_RATE,), "spo2": (Vital.SPO2,), "systolic": (Vital.SYSTOLIC,),
    "heart_rate": (Vital.HEART_RATE, Vital.PULSE_RATE), "temperature": (Vital.TEMPERATURE,),
}
"""Which vitals' series give each measurement, the first fresh one first."""

OXYGEN = 2
"""The points of oxygen against air."""


class Inputs(NamedTuple):
    """What is scored; None is missing. `stale` names what is there but too old. Units are those of the vitals."""

    respiratory_rate: float | None = None
    spo2: float | None = None
    systolic: float | None = None
    heart_rate: float | None = None
    temperature: float | None = None
    consciousness: Consciousness | None = None
    on_oxygen: bool | None = None
    scale: int = 1
    stale: frozenset[str] = frozenset()


INPUTS = ("respiratory_rate", "spo2", "on_oxygen", "systolic", "heart_rate", "consciousness", "temperature")


class Score(NamedTuple):
    """A score: its parts by input, the total and what that asks for; all none when something is missing or stale."""

    total: int | None
    parts: dict[str, int]
    priority: Priority | None
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    note: str = SECONDARY


def news2(given: Inputs) -> Score:
    """The score of one instant's measurements, or what it lacks; raises ValueError for a scale that there isn't."""
    if given.scale not in (1, 2):
        raise ValueError(f"scale: {given.scale}; give 1 or 2")
    missing = tuple(name for name in INPUTS if getattr(given, name) is None)
    stale = tuple(name for name in INPUTS if name in given.stale and name not in missing)
    if missing or stale:
        return Score(None, {}, None, missing, stale)
    parts = {name: _points(name, given) for name in INPUTS}
    return Score(sum(parts.values()), parts, _asks_for(parts.values()))


def _points(name: str, given: Inputs) -> int:
    match name:
        case "spo2":
            return SPO2[given.scale, bool(given.on_oxygen)].points(given.spo2 or 0.0)
        case "on_oxygen":
            return OXYGEN if given.on_oxygen else 0
        case "consciousness":
            return 0 if given.consciousness is Consciousness.ALERT else 3
        case _:
            return STEPS[name].points(getattr(given, name))


def _asks_for(parts: Iterable[int]) -> Priority | None:
    """High from 7 on, medium from 5 on or by one part of 3."""
    points = list(parts)
    if sum(points) >= HIGH_AT:
        return Priority.HIGH
    return Priority.MEDIUM if sum(points) >= MEDIUM_AT or max(points) >= SINGLE else None


def news2_of(
    columns: Columns, chart: Chart, at: Instant, *, on_oxygen: bool | None = None, scale: int | None = None
) -> Score:
    """The score of a session at `at`: its judged series as far as they are fresh, and what persons observed last.

    Oxygen and scale that are given stand for the observed ones; a scale that nobody chose is 1.
    """
    values: dict[str, float] = {}
    stale = set[str]()
    for name, vitals in MEASURED.items():
        rows = [first_fresh(columns, chart.rows[vital]) for vital in vitals if vital in chart.rows]
        row = next((row for row in rows if columns.fresh(row)), None)
        if row is not None:
            values[name] = float(columns.series.value[row])
        elif heard := [value for row in rows if (value := float(columns.series.last[row])) == value]:
            values[name] = heard[0]
            stale.add(name)
    seen = chart.checks.observed.get(CONSCIOUS)
    consciousness = next((one for one in Consciousness if seen and one.value == seen.value), None)
    if seen is not None and not counts(chart, CONSCIOUS, at):
        stale.add("consciousness")
    told = chart.checks.observed.get(GIVEN)
    if on_oxygen is None and told is not None:
        on_oxygen = OXYGENS.get(str(told.value))
        stale |= set() if counts(chart, GIVEN, at) else {"on_oxygen"}
    return news2(Inputs(
        values.get("respiratory_rate"), values.get("spo2"), values.get("systolic"), values.get("heart_rate"),
        values.get("temperature"), consciousness, on_oxygen, scale or _scale(chart), frozenset(stale),
    ))


def _scale(chart: Chart) -> int:
    """The scale that a prescriber chose; 1 for whatever is none."""
    told = chart.checks.observed.get(SCALE)
    return 2 if told is not None and told.value in (2, "2") else 1


def counts(chart: Chart, what: str, at: Instant) -> bool:
    """Whether there is an observation that is not too old."""
    seen = chart.checks.observed.get(what)
    return seen is not None and at - seen.at < OBSERVED_FOR


def stale_at(chart: Chart, at: Instant) -> Instant:
    """When time alone makes an observation too old next; NEVER without one that counts."""
    seen = [chart.checks.observed[what].at for what in (CONSCIOUS, GIVEN) if counts(chart, what, at)]
    return min(seen, default=NEVER - OBSERVED_FOR) + OBSERVED_FOR
