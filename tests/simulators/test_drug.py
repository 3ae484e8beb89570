"""The drug's course agrees with the clinical reference."""

from __future__ import annotations

import pytest

from simulators import drug


@pytest.mark.parametrize(
    ("minutes", "expected"), [(5, 109), (10, 155), (20, 198), (30, 228), (40, 253), (60, 96), (120, 50)]
)
def test_kamp_infusion_follows_the_table(minutes: int, expected: float) -> None:
    plasma = drug.course(drug.kamp(), drug.infusion()).plasma_at(minutes * 60.0)
    assert plasma == pytest.approx(expected, rel=0.04)


def test_domino_infusion_peaks_at_240() -> None:
    plasma = drug.course(drug.domino(), drug.infusion()).plasma_at(2400.0)
    assert plasma == pytest.approx(240, rel=0.02)


@pytest.mark.parametrize(("minutes", "rise"), [(40, 16.0), (60, 8.5)])
def test_systolic_rise_is_the_observed_one(minutes: int, rise: float) -> None:
    course = drug.course(drug.kamp(), drug.infusion())
    assert drug.systolic_rise(course.effect_site_at(minutes * 60.0)) == pytest.approx(rise, abs=1.0)


def test_the_step_changes_nothing() -> None:
    coarse = drug.course(drug.kamp(), drug.infusion(), hours=2, step_s=60.0)
    fine = drug.course(drug.kamp(), drug.infusion(), hours=2, step_s=1.0)
    assert coarse.effect_site_at(3600.0) == pytest.approx(fine.effect_site_at(3600.0), rel=1e-9)


def test_a_muscle_takes_up_faster_than_a_nose() -> None:
    muscle = drug.course(drug.kamp(), drug.intramuscular())
    nose = drug.course(drug.kamp(), drug.intranasal())
    assert muscle.plasma.index(max(muscle.plasma)) < nose.plasma.index(max(nose.plasma))
    assert max(muscle.plasma) == pytest.approx(150, rel=0.5)


def test_repeated_doses_add_up() -> None:
    one = drug.course(drug.kamp(), drug.infusion())
    at = drug.repeated(one, starts_s=-600.0, every_s=3600.0)
    assert at(-601.0) == 0.0
    assert at(0.0) == pytest.approx(one.effect_site_at(600.0))
    assert at(3600.0) == pytest.approx(one.effect_site_at(600.0) + one.effect_site_at(4200.0))
    assert at(100 * 3600.0) == pytest.approx(at(99 * 3600.0), rel=0.01)


def test_before_the_dose_and_long_after_there_is_nothing() -> None:
    course = drug.course(drug.domino(), drug.infusion(), hours=1)
    assert course.effect_site_at(-1.0) == 0.0
    assert course.plasma_at(3601.0) == 0.0
