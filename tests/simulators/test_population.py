"""A population is the patients of its seeds, number for number, and shows what was published."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from bench import figures, population, sessions
from simulators import dose, person
from simulators.dose import AnyOrder, Infuse, Pause, Resume
from simulators.patient import Patient
from simulators.population import Population

SEEDS = [(1, 4), (1, 5), (1, 6), (1, 7)]
ORDERS: list[AnyOrder] = [Infuse(at_s=30.0, mg_per_kg=0.5, over_min=10.0), Pause(at_s=300.5), Resume(at_s=420.0)]


@pytest.mark.parametrize("model", ["kamp", "domino"])
def test_many_are_the_same_as_one_by_one(model: str) -> None:
    together = Population(SEEDS, ORDERS, model=model)
    alone = [Patient(seed, ORDERS, model=model) for seed in SEEDS]
    for second in range(900):
        if second == 500:
            for strain in (together.body.strain, *(one.body.strain for one in alone)):
                strain.breathing, strain.vessels = 0.3, 20.0
        seen, each = together.step(), [one.step() for one in alone]
        for name in seen.__struct_fields__:
            expected = [getattr(one, name) for one in each]
            np.testing.assert_allclose(getattr(seen, name), expected, rtol=1e-9, atol=1e-9, err_msg=name)
    for name in ("cadss", "cadss_6", "drowsiness", "dizziness", "nausea", "anxiety", "mood"):
        expected = [getattr(one.mind, name) for one in alone]
        np.testing.assert_allclose(getattr(together.mind, name), expected, rtol=1e-9, atol=1e-9, err_msg=name)


def test_some_pumps_can_be_stopped() -> None:
    together = Population(SEEDS, dose.usual())
    together.drug.open_share = np.array([1.0, 0.0, 1.0, 0.0])
    for _ in range(60):
        together.step()
    assert (together.drug.plasma > 0).tolist() == [True, False, True, False]


def test_a_mirrored_person_answers_as_much_less_as_the_other_more() -> None:
    one, like = person.drawn((1, 1), 2), person.drawn((1, 2), 2)
    twin = sessions.mirrored(one, like)
    assert twin.pressure_response + like.pressure_response == pytest.approx(2.0)
    assert (twin.nausea, twin.heart_rate) == (-like.nausea, one.heart_rate)
    again = sessions.mirrored(one, twin)
    assert msgspec.structs.astuple(again) == pytest.approx(
        msgspec.structs.astuple(msgspec.structs.replace(
            one, drowsiness=like.drowsiness, dizziness=like.dizziness, nausea=like.nausea,
            dissociation=like.dissociation, pressure_response=like.pressure_response,
            diastolic_response=like.diastolic_response,
        ))
    )


def test_a_small_population_already_shows_the_published_rise() -> None:
    noted = sessions.usual(120, 11)
    found = {one.name: one for one in figures.of_pressure(noted)}
    assert found["systolic_rise_40_min"].value == pytest.approx(16.0, abs=3.0)
    assert found["systolic_rise_40_min_sd"].value == pytest.approx(11.2, abs=3.0)
    assert found["systolic_left_90_min_after_end"].met
    assert all(one.met for one in figures.of_plasma())


def test_a_missed_figure_says_so() -> None:
    assert not figures.within("x", (12.0, 0.1), 10.0, 0.1, "").met
    assert figures.within("x", (10.9, 0.1), 10.0, 0.1, "").met
    missed = figures.within("too_high", (12.0, 0.1), 10.0, 0.1, "somewhere")
    page = population.written(10, 5, [missed], {})
    assert "| too_high | 12 | 0.1 | 9 to 11 | somewhere | **no** |" in page
    assert "Missed: too_high." in page


def test_the_report_in_the_documents_has_the_pictures_it_shows() -> None:
    page = population.PAGE.read_text(encoding="utf-8")
    assert "1,000 sessions" in page
    for picture in population.PICTURES.glob("*.svg"):
        assert f"(population/{picture.name})" in page
