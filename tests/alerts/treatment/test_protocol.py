"""The protocols that come with the program plan what the clinical reference says, number by number."""

from __future__ import annotations

import pytest

from monitors.instant import MINUTE
from tests.alerts.treatment.telling import PROTOCOLS


@pytest.mark.parametrize(
    ("name", "usual", "most", "lasts_min", "doses", "apart_min", "watched_min"),
    [
        ("ketamine-iv", 0.5, 1.0, 40, 1, 0, 120),
        ("ketamine-im", 0.5, 1.0, 0, 2, 20, 60),
        ("esketamine-nasal", 28, 28, 0, 3, 5, 120),
        ("pain-infusion", 1.4, 50, 240, 1, 0, 60),
    ],
)
def test_what_a_protocol_plans(
    name: str, usual: float, most: float, lasts_min: float, doses: int, apart_min: float, watched_min: float
) -> None:
    one = PROTOCOLS[name]
    assert one.dose is not None
    assert one.discharge is not None
    assert (one.dose.usual, one.dose.most, one.dose.lasts_for / MINUTE) == (usual, most, lasts_min)
    assert (one.dose.doses_at_most, one.dose.apart / MINUTE) == (doses, apart_min)
    assert one.discharge.watched_for / MINUTE == watched_min


@pytest.mark.parametrize("name", [name for name in PROTOCOLS if name != "general"])
def test_every_gate_is_the_labels_and_the_trials(name: str) -> None:
    gate = PROTOCOLS[name].gate
    assert gate is not None
    assert (gate.systolic_most, gate.systolic_most_older, gate.older_from, gate.diastolic_most) == (140, 150, 65, 90)
    assert (gate.spo2_least, gate.heart_rate_least, gate.heart_rate_most) == (94, 50, 120)
    assert (gate.respiratory_rate_least, gate.respiratory_rate_most) == (10, 30)


def test_the_general_one_plans_nothing() -> None:
    general = PROTOCOLS["general"]
    assert (general.dose, general.gate, general.checks, general.discharge) == (None, None, (), None)
