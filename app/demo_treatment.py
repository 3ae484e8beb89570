"""What was told of each treatment of the demonstration's ward before it begins: check-in, first scales, the dose.

Nothing of it is overdue when the demonstration begins; the next checks fall due while it runs, a little apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from alerts.treatment.protocol import Protocol
from monitors.entries import AnyBody, ObservationMade
from monitors.instant import Instant, seconds
from monitors.steps import CheckedIn, DoseStarted

AGES = (34, 52, 41, 29, 63, 47, 38, 56)
WEIGHTS_KG = (62.0, 84.0, 70.0, 77.5, 68.0, 91.0, 58.0, 73.0)
BEFORE = (("moaas", 5), ("dissociation", 1), ("mood", 3), ("anxiety", 6))
DURING = (("moaas", 4), ("nausea", 1), ("dizziness", 3), ("distress", 2), ("anxiety", 3))


class Told(NamedTuple):
    """Something that was told at a second of the story (the present is 0)."""

    time_s: int
    body: AnyBody


def told(
    session: str, place: int, protocol: Protocol, dosed_s: int, opened_s: int, began_at: Instant
) -> Iterator[Told]:
    """What was told of the session at a place of the ward (from 0), in order; nothing where no dose is planned."""
    rule = protocol.dose
    if rule is None or dosed_s >= 0:
        return
    weight_kg = WEIGHTS_KG[place % len(WEIGHTS_KG)]
    amount = round(rule.usual * (weight_kg if rule.per_kg else 1), 1)
    check_in = CheckedIn(
        session, ("name", "birth_date"), AGES[place % len(AGES)], weight_kg, rule.drug, rule.route, amount, rule.unit,
        rule.lasts_for, prescriber="dr-vega",
    )
    yield Told(opened_s + 60, check_in)
    for number, (what, value) in enumerate(BEFORE):
        yield _seen(session, opened_s + 120 + 30 * number, what, value, began_at)
    started_at = began_at + seconds(dosed_s)
    dose = DoseStarted(session, "d1", rule.drug, rule.route, amount, rule.unit, started_at, rule.lasts_for, "DEMO-1")
    yield Told(dosed_s, dose)
    yield _seen(session, dosed_s + 12 * 60, "moaas", 4, began_at)
    last_s = 20 * place - 300
    for number, (what, value) in enumerate(DURING):
        yield _seen(session, last_s + 5 * number, what, value + (place + number) % 2 * (what != "moaas"), began_at)


def _seen(session: str, time_s: int, what: str, value: float, began_at: Instant) -> Told:
    return Told(time_s, ObservationMade(session, what, value, began_at + seconds(time_s)))
