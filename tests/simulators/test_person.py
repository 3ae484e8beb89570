"""People differ as people do, and everybody could start a session."""

from __future__ import annotations

import statistics

from simulators import person
from simulators.person import Person

PEOPLE = [person.drawn((8, number)) for number in range(400)]


def test_everybody_passes_the_gate() -> None:
    for one in PEOPLE:
        gate = person.GATE_OVER_65 if one.age > 65 else person.SYSTOLIC_GATE
        assert one.systolic <= gate
        assert one.diastolic <= person.DIASTOLIC_GATE
        assert 50 < one.heart_rate < 100
        assert 10 <= one.respiratory_rate <= 20


def test_the_old_have_higher_pressures_and_weaker_reflexes() -> None:
    young, old = [one for one in PEOPLE if one.age < 35], [one for one in PEOPLE if one.age > 55]

    def mean(people: list[Person], name: str) -> float:
        return statistics.fmean(getattr(one, name) for one in people)

    assert mean(old, "systolic") > mean(young, "systolic")
    assert mean(old, "reflex") < mean(young, "reflex")
    assert mean(old, "sinus_arrhythmia") < mean(young, "sinus_arrhythmia")


def test_a_given_age_is_kept() -> None:
    assert person.drawn((8, 1), age=72.0).age == 72.0


def test_responses_have_the_mean_of_one_and_go_together() -> None:
    high = [one.pressure_response for one in PEOPLE]
    low = [one.diastolic_response for one in PEOPLE]
    assert abs(statistics.fmean(high) - 1.0) < 0.1
    assert 0.7 < statistics.correlation(high, low) < 0.9
