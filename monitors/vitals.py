"""The kinds of measurement: unit, codes, plausible range, decimals and names, one table for the whole project.

Codes are those of IEEE 11073 (MDC) and LOINC, units are UCUM. Plausible ranges are the
clinical reference's: a value outside is invalid, never a vital alarm.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Vital(StrEnum):
    """A kind of measurement, named as on the wire."""

    HEART_RATE = "heart_rate"
    PULSE_RATE = "pulse_rate"
    SPO2 = "spo2"
    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    MEAN = "mean"
    RESPIRATORY_RATE = "respiratory_rate"
    ETCO2 = "etco2"
    TEMPERATURE = "temperature"
    PERFUSION_INDEX = "perfusion_index"
    PUMP_RATE = "pump_rate"


@dataclass(frozen=True, slots=True)
class VitalKind:
    """What is fixed about a vital: `low` and `high` bound what is plausible, in `unit`."""

    vital: Vital
    name: str
    unit: str
    spoken_unit: str
    loinc: str
    mdc: int
    low: float
    high: float
    decimals: int
    topic: str


def _kind(
    vital: Vital, name: str, units: tuple[str, str], codes: tuple[str, int],
    plausible: tuple[float, float], decimals: int = 0, topic: str = "",
) -> VitalKind:
    return VitalKind(vital, name, *units, *codes, *plausible, decimals, topic or vital.value)


PRESSURE = ("mm[Hg]", "mmHg")
RATE = ("/min", "/min")

KINDS: dict[Vital, VitalKind] = {
    kind.vital: kind
    for kind in (
        _kind(Vital.HEART_RATE, "HR", RATE, ("8867-4", 147842), (20, 250)),
        _kind(Vital.PULSE_RATE, "Pulse", RATE, ("8889-8", 149530), (20, 250), topic="heart_rate"),
        _kind(Vital.SPO2, "SpO2", ("%", "%"), ("59408-5", 150456), (50, 100)),
        _kind(Vital.SYSTOLIC, "Systolic", PRESSURE, ("8480-6", 150021), (30, 300), topic="blood_pressure"),
        _kind(Vital.DIASTOLIC, "Diastolic", PRESSURE, ("8462-4", 150022), (10, 220), topic="blood_pressure"),
        _kind(Vital.MEAN, "Mean", PRESSURE, ("8478-0", 150023), (20, 260), topic="blood_pressure"),
        _kind(Vital.RESPIRATORY_RATE, "RR", RATE, ("9279-1", 151562), (0, 80)),
        _kind(Vital.ETCO2, "EtCO2", PRESSURE, ("19889-5", 151708), (0, 150)),
        _kind(Vital.TEMPERATURE, "Temperature", ("Cel", "°C"), ("8310-5", 150344), (20, 45), 1),
        _kind(Vital.PERFUSION_INDEX, "Perfusion", ("%", "%"), ("61006-3", 150488), (0, 30), 1),
        _kind(Vital.PUMP_RATE, "Pump", ("mL/h", "mL/h"), ("", 157784), (0, 2000), 1),
    )
}
"""Every vital's kind. `topic` is the first half of the conditions its rules feed (docs/judging.md)."""

VITALS: tuple[Vital, ...] = tuple(Vital)
"""All vitals in a fixed order: a vital's place here is its number in columns."""

NUMBER: dict[Vital, int] = {vital: number for number, vital in enumerate(VITALS)}

CUFF_VITALS = frozenset({Vital.SYSTOLIC, Vital.DIASTOLIC, Vital.MEAN})
