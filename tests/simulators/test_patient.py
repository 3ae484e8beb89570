"""A simulated patient is the same for the same seed in any process, healthy without a drug, and answers to it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from itertools import pairwise

import pytest

from simulators import dose, person, response
from simulators.dose import Bolus, Pause
from simulators.patient import Patient
from simulators.vitals import Vitals

ACROSS = """
import hashlib, msgspec
from simulators import dose
from simulators.patient import Patient
patient = Patient((3, 7), dose.usual(-600.0))
lived = [msgspec.structs.astuple(patient.step()) for _ in range(700)]
print(hashlib.sha256(repr((lived, patient.mind.scores())).encode()).hexdigest())
"""


def lived(patient: Patient, seconds: int) -> list[Vitals]:
    return [patient.step() for _ in range(seconds)]


def test_the_same_seed_gives_the_same_bytes_in_two_processes() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", ACROSS], capture_output=True, check=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert len(told.pop().strip()) == 64


def test_another_seed_is_another_person() -> None:
    assert Patient((0, 7)).baseline != Patient((1, 7)).baseline


def test_an_hour_without_a_drug_breaks_no_limit() -> None:
    for seed in range(8):
        hour = lived(Patient((0, seed)), 3600)
        assert min(one.spo2 for one in hour) > 93
        assert max(one.spo2 for one in hour) <= 100
        assert min(one.heart_rate for one in hour) > 45
        assert max(one.heart_rate for one in hour) < 110
        assert max(one.systolic for one in hour) < 160
        assert min(one.mean for one in hour) > 60
        assert all(one.diastolic < one.mean < one.systolic for one in hour)
        assert all(10 < one.respiratory_rate < 24 and 28 < one.etco2 < 46 for one in hour)
        assert max(abs(one.temperature - hour[0].temperature) for one in hour) < 0.5


def test_nothing_jumps_from_one_second_to_the_next() -> None:
    for before, after in pairwise(lived(Patient((0, 3), dose.usual()), 1800)):
        assert abs(after.spo2 - before.spo2) < 2
        assert abs(after.heart_rate - before.heart_rate) < 15
        assert abs(after.temperature - before.temperature) < 0.05


def test_a_dose_before_the_patient_is_looked_at_has_had_its_effect() -> None:
    whole, later = Patient((0, 4), dose.usual(-1800.0), -1800.0), Patient((0, 4), dose.usual(-1800.0))
    lived(whole, 1800)
    assert later.time_s == whole.time_s == 0.0
    assert later.drug.effect_site == pytest.approx(whole.drug.effect_site, rel=1e-9)
    assert later.mind.cadss == pytest.approx(whole.mind.cadss, rel=0.05)


def test_the_effect_can_be_given() -> None:
    strong, none = (Patient((0, 1), dose.usual(-2340.0), effect=effect) for effect in (2.0, 0.0))
    rises = [
        statistics.fmean(one.systolic for one in lived(patient, 60)) - patient.baseline.systolic
        for patient in (strong, none)
    ]
    direct = response.ketamine().systolic_per_ng_ml * strong.drug.effect_site
    assert rises[0] - rises[1] == pytest.approx(2.0 * direct, abs=0.5)
    assert abs(rises[1]) < 9


def test_orders_of_now_change_the_course() -> None:
    patient, other = Patient((0, 5), dose.usual()), Patient((0, 5), dose.usual())
    lived(patient, 600), lived(other, 600)
    patient.drug.give(Pause(at_s=patient.time_s))
    other.drug.give(Bolus(at_s=other.time_s, mg=10.0))
    before = patient.drug.plasma
    lived(patient, 300), lived(other, 300)
    assert patient.drug.plasma < 0.5 * before < other.drug.plasma


def test_steps_of_another_size_lead_to_the_same_place() -> None:
    who = person.drawn((0, 6))
    fine, coarse = (Patient((0, 6), dose.usual(), who=who) for _ in range(2))
    lived(fine, 2400)
    for _ in range(480):
        coarse.step(5.0)
    assert coarse.drug.plasma == pytest.approx(fine.drug.plasma, rel=1e-9)
    assert coarse.mind.cadss == pytest.approx(fine.mind.cadss, rel=0.01)
    assert coarse.time_s == fine.time_s


@pytest.mark.parametrize(("over_65", "high", "low"), [(False, 13.3, 8.7), (True, 16.0, 9.5)])
def test_esketamine_answers_with_its_own_numbers(over_65: bool, high: float, low: float) -> None:
    who = person.drawn((0, 2), age=70.0 if over_65 else 40.0)
    answers = response.esketamine(over_65=over_65)
    rises = answers.pressures(who, answers.felt_peak)
    assert rises == pytest.approx(
        (response.DIRECT_SHARE * high * who.pressure_response, response.DIRECT_SHARE * low * who.diastolic_response)
    )


def test_after_nasal_esketamine_the_pressure_peaks_near_40_minutes_and_is_back_at_90() -> None:
    rises = []
    for seed in range(12):
        given, plain = (
            Patient((0, seed), orders, effect=1.0, answers=response.esketamine())
            for orders in (dose.nasal(0.0, 84.0), ())
        )
        rises.append([given.step(10.0).systolic - plain.step(10.0).systolic for _ in range(540)])
    mean = [statistics.fmean(each) for each in zip(*rises, strict=True)]
    assert 25 < mean.index(max(mean)) / 6.0 < 50
    assert 11 < max(mean) < 17
    assert mean[-1] < 5
