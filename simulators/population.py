"""Many patients at once, each as the one of its seed: the same equations, with arrays of one number a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from simulators import drug, person, response
from simulators.body import Body
from simulators.dose import AnyOrder
from simulators.drug import Drug, Model
from simulators.mind import Mind
from simulators.person import Person
from simulators.response import Response
from simulators.vitals import MANY, Vitals
from simulators.walks import ANXIETY, STEPS_A_DRAW, Draws


class Population:
    """The patients of these seeds, given the same orders (in mg/kg) at the same times.

    `who` replaces the persons of the seeds. Vitals and levels are arrays of one number a patient; to stop some
    patients' pumps, set their places in `drug.open_share` to 0.
    """

    def __init__(
        self, seeds: Sequence[Sequence[int]], orders: Iterable[AnyOrder] = (), who: Sequence[Person] | None = None,
        answers: Response | None = None, model: str = "kamp",
    ) -> None:
        self.persons = list(who) if who is not None else [person.drawn(seed) for seed in seeds]
        together = person.stacked(self.persons)
        answers = answers or response.ketamine()
        rates = _model(model, cast(Any, together.weight_kg))
        self.drug = Drug(rates, together.weight_kg, orders)
        self.drug.open_share = np.ones(len(seeds))
        self.body = Body(together, answers, MANY)
        self.mind = Mind(together, answers.peak, MANY)
        self._draws = [Draws([*seed, 2]) for seed in seeds]
        self._block = np.empty(0)
        self._place = STEPS_A_DRAW

    def step(self, dt: float = 1.0) -> Vitals:
        """All patients `dt` seconds later."""
        if self._place == STEPS_A_DRAW:
            self._block = np.stack([one.block() for one in self._draws], axis=-1)
            self._place = 0
        draws = self._block[self._place]
        self._place += 1
        self.drug.advance(dt)
        effect_site = self.drug.effect_site
        self.mind.step(dt, draws[ANXIETY], effect_site)
        return self.body.step(dt, draws, effect_site, self.mind.arousal, self.mind.drowsiness)


def _model(name: str, weights_kg: NDArray[np.float64]) -> Model:
    """A model whose rates are arrays."""
    each = [drug.named(name, float(weight)) for weight in weights_kg]
    fields = ("litres_per_kg", "k10", "k12", "k21", "k13", "k31")
    return Model(name, *(cast(Any, np.array([getattr(one, field) for one in each])) for field in fields))
