"""Ketamine in the body: concentration in plasma and at the effect site over time, and what it does to the pressure.

Linear three-compartment models; doses given one after another simply add. Times are seconds since the dose began,
concentrations ng/mL, weights kg. Sources: docs/clinical.md, section 3 (Kamp 2020; Domino 1984; the effect is fitted
to a rise of +16 mmHg at 40 min and +8.5 at 60).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

KE0_PER_MIN = 0.13
"""Plasma to effect site."""

SYSTOLIC_PER_NG_ML = 0.069
"""Rise of the systolic pressure, mmHg for each ng/mL at the effect site."""

DIASTOLIC_SHARE = 0.69
"""Rise of the diastolic pressure as a share of the systolic one's."""

PEAK_EFFECT_SITE = 232.0
"""Effect-site ng/mL at the end of 0.5 mg/kg over 40 min; the heart rate's response is relative to it."""


@dataclass(frozen=True, slots=True)
class Model:
    """A three-compartment model: the central volume in L/kg, and its rates per minute."""

    name: str
    litres_per_kg: float
    k10: float
    k12: float
    k21: float
    k13: float
    k31: float


def domino() -> Model:
    """Domino's model."""
    return Model("domino", 0.063, k10=0.438, k12=0.592, k21=0.247, k13=0.590, k31=0.0146)


def kamp(weight_kg: float = 70.0) -> Model:
    """Kamp's model: volumes grow with weight, clearances with weight to the power 0.75."""
    size = weight_kg / 70.0
    v1, v2, v3 = 25.0 * size, 56.0 * size, 157.0 * size
    clearance, fast, slow = (rate * size**0.75 / 60.0 for rate in (84.0, 161.0, 79.0))
    return Model("kamp", v1 / weight_kg, clearance / v1, fast / v1, fast / v2, slow / v1, slow / v3)


@dataclass(frozen=True, slots=True)
class Dose:
    """What is given: `over_min` of infusion, or (with `absorbed_per_min`) a depot that empties at that rate."""

    mg_per_kg: float
    over_min: float = 0.0
    bioavailable: float = 1.0
    absorbed_per_min: float = 0.0


def infusion(mg_per_kg: float = 0.5, over_min: float = 40.0) -> Dose:
    """A constant infusion; the default is the usual one for depression."""
    return Dose(mg_per_kg, over_min)


def intramuscular(mg_per_kg: float = 0.5, bioavailable: float = 0.93, absorbed_per_min: float = 0.05) -> Dose:
    """An injection into muscle."""
    return Dose(mg_per_kg, 0.0, bioavailable, absorbed_per_min)


def intranasal(
    milligrams: float = 56.0, weight_kg: float = 70.0, bioavailable: float = 0.48, absorbed_per_min: float = 0.015
) -> Dose:
    """A nasal spray; how much arrives is uncertain (0.11 to 0.48), so it is a parameter."""
    return Dose(milligrams / weight_kg, 0.0, bioavailable, absorbed_per_min)


@dataclass(frozen=True, slots=True)
class Course:
    """Plasma and effect-site concentration after one dose, every `step_s` seconds."""

    step_s: float
    plasma: list[float]
    effect_site: list[float]

    def plasma_at(self, time_s: float) -> float:
        """ng/mL in plasma; 0 before the dose and after the horizon."""
        return _between(self.plasma, time_s / self.step_s)

    def effect_site_at(self, time_s: float) -> float:
        """ng/mL at the effect site; 0 before the dose and after the horizon."""
        return _between(self.effect_site, time_s / self.step_s)


def course(model: Model, dose: Dose, hours: float = 6.0, step_s: float = 10.0) -> Course:
    """What a dose does for `hours`; exact at every step, so the step changes nothing but the size."""
    step_min = step_s / 60.0
    drive = dose.mg_per_kg * dose.bioavailable * 1000.0 / model.litres_per_kg
    during = _exponential(_flows(model, dose, drive / dose.over_min if dose.over_min else 0.0) * step_min)
    after = _exponential(_flows(model, dose, 0.0) * step_min)
    state = np.array([0.0, 0.0, 0.0, 0.0, drive if dose.absorbed_per_min else 0.0, 1.0])
    if not dose.over_min and not dose.absorbed_per_min:
        state[0] = drive
    plasma, effect_site = [float(state[0])], [0.0]
    for number in range(round(hours * 3600.0 / step_s)):
        running = (number + 0.5) * step_min < dose.over_min
        state = (during if running else after) @ state
        plasma.append(float(state[0]))
        effect_site.append(float(state[3]))
    return Course(step_s, plasma, effect_site)


def systolic_rise(effect_site_ng_ml: float) -> float:
    """mmHg above the baseline in the average person."""
    return SYSTOLIC_PER_NG_ML * effect_site_ng_ml


def repeated(one: Course, starts_s: float, every_s: float | None) -> Callable[[float], float]:
    """Effect-site ng/mL over time of a dose at `starts_s`, and again every `every_s` seconds where that is given."""
    lasts_s = one.step_s * (len(one.effect_site) - 1)

    def at(time_s: float) -> float:
        since = time_s - starts_s
        if every_s is None:
            return one.effect_site_at(since)
        total = 0.0
        first = max(0, int((since - lasts_s) // every_s) + 1)
        for number in range(first, int(since // every_s) + 1):
            total += one.effect_site_at(since - number * every_s)
        return total

    return at


def _flows(model: Model, dose: Dose, infused: float) -> Floats:
    """Rates per minute of plasma, fast, slow, effect site, depot (ng/mL of the central volume) and the constant 1."""
    absorbed = dose.absorbed_per_min
    flows = np.zeros((6, 6))
    flows[0] = [-(model.k10 + model.k12 + model.k13), model.k21, model.k31, 0.0, absorbed, infused]
    flows[1, :2] = [model.k12, -model.k21]
    flows[2, [0, 2]] = [model.k13, -model.k31]
    flows[3, [0, 3]] = [KE0_PER_MIN, -KE0_PER_MIN]
    flows[4, 4] = -absorbed
    return flows


def _exponential(matrix: Floats, halvings: int = 10, terms: int = 8) -> Floats:
    """The matrix exponential by scaling, a short series and squaring."""
    scaled = matrix / 2.0**halvings
    total = np.eye(len(matrix))
    term = np.eye(len(matrix))
    for number in range(1, terms + 1):
        term = term @ scaled / number
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return total


def _between(points: list[float], place: float) -> float:
    """The value at a fractional place, linear between neighbours."""
    if place < 0 or place >= len(points) - 1:
        return 0.0
    whole = int(place)
    return points[whole] + (points[whole + 1] - points[whole]) * (place - whole)
