"""A simulated bedside monitor without any network: it measures, numbers, keeps and hands out what is to be sent.

It never forgets a reading that was not acknowledged while its memory holds it; sending again is safe, for every
reading keeps its sequence and epoch. Times are seconds of the scenario, and Unix seconds for the monitor's own clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from simulators import artefact, dose, message
from simulators.artefact import Sample
from simulators.dose import AnyOrder
from simulators.events import BloodPressureRise, Change, ClockError, CuffNow, Episode
from simulators.patient import Patient
from simulators.response import DIASTOLIC_SHARE
from simulators.scenario import BedPlan, Scenario, link_down_at, off_at, reboots_at
from simulators.vitals import Vitals

MEMORY = 20_000
"""Readings kept while they can't be sent: about two hours."""

A_MESSAGE = 1_000

FOLLOWS = {"heart_rate": "pulse_rate"}
"""Vitals that another one follows."""

CUFF = ("systolic", "diastolic", "mean")

@dataclass(frozen=True, slots=True)
class Identity:
    """Who the monitor is on the wire: device (None: whoever its key says), the epochs' common name, and the mode."""

    device: str | None
    boot: str
    mode: str = "test"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Readings to send in one message, up to the kept one numbered `last`."""

    device: str | None
    epoch: str
    sent_at: float
    readings: list[message.Reading]
    last: int

    def encode(self, ref: str | None = None) -> bytes:
        """The body of the message."""
        return message.encode(self.device, self.epoch, self.sent_at, self.readings, ref)


class Monitor:
    """The monitor of one bed; `began_at` is the Unix time of the scenario's zero, `seed` makes it other people.

    Its seconds begin `phase_s` later than the scenario's, so that monitors don't all measure in the same instant.
    """

    def __init__(
        self, scenario: Scenario, plan: BedPlan, identity: Identity, began_at: float, seed: int = 0,
        phase_s: float = 0.0,
    ) -> None:
        self.plan = plan
        self.identity = identity
        self.phase_s = phase_s
        self.sample_every_s = 1
        self.lost = 0
        self._began_at = began_at + phase_s
        self._scenario = scenario
        self._time_s = -scenario.history_s
        self._first_s = self._time_s
        self._patient = Patient((seed, plan.seed), _orders(scenario, plan), float(self._time_s), plan.drug_effect)
        self._sensors = np.random.default_rng([seed, plan.seed, 1])
        self._kept: deque[tuple[int, str, message.Reading]] = deque(maxlen=MEMORY)
        self._number = 0
        self._sequence = 0
        self._boots = 0
        self._rebooting = False
        self._episodes = tuple(event for event in plan.events if isinstance(event, Episode))
        self._extra_cuffs = frozenset(round(event.at_s) for event in plan.events if isinstance(event, CuffNow))
        self._cuffs = 0

    @property
    def waiting(self) -> int:
        """Readings kept and not acknowledged."""
        return len(self._kept)

    def skip(self, until_s: float) -> None:
        """Lives through the past without measuring it."""
        while self._time_s < int(until_s):
            self._time_s += 1
            self._patient.step()

    def advance(self, until_s: float) -> None:
        """Measures every second up to a time."""
        while self._time_s < int(until_s):
            self._time_s += 1
            self._measure(self._time_s, self._patient.step())

    def outgoing(self, now_s: float, at_most: int = A_MESSAGE) -> Outgoing | None:
        """The oldest unacknowledged readings, of one epoch; None while there are none or the link is down."""
        place = self._scenario.local(now_s)
        if not self._kept or off_at(self.plan, place) or link_down_at(self.plan, place):
            return None
        last, epoch, _ = self._kept[0]
        readings: list[message.Reading] = []
        for number, its_epoch, reading in self._kept:
            if its_epoch != epoch or len(readings) == at_most:
                break
            readings.append(reading)
            last = number
        return Outgoing(self.identity.device, epoch, self._clock(now_s), readings, last)

    def acknowledge(self, sent: Outgoing) -> None:
        """Forgets what a message held: the server has it."""
        while self._kept and self._kept[0][0] <= sent.last:
            self._kept.popleft()

    def _measure(self, time_s: int, truth: Vitals) -> None:
        place = self._scenario.local(time_s)
        if off_at(self.plan, place):
            self._rebooting = self._rebooting or reboots_at(self.plan, place)
            return
        if self._rebooting:
            self._rebooting = False
            self._boots += 1
            self._sequence = 0
        vitals = self._changed(truth, place)
        if time_s % self.sample_every_s == 0:
            self._keep(self._sampled(vitals, self.plan.vitals, place), time_s)
        if self._cuff_due(time_s, place):
            self._cuffs += 1
            self._keep(self._sampled(vitals, CUFF, place), time_s, f"{self._epoch}-{self._cuffs}")

    @property
    def _epoch(self) -> str:
        return f"{self.identity.boot}-{self._boots}"

    def _sampled(self, vitals: Vitals, names: Sequence[str], place: float) -> artefact.Samples:
        """What the sensors give for the truth."""
        samples = [Sample(name, float(round(getattr(vitals, name)))) for name in names]
        return artefact.apply(samples, self.plan.events, place, self._sensors)

    def _cuff_due(self, time_s: int, place: float) -> bool:
        since = time_s - self._first_s - self.plan.cuff_first_s
        return (since >= 0 and since % self.plan.cuff_every_s == 0) or place in self._extra_cuffs

    def _changed(self, truth: Vitals, place: float) -> Vitals:
        """The truth with the episodes that go on."""
        changes: dict[str, float] = {}
        for event in self._episodes:
            strength = event.strength(place)
            if strength == 0.0:
                continue
            match event:
                case BloodPressureRise(by=by):
                    rise = strength * by
                    changes["systolic"] = changes.get("systolic", truth.systolic) + rise
                    changes["diastolic"] = changes.get("diastolic", truth.diastolic) + DIASTOLIC_SHARE * rise
                case Change(to=to):
                    value: float = changes.get(event.VITAL, getattr(truth, event.VITAL))
                    changes[event.VITAL] = value + strength * (to - value)
        for vital, follower in FOLLOWS.items():
            if vital in changes:
                changes[follower] = getattr(truth, follower) + changes[vital] - getattr(truth, vital)
        return msgspec.structs.replace(truth, **changes) if changes else truth

    def _keep(self, samples: artefact.Samples, time_s: int, measurement: str = "") -> None:
        taken_at = message.rfc3339(self._clock(time_s))
        epoch = self._epoch
        for one in samples:
            self._sequence += 1
            self._number += 1
            reading = message.Reading(
                one.vital, one.value, self._sequence, taken_at, self.identity.mode, one.status,
                "cuff" if measurement else "", measurement,
            )
            self.lost += len(self._kept) == MEMORY
            self._kept.append((self._number, epoch, reading))

    def _clock(self, time_s: float) -> float:
        """The monitor's own clock: Unix seconds with its error."""
        place = self._scenario.local(time_s)
        error = sum(event.by_s for event in self.plan.events if isinstance(event, ClockError) and event.active(place))
        return self._began_at + time_s + error


def monitors(scenario: Scenario, devices: Sequence[Identity], began_at: float, seed: int = 0) -> list[Monitor]:
    """One monitor for each device, bed by bed."""
    plans = scenario.widened(len(devices)).beds
    return [
        Monitor(scenario, plan, identity, began_at, seed, number / len(devices))
        for number, (plan, identity) in enumerate(zip(plans, devices, strict=True))
    ]


def _orders(scenario: Scenario, plan: BedPlan) -> Iterable[AnyOrder]:
    """What the patient is given over the scenario's time; a looping story doses again."""
    if plan.infusion_at_s is None:
        return ()
    return dose.usual(plan.infusion_at_s, scenario.lasts_s if scenario.loops else None)
