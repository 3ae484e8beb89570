"""A simulated person: baselines, slow walks, noise from beat to beat, and an own response to the drug, all from a seed.

Heart and breath per minute, SpO2 in %, pressures in mmHg. The response's mean and spread are those of docs/clinical.md,
section 3: systolic +16.0 (SD 11.2) at the peak, heart rate +5 to +10, SpO2 unchanged.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulators import drug

EFFECT_SPREAD = 11.2 / 16.0
DRAWS_A_STEP = 8
STEPS_A_DRAW = 256


@dataclass(frozen=True, slots=True)
class Vitals:
    """The truth about a person at one moment, before any sensor."""

    heart_rate: float
    spo2: float
    systolic: float
    diastolic: float
    respiratory_rate: float

    @property
    def mean(self) -> float:
        """Mean arterial pressure: the diastolic and a third of the pulse pressure."""
        return self.diastolic + (self.systolic - self.diastolic) / 3.0


@dataclass(frozen=True, slots=True)
class Response:
    """How strongly a person answers the drug: a factor on the mean rise in pressure, and beats at the peak."""

    pressure: float
    beats: float


class Walk:
    """A slow walk around zero with a standard deviation and a time constant in seconds."""

    __slots__ = ("_now", "_spread", "_tau_s")

    def __init__(self, spread: float, tau_s: float) -> None:
        self._spread = spread
        self._tau_s = tau_s
        self._now = 0.0

    def step(self, dt: float, normal: float) -> float:
        """The next value, `dt` seconds on, from one normal draw."""
        keep = math.exp(-dt / self._tau_s)
        self._now = self._now * keep + self._spread * math.sqrt(1.0 - keep * keep) * normal
        return self._now


class Patient:
    """One person; every `step` depends on the seed and the steps before only.

    `effect_site` gives ng/mL at a time; `effect` replaces the sampled strength of the pressure's response.
    """

    def __init__(
        self, seed: Sequence[int], effect_site: Callable[[float], float], starts_s: float = 0.0,
        effect: float | None = None,
    ) -> None:
        rng = np.random.default_rng(list(seed))
        self.baseline = _baseline(rng)
        sampled = Response(float(np.clip(rng.normal(1.0, EFFECT_SPREAD), -0.2, 2.5)), float(rng.uniform(5.0, 10.0)))
        self.response = sampled if effect is None else Response(effect, sampled.beats)
        self.time_s = starts_s
        self._effect_site = effect_site
        self._normals = _normals(rng)
        self._heart, self._oxygen = Walk(2.5, 120.0), Walk(0.5, 90.0)
        self._pressure, self._breath = Walk(2.5, 300.0), Walk(0.8, 60.0)

    def step(self, dt: float = 1.0) -> Vitals:
        """The person `dt` seconds later."""
        self.time_s += dt
        n = next(self._normals)
        concentration = self._effect_site(self.time_s)
        rise = drug.systolic_rise(concentration) * self.response.pressure
        beats = self.response.beats * concentration / drug.PEAK_EFFECT_SITE
        drift = self._pressure.step(dt, n[2])
        base = self.baseline
        return Vitals(
            heart_rate=base.heart_rate + beats + self._heart.step(dt, n[0]) + n[4],
            spo2=min(100.0, base.spo2 + self._oxygen.step(dt, n[1]) + 0.2 * n[5]),
            systolic=base.systolic + rise + drift + 1.5 * n[6],
            diastolic=base.diastolic + drug.DIASTOLIC_SHARE * rise + 0.6 * drift + 1.0 * n[7],
            respiratory_rate=base.respiratory_rate + self._breath.step(dt, n[3]),
        )


def _baseline(rng: np.random.Generator) -> Vitals:
    """A healthy adult who may start a session (systolic at most 140, SpO2 at least 95, heart rate 50-120)."""
    systolic = float(rng.uniform(108.0, 130.0))
    return Vitals(
        heart_rate=float(rng.uniform(60.0, 82.0)),
        spo2=float(rng.uniform(96.6, 98.4)),
        systolic=systolic,
        diastolic=systolic * float(rng.uniform(0.6, 0.66)),
        respiratory_rate=float(rng.uniform(13.0, 17.0)),
    )


def _normals(rng: np.random.Generator) -> Iterator[list[float]]:
    """Normal draws for one step after the other."""
    while True:
        block: list[list[float]] = rng.standard_normal((STEPS_A_DRAW, DRAWS_A_STEP)).tolist()
        yield from block
