"""Ketamine in the body: concentration in plasma and at the effect site over time, whatever is given and whenever.

Linear three-compartment models with an effect site and two depots (muscle, nose). What goes in is constant between two
orders, so each such stretch is solved exactly with a matrix exponential: the size of a step changes nothing. Times are
seconds, concentrations ng/mL, weights kg. Sources of the numbers: docs/simulator.md (Kamp 2020; Domino 1984).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulators.dose import AnyOrder, Bolus, Infuse, Injection, Pause, Rate, Resume, Spray, Stop

Floats = NDArray[np.float64]

KE0_PER_MIN = 0.13
"""Plasma to effect site."""

PLASMA, EFFECT_SITE, MUSCLE, NOSE, PUMP = 0, 3, 4, 5, 6
"""Places in the state; 1 and 2 are the fast and the slow tissue, `PUMP` is what flows in."""

PLACES = 7
KEPT_STEPS = 64
EMPTY_MG_PER_KG = 1e-12


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


def named(name: str, weight_kg: float) -> Model:
    """A model by its name, for a weight; raises ValueError."""
    if name == "kamp":
        return kamp(weight_kg)
    if name == "domino":
        return domino()
    raise ValueError(f"there is no model {name!r}: take kamp or domino")


@dataclass(frozen=True, slots=True)
class Uptake:
    """How much of what is in a depot arrives at all, and how fast: uncertain, so it can be given."""

    muscle_share: float = 0.93
    muscle_per_min: float = 0.05
    nose_share: float = 0.48
    nose_per_min: float = 0.015


class Drug:
    """The drug in one body, empty at `starts_s`; orders that are no list come in order of time, without end if need be.

    `model` and `weight_kg` may be arrays of one number a person: then so are the concentrations, orders come at the
    same time for all and are given in mg/kg. `open_share` is how much of the pump's flow arrives in the vein.
    """

    def __init__(
        self, model: Model, weight_kg: float, orders: Iterable[AnyOrder] = (), starts_s: float = 0.0,
        uptake: Uptake | None = None,
    ) -> None:
        self.time_s = starts_s
        self.open_share: Any = 1.0
        self.rate = 0.0
        self.left = 0.0
        self._paused = False
        self._weight_kg = weight_kg
        self._uptake = uptake or Uptake()
        self._dose: Any = 1000.0 / model.litres_per_kg
        self._flows = _flows(model, self._uptake)
        self._state = np.zeros((*self._flows.shape[:-1], 1))
        self._empty = True
        self._solutions: dict[float, Floats] = {}
        self._number = count()
        self._given: list[tuple[float, int, AnyOrder]] = []
        planned = sorted(orders, key=lambda one: one.at_s) if isinstance(orders, Sequence) else orders
        self._planned: Iterator[AnyOrder] = iter(planned)
        self._plan_next()

    @property
    def plasma(self) -> Any:
        """ng/mL in plasma: a float, or an array of one a person."""
        return self._at(PLASMA)

    @property
    def effect_site(self) -> Any:
        """ng/mL at the effect site: a float, or an array of one a person."""
        return self._at(EFFECT_SITE)

    @property
    def running(self) -> bool:
        """Whether the pump runs."""
        return self.left > 0.0 and not self._paused

    def begins_at(self) -> float | None:
        """When the next order is due; None without any."""
        return self._given[0][0] if self._given else None

    def give(self, order: AnyOrder) -> None:
        """One more order; one whose time has passed is carried out at once."""
        heapq.heappush(self._given, (max(order.at_s, self.time_s), next(self._number), order))

    def advance(self, dt: float) -> None:
        """The body `dt` seconds later."""
        ends_s = self.time_s + dt
        while self._given and self._given[0][0] <= ends_s:
            at_s, _, order = heapq.heappop(self._given)
            self._run(at_s - self.time_s)
            self.time_s = max(self.time_s, at_s)
            self._carry_out(order)
            if order is self._latest:
                self._plan_next()
        self._run(ends_s - self.time_s)
        self.time_s = ends_s

    def _plan_next(self) -> None:
        self._latest = next(self._planned, None)
        if self._latest is not None:
            heapq.heappush(self._given, (self._latest.at_s, next(self._number), self._latest))

    def _run(self, dt: float) -> None:
        """Moves on without a new order, but the pump may run empty on the way."""
        if self.running and self.rate > 0.0:
            lasts_s = min(dt, 60.0 * self.left / self.rate)
            self._move(lasts_s)
            self.left -= self.rate * lasts_s / 60.0
            self.left = 0.0 if self.left < EMPTY_MG_PER_KG else self.left
            dt -= lasts_s
        self._move(dt)

    def _move(self, dt: float) -> None:
        """Exactly `dt` seconds with what flows in now."""
        flows = self.running and self.rate > 0.0
        if dt <= 0.0 or (self._empty and not flows):
            return
        self._empty = False
        self._state[..., PUMP, 0] = self._dose * self.rate * self.open_share if flows else 0.0
        solution = self._solutions.get(dt)
        if solution is None:
            if len(self._solutions) >= KEPT_STEPS:
                self._solutions.clear()
            solution = self._solutions[dt] = exponential(self._flows * (dt / 60.0))
        self._state = solution @ self._state

    def _carry_out(self, order: AnyOrder) -> None:
        match order:
            case Bolus():
                self._put(PLASMA, order.per_kg(self._weight_kg))
            case Injection():
                self._put(MUSCLE, order.per_kg(self._weight_kg) * self._uptake.muscle_share)
            case Spray():
                self._put(NOSE, order.per_kg(self._weight_kg) * self._uptake.nose_share)
            case Infuse(over_min=over_min):
                self.left = order.per_kg(self._weight_kg)
                self.rate = self.left / over_min
                self._paused = False
            case Rate():
                self.rate = order.per_kg(self._weight_kg) / 60.0
            case Pause():
                self._paused = True
            case Resume():
                self._paused = False
            case Stop():
                self.left = 0.0

    def _put(self, place: int, mg_per_kg: float) -> None:
        self._state[..., place, 0] += self._dose * mg_per_kg
        self._empty = False

    def _at(self, place: int) -> Any:
        value = self._state[..., place, 0]
        return value if value.ndim else value.item()


def exponential(matrix: Floats, terms: int = 12) -> Floats:
    """The matrix exponential, of one matrix or a stack of them, by scaling, a short series and squaring."""
    size = float(np.abs(matrix).sum(axis=-1).max())
    halvings = max(0, math.ceil(math.log2(size)) + 3) if size > 0.0 else 0
    scaled = matrix / 2.0**halvings
    total = term = np.broadcast_to(np.eye(matrix.shape[-1]), matrix.shape)
    for number in range(1, terms + 1):
        term = term @ scaled / number
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return total


def _flows(model: Model, uptake: Uptake) -> Floats:
    """Rates per minute of plasma, fast, slow, effect site, muscle, nose (ng/mL of the central volume) and the pump."""
    flows = np.zeros((*np.shape(model.k10), PLACES, PLACES))
    flows[..., PLASMA, PLASMA] = -(model.k10 + model.k12 + model.k13)
    flows[..., PLASMA, 1], flows[..., PLASMA, 2] = model.k21, model.k31
    flows[..., 1, PLASMA], flows[..., 1, 1] = model.k12, -model.k21
    flows[..., 2, PLASMA], flows[..., 2, 2] = model.k13, -model.k31
    flows[..., EFFECT_SITE, PLASMA], flows[..., EFFECT_SITE, EFFECT_SITE] = KE0_PER_MIN, -KE0_PER_MIN
    for depot, rate in ((MUSCLE, uptake.muscle_per_min), (NOSE, uptake.nose_per_min)):
        flows[..., PLASMA, depot], flows[..., depot, depot] = rate, -rate
    flows[..., PLASMA, PUMP] = 1.0
    return flows
