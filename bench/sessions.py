"""Plays many sessions at once and writes down what a nurse would: cuffs, scores, and the course of every minute.

Times are minutes after the dose began; rises are above the mean of the three cuffs of the baseline.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np
from numpy.typing import NDArray

from simulators import dose, mind, person, response
from simulators.dose import AnyOrder
from simulators.person import Person
from simulators.population import Population
from simulators.response import Response

Floats = NDArray[np.float64]

BEFORE_MIN, AFTER_MIN, INFUSION_MIN = 15, 130, 40
BASELINE_MIN = (-10, -5, -1)
CUFFS_MIN = (*BASELINE_MIN, 10, 20, 30, 40, 55, 60, 70, 85, 90, 100, 115, 130)
"""Every 10 min during, every 15 after (CLINICAL, section 2); 60 and 90 too, where studies measured."""

SCORED_MIN = (10, 20, 30, 40, 50, 60, 80, 120)
CUFF_ERROR = (2.5, 2.0)
"""What a cuff adds to the truth: standard deviation of the systolic and the diastolic error, mmHg."""

COURSE = 6
"""Sessions of a course; each person is met in one of them."""

SEVERE_SYSTOLIC, SEVERE_DIASTOLIC = 180.0, 110.0
LEVELS = ("cadss", "cadss_6", "drowsiness", "dizziness", "nausea", "anxiety", "mood")
VITALS = ("heart_rate", "spo2", "respiratory_rate", "etco2", "temperature")


@dataclass(slots=True)
class Recorded:
    """What was written down of all sessions, and the systolic truth: arrays of one number a session, by minute."""

    persons: list[Person]
    stopped: NDArray[np.bool_]
    systolic: dict[int, Floats] = field(default_factory=dict)
    diastolic: dict[int, Floats] = field(default_factory=dict)
    vitals: dict[str, dict[int, Floats]] = field(default_factory=lambda: {name: {} for name in VITALS})
    levels: dict[str, dict[int, Floats]] = field(default_factory=lambda: {name: {} for name in LEVELS})
    truth: dict[int, Floats] = field(default_factory=dict)

    def rise(self, which: dict[int, Floats], minute: int) -> Floats:
        """Above the baseline's mean."""
        before = sum(which[one] for one in BASELINE_MIN) / len(BASELINE_MIN)
        return np.asarray(which[minute] - before)

    def severe(self) -> NDArray[np.bool_]:
        """Whether any cuff after the dose showed a severe pressure."""
        found = np.zeros(len(self.persons), bool)
        for minute in CUFFS_MIN:
            if minute > 0:
                found |= (self.systolic[minute] >= SEVERE_SYSTOLIC) | (self.diastolic[minute] >= SEVERE_DIASTOLIC)
        return found

    def reported(self, symptom: str) -> NDArray[np.bool_]:
        """Who reports a symptom at any of the times when a nurse asks."""
        at_least = mind.DISSOCIATED if symptom == "cadss" else mind.REPORTED
        return np.asarray(np.max([self.levels[symptom][minute] for minute in SCORED_MIN], axis=0) >= at_least)


def play(
    persons: Sequence[Person], seeds: Sequence[tuple[int, ...]], orders: Sequence[AnyOrder] = (),
    answers: Response | None = None, model: str = "kamp",
) -> Recorded:
    """Plays a session for each person; a nurse stops the pump of whoever can't bear it."""
    planned = orders or list(dose.usual())
    shifted = [msgspec.structs.replace(one, at_s=one.at_s + BEFORE_MIN * 60.0) for one in planned]
    patients = Population(seeds, shifted, persons, answers or response.ketamine(), model)
    noted = Recorded(list(persons), np.zeros(len(persons), bool))
    errors = np.random.default_rng([*seeds[0], 3])
    for minute in range(1 - BEFORE_MIN, AFTER_MIN + 1):
        for _ in range(60):
            vitals = patients.step()
            if 0 < minute <= INFUSION_MIN:
                noted.stopped |= patients.mind.anxiety >= mind.UNBEARABLE
                patients.drug.open_share = np.where(noted.stopped, 0.0, 1.0)
        noted.truth[minute] = np.asarray(vitals.systolic)
        for name in VITALS:
            noted.vitals[name][minute] = np.asarray(getattr(vitals, name))
        for name in LEVELS:
            noted.levels[name][minute] = np.asarray(getattr(patients.mind, name))
        if minute in CUFFS_MIN:
            noted.systolic[minute] = vitals.systolic + errors.normal(0.0, CUFF_ERROR[0], len(persons))
            noted.diastolic[minute] = vitals.diastolic + errors.normal(0.0, CUFF_ERROR[1], len(persons))
    return noted


def mirrored(one: Person, like: Person) -> Person:
    """A person who answers the drug as much more than the average as another answers it less.

    In pairs of such people the share of a symptom wanders less by chance; neither is less likely than the other.
    """
    middle = person.DISSOCIATION_MEAN * math.exp(-(person.DISSOCIATION_SPREAD**2) / 2.0)
    return msgspec.structs.replace(
        one, drowsiness=-like.drowsiness, dizziness=-like.dizziness, nausea=-like.nausea,
        dissociation=(middle * person.seen_in(like.session)) ** 2 / like.dissociation,
        pressure_response=2.0 - like.pressure_response, diastolic_response=2.0 - like.diastolic_response,
    )


def usual(sessions: int, seed: int, model: str = "kamp") -> Recorded:
    """Sessions of 0.5 mg/kg over 40 min, each with another person, somewhere in a course of six."""
    seeds = [(seed, number) for number in range(sessions)]
    persons = [person.drawn(one, session=1 + number // 2 % COURSE) for number, one in enumerate(seeds)]
    return play(_paired(persons), seeds, model=model)


def nasal(sessions: int, seed: int, *, over_65: bool) -> Recorded:
    """Sessions of 84 mg esketamine from three nasal devices, of people of all ages or over 65."""
    seeds = [(seed, 1 + over_65, number) for number in range(sessions)]
    ages = np.random.default_rng([seed, 4]).uniform(66.0, 80.0, sessions)
    persons = [
        person.drawn(one, session=1 + number // 2 % COURSE, age=float(age) if over_65 else None)
        for number, (one, age) in enumerate(zip(seeds, ages, strict=True))
    ]
    return play(_paired(persons), seeds, dose.nasal(0.0, 84.0), response.esketamine(over_65=over_65))


def _paired(persons: list[Person]) -> list[Person]:
    """Every second person mirrors the one before."""
    return [mirrored(one, persons[number - 1]) if number % 2 else one for number, one in enumerate(persons)]
