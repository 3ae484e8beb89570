"""What a screen shows and sounds for its alarms, as data: the browser only plays it.

Colours, flash rates, bursts and pulses are those of IEC 60601-1-8 as the clinical reference gives them ("Alarm
systems", from vendors' manuals; the standard itself was not at hand). The figures within the ranges are proposals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from alerts.alarm import Alarm, Priority, State
from alerts.pause import Pause, sound_of
from monitors.instant import MILLISECOND, Duration, Instant

LOUDER_EVERY = 2500 * MILLISECOND
"""The shortest interval between bursts that the reference allows for high and medium."""


class Light(NamedTuple):
    """How an alarm is shown: colour, flashes a second (0: steady), the share of the time it is lit, and its mark."""

    colour: str
    flash_hz: float
    lit: float
    mark: str


class Pulse(NamedTuple):
    """One tone of a burst: when it starts and how long it lasts, in milliseconds from the burst's start."""

    start_ms: int
    length_ms: int


class Burst(NamedTuple):
    """A sound: pulses of one pitch, its harmonics (within 15 dB), rise as a share of a pulse, and when it repeats.

    `every` is the time from one burst's start to the next, None for once. `gain` is 0 to 1.
    """

    pulses: tuple[Pulse, ...]
    fundamental_hz: float
    harmonics: tuple[float, ...]
    rise: float
    every: Duration | None
    gain: float


def _pulses(length_ms: int, *starts_ms: int) -> tuple[Pulse, ...]:
    return tuple(Pulse(start, length_ms) for start in starts_ms)


LIGHTS: Mapping[Priority, Light] = {
    Priority.HIGH: Light("red", 2.0, 0.5, "!!!"),
    Priority.MEDIUM: Light("yellow", 0.6, 0.5, "!!"),
    Priority.LOW: Light("cyan", 0.0, 1.0, "!"),
}
BURSTS: Mapping[Priority, Burst] = {
    Priority.HIGH: Burst(
        _pulses(120, 0, 220, 440, 800, 1020, 1700, 1920, 2140, 2500, 2720), 523.25, (1, 2, 3, 4, 5), 0.15,
        8000 * MILLISECOND, 0.7,
    ),
    Priority.MEDIUM: Burst(_pulses(180, 0, 380, 760), 440.0, (1, 2, 3, 4, 5), 0.15, 15_000 * MILLISECOND, 0.6),
    Priority.LOW: Burst(_pulses(180, 0, 380), 349.23, (1, 2, 3, 4, 5), 0.15, None, 0.5),
}
LOUDER_GAIN = 1.0


class Quiet(NamedTuple):
    """Why an active alarm makes no sound: a stable code, and the reason in words."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One alarm's signal: its light while it lasts, and why it makes no sound (None: it does)."""

    alarm: str
    priority: Priority
    light: Light
    quiet: Quiet | None


@dataclass(frozen=True, slots=True)
class Signals:
    """All that a screen shows and sounds: one sound, of the most urgent alarm to be heard, and for whom it speaks."""

    shown: tuple[Shown, ...]
    sound: Burst | None
    speaks_for: tuple[str, ...]


def signals(alarms: Iterable[Alarm], pauses: Mapping[str, Mapping[str, Pause]], now: Instant) -> Signals:
    """The signals of a screen's active alarms at `now`; `pauses` by bed and kind of sound, as the Watch gives them."""
    active = [alarm for alarm in alarms if alarm.active]
    shown = tuple(Shown(one.id, one.priority, light_of(one), quiet(one, pauses, now)) for one in active)
    heard = [alarm for alarm, one in zip(active, shown, strict=True) if one.quiet is None]
    if not heard:
        return Signals(shown, None, ())
    most = max(one.priority for one in heard)
    speaking = [one for one in heard if one.priority is most]
    louder = any(one.escalation >= 1 for one in speaking)
    return Signals(shown, _louder(BURSTS[most]) if louder else BURSTS[most], tuple(one.id for one in speaking))


def light_of(alarm: Alarm) -> Light:
    """The light of an alarm: it flashes only while nobody has seen it, and keeps its colour until it ends."""
    light = LIGHTS[alarm.priority]
    return light if alarm.state in (State.ON, State.LATCHED) else light._replace(flash_hz=0.0, lit=1.0)


def quiet(alarm: Alarm, pauses: Mapping[str, Mapping[str, Pause]], now: Instant) -> Quiet | None:
    """Why an active alarm makes no sound; None when it is to be heard."""
    if alarm.state is State.ACKNOWLEDGED:
        by = alarm.acknowledged.by if alarm.acknowledged else "somebody"
        return Quiet("acknowledged", f"acknowledged by {by}")
    if alarm.shelved is not None:
        return Quiet("shelved", alarm.suppressed_by or "shelved")
    pause = pauses.get(alarm.scope.bed, {}).get(sound_of(alarm.kind).value)
    # A high alarm that came or became worse after the pause began is heard through it.
    pierced = pause is not None and alarm.priority is Priority.HIGH and alarm.armed_at > pause.began_at
    if pause is not None and pause.until_at > now and not pierced:
        return Quiet("audio_paused", f"audio paused by {pause.by}")
    return None


def _louder(burst: Burst) -> Burst:
    """The sound of an alarm that nobody answers: at full gain, and twice as often where that is allowed."""
    every = None if burst.every is None else max(LOUDER_EVERY, burst.every // 2)
    return burst._replace(gain=LOUDER_GAIN, every=every)
