"""What sensors add to the truth: each artefact is a small function from samples to samples.

A sample is one reading before it has a number and a time; an artefact may mark it, change it or leave it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulators.events import Dropout, Event, FailedCuff, InflatingArm, Motion, ProbeOff, WrongCuff

OXIMETER = frozenset({"spo2", "pulse_rate"})
CUFF = frozenset({"systolic", "diastolic", "mean"})


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured value (None: none) in its vital's usual unit, with what the monitor says of it."""

    vital: str
    value: float | None
    status: str = "ok"


Samples = Sequence[Sample]


def probe_off(samples: Samples) -> list[Sample]:
    """The probe is off: no value from the oximeter, and it says why."""
    return [replace(one, value=None, status="probe_off") if one.vital in OXIMETER else one for one in samples]


def motion(samples: Samples, rng: np.random.Generator) -> list[Sample]:
    """Movement: SpO2 up to 9 too low, the pulse up to 40 off, both marked."""
    out: list[Sample] = []
    for one in samples:
        if one.value is not None and one.vital == "spo2":
            one = replace(one, value=one.value - float(rng.integers(0, 10)), status="motion")
        elif one.value is not None and one.vital == "pulse_rate":
            one = replace(one, value=max(25.0, one.value + float(rng.integers(-40, 41))), status="motion")
        out.append(one)
    return out


def dropout(samples: Samples, vital: str) -> list[Sample]:
    """A vital is not reported."""
    return [one for one in samples if one.vital != vital]


def wrong_cuff(samples: Samples, too_high: float) -> list[Sample]:
    """A cuff that is too small reads every pressure too high."""
    return [
        replace(one, value=one.value + too_high) if one.vital in CUFF and one.value is not None else one
        for one in samples
    ]


def failed_cuff(samples: Samples) -> list[Sample]:
    """A cuff that leaks: no pressures, and it says why."""
    return [replace(one, value=None, status="failed") if one.vital in CUFF else one for one in samples]


def inflating_arm(samples: Samples, since_s: float) -> list[Sample]:
    """The cuff stops the oximeter's arm: SpO2 sinks by 0.4 a second, at most 12, and is marked."""
    low = min(12.0, 0.4 * since_s)
    return [
        replace(one, value=round(one.value - low), status="inflating")
        if one.vital == "spo2" and one.value is not None else one
        for one in samples
    ]


def apply(samples: Samples, events: Sequence[Event], time_s: float, rng: np.random.Generator) -> Samples:
    """The samples as the sensors give them, with every artefact that goes on at a time."""
    for event in events:
        if not event.active(time_s):
            continue
        match event:
            case ProbeOff():
                samples = probe_off(samples)
            case Motion():
                samples = motion(samples, rng)
            case Dropout(vital=vital):
                samples = dropout(samples, vital)
            case WrongCuff(too_high=too_high):
                samples = wrong_cuff(samples, too_high)
            case FailedCuff():
                samples = failed_cuff(samples)
            case InflatingArm(at_s=at_s):
                samples = inflating_arm(samples, time_s - at_s)
            case _:
                pass
    return samples
