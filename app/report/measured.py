"""What the devices measured in a session, as figures may use it: usable points, cuffs, and how many were left out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

from alerts.baseline import FIRST, Baseline
from alerts.treatment.history import phases
from app.ports import Point
from app.report.record import Measured, Record
from app.report.telling import clock
from monitors.instant import SECOND, Duration, Instant
from monitors.reading import Quality
from monitors.vitals import CUFF_VITALS, Vital

TOGETHER: Duration = 2 * SECOND
"""Systolic and diastolic that are no farther apart belong to one inflation of the cuff."""


class Cuff(NamedTuple):
    """One measurement of the blood pressure, mmHg; what the cuff did not give is None."""

    at: Instant
    device: str
    systolic: float | None
    diastolic: float | None
    questionable: bool = False

    @property
    def told(self) -> str:
        """Systolic over diastolic, as it is spoken."""
        parts = ("?" if one is None else f"{one:.0f}" for one in (self.systolic, self.diastolic))
        return "/".join(parts)


def usable(point: Point) -> bool:
    """Whether a reading may be a figure: it has a value, and that isn't invalid."""
    return point.value is not None and point.quality != Quality.INVALID


def measured(record: Record, vital: Vital) -> list[Measured]:
    """Every usable value of a vital, of all its devices, by time."""
    known = [line.usable for line in record.lines if line.vital is vital]
    return known[0] if len(known) == 1 else sorted(chain.from_iterable(known))


def valid(known: list[Measured]) -> list[Measured]:
    """Those that nobody doubts."""
    return [one for one in known if one.quality == Quality.VALID]


def preferred(known: list[Cuff]) -> list[Cuff]:
    """The cuffs that nobody doubts; all of them where there are none of these."""
    return [one for one in known if not one.questionable] or known


def extreme(known: list[Measured], pick: Callable[..., Measured], zone: ZoneInfo) -> tuple[Measured, str]:
    """The lowest or highest valid value (`pick` is min or max), and in words the questionable one beyond it.

    Where no value is valid, it is the questionable one.
    """
    beyond = pick(known, key=lambda one: one.value)
    sure = valid(known)
    if not sure:
        return beyond, "questionable: it may be an artefact, and none is valid"
    found = pick(sure, key=lambda one: one.value)
    if found.value == beyond.value:
        return found, ""
    return found, f"a questionable {beyond.value:g} at {clock(beyond.at, zone)} is not counted"


def heart_vital(record: Record) -> Vital:
    """The vital that tells the heart's rate: the ECG's where there is one, else the oximeter's pulse."""
    has = any(line.vital is Vital.HEART_RATE and line.usable for line in record.lines)
    return Vital.HEART_RATE if has else Vital.PULSE_RATE


def cuffs(record: Record) -> list[Cuff]:
    """Every measurement of the blood pressure, by time: what one device measured within 2 s is one."""
    told = [(one, vital) for vital in (Vital.SYSTOLIC, Vital.DIASTOLIC) for one in measured(record, vital)]
    found: list[dict[Vital, Measured]] = []
    newest: dict[str, dict[Vital, Measured]] = {}
    for one, vital in sorted(told):
        parts = newest.get(one.device, {})
        if not parts or vital in parts or one.at - next(iter(parts.values())).at > TOGETHER:
            parts = newest[one.device] = {}
            found.append(parts)
        parts[vital] = one
    return [_cuff(parts) for parts in found]


def _cuff(parts: dict[Vital, Measured]) -> Cuff:
    first = next(iter(parts.values()))
    doubted = any(one.quality == Quality.QUESTIONABLE for one in parts.values())
    systolic, diastolic = _value(parts, Vital.SYSTOLIC), _value(parts, Vital.DIASTOLIC)
    return Cuff(first.at, first.device, systolic, diastolic, doubted)


def _value(parts: dict[Vital, Measured], vital: Vital) -> float | None:
    return parts[vital].value if vital in parts else None


class Phases:
    """In which phase a session was at an instant."""

    def __init__(self, record: Record) -> None:
        told = phases(record.history)
        self._since, self._names = [at for at, _ in told], [name for _, name in told]

    def at(self, instant: Instant) -> str:
        """The phase; before the opening the first one."""
        return self._names[max(0, bisect_right(self._since, instant) - 1)]

    def left_baseline(self) -> Instant | None:
        """When the baseline phase was left; None where it lasts."""
        return next((at for at, name in zip(self._since, self._names, strict=True) if name != "baseline"), None)


def baseline(record: Record, vital: Vital, until: Instant | None = None) -> Baseline:
    """A person's own normal of a vital as the alarms reckon it, from its valid values up to an instant."""
    found, known = Baseline(pressure=vital in CUFF_VITALS), Phases(record)
    left = known.left_baseline()
    for one in measured(record, vital):
        found.frozen = left is not None and one.at >= left
        late = found.first_at is not None and one.at >= found.first_at + FIRST
        if (until is not None and one.at > until) or (late and not found.pressure):
            break
        if one.quality == Quality.VALID:
            found.add(one.value, one.at, known.at(one.at))
    found.frozen = left is not None and (record.until if until is None else until) >= left
    return found


def left_out(record: Record) -> tuple[int, int]:
    """How many readings are no figures because they are invalid, and how many there are in all."""
    every = sum(len(line.points) for line in record.lines)
    return every - sum(len(line.usable) for line in record.lines), every


def minutes_measured(record: Record, since: Instant, until: Instant, minute: int) -> int:
    """In how many minutes of a span there was a usable SpO2, heart rate or pulse."""
    return len({(at - since) // minute for at in _watched(record) if since <= at < until})


def _watched(record: Record) -> Iterator[Instant]:
    for line in record.lines:
        if line.vital in (Vital.SPO2, Vital.HEART_RATE, Vital.PULSE_RATE):
            yield from (one.at for one in line.usable)
