"""What cannot be believed is invalid with its reason; nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.plausible import SENTINELS, assess, believable
from monitors.reading import Quality, Status
from monitors.vitals import KINDS, Vital

INVALID, QUESTIONABLE, VALID = Quality.INVALID, Quality.QUESTIONABLE, Quality.VALID


@pytest.mark.parametrize(("vital", "value", "status", "expected"), [
    (Vital.SPO2, 97, Status.OK, (VALID, "")),
    (Vital.SPO2, 50, Status.OK, (VALID, "")),
    (Vital.SPO2, 49.9, Status.OK, (INVALID, "outside 50-100 %")),
    (Vital.SPO2, 104, Status.OK, (INVALID, "outside 50-100 %")),
    (Vital.HEART_RATE, 0, Status.OK, (INVALID, "outside 20-250 /min")),
    (Vital.SPO2, 8388607, Status.OK, (INVALID, "sentinel 8388607 means no value")),
    (Vital.TEMPERATURE, 384.5, Status.OK, (INVALID, "sentinel 384.5 means no value")),
    (Vital.PUMP_RATE, 384.5, Status.OK, (VALID, "")),
    (Vital.HEART_RATE, None, Status.OK, (INVALID, "no value")),
    (Vital.SPO2, 97, Status.PROBE_OFF, (INVALID, "device says probe off")),
    (Vital.SPO2, None, Status.SEARCHING, (INVALID, "device says searching")),
    (Vital.SYSTOLIC, None, Status.FAILED, (INVALID, "device says failed")),
    (Vital.SPO2, 97, Status.MOTION, (QUESTIONABLE, "device says motion")),
    (Vital.SPO2, 97, Status.LOW_PERFUSION, (QUESTIONABLE, "device says low perfusion")),
    (Vital.SPO2, 30, Status.MOTION, (INVALID, "outside 50-100 %")),
    (Vital.SPO2, None, Status.MOTION, (INVALID, "no value, device says motion")),
])
def test_quality_and_reason(vital: Vital, value: float | None, status: Status, expected: tuple[Quality, str]) -> None:
    assert assess(vital, value, status) == expected


@pytest.mark.parametrize(("systolic", "diastolic", "quality"), [
    (120, 80, VALID), (90, 80, VALID), (89, 80, INVALID), (190, 80, VALID), (191, 80, INVALID), (80, 120, INVALID),
])
def test_pulse_pressure_spoils_both_values(systolic: float, diastolic: float, quality: Quality) -> None:
    assert assess(Vital.SYSTOLIC, systolic, companion=diastolic)[0] is quality
    found, reason = assess(Vital.DIASTOLIC, diastolic, companion=systolic)
    assert found is quality
    assert quality is VALID or reason == f"pulse pressure {systolic - diastolic:g} outside 10-110 mmHg"


@given(st.sampled_from(Vital), st.none() | st.floats(allow_nan=False), st.sampled_from(Status))
def test_only_a_valid_value_has_no_reason(vital: Vital, value: float | None, status: Status) -> None:
    quality, reason = assess(vital, value, status)
    assert (quality is VALID) == (reason == "")
    if value is not None and quality is not INVALID:
        assert KINDS[vital].low <= value <= KINDS[vital].high


def test_a_broken_companion_says_nothing() -> None:
    assert not believable(Vital.DIASTOLIC, 65535, Status.OK)
    assert not believable(Vital.DIASTOLIC, 80, Status.FAILED)
    assert not believable(Vital.DIASTOLIC, None, Status.OK)
    assert believable(Vital.DIASTOLIC, 80, Status.OK)
    assert 65535 in SENTINELS
