"""Another unit of a vital's kind is converted, a foreign one is not known."""

from __future__ import annotations

import pytest

from monitors.units import accepted_units, conversion
from monitors.vitals import KINDS, Vital


@pytest.mark.parametrize(("vital", "value", "unit", "expected"), [
    (Vital.SYSTOLIC, 16.0, "kPa", 120.009852), (Vital.SYSTOLIC, 121, "mm[Hg]", 121),
    (Vital.ETCO2, 5.0, "kPa", 37.503079),
    (Vital.SPO2, 0.97, "1", 97), (Vital.HEART_RATE, 1.2, "Hz", 72), (Vital.RESPIRATORY_RATE, 12, "brpm", 12),
    (Vital.TEMPERATURE, 98.6, "[degF]", 37), (Vital.TEMPERATURE, 310.15, "K", 37), (Vital.PUMP_RATE, 2, "mL/min", 120),
])
def test_a_unit_of_the_kind_is_converted(vital: Vital, value: float, unit: str, expected: float) -> None:
    convert = conversion(vital, unit)
    assert convert is not None
    assert convert(value) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("vital", "unit"), [
    (Vital.SPO2, "kPa"), (Vital.SYSTOLIC, "%"), (Vital.HEART_RATE, "mmHg"), (Vital.TEMPERATURE, ""),
    (Vital.HEART_RATE, "rpm"),
])
def test_a_foreign_unit_is_not_known(vital: Vital, unit: str) -> None:
    assert conversion(vital, unit) is None


@pytest.mark.parametrize("vital", Vital)
def test_a_vitals_own_units_change_nothing(vital: Vital) -> None:
    for unit in (KINDS[vital].unit, KINDS[vital].spoken_unit):
        convert = conversion(vital, unit)
        assert convert is not None
        assert convert(83.5) == 83.5
    assert accepted_units(vital)[0] == KINDS[vital].unit
