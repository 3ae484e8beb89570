"""Who a simulated person is: age, weight, sex, resting values, reflexes and an own answer to the drug, all from a seed.

The spreads are those of docs/simulator.md; what came from no source is our proposal and says so there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
import numpy as np

Sex = Literal["female", "male"]

SYSTOLIC_GATE, DIASTOLIC_GATE, GATE_OVER_65 = 140.0, 90.0, 150.0
"""Nobody starts a session above these (CLINICAL, section 2)."""

PRESSURE_SPREAD, DIASTOLIC_SPREAD = 0.66, 0.73
"""Standard deviation of the response of the pressure, of which the mean is 1; with the spread of what a cuff measures
within one person it gives the published one."""

DISSOCIATION_MEAN, DISSOCIATION_SPREAD = 7.95, 0.94
"""The whole CADSS at the end of the usual infusion: its mean, and the standard deviation of its logarithm."""

FIRST_SESSION, LATER_SESSIONS = 1.5, 0.9
"""Dissociation is strongest in the first session; over a course of six the mean factor is 1."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One person in one session. Rates per minute, pressures and gas pressures in mmHg, times in seconds.

    In a population every field is an array of one number a person.
    """

    age: float
    weight_kg: float
    sex: Sex
    session: int
    heart_rate: float
    systolic: float
    diastolic: float
    respiratory_rate: float
    temperature: float
    perfusion: float
    arterial_gradient: float
    alveolar_co2: float
    end_tidal_gradient: float
    circulation_s: float
    lung_rate: float
    pressure_response: float
    diastolic_response: float
    beats_response: float
    reflex: float
    sinus_arrhythmia: float
    mayer: float
    hour: float
    ectopic: float
    anxiety: float
    mood: float
    unease: float
    dissociation: float
    six_items: float
    drowsiness: float
    dizziness: float
    nausea: float
    uplift: float


def drawn(seed: Sequence[int], session: int = 1, age: float | None = None) -> Person:
    """The person of a seed in the session so many of a course; a given age is kept, the rest follows from it."""
    rng = np.random.default_rng(list(seed))
    years = float(np.clip(rng.normal(45.0, 14.0), 18.0, 85.0))
    age = years if age is None else age
    sex: Sex = "female" if rng.random() < 0.55 else "male"
    body = _body(rng, age, sex)
    answer = _answer(rng, session)
    return Person(age=age, sex=sex, session=session, **body, **answer)


def _body(rng: np.random.Generator, age: float, sex: Sex) -> dict[str, float]:
    """A healthy adult who may start a session."""
    young = math.exp(-(age - 40.0) / 40.0)
    gate = GATE_OVER_65 if age > 65 else SYSTOLIC_GATE
    pressures = _pressures(rng, age, gate)
    return {
        "weight_kg": _within(rng, 70.0 if sex == "female" else 83.0, 13.0, 45.0, 130.0),
        "heart_rate": _within(rng, 71.0 if sex == "female" else 68.0, 7.0, 58.0, 92.0),
        "systolic": pressures[0], "diastolic": pressures[1],
        "respiratory_rate": _within(rng, 14.5, 1.3, 12.0, 18.0),
        "temperature": _within(rng, 36.7, 0.2, 36.2, 37.2),
        "perfusion": float(np.clip(math.exp(rng.normal(1.1, 0.45)), 0.7, 12.0)),
        "arterial_gradient": _within(rng, 3.0 + age / 6.0, 3.0, 2.0, 20.0),
        "alveolar_co2": _within(rng, 39.0, 1.2, 36.0, 42.0),
        "end_tidal_gradient": _within(rng, 3.0, 0.7, 1.0, 5.0),
        "circulation_s": _within(rng, 14.0, 2.0, 10.0, 20.0),
        "lung_rate": _within(rng, 0.0205, 0.003, 0.014, 0.028),
        "reflex": 0.5 * min(1.5, young) * float(rng.uniform(0.7, 1.3)),
        "sinus_arrhythmia": 2.2 * min(1.6, young) * float(rng.uniform(0.5, 1.5)),
        "mayer": float(rng.uniform(0.8, 2.0)),
        "hour": float(rng.uniform(8.0, 16.0)),
        "ectopic": float(rng.uniform(0.3, 1.5)) if rng.random() < 0.15 else 0.0,
    }


def _pressures(rng: np.random.Generator, age: float, gate: float) -> tuple[float, float]:
    """Resting systolic and diastolic pressure: older people's are higher, the two go together."""
    while True:
        high = 120.0 + 0.25 * (age - 45.0) + 10.0 * float(rng.standard_normal())
        low = 74.0 + 0.4 * (high - 120.0) + 5.5 * float(rng.standard_normal())
        if 100.0 <= high <= gate and 58.0 <= low <= DIASTOLIC_GATE and 30.0 <= high - low <= 70.0:
            return high, low


def _answer(rng: np.random.Generator, session: int) -> dict[str, float]:
    """How strongly this person answers the drug; symptoms go together, for one body meets one drug."""
    shared = float(rng.standard_normal())
    pressure, diastolic = _pair(rng, 0.8)
    strong, sleepy, giddy, sick = (0.5 * shared + math.sqrt(0.75) * float(rng.standard_normal()) for _ in range(4))
    return {
        "pressure_response": float(np.clip(1.0 + PRESSURE_SPREAD * pressure, -0.8, 3.2)),
        "diastolic_response": float(np.clip(1.0 + DIASTOLIC_SPREAD * diastolic, -0.8, 3.2)),
        "beats_response": float(rng.uniform(5.0, 10.0)),
        "dissociation": DISSOCIATION_MEAN * seen_in(session)
        * math.exp(DISSOCIATION_SPREAD * (strong - DISSOCIATION_SPREAD / 2.0)),
        "six_items": 0.42 * math.exp(0.3 * float(rng.standard_normal())),
        "drowsiness": sleepy, "dizziness": giddy, "nausea": sick,
        "anxiety": _within(rng, 2.8, 1.2, 0.5, 6.0),
        "mood": _within(rng, 3.2, 1.2, 0.5, 6.0),
        "unease": 0.15 * math.exp(0.9 * float(rng.standard_normal())),
        "uplift": _within(rng, 1.8, 1.2, -0.5, 5.0),
    }


def seen_in(session: int) -> float:
    """The factor on dissociation in the session so many of a course."""
    return FIRST_SESSION if session == 1 else LATER_SESSIONS


def _pair(rng: np.random.Generator, together: float) -> tuple[float, float]:
    """Two normal draws with a correlation."""
    one, other = rng.standard_normal(2).tolist()
    return one, together * one + math.sqrt(1.0 - together * together) * other


def _within(rng: np.random.Generator, mean: float, spread: float, low: float, high: float) -> float:
    """A normal draw inside bounds."""
    while True:
        value = mean + spread * float(rng.standard_normal())
        if low <= value <= high:
            return value


def stacked(persons: Sequence[Person]) -> Person:
    """Many persons as one whose numbers are arrays, for a population."""
    columns: dict[str, Any] = {
        name: np.array([getattr(one, name) for one in persons]) for name in Person.__struct_fields__
    }
    return Person(**columns)
