"""How a body's vitals hang together: breathing fills two gas stores, pressure and pulse answer each other, all drifts.

Gas: alveolar and tissue CO2 and alveolar O2 are stores with mass balance; what leaves the lungs reaches the finger
after the circulation. Pressure: the baroreflex slows the heart when the pressure rises above what it is used to, and
gets used to it. The drug moves what it is used to, so its own rise is not fought. Sources: docs/simulator.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import tau
from typing import Any, NamedTuple

from simulators import walks
from simulators.person import Person
from simulators.response import TOLERANCE_TAU_S, Response
from simulators.vitals import Sums, Vitals
from simulators.walks import Keep, rare

DRY_AIR_MMHG = 713.0
AIR = 0.21
RESPIRATORY_QUOTIENT = 0.8
VENOUS_CO2_MORE = 6.0
"""Tissue CO2 above alveolar CO2 at rest, mmHg."""

TISSUE_CO2_RATE = 0.0015
"""1/s: without breath tissue CO2 rises by 3.5 mmHg a minute."""

DRIVE_PER_MMHG = 0.08
"""Share by which breathing grows for each mmHg of arterial CO2 above the usual."""

HEART_CIRCADIAN, PRESSURE_CIRCADIAN, TEMPERATURE_CIRCADIAN = 2.5, 4.0, 0.25
PRESSURE_PEAKS_AT_H, TEMPERATURE_LATER_H = 13.0, 4.0
"""The day's wave of pressure and heart rate is highest at this hour, the temperature's so many hours later."""

LATER = TEMPERATURE_LATER_H / 24.0 * tau
MOVES_EVERY_S, ECTOPIC_EVERY_S = 240.0, 120.0


@dataclass(slots=True)
class Strain:
    """What befalls a body from outside or within; 1 and 0 are none. A scenario or a trainer changes it at any time.

    `breathing` and `airway` are shares of breaths begun and of air that arrives (0 is apnoea), `oxygen` the inspired
    share, `shunt` and `vessels` mmHg, `heart` beats, `dropped` the share of beats without a pulse, `arousal` 0-10.
    """

    breathing: float = 1.0
    airway: float = 1.0
    oxygen: float = AIR
    shunt: float = 0.0
    vessels: float = 0.0
    heart: float = 0.0
    dropped: float = 0.0
    arousal: float = 0.0
    perfusion: float = 1.0


class Keeps(NamedTuple):
    """How much each lag and each walk of a body keeps over a step."""

    rate: Keep
    depth: Keep
    chemo: Keep
    blood: Keep
    beat: Keep
    pressure: Keep
    vagal: Keep
    slow: Keep
    used_to: Keep
    oxygen: Keep
    pulse_wave: Keep
    temperature: Keep
    movement: Keep
    tolerance: Keep


class Body:
    """The state of one body (or of many, with `MANY` sums and a person of arrays); starts at rest."""

    __slots__ = (
        "_air", "_at_dt", "_beat", "_breath", "_chemo", "_co2", "_cool", "_depth", "_finger", "_hour", "_keeps",
        "_lungs", "_mayer", "_missed", "_move_at", "_movement", "_oxygen", "_person", "_pressure", "_pulse_wave",
        "_rate", "_reflex", "_response", "_rests", "_saturation", "_slow", "_start", "_sums", "_temperature",
        "_tissue", "_used", "_used_to", "_vagal", "_ventilation", "strain",
    )

    def __init__(self, person: Person, response: Response, sums: Sums) -> None:
        self._person, self._response, self._sums = person, response, sums
        self.strain = Strain()
        self._at_dt = 0.0
        rest: Any = person.alveolar_co2 * 0.0
        self._rate = self._depth = self._chemo = self._breath = self._mayer = self._missed = self._movement = rest
        self._beat = self._pressure = self._oxygen = self._pulse_wave = self._temperature = rest
        self._vagal = self._slow = self._reflex = self._used_to = self._used = rest
        self._ventilation = rest + 1.0
        self._co2, self._tissue = person.alveolar_co2, person.alveolar_co2 + VENOUS_CO2_MORE
        self._air = DRY_AIR_MMHG * AIR - person.alveolar_co2 / RESPIRATORY_QUOTIENT
        self._rests = person.alveolar_co2 / RESPIRATORY_QUOTIENT
        self._saturation = saturation(self._air - person.arterial_gradient)
        self._lungs = self._finger = self._saturation
        self._hour = (person.hour - PRESSURE_PEAKS_AT_H + 6.0) / 24.0 * tau
        self._start = sums.sin(self._hour)
        self._cool = sums.sin(self._hour - LATER)

    @property
    def movement(self) -> Any:
        """How much the person moves, 0 (still) to 1."""
        return self._movement

    @property
    def resting(self) -> Vitals:
        """What this body's vitals are around without a drug, a strain or noise."""
        one = self._person
        return Vitals(
            one.heart_rate, one.heart_rate, saturation(DRY_AIR_MMHG * AIR - self._rests - one.arterial_gradient),
            one.systolic, one.diastolic, one.respiratory_rate, one.alveolar_co2 - one.end_tidal_gradient,
            one.temperature, one.perfusion,
        )

    def step(self, dt: float, draws: Any, effect_site: Any, arousal: Any, sedation: Any) -> Vitals:
        """The body `dt` seconds later: `arousal` is anxiety above this person's usual, `sedation` 0-10."""
        if dt != self._at_dt:
            self._set_pace(dt)
        arousal = arousal + self.strain.arousal
        if self._response.tolerance:
            self._used = self._used + (effect_site - self._used) * self._keeps.tolerance.lag
            effect_site = self._sums.greater(0.0, effect_site - self._response.tolerance * self._used)
        rate = self._breathe(dt, draws, arousal, sedation)
        self._exchange(dt)
        heart_rate, pulse_rate, systolic, diastolic = self._circulate(dt, draws, effect_site, arousal)
        return self._vitals(draws, effect_site, rate, heart_rate, pulse_rate, systolic, diastolic)

    def _set_pace(self, dt: float) -> None:
        self._at_dt = dt
        self._keeps = Keeps(
            rate=Keep(dt, 60.0, 0.05), depth=Keep(dt, 45.0, 0.06), chemo=Keep(dt, 20.0),
            blood=Keep(dt, self._person.circulation_s / 3.0), beat=Keep(dt, 120.0, 2.0), pressure=Keep(dt, 300.0, 2.8),
            vagal=Keep(dt, 2.0), slow=Keep(dt, 12.0), used_to=Keep(dt, 1200.0), oxygen=Keep(dt, 90.0, 0.25),
            pulse_wave=Keep(dt, 180.0, 0.12), temperature=Keep(dt, 3600.0, 0.08), movement=Keep(dt, 8.0),
            tolerance=Keep(dt, TOLERANCE_TAU_S),
        )
        self._move_at = rare(dt, MOVES_EVERY_S), rare(dt, ECTOPIC_EVERY_S)

    def _breathe(self, dt: float, draws: Any, arousal: Any, sedation: Any) -> Any:
        """Breaths a minute, and with their depth the ventilation as a share of the usual."""
        person, strain, sums, keeps = self._person, self.strain, self._sums, self._keeps
        self._rate = self._rate * keeps.rate.old + keeps.rate.new * draws[walks.RATE]
        self._depth = self._depth * keeps.depth.old + keeps.depth.new * draws[walks.DEPTH]
        self._chemo = self._chemo + (self._co2 - person.alveolar_co2 - self._chemo) * keeps.chemo.lag
        drive = (1.0 + DRIVE_PER_MMHG * self._chemo) * (1.0 - 0.015 * sedation) * (1.0 + 0.02 * arousal)
        root = sums.lesser(3.0, sums.greater(0.3, drive)) ** 0.5
        share = strain.breathing * root * (1.0 + self._rate)
        self._ventilation = sums.greater(1e-3, share * root * (1.0 + self._depth) * strain.airway)
        rate = person.respiratory_rate * share
        self._breath = self._breath + rate * dt * (tau / 60.0)
        return rate

    def _exchange(self, dt: float) -> None:
        """Moves the gas stores by mass balance, and what left the lungs on its way to the finger."""
        person, sums, air, keep = self._person, self._sums, self._ventilation, self._keeps.blood
        flow = person.alveolar_co2 / VENOUS_CO2_MORE
        co2 = flow * self._tissue / (air + flow)
        self._co2 = co2 + (self._co2 - co2) * sums.exp(-(air + flow) * person.lung_rate * dt)
        made = person.alveolar_co2 - flow * (self._tissue - self._co2)
        self._tissue = self._tissue + TISSUE_CO2_RATE * dt * made
        oxygen = DRY_AIR_MMHG * self.strain.oxygen - self._rests / air
        left = sums.exp(-air * person.lung_rate * dt)
        self._air = sums.greater(10.0, oxygen + (self._air - oxygen) * left)
        arterial = sums.greater(5.0, self._air - person.arterial_gradient - self.strain.shunt)
        self._saturation = self._saturation + (saturation(arterial) - self._saturation) * keep.lag
        self._lungs = self._lungs + (self._saturation - self._lungs) * keep.lag
        self._finger = self._finger + (self._lungs - self._finger) * keep.lag

    def _circulate(self, dt: float, draws: Any, effect_site: Any, arousal: Any) -> tuple[Any, Any, Any, Any]:
        """Heart rate, pulse rate, systolic and diastolic pressure."""
        person, strain, sums, keeps = self._person, self.strain, self._sums, self._keeps
        self._hour = self._hour + dt * (tau / 86_400.0)
        day = sums.sin(self._hour) - self._start
        self._mayer = self._mayer + tau * 0.1 * dt + 0.1 * draws[walks.MAYER] * dt**0.5
        breath, wave = sums.sin(self._breath), person.mayer * sums.sin(self._mayer)
        self._pressure = self._pressure * keeps.pressure.old + keeps.pressure.new * draws[walks.PRESSURE]
        tone = self._pressure + strain.vessels + 0.8 * arousal + PRESSURE_CIRCADIAN * day + 0.2 * self._reflex
        above = 0.77 * tone + 0.8 * wave - self._used_to
        self._vagal = self._vagal + (above - self._vagal) * keeps.vagal.lag
        self._slow = self._slow + (above - self._slow) * keeps.slow.lag
        self._used_to = self._used_to + above * keeps.used_to.lag
        asked = -person.reflex * (0.6 * self._vagal + 0.4 * self._slow)
        self._reflex = asked / (1.0 + abs(asked) / 30.0)
        self._move(draws[walks.MOVES])
        self._beat = self._beat * keeps.beat.old + keeps.beat.new * draws[walks.BEAT]
        heart_rate = sums.greater(
            15.0,
            person.heart_rate + self._response.beats(person, effect_site) + self._beat + self._reflex
            + person.sinus_arrhythmia * breath + 0.8 * arousal + 4.0 * self._movement + strain.heart
            + 0.6 * sums.greater(0.0, 92.0 - self._saturation) + HEART_CIRCADIAN * day + 0.8 * draws[walks.HEART],
        )
        rise, low_rise = self._response.pressures(person, effect_site)
        systolic = person.systolic + rise + tone + wave - 1.2 * breath + 1.0 * draws[walks.SYSTOLIC]
        diastolic = person.diastolic + low_rise + 0.65 * tone + 0.7 * wave - 0.6 * breath + 0.8 * draws[walks.DIASTOLIC]
        pulse_rate = heart_rate * (1.0 - sums.lesser(1.0, 0.12 * self._missed + strain.dropped))
        return heart_rate, pulse_rate, systolic, diastolic

    def _move(self, draw: Any) -> None:
        """Now and then the person moves; now and then, in some, a beat comes too early to be felt."""
        choose, old, (moves, misses) = self._sums.choose, self._keeps.movement.old, self._move_at
        self._movement = choose(draw > moves, 1.0, self._movement * old)
        self._missed = choose(draw < -misses, self._person.ectopic, self._missed * old)

    def _vitals(
        self, draws: Any, effect_site: Any, rate: Any, heart_rate: Any, pulse_rate: Any, systolic: Any, diastolic: Any,
    ) -> Vitals:
        person, sums, keeps = self._person, self._sums, self._keeps
        self._oxygen = self._oxygen * keeps.oxygen.old + keeps.oxygen.new * draws[walks.OXYGEN]
        self._pulse_wave = self._pulse_wave * keeps.pulse_wave.old + keeps.pulse_wave.new * draws[walks.PULSE_WAVE]
        self._temperature = self._temperature * keeps.temperature.old + keeps.temperature.new * draws[walks.TEMPERATURE]
        narrowed = 1.0 - self._response.narrowing(effect_site) - 0.008 * self.strain.vessels
        breathing = sums.lesser(1.0, rate / 3.0)
        warmer = sums.sin(self._hour - LATER) - self._cool
        return Vitals(
            heart_rate,
            pulse_rate,
            sums.lesser(100.0, self._finger + self._oxygen + 0.15 * draws[walks.SPO2]),
            systolic,
            diastolic,
            rate,
            sums.choose(breathing > 0.2, self._co2 - person.end_tidal_gradient, 0.0),
            person.temperature + self._temperature + TEMPERATURE_CIRCADIAN * warmer,
            sums.greater(0.05, person.perfusion * (1.0 + self._pulse_wave) * narrowed * self.strain.perfusion),
        )


def saturation(oxygen_mmhg: Any) -> Any:
    """The saturation of haemoglobin in % at an oxygen pressure (Severinghaus 1979)."""
    return 100.0 / (23_400.0 / (oxygen_mmhg * (oxygen_mmhg * oxygen_mmhg + 150.0)) + 1.0)
