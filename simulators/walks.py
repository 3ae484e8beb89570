"""What wanders in a person from second to second: slow walks around zero, each with a spread and a time of its own."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np

STEPS_A_DRAW = 64

(
    BEAT, PRESSURE, RATE, DEPTH, OXYGEN, PULSE_WAVE, ANXIETY, TEMPERATURE, HEART, SYSTOLIC,
    DIASTOLIC, MOVES, SPO2, MAYER,
) = PLACES = range(14)
"""What each normal draw of a step is for, by its place in the row."""


class Keep:
    """How much a lag or a walk keeps of itself over one step of `dt` seconds, and how much is new."""

    __slots__ = ("lag", "new", "old")

    def __init__(self, dt: float, tau_s: Any, spread: float = 0.0) -> None:
        self.old = np.exp(-dt / tau_s) if isinstance(tau_s, np.ndarray) else math.exp(-dt / tau_s)
        self.lag = 1.0 - self.old
        self.new = spread * math.sqrt(1.0 - self.old * self.old) if spread else 0.0


def rare(dt: float, every_s: float) -> float:
    """The normal draw above which something begins that comes once in so many seconds on average."""
    return NormalDist().inv_cdf(1.0 - min(0.5, dt / every_s))


class Draws:
    """Normal draws of one person, a row for each step."""

    __slots__ = ("_block", "_place", "_rng")

    def __init__(self, seed: list[int]) -> None:
        self._rng = np.random.default_rng(seed)
        self._block: list[list[float]] = []
        self._place = STEPS_A_DRAW

    def block(self) -> Any:
        """The draws of the next `STEPS_A_DRAW` steps."""
        return self._rng.standard_normal((STEPS_A_DRAW, len(PLACES)))

    def next(self) -> list[float]:
        """The draws of the next step."""
        if self._place == STEPS_A_DRAW:
            self._block = self.block().tolist()
            self._place = 0
        self._place += 1
        return self._block[self._place - 1]
