"""Doses: how much went in by a minute, through pauses and other rates, and when the rest will be in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.treatment.dosing import Dose, doses, first_dose_at
from monitors.instant import MINUTE
from monitors.steps import DoseChanged, DosePaused, DoseResumed, DoseStarted, DoseStopped
from tests.alerts.treatment.telling import Told, at


def the(told: Told, dose: str = "d1") -> Dose:
    """One dose of a history."""
    return doses(told.history)[dose]


def test_an_infusion_goes_in_evenly_and_no_further_than_its_amount() -> None:
    told = Told()
    told.infuse(10)
    dose = the(told)
    assert [dose.given(at(minute)) for minute in (5, 10, 20, 30, 50, 90)] == pytest.approx([0, 0, 8.75, 17.5, 35, 35])
    assert (dose.ends_at, dose.running, dose.paused) == (at(50), True, False)
    assert dose.per_hour == pytest.approx(52.5)
    assert first_dose_at(told.history) == at(10)


def test_a_pause_puts_the_planned_end_off() -> None:
    told = Told()
    told.infuse(10)
    told.put(20, DosePaused("s1", "d1", at(20), "nausea"))
    assert (the(told).paused, the(told).ends_at) == (True, None)
    assert the(told).given(at(40)) == pytest.approx(8.75)
    told.put(30, DoseResumed("s1", "d1", at(30)))
    assert (the(told).ends_at, the(told).paused) == (at(60), False)
    assert the(told).given(at(45)) == pytest.approx(8.75 * 2.5)


def test_another_rate_counts_from_then_on() -> None:
    told = Told()
    told.infuse(0, amount=40)
    told.put(20, DoseChanged("s1", "d1", 30, 20, at(20), "blood pressure"))
    dose = the(told)
    assert dose.ends_at == at(50)
    assert dose.given(at(35)) == pytest.approx(25)
    assert dose.amount == 30


def test_what_the_pump_says_at_the_end_counts() -> None:
    told = Told()
    told.infuse(0)
    told.put(30, DoseStopped("s1", "d1", 25.5, at(30), "nausea"))
    dose = the(told)
    assert (dose.given(at(30)), dose.given(at(99)), dose.running, dose.ends_at) == (25.5, 25.5, False, at(30))
    assert dose.given(at(20)) == pytest.approx(17.5)


def test_a_spray_is_in_at_once() -> None:
    told = Told("esketamine-nasal")
    told.put(3, DoseStarted("s1", "d1", "esketamine", "intranasal", 28, "mg", at(3)))
    dose = the(told)
    assert (dose.given(at(2)), dose.given(at(3)), dose.running, dose.infusion) == (0, 28, False, False)


def test_a_corrected_start_is_as_the_correction_says_with_what_happened_since() -> None:
    told = Told()
    number = told.infuse(10, amount=35)
    told.put(20, DosePaused("s1", "d1", at(20), "nausea"))
    told.put(25, DoseStarted("s1", "d1", "ketamine", "intravenous", 30, "mg", at(8), 40 * MINUTE, corrects=number))
    dose = the(told)
    assert (dose.amount, dose.started_at, dose.paused) == (30, at(8), True)
    assert dose.given(at(60)) == pytest.approx(9)
    assert list(doses(told.history)) == ["d1"]


def test_a_corrected_start_leaves_a_later_change_as_it_was() -> None:
    told = Told()
    number = told.infuse(0, amount=40)
    told.put(20, DoseChanged("s1", "d1", 30, 20, at(20), "blood pressure"))
    again = DoseStarted("s1", "d1", "ketamine", "intravenous", 40, "mg", at(0), 40 * MINUTE, "L2", corrects=number)
    told.put(25, again)
    dose = the(told)
    assert (dose.amount, dose.ends_at, dose.lot) == (30, at(50), "L2")


def test_a_stop_that_is_told_anew_counts() -> None:
    told = Told()
    told.infuse(0)
    number = told.put(30, DoseStopped("s1", "d1", 0, at(30), "nausea"))
    assert the(told).stop_number == number
    told.put(31, DoseStopped("s1", "d1", 26, at(30), "nausea", corrects=number))
    assert (the(told).given(at(40)), the(told).stop_number) == (26, number + 1)


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=8), st.integers(0, 200))
def test_what_went_in_never_falls_and_never_passes_the_amount(steps: list[tuple[int, bool]], look: int) -> None:
    told, minute = Told(), 10
    told.infuse(minute)
    for wait, pausing in steps:
        minute += wait
        paused = the(told).paused
        if pausing and not paused:
            told.put(minute, DosePaused("s1", "d1", at(minute), "x"))
        elif paused and not pausing:
            told.put(minute, DoseResumed("s1", "d1", at(minute)))
    dose = the(told)
    given = [dose.given(at(m)) for m in range(look, look + 5)]
    assert given == sorted(given)
    assert 0 <= given[-1] <= 35
    if dose.ends_at is not None:
        assert dose.given(dose.ends_at) == pytest.approx(35, abs=1e-6)
