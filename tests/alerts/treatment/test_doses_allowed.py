"""Which doses may begin and change: every bound just within and just beyond, and words that a nurse understands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from alerts.treatment.doses_allowed import (
    check_amount,
    check_change,
    check_dose,
    check_in_all,
    check_plan,
    check_start,
    check_stop,
)
from monitors.instant import MINUTE
from monitors.refused import Refused
from monitors.steps import DoseChanged, DosePaused, DoseStarted, DoseStopped
from tests.alerts.treatment.telling import IV, PROTOCOLS, Told, at


def code(doing: Callable[[], object]) -> str:
    """The code of a refusal; "" where nothing is refused."""
    try:
        doing()
    except Refused as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize(
    ("amount", "lasts_min", "unit", "said"),
    [
        (35, 40, "mg", ""), (70, 40, "mg", ""), (70.1, 40, "mg", "dose_too_high"), (350, 40, "mg", "dose_too_high"),
        (35, 20, "mg", ""), (35, 19.9, "mg", "dose_too_high"), (35, 120, "mg", ""), (35, 121, "mg", "bad_dose"),
        (35, 0, "mg", "bad_dose"), (0, 40, "mg", "bad_dose"), (-1, 40, "mg", "bad_dose"), (35, 40, "g", "bad_dose"),
        (35, -1, "mg", "bad_dose"),
    ],
)
def test_amounts_of_an_infusion(amount: float, lasts_min: float, unit: str, said: str) -> None:
    assert code(lambda: check_amount(IV.dose, 70, amount, unit, round(lasts_min * MINUTE))) == said


def test_ten_times_too_much_is_said_so() -> None:
    with pytest.raises(Refused) as refused:
        check_amount(IV.dose, 70, 350, "mg", 40 * MINUTE)
    assert str(refused.value) == "350 mg, 5 mg/kg at 70 kg is 10 times the usual 0.5 mg/kg; at most 70 mg"


@pytest.mark.parametrize(("minute", "said"), [(14, "too_soon"), (15, "")])
def test_sprays_lie_five_minutes_apart(minute: float, said: str) -> None:
    told, rule = Told("esketamine-nasal"), PROTOCOLS["esketamine-nasal"].dose
    spray = DoseStarted("s1", "d1", "esketamine", "intranasal", 28, "mg", at(10))
    told.put(10, spray)
    second = DoseStarted("s1", "d2", "esketamine", "intranasal", 28, "mg", at(minute))
    assert code(lambda: check_start(told.history, rule, second)) == said


def test_a_plan_counts_all_sprays_together_and_names_the_fields_of_a_check_in() -> None:
    rule = PROTOCOLS["esketamine-nasal"].dose
    for dose in (28, 56, 84):
        check_plan(rule, 70, dose, "mg", 0)
    assert code(lambda: check_plan(rule, 70, 85, "mg", 0)) == "dose_too_high"
    with pytest.raises(Refused) as refused:
        check_plan(IV.dose, 70, 350, "mg", 40 * MINUTE)
    assert (refused.value.code, refused.value.field) == ("dose_too_high", "dose")


def test_a_stop_is_told_anew_only_as_it_stands() -> None:
    told = Told()
    told.infuse(10)
    number = told.put(30, DoseStopped("s1", "d1", 8, at(30), "x"))
    assert check_stop(told.history, DoseStopped("s1", "d1", 17, at(30), "x", corrects=number)).id == "d1"
    again = DoseStopped("s1", "d1", 17, at(30), "x", corrects=number - 1)
    assert code(lambda: check_stop(told.history, again)) == "nothing_to_correct"
    assert code(lambda: check_stop(told.history, DoseStopped("s1", "d1", 17, at(30), "x"))) == "dose_over"


def test_three_sprays_and_no_more() -> None:
    told, rule = Told("esketamine-nasal"), PROTOCOLS["esketamine-nasal"].dose
    for number in (1, 2, 3):
        spray = DoseStarted("s1", f"d{number}", "esketamine", "intranasal", 28, "mg", at(10 * number))
        check_start(told.history, rule, spray)
        check_in_all(told.history, rule, 70, 28, spray.dose)
        told.put(10 * number, spray)
    fourth = DoseStarted("s1", "d4", "esketamine", "intranasal", 28, "mg", at(60))
    assert code(lambda: check_start(told.history, rule, fourth)) == "too_many_doses"
    assert code(lambda: check_in_all(told.history, rule, 70, 28, "d4")) == "dose_too_high"


def test_one_infusion_at_a_time() -> None:
    told = Told("general")
    told.infuse(10)
    second = DoseStarted("s1", "d2", "ketamine", "intravenous", 35, "mg", at(20), 40 * MINUTE)
    assert code(lambda: check_start(told.history, None, second)) == "dose_running"
    told.put(30, DoseStopped("s1", "d1", 17.5, at(30), "done"))
    assert code(lambda: check_start(told.history, None, second)) == ""


def test_what_can_be_done_to_a_dose_hangs_on_how_it_stands() -> None:
    told = Told()
    assert code(lambda: check_dose(told.history, "d1")) == "unknown_dose"
    told.infuse(10)
    assert code(lambda: check_dose(told.history, "d1", paused=False)) == ""
    assert code(lambda: check_dose(told.history, "d1", paused=True)) == "dose_not_paused"
    told.put(20, DosePaused("s1", "d1", at(20), "x"))
    assert code(lambda: check_dose(told.history, "d1", paused=False)) == "dose_paused"
    told.put(30, DoseStopped("s1", "d1", 8, at(30), "x"))
    assert code(lambda: check_dose(told.history, "d1")) == "dose_over"


@pytest.mark.parametrize(
    ("amount", "per_hour", "minute", "said"),
    [
        (35, 30, 20, ""), (35, 1, 20, ""), (70, 105, 20, ""), (70.1, 105, 20, "dose_too_high"),
        (35, 105.1, 20, "dose_too_high"),
        (8, 30, 20, "bad_dose"), (35, 0, 20, "bad_dose"), (35, 30, 9, "wrong_order"), (35, 0.01, 20, "bad_dose"),
        (35, 5e-324, 20, "bad_dose"), (1e308, 1, 20, "bad_dose"), (35, -1, 20, "bad_dose"),
    ],
)
def test_other_rates(amount: float, per_hour: float, minute: float, said: str) -> None:
    told = Told()
    told.infuse(10)
    change = DoseChanged("s1", "d1", amount, per_hour, at(minute), "x")
    assert code(lambda: check_change(told.history, IV.dose, 70, change)) == said
