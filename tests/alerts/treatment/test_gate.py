"""The start gate, each bound on the value before and after; and what a prescriber let pass."""

from __future__ import annotations

import pytest

from alerts.treatment.gate import findings, standing
from monitors.steps import GateOverridden
from monitors.vitals import Vital
from tests.alerts.treatment.telling import IV, Told

FINE: dict[Vital, tuple[float, ...]] = {
    Vital.SYSTOLIC: (120.0,), Vital.DIASTOLIC: (75.0,), Vital.SPO2: (97.0,), Vital.HEART_RATE: (70.0,),
}


def test_nothing_stands_against_a_usual_person() -> None:
    assert findings(IV.gate, 40, FINE) == ()
    assert findings(None, 40, {}) == ()


@pytest.mark.parametrize(
    ("vital", "passes", "stands", "age", "said"),
    [
        (Vital.SYSTOLIC, 140, 141, 65, "Systolic 141 mmHg, over 140"),
        (Vital.SYSTOLIC, 150, 151, 65.5, "Systolic 151 mmHg, over 150"),
        (Vital.DIASTOLIC, 90, 91, 40, "Diastolic 91 mmHg, over 90"),
        (Vital.SPO2, 94, 93, 40, "SpO2 93 %, under 94"),
        (Vital.HEART_RATE, 50, 49, 40, "HR 49 /min, under 50"),
        (Vital.HEART_RATE, 120, 121, 40, "HR 121 /min, over 120"),
        (Vital.RESPIRATORY_RATE, 10, 9, 40, "RR 9 /min, under 10"),
        (Vital.RESPIRATORY_RATE, 30, 31, 40, "RR 31 /min, over 30"),
    ],
)
def test_each_bound(vital: Vital, passes: float, stands: float, age: float, said: str) -> None:
    assert findings(IV.gate, age, {**FINE, vital: (passes,)}) == ()
    assert findings(IV.gate, age, {**FINE, vital: (stands,)}) == (said,)


def test_a_value_now_stands_against_it_whatever_the_baseline_was_and_the_other_way_round() -> None:
    assert findings(IV.gate, 40, {**FINE, Vital.SPO2: (82.0, 97.0)}) == ("SpO2 82 %, under 94",)
    assert findings(IV.gate, 40, {**FINE, Vital.SYSTOLIC: (138.0, 152.0)}) == ("Systolic 152 mmHg, over 140",)


@pytest.mark.parametrize("vital", FINE)
def test_what_nobody_measured_stands_against_it(vital: Vital) -> None:
    known = {name: value for name, value in FINE.items() if name is not vital}
    assert [one.partition(":")[2] for one in findings(IV.gate, 40, known)] == [" not measured now"]


def test_what_was_let_pass_stands_no_more_but_another_value_does() -> None:
    told = Told()
    told.put(5, GateOverridden("s1", ("Systolic 152 mmHg, over 140",), "known white coat"))
    assert standing(told.history, ("Systolic 152 mmHg, over 140",)) == ()
    assert standing(told.history, ("Systolic 165 mmHg, over 140",)) == ("Systolic 165 mmHg, over 140",)
