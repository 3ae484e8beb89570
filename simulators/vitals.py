"""The truth about a person at one moment, before any sensor; and the sums in which it is reckoned, for one or many.

Every equation of the simulated person is written once: with floats for one person, with arrays of one number a person
for a population. `Sums` are the few functions that differ.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np


class Vitals(msgspec.Struct, frozen=True, gc=False):
    """Rates per minute, SpO2 and perfusion in %, pressures and end-tidal CO2 in mmHg, temperature in degrees Celsius.

    `etco2` is 0 while there is no breath.
    """

    heart_rate: float
    pulse_rate: float
    spo2: float
    systolic: float
    diastolic: float
    respiratory_rate: float
    etco2: float
    temperature: float
    perfusion: float

    @property
    def mean(self) -> float:
        """Mean arterial pressure: the diastolic and a third of the pulse pressure."""
        return self.diastolic + (self.systolic - self.diastolic) / 3.0


@dataclass(frozen=True, slots=True)
class Sums:
    """Sine, exponential, the lesser and the greater of two, and one of two by a condition."""

    sin: Callable[[Any], Any]
    exp: Callable[[Any], Any]
    lesser: Callable[[Any, Any], Any]
    greater: Callable[[Any, Any], Any]
    choose: Callable[[Any, Any, Any], Any]


def _choose(condition: Any, yes: Any, no: Any) -> Any:
    return yes if condition else no


def _lesser(one: Any, other: Any) -> Any:
    return one if one < other else other


def _greater(one: Any, other: Any) -> Any:
    return one if one > other else other


ONE = Sums(math.sin, math.exp, _lesser, _greater, _choose)
MANY = Sums(np.sin, np.exp, np.minimum, np.maximum, np.where)
