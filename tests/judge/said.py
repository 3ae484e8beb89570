"""What is asked for, observed and measured by the way in a drawn ward: the bodies and readings of its happenings."""

from __future__ import annotations

from monitors.entries import AnyBody, CheckDone, CheckExpected, ObservationMade
from monitors.instant import MINUTE, SECOND, Instant
from monitors.reading import Reading
from monitors.vitals import Vital
from tests.judge.steps import START, reading
from tests.judge.wards import LEVELS, SPOT, Happening


def asked(one: Happening, session: str, now: Instant) -> AnyBody:
    """What the protocol asks for, or what a person did of it: sometimes late, sometimes told late."""
    what = ("sedation", "moaas", "bp_40min")[one.number % 3]
    if one.kind == "done":
        return CheckDone(session, what)
    if one.kind == "expect":
        due_s = (20, 0, 3, 45, -5, 20, 90, 8, 20, 400, -60)[one.number % 11] if one.number else None
        return CheckExpected(session, what, None if due_s is None else now + due_s * SECOND)
    if one.kind == "score":
        return assessed(one, session, now)[one.number % 3]
    value = (3, 5, 1, 4, 0, 2, 5, 3, 3.5, 4.5, 1, "A")[one.number]
    return ObservationMade(session, "moaas", value, now - (0, -3, 4, 30)[one.bed + one.number // 6] * SECOND)


def spot(one: Happening, session: str, now: Instant) -> list[Reading]:
    """The vitals of a score measured at one time by a device of its own, now and then without one of them."""
    at_s, device = (now - START) / SECOND, f"d{session[1:]}8"
    draw = one.number + round(one.at_s)
    levels = {vital: LEVELS[vital][draw * place % len(LEVELS[vital])] for place, vital in enumerate(SPOT)}
    if one.number % 3 == 0:
        levels = {vital: LEVELS[vital][0] for vital in SPOT}
    left_out = SPOT[draw % 5] if one.number == 11 else None
    return [
        reading(vital, level, at_s, device=device, session=session)
        for vital, level in levels.items() if vital is not left_out
    ]


def assessed(one: Happening, session: str, now: Instant) -> list[AnyBody]:
    """What a person sees for a score, now and then long ago, so that it is too old before the ward ends."""
    at = now - (0, 0, 29, 0)[(one.number + one.bed) % 4] * MINUTE - (0, 0, 50)[one.number % 3] * SECOND
    seen = ("A", "A", "V", "A", "P", "?")[(one.number + one.bed) % 6]
    oxygen = ("air", "oxygen", "oxygen", "air", "mask")[(one.number * 3 + one.bed) % 5]
    return [
        ObservationMade(session, "acvpu", seen, at), ObservationMade(session, "oxygen", oxygen, at),
        ObservationMade(session, "spo2_scale", (1, 2, "2", 1)[one.number % 4], at),
    ]


def stray(one: Happening, session: str, now: Instant) -> Reading:
    """A reading by itself: long ago and late, or a little older than what was told already."""
    late = one.kind == "late"
    vital = (Vital.SPO2, Vital.HEART_RATE, Vital.SYSTOLIC)[one.number % 3]
    device = f"d{session[1:]}{9 if vital is Vital.SYSTOLIC else 1}"
    at_s = (now - START) / SECOND
    age_s = one.number + 20 if late else one.number / 2
    return reading(vital, LEVELS[vital][one.number], at_s - age_s, at_s, device=device, session=session, late=late)
