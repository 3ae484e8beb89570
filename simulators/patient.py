"""A simulated patient: a person, the drug in them, their body and their mind, second by second, all from a seed.

`step` is the seam: everything else (devices, scenarios, a trainer) asks it for the truth, gives orders through
`drug.give`, strains the `body` and scores the `mind`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from simulators import drug, person, response
from simulators.body import Body
from simulators.dose import AnyOrder
from simulators.drug import Drug
from simulators.mind import Mind
from simulators.person import Person
from simulators.response import Response
from simulators.vitals import ONE, Vitals
from simulators.walks import ANXIETY, Draws

EARLIER_STEP_S = 10.0
"""A treatment that began before the patient is looked at is lived through in steps of this size."""

EARLIER_AT_MOST_S = 3 * 3600.0


class Patient:
    """One patient; every `step` depends on the seed and the steps before only.

    `orders` come in order of time; `starts_s` is where the patient's time begins, orders before it have had their
    effect. `effect` replaces the sampled strength of the pressures' response, `who` the sampled person, `answers`
    what the drug does (racemic ketamine's usual, if left out), `model` is kamp or domino.
    """

    def __init__(
        self, seed: Sequence[int], orders: Iterable[AnyOrder] = (), starts_s: float = 0.0,
        effect: float | None = None, who: Person | None = None, answers: Response | None = None, model: str = "kamp",
    ) -> None:
        drawn = who or person.drawn(seed)
        if effect is not None:
            drawn = msgspec.structs.replace(drawn, pressure_response=effect, diastolic_response=effect)
        self.person = drawn
        answers = answers or response.ketamine()
        self.drug = Drug(drug.named(model, drawn.weight_kg), drawn.weight_kg, orders, starts_s)
        self.body = Body(drawn, answers, ONE)
        self.mind = Mind(drawn, answers.peak, ONE)
        self.baseline = self.body.resting
        self.time_s = starts_s
        self._draws = Draws([*seed, 2])
        self._live_up_to(starts_s)

    def step(self, dt: float = 1.0) -> Vitals:
        """The patient `dt` seconds later."""
        self.time_s += dt
        self.drug.advance(dt)
        draws = self._draws.next()
        effect_site = self.drug.effect_site
        self.mind.step(dt, draws[ANXIETY], effect_site)
        return self.body.step(dt, draws, effect_site, self.mind.arousal, self.mind.drowsiness)

    def _live_up_to(self, starts_s: float) -> None:
        """Lives from the first order to the beginning, the last hours of it with body and mind."""
        begins_s = self.drug.begins_at()
        if begins_s is None or begins_s >= starts_s:
            return
        self.drug.time_s = begins_s
        self.drug.advance(max(0.0, starts_s - EARLIER_AT_MOST_S - begins_s))
        self.time_s = self.drug.time_s
        while self.time_s < starts_s:
            self.step(min(EARLIER_STEP_S, starts_s - self.time_s))
