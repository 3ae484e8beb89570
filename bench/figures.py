"""What a population must show: each figure with its target, its source, and whether it was met."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.sessions import BASELINE_MIN, Floats, Recorded
from simulators import dose, drug

PLASMA_KAMP = {5: 109.0, 10: 155.0, 20: 198.0, 30: 228.0, 40: 253.0, 60: 96.0, 120: 50.0}
PLASMA_DOMINO = {40: 240.0}
REPORTED = {"drowsiness": 0.56, "dizziness": 0.45, "cadss": 0.36, "nausea": 0.13}
NAMES = {"cadss": "dissociation"}
NINETY_AFTER_START, NINETY_AFTER_END = 90, 130
YALE, CLINICAL, MARKED_M = "Yale (CLINICAL 3, V)", "CLINICAL 3, V", "CLINICAL 3, M"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: it is met from `low` to `high`; `error` is its standard error in a sample of this size, or 0."""

    name: str
    value: float
    low: float
    high: float
    source: str
    error: float = 0.0

    @property
    def met(self) -> bool:
        """Whether it lies within its target."""
        return self.low <= self.value <= self.high


Value = tuple[float, float]
"""A value and its standard error."""


def within(name: str, value: Value, target: float, share: float, source: str) -> Figure:
    """A figure that must be within a share of its target."""
    return between(name, value, target * (1 - share), target * (1 + share), source)


def between(name: str, value: Value, low: float, high: float, source: str) -> Figure:
    """A figure that must be between two bounds."""
    return Figure(name, value[0], low, high, source, value[1])


def of_plasma() -> list[Figure]:
    """The table of plasma concentrations, person of 70 kg, within 1 %."""
    found = []
    for model, table in ((drug.kamp(), PLASMA_KAMP), (drug.domino(), PLASMA_DOMINO)):
        for minute, target in table.items():
            body = drug.Drug(model, 70.0, dose.usual())
            body.advance(minute * 60.0)
            found.append(within(f"plasma_{model.name}_{minute}_min", (body.plasma, 0.0), target, 0.01, "CLINICAL 3"))
    return found


def of_pressure(noted: Recorded) -> list[Figure]:
    """Rise, spread, return and severe pressures, as cuffs measured them."""
    found = []
    for name, cuffs, mean, spread in (
        ("systolic", noted.systolic, 16.0, 11.2), ("diastolic", noted.diastolic, 11.0, 8.5),
    ):
        rise = noted.rise(cuffs, 40)
        found.append(within(f"{name}_rise_40_min", _mean(rise), mean, 0.1, YALE))
        found.append(within(f"{name}_rise_40_min_sd", _spread(rise), spread, 0.1, YALE))
    for name, cuffs in (("systolic", noted.systolic), ("diastolic", noted.diastolic)):
        for since, minute in (("end", NINETY_AFTER_END), ("start", NINETY_AFTER_START)):
            left = _mean(noted.rise(cuffs, minute))
            found.append(between(f"{name}_left_90_min_after_{since}", left, -5.0, 5.0, CLINICAL))
    found.append(within("systolic_rise_60_min", _mean(noted.rise(noted.systolic, 60)), 8.5, 0.1, "CLINICAL 3, P"))
    found.append(between("severe_hypertension_share", _share(noted.severe()), 0.005, 0.015, CLINICAL))
    return found


def of_others(noted: Recorded) -> list[Figure]:
    """Heart rate, saturation, symptoms, dissociation, sessions that were stopped."""
    heart = _mean(noted.rise(noted.vitals["heart_rate"], 40))
    oxygen = _mean(noted.rise(noted.vitals["spo2"], 40))
    cadss, six = noted.levels["cadss"][40], noted.levels["cadss_6"][40]
    first = np.array([one.session == 1 for one in noted.persons])
    return [
        between("heart_rate_rise_40_min", heart, 5.0, 10.0, MARKED_M),
        between("spo2_change_40_min", oxygen, -0.5, 0.5, "CLINICAL 3, V: no systematic change"),
        *(
            between(
                f"{NAMES.get(one, one)}_share", _share(noted.reported(one)), target - 0.03, target + 0.03, CLINICAL
            )
            for one, target in REPORTED.items()
        ),
        between("stopped_share", _share(noted.stopped), 0.0, 0.01, CLINICAL),
        within("cadss_40_min", _mean(cadss), 7.7, 0.1, CLINICAL),
        within("cadss_40_min_sd", _spread(cadss), 9.2, 0.1, CLINICAL),
        Figure("cadss_first_over_later", float(cadss[first].mean() / cadss[~first].mean()), 1.0, 3.0, CLINICAL),
        Figure("cadss_6_correlation", float(np.corrcoef(cadss, six)[0, 1]), 0.91, 0.95, "CLINICAL 2"),
    ]


def of_nasal(noted: Recorded, name: str, high: float, low: float) -> list[Figure]:
    """Esketamine by the nose: the largest mean rise of the truth, when it comes, and what is left at 90 minutes."""
    minutes = sorted(noted.truth)
    level = [float(noted.truth[minute].mean()) for minute in minutes]
    peak = minutes[int(np.argmax(np.convolve(level, np.ones(11) / 11, "same")))]
    tops = [max(float(noted.rise(cuffs, minute).mean()) for minute in cuffs if minute not in BASELINE_MIN)
            for cuffs in (noted.systolic, noted.diastolic)]
    return [
        within(f"{name}_systolic_rise", (tops[0], 0.0), high, 0.1, CLINICAL),
        within(f"{name}_diastolic_rise", (tops[1], 0.0), low, 0.1, CLINICAL),
        Figure(f"{name}_peak_min", float(peak), 30.0, 50.0, CLINICAL),
        between(f"{name}_systolic_left_90_min", _mean(noted.rise(noted.systolic, 90)), -5.0, 5.0, CLINICAL),
    ]


def _mean(values: Floats) -> Value:
    return float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values))


def _spread(values: Floats) -> Value:
    spread = float(values.std(ddof=1))
    return spread, spread / math.sqrt(2.0 * (len(values) - 1))


def _share(which: NDArray[np.bool_]) -> Value:
    share = float(which.mean())
    return share, math.sqrt(share * (1.0 - share) / len(which))
