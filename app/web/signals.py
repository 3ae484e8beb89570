"""`/v1/signals`: what a screen of the whole ward shows and sounds now, as data."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from alerts.signals import Burst, Light, Shown, Signals, signals
from app.web.auth import Watching
from app.web.context import Web
from app.web.errors import KNOWN, answers
from monitors.instant import SECOND


@dataclass(frozen=True, slots=True)
class LightShown:
    """Colour, flashes a second (0: steady), share of the time it is lit, and a mark for those who see no colour."""

    colour: str
    flash_hz: float
    lit: float
    mark: str


@dataclass(frozen=True, slots=True)
class PulseShown:
    """One tone of a burst."""

    start_ms: int
    length_ms: int


@dataclass(frozen=True, slots=True)
class SoundShown:
    """A burst: its pulses, pitch, harmonics as multiples of it, rise, repetition (null: once) and gain."""

    pulses: list[PulseShown]
    fundamental_hz: float
    harmonics: list[float]
    rise: float
    every_s: float | None
    gain: float


@dataclass(frozen=True, slots=True)
class QuietShown:
    """Why an alarm makes no sound."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class SignalShown:
    """One alarm's light, and why it is silent (null: it isn't)."""

    alarm: str
    priority: str
    light: LightShown
    quiet: QuietShown | None


@dataclass(frozen=True, slots=True)
class SignalsShown:
    """The ward's signals: one sound, for the alarms that it speaks for."""

    signals: list[SignalShown]
    sound: SoundShown | None
    speaks_for: list[str]


def router(web: Web) -> APIRouter:
    """The one route."""
    routes = APIRouter(prefix="/v1/signals", tags=["alarms"])

    @routes.get("", responses=answers(*KNOWN))
    async def ward_signals(_who: Watching) -> SignalsShown:
        """What the active alarms of the whole ward show and sound now."""
        now = web.clock.now()
        return shown(signals(web.alarms.active(), web.alarms.pauses(now), now))

    return routes


def shown(told: Signals) -> SignalsShown:
    """Signals as JSON."""
    sound = _sound(told.sound) if told.sound else None
    return SignalsShown([_signal(one) for one in told.shown], sound, list(told.speaks_for))


def _signal(one: Shown) -> SignalShown:
    quiet = QuietShown(*one.quiet) if one.quiet else None
    return SignalShown(one.alarm, one.priority.name.lower(), _light(one.light), quiet)


def _light(light: Light) -> LightShown:
    return LightShown(*light)


def _sound(burst: Burst) -> SoundShown:
    every_s = None if burst.every is None else burst.every / SECOND
    pulses = [PulseShown(*one) for one in burst.pulses]
    return SoundShown(pulses, burst.fundamental_hz, list(burst.harmonics), burst.rise, every_s, burst.gain)
