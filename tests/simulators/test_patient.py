"""A simulated person is the same for the same seed, stays healthy without a drug, and answers to it."""

from __future__ import annotations

import statistics

from simulators import drug
from simulators.patient import Patient, Vitals


def lived(patient: Patient, seconds: int) -> list[Vitals]:
    return [patient.step() for _ in range(seconds)]


def nothing(_: float) -> float:
    return 0.0


def test_the_same_seed_is_the_same_person() -> None:
    assert lived(Patient((0, 7), nothing), 400) == lived(Patient((0, 7), nothing), 400)


def test_another_seed_is_another_person() -> None:
    assert Patient((0, 7), nothing).baseline != Patient((1, 7), nothing).baseline


def test_an_hour_without_a_drug_breaks_no_limit() -> None:
    for seed in range(8):
        hour = lived(Patient((0, seed), nothing), 3600)
        assert min(one.spo2 for one in hour) > 93
        assert max(one.spo2 for one in hour) <= 100
        assert min(one.heart_rate for one in hour) > 48
        assert max(one.heart_rate for one in hour) < 105
        assert max(one.systolic for one in hour) < 155
        assert min(one.mean for one in hour) > 65
        assert all(one.diastolic < one.mean < one.systolic for one in hour)


def test_the_drug_raises_pressure_and_pulse_by_the_published_amounts() -> None:
    course = drug.repeated(drug.course(drug.kamp(), drug.infusion()), 0.0, None)
    rises, beats = [], []
    for seed in range(60):
        patient = Patient((0, seed), course, starts_s=2340.0)
        minute = lived(patient, 60)
        rises.append(statistics.fmean(one.systolic for one in minute) - patient.baseline.systolic)
        beats.append(statistics.fmean(one.heart_rate for one in minute) - patient.baseline.heart_rate)
    assert 12 < statistics.fmean(rises) < 20
    assert 8 < statistics.stdev(rises) < 15
    assert 5 < statistics.fmean(beats) < 10


def test_the_effect_can_be_given() -> None:
    course = drug.repeated(drug.course(drug.kamp(), drug.infusion()), 0.0, None)
    patient = Patient((0, 1), course, starts_s=2340.0, effect=0.0)
    assert abs(statistics.fmean(one.systolic for one in lived(patient, 60)) - patient.baseline.systolic) < 8
