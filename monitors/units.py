"""Units: another unit of a vital's own kind becomes the vital's unit, anything else is not known.

Texts are UCUM and what real devices write for it; upper and lower case are told apart only where UCUM does. Factors
are exact by definition (BIPM; 1 mmHg = 133.322387415 Pa).
"""

from __future__ import annotations

from dataclasses import dataclass

from monitors.vitals import KINDS, Vital


@dataclass(frozen=True, slots=True)
class Conversion:
    """value in the vital's unit = value * factor + shift."""

    factor: float = 1.0
    shift: float = 0.0

    def __call__(self, value: float) -> float:
        """The value in the vital's unit, to six decimals, so that no conversion noise is recorded."""
        return round(value * self.factor + self.shift, 6)


SAME = Conversion()
_MMHG_PER_KPA = 1000 / 133.322387415

_PRESSURE = {
    **dict.fromkeys(("mm[Hg]", "mmHg", "mm Hg", "mmhg", "MMHG", "Torr", "torr"), SAME),
    **dict.fromkeys(("kPa", "kpa", "KPA"), Conversion(_MMHG_PER_KPA)),
    **dict.fromkeys(("Pa",), Conversion(_MMHG_PER_KPA / 1000)),
    **dict.fromkeys(("hPa", "mbar"), Conversion(_MMHG_PER_KPA / 10)),
    **dict.fromkeys(("cm[H2O]", "cmH2O"), Conversion(98.0665 / 133.322387415)),
}
_PER_MINUTE = {
    **dict.fromkeys(
        ("/min", "1/min", "min-1", "min^-1", "bpm", "BPM", "beats/min", "{beats}/min", "{beat}/min", "1/minute"), SAME,
    ),
    **dict.fromkeys(("Hz", "/s", "1/s"), Conversion(60.0)),
}
_BREATHS = _PER_MINUTE | dict.fromkeys(("brpm", "rpm", "breaths/min", "{breaths}/min", "{breath}/min"), SAME)
_PERCENT = dict.fromkeys(("%", "percent", "pct", "%{saturation}", "% {saturation}"), SAME)
_SATURATION = _PERCENT | dict.fromkeys(("1", "{fraction}"), Conversion(100.0))
_TEMPERATURE = {
    **dict.fromkeys(("Cel", "°C", "C", "degC"), SAME),
    **dict.fromkeys(("[degF]", "degF", "°F", "F"), Conversion(5 / 9, -160 / 9)),
    **dict.fromkeys(("K",), Conversion(1.0, -273.15)),
}
_FLOW = {
    **dict.fromkeys(("mL/h", "ml/h", "mL/hr", "ml/hr", "cc/h"), SAME),
    **dict.fromkeys(("mL/min", "ml/min"), Conversion(60.0)),
    **dict.fromkeys(("L/h", "l/h"), Conversion(1000.0)),
}
_OF_UNIT = {"mm[Hg]": _PRESSURE, "/min": _PER_MINUTE, "%": _PERCENT, "Cel": _TEMPERATURE, "mL/h": _FLOW}

CONVERSIONS: dict[Vital, dict[str, Conversion]] = {
    **{vital: _OF_UNIT[kind.unit] for vital, kind in KINDS.items()},
    Vital.SPO2: _SATURATION,
    Vital.RESPIRATORY_RATE: _BREATHS,
}
"""What each vital's value is multiplied by, for every unit it may come in."""


def conversion(vital: Vital, unit: str) -> Conversion | None:
    """How a value in a unit becomes the vital's own; None for a unit that is not of the vital's kind."""
    return CONVERSIONS[vital].get(unit)


def accepted_units(vital: Vital) -> list[str]:
    """The units a vital may come in, its own first, each in one of its spellings."""
    spelled: dict[Conversion, str] = {SAME: KINDS[vital].unit}
    for unit, convert in CONVERSIONS[vital].items():
        spelled.setdefault(convert, unit)
    return list(spelled.values())
