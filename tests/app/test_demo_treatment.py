"""The demonstration's treatments: told in order, by the rules, and with nothing overdue when it begins."""

from __future__ import annotations

import pytest

from alerts.treatment import allowed
from alerts.treatment.doses_allowed import check_amount
from alerts.treatment.due import wanted
from alerts.treatment.history import History
from app.demo_treatment import told
from monitors.entries import Entry, ObservationMade, PhaseChanged, SessionOpened
from monitors.instant import MINUTE, seconds
from monitors.steps import CheckedIn, DoseStarted
from tests.app.fakes import NOON
from tests.app.plans import PROTOCOLS

IV = PROTOCOLS["ketamine-iv"]


def history(place: int, protocol: str = "ketamine-iv") -> History:
    """A session's history at the present: opened 35 min ago, dosed 20 min ago."""
    opening = SessionOpened("s1", "1", protocol, protocol, "Ana P.", "baseline")
    entries = [Entry(1, NOON + seconds(-2100), "demo", opening)]
    for one in told("s1", place, PROTOCOLS[protocol], -1200, -2100, NOON):
        entries.append(Entry(len(entries) + 1, NOON + seconds(one.time_s), "demo", one.body))
        if isinstance(one.body, DoseStarted):
            entries.append(Entry(len(entries) + 1, NOON + seconds(one.time_s), "demo", PhaseChanged("s1", "infusion")))
    return entries


@pytest.mark.parametrize("place", range(8))
def test_nothing_is_overdue_and_the_next_checks_come_a_little_apart(place: int) -> None:
    due = wanted(history(place), IV)
    assert min(due.values()) > NOON + 8 * MINUTE
    assert due["plan_end"] == NOON + 20 * MINUTE
    assert due["moaas"] == NOON + 10 * MINUTE + seconds(20 * place)


@pytest.mark.parametrize("place", range(8))
def test_it_keeps_the_rules_that_persons_keep(place: int) -> None:
    known = history(place)
    assert [entry.at for entry in known] == sorted(entry.at for entry in known)
    for number, entry in enumerate(known):
        before = known[:number]
        match entry.body:
            case CheckedIn() as body:
                allowed.check_in(before, IV, body)
            case DoseStarted() as body:
                check_amount(IV.dose, allowed.checked_in(before).weight_kg, body.amount, body.unit, body.lasts_for)
            case ObservationMade() as body:
                allowed.check_observation(body)
                allowed.check_time(before, body.at, entry.at)
            case _:
                pass


def test_without_a_planned_dose_nothing_is_told() -> None:
    assert len(history(0, "general")) == 1
