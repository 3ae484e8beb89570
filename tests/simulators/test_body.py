"""Vitals hang together: breath, gas and saturation; pressure and heart; each with its lag and none by itself."""

from __future__ import annotations

import statistics
from collections.abc import Callable

import numpy as np
import pytest

from simulators.body import Body, Strain, saturation
from simulators.patient import Patient
from simulators.vitals import Vitals

SEEDS = range(6)


def strained(seed: int, change: Callable[[Strain], None], seconds: int, settle_s: int = 120) -> list[Vitals]:
    """A patient without a drug from the second when a strain begins."""
    patient = Patient((9, seed))
    for _ in range(settle_s):
        patient.step()
    change(patient.body.strain)
    return [patient.step() for _ in range(seconds)]


def calm(seed: int, seconds: int) -> list[Vitals]:
    return strained(seed, lambda _: None, seconds)


def stop_breathing(strain: Strain) -> None:
    strain.breathing = 0.0


def breathe_half(strain: Strain) -> None:
    strain.breathing = 0.4


def narrow(strain: Strain) -> None:
    strain.vessels = 30.0


@pytest.mark.parametrize("seed", SEEDS)
def test_without_breath_the_finger_falls_within_tens_of_seconds_on_air(seed: int) -> None:
    seen = strained(seed, stop_breathing, 150)
    below_90 = next(second for second, one in enumerate(seen) if one.spo2 < 90)
    assert 30 <= below_90 <= 110
    assert seen[15].spo2 > 94
    assert {one.respiratory_rate for one in seen} == {0.0}
    assert {one.etco2 for one in seen[1:]} == {0.0}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_finger_hears_of_a_breath_only_after_the_circulation(seed: int) -> None:
    patient = Patient((9, seed))
    patient.body.strain.breathing = 0.0
    while patient.step().spo2 > 85:
        pass
    patient.body.strain.breathing = 1.0
    after = [patient.step().spo2 for _ in range(90)]
    lowest = after.index(min(after))
    assert 4 <= lowest <= 25
    assert max(after[lowest:]) > 94


@pytest.mark.parametrize("seed", SEEDS)
def test_shallow_breathing_raises_co2_before_the_saturation_falls(seed: int) -> None:
    plain, seen = calm(seed, 400), strained(seed, breathe_half, 400)
    risen = [one.etco2 - other.etco2 for one, other in zip(seen, plain, strict=True)]
    fallen = [other.spo2 - one.spo2 for one, other in zip(seen, plain, strict=True)]
    co2_at = next(second for second, value in enumerate(risen) if value > 2)
    oxygen_at = next(second for second, value in enumerate(fallen) if value > 2)
    assert co2_at < oxygen_at
    assert 15 <= oxygen_at <= 180
    assert risen[-1] > 6


def test_oxygen_keeps_the_saturation_of_somebody_who_breathes_too_little() -> None:
    def on_oxygen(strain: Strain) -> None:
        strain.breathing, strain.oxygen = 0.4, 0.35

    on_air = min(one.spo2 for one in strained(1, breathe_half, 300))
    assert min(one.spo2 for one in strained(1, on_oxygen, 300)) > on_air + 3


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rise_in_pressure_slows_the_heart_after_a_lag_and_not_for_ever(seed: int) -> None:
    plain, seen = calm(seed, 3000), strained(seed, narrow, 3000)
    slower = [other.heart_rate - one.heart_rate for one, other in zip(seen, plain, strict=True)]
    higher = [one.systolic - other.systolic for one, other in zip(seen, plain, strict=True)]
    assert slower[0] < 0.5 * max(slower[:60])
    assert statistics.fmean(slower[20:60]) > 2
    assert statistics.fmean(higher[20:60]) > 20
    assert statistics.fmean(slower[-120:]) < 0.5 * statistics.fmean(slower[20:60])


def test_a_fall_in_pressure_drives_the_heart() -> None:
    def widen(strain: Strain) -> None:
        strain.vessels = -30.0

    plain, seen = calm(2, 60), strained(2, widen, 60)
    assert statistics.fmean(one.heart_rate for one in seen[20:]) > 3 + statistics.fmean(
        one.heart_rate for one in plain[20:]
    )


def test_the_heart_follows_the_breath_and_the_pressure_has_mayer_waves() -> None:
    patient = Patient((9, 1))
    seen = [patient.step(0.5) for _ in range(4096)]
    frequency = np.fft.rfftfreq(4096, 0.5)

    def power(values: list[float], low: float, high: float) -> float:
        shape = np.abs(np.fft.rfft(np.array(values) - np.mean(values))) ** 2
        return float(shape[(frequency >= low) & (frequency < high)].sum())

    heart, pressure = [one.heart_rate for one in seen], [one.systolic for one in seen]
    breath = statistics.fmean(one.respiratory_rate for one in seen) / 60.0
    assert power(heart, breath - 0.05, breath + 0.05) > 2 * power(heart, 0.4, 0.5)
    assert power(pressure, 0.07, 0.13) > 2 * power(pressure, 0.4, 0.46)


def test_the_pulse_is_the_heart_but_for_beats_that_are_not_felt() -> None:
    def drop(strain: Strain) -> None:
        strain.dropped = 0.25

    steady = next(seed for seed in range(50) if Patient((9, seed)).person.ectopic == 0.0)
    early = next(seed for seed in range(50) if Patient((9, seed)).person.ectopic > 0.0)
    assert all(one.pulse_rate == one.heart_rate for one in calm(steady, 600))
    assert all(one.pulse_rate == pytest.approx(0.75 * one.heart_rate) for one in strained(steady, drop, 60))
    missed = [one.heart_rate - one.pulse_rate for one in calm(early, 3000)]
    assert min(missed) >= 0.0
    assert max(missed) > 1.0


def test_lack_of_oxygen_and_fear_drive_the_heart() -> None:
    def afraid(strain: Strain) -> None:
        strain.arousal = 6.0

    def shunted(strain: Strain) -> None:
        strain.shunt = 45.0

    rest = statistics.fmean(one.heart_rate for one in calm(3, 180))
    assert statistics.fmean(one.heart_rate for one in strained(3, afraid, 180)) > rest + 2
    assert statistics.fmean(one.heart_rate for one in strained(3, shunted, 180)) > rest + 2
    assert min(one.spo2 for one in strained(3, shunted, 180)) < 88


def test_people_move_now_and_then() -> None:
    patient = Patient((9, 4))
    moving = []
    for _ in range(3600):
        patient.step()
        moving.append(patient.body.movement > 0.3)
    assert 0.005 < statistics.fmean(moving) < 0.15


def test_narrow_vessels_make_the_finger_s_pulse_small() -> None:
    assert statistics.fmean(one.perfusion for one in strained(1, narrow, 60)) < 0.85 * statistics.fmean(
        one.perfusion for one in calm(1, 60)
    )


@pytest.mark.parametrize(("oxygen", "expected"), [(27, 50), (40, 75), (60, 91), (100, 97.7)])
def test_saturation_follows_the_known_curve(oxygen: float, expected: float) -> None:
    assert saturation(oxygen) == pytest.approx(expected, abs=1.2)


def test_a_body_starts_at_rest() -> None:
    patient = Patient((9, 5))
    assert isinstance(patient.body, Body)
    first = patient.step()
    assert first.spo2 == pytest.approx(patient.baseline.spo2, abs=1.5)
    assert first.etco2 == pytest.approx(patient.baseline.etco2, abs=1.5)
    assert first.systolic == pytest.approx(patient.baseline.systolic, abs=6)
