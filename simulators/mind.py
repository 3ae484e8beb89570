"""What a person feels over time under the drug: dissociation, anxiety, mood, nausea, dizziness, drowsiness, sedation.

Each follows the effect site with a lag of its own and a strength of this person's. A nurse may score at any moment.
Levels run 0-10; the spread of each strength is fitted to the published rates (docs/simulator.md).
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import msgspec

from simulators.person import Person
from simulators.vitals import Sums
from simulators.walks import Keep

REPORTED = 3.0
"""A symptom of this level is reported as an adverse effect."""

DISSOCIATED = 6.8
"""A whole CADSS of this much is reported as dissociation."""

UNBEARABLE = 9.5
"""Anxiety of this level is where a session is stopped."""

CADSS_MOST, CADSS_6_MOST = 92.0, 24.0
SEDATION_STEPS = (4.0, 7.6, 9.0, 9.5, 9.9)
"""Levels of drowsiness from which MOAA/S is 4, 3, 2, 1, 0."""


class Symptom(msgspec.Struct, frozen=True):
    """How a symptom comes: the share of people who report it after the usual dose, how much people differ (standard
    deviation of the logarithm), how steeply it follows the drug, how late it is, and its drug at the most."""

    share: float
    spread: float
    steepness: float
    tau_s: float
    most: float

    def strength(self, normal: Any, sums: Sums) -> Any:
        """A person's strength from a normal draw: the level of `share` of all people reaches `REPORTED`."""
        middle = sums.exp(self.spread * (NormalDist().inv_cdf(self.share) + normal))
        return middle * (REPORTED / (10.0 - REPORTED)) / self.most**self.steepness


DROWSY = Symptom(0.56, 0.8, 1.5, 300.0, 0.94)
DIZZY = Symptom(0.45, 1.0, 1.5, 150.0, 0.98)
SICK = Symptom(0.13, 1.2, 1.0, 600.0, 0.88)
DISSOCIATION_STEEPNESS, DISSOCIATION_TAU_S = 2.5, 90.0
MOOD_TAU_S = 3600.0


class Scores(msgspec.Struct, frozen=True):
    """What a nurse who asks now would write down."""

    cadss: int
    cadss_6: int
    moaa_s: int
    anxiety: int
    mood: int
    nausea: int
    dizziness: int
    drowsiness: int


class Mind:
    """The state of one mind (or of many, with `MANY` sums and a person of arrays).

    `peak` is what the usual dose reaches at the effect site, ng/mL.
    """

    __slots__ = (
        "_at_dt", "_dizzy", "_drowsy", "_keeps", "_lags", "_peak", "_person", "_sick", "_sums", "_walk", "anxiety",
        "cadss", "cadss_6", "dizziness", "drowsiness", "mood", "nausea",
    )

    def __init__(self, person: Person, peak: float, sums: Sums) -> None:
        self._peak = peak
        self._person, self._sums, self._at_dt = person, sums, 0.0
        self._drowsy = DROWSY.strength(person.drowsiness, sums)
        self._dizzy = DIZZY.strength(person.dizziness, sums)
        self._sick = SICK.strength(person.nausea, sums)
        rest = person.anxiety * 0.0
        self._walk: Any = rest
        self._lags: Any = (rest, rest, rest, rest, rest)
        self.cadss = self.cadss_6 = self.drowsiness = self.dizziness = self.nausea = rest
        self.anxiety, self.mood = person.anxiety, person.mood

    @property
    def arousal(self) -> Any:
        """Anxiety above this person's usual: it drives the heart, the pressure and the breath."""
        return self.anxiety - self._person.anxiety

    def step(self, dt: float, draw: Any, effect_site: Any) -> None:
        """The mind `dt` seconds later."""
        if dt != self._at_dt:
            taus = (DISSOCIATION_TAU_S, DROWSY.tau_s, DIZZY.tau_s, SICK.tau_s, MOOD_TAU_S)
            self._keeps = [Keep(dt, one) for one in taus], Keep(dt, 600.0, 0.5)
            self._at_dt = dt
        person, sums, (lags, wandering) = self._person, self._sums, self._keeps
        drug = effect_site / self._peak
        seen, sleepy, giddy, sick, lifted = self._lags
        seen = seen + (drug - seen) * lags[0].lag
        sleepy = sleepy + (drug - sleepy) * lags[1].lag
        giddy = giddy + (drug - giddy) * lags[2].lag
        sick = sick + (drug - sick) * lags[3].lag
        lifted = lifted + (drug - lifted) * lags[4].lag
        self._lags = (seen, sleepy, giddy, sick, lifted)
        self.cadss = sums.lesser(CADSS_MOST, person.dissociation * seen**DISSOCIATION_STEEPNESS)
        self.cadss_6 = sums.lesser(CADSS_6_MOST, person.six_items * self.cadss)
        self.drowsiness = _level(self._drowsy * sleepy**DROWSY.steepness)
        self.dizziness = _level(self._dizzy * giddy**DIZZY.steepness)
        self.nausea = _level(self._sick * sick)
        self._walk = self._walk * wandering.old + wandering.new * draw
        afraid = person.unease * 10.0 * self.cadss / (self.cadss + 20.0)
        self.anxiety = sums.lesser(10.0, sums.greater(0.0, person.anxiety + self._walk + afraid))
        self.mood = sums.lesser(10.0, sums.greater(0.0, person.mood + person.uplift * lifted / (lifted + 0.15)))

    def scores(self) -> Scores:
        """What a nurse would write down now; of one person only."""
        asleep = sum(self.drowsiness >= level for level in SEDATION_STEPS)
        return Scores(
            cadss=round(self.cadss), cadss_6=round(self.cadss_6), moaa_s=5 - asleep, anxiety=round(self.anxiety),
            mood=round(self.mood), nausea=round(self.nausea), dizziness=round(self.dizziness),
            drowsiness=round(self.drowsiness),
        )


def _level(strength: Any) -> Any:
    """A strength from 0 up as a level of 0 to 10."""
    return 10.0 * strength / (1.0 + strength)
