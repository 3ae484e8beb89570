"""Steps of a session in any order, by several persons: none is lost, no phase is illegal, refusals say their rule."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from alerts.treatment.dosing import doses
from alerts.treatment.due import expected, wanted
from alerts.treatment.gate import Levels
from alerts.treatment.history import History, phases
from alerts.treatment.observed import events, observations
from app.dosing import Dosing
from app.leaving import Leave, Leaving, Measured
from app.treating import Treating
from app.web.errors import TABLE
from monitors.entries import ObservationMade, SessionClosed
from monitors.instant import MINUTE
from monitors.refused import Refused
from monitors.steps import (
    AdverseEventEnded,
    AdverseEventNoted,
    CheckedIn,
    DoseChanged,
    DosePaused,
    DoseResumed,
    DoseStarted,
    DoseStopped,
    HandedOver,
    Step,
)
from monitors.vitals import Vital
from tests.app.fakes import NOON, FakeClock
from tests.app.plans import PROTOCOLS
from tests.app.test_service import Desk

BEFORE = {Vital.SYSTOLIC: 120.0, Vital.DIASTOLIC: 75.0, Vital.SPO2: 97.0, Vital.HEART_RATE: 70.0}
FINE: Levels = {vital: (value,) for vital, value in BEFORE.items()}
HIGH: Levels = {**FINE, Vital.SYSTOLIC: (160.0, 120.0)}
ORDER = {"baseline": 0, "infusion": 1, "recovery": 2}


class Doing(NamedTuple):
    """One thing that somebody tries: which, by whom, after how many minutes, with which number."""

    what: str
    by: str
    wait: int
    number: int


class Clinic(Desk):
    """A desk with the use cases of a treatment, and one open session."""

    def __init__(self, protocol: str) -> None:
        super().__init__()
        self.protocol = protocol
        self.levels = FINE
        self.treating = Treating(self.steps, lambda _session: self.levels, self.ward.roster.weight_before)
        self.dosing = Dosing(self.steps, self.treating)
        self.leaving = Leaving(self.steps, self.ward.roster, lambda _session: Measured(BEFORE, None), list)

    @property
    def history(self) -> History:
        """The session's history, open or closed, from the journal."""
        return list(self.journal.about("s1"))

    def tries(self) -> dict[str, Callable[[Doing], Awaitable[object]]]:
        """What can be tried, sensible or not."""
        rule = PROTOCOLS[self.protocol].dose
        drug, route, amount, lasts = ("ketamine", "intravenous", 30.0, 40 * MINUTE) if rule is None else (
            rule.drug, rule.route, rule.usual * (70 if rule.per_kg else 1), rule.lasts_for,
        )
        seen = ("moaas", "mood", "dissociation", "humour", "aldrete")
        return {
            "check in": lambda one: self.treating.check_in(one.by, CheckedIn(
                "s1", ("name", "photo"), 46, (70, 154, 70)[one.number % 3], drug, route, amount, "mg", lasts,
            ), "P" if one.number % 5 else "Q", sure=False),
            "gate": lambda one: self.treating.override_gate(one.by, "s1", "seen"),
            "start": lambda one: self.dosing.start(one.by, DoseStarted(
                "s1", "", drug, route, amount * (1, 1, 1, 10)[one.number % 4], "mg", 0, lasts,
            )),
            "pause": lambda one: self.dosing.pause(one.by, DosePaused("s1", f"d{1 + one.number % 2}", 0, "x")),
            "resume": lambda one: self.dosing.resume(one.by, DoseResumed("s1", f"d{1 + one.number % 2}", 0)),
            "rate": lambda one: self.dosing.change(one.by, DoseChanged("s1", "d1", amount, amount, 0, "x")),
            "stop": lambda one: self.dosing.stop(one.by, DoseStopped("s1", f"d{1 + one.number % 2}", -1, 0, "x")),
            "observe": lambda one: self.treating.observe(one.by, ObservationMade(
                "s1", seen[one.number % 5], one.number % 7, 0, corrects=one.number if one.number > 20 else 0,
            )),
            "event": lambda one: self.treating.note_event(one.by, AdverseEventNoted("s1", "", "nausea", "mild", 0)),
            "event end": lambda one: self.treating.end_event(one.by, AdverseEventEnded("s1", f"e{one.number % 3}", 0)),
            "hand over": lambda one: self.treating.hand_over(one.by, HandedOver("s1", "beth")),
            "tick off": lambda one: self.treating.tick_off(one.by, "s1", ("two_hour_gate", "bp_40min")[one.number % 2]),
            "phase": lambda one: self.phases.change(one.by, "s1", ("baseline", "infusion", "recovery")[one.number % 3]),
            "discharge": lambda one: self.leaving.discharge(one.by, Leave(
                "s1", "P", "his sister", "wants to" if one.number % 2 else "", alarms_seen=False,
            )),
        }


TRIES = tuple(Clinic("general").tries())
DOINGS = st.lists(
    st.builds(Doing, st.sampled_from(TRIES), st.sampled_from(("nora", "omar")), st.integers(0, 40), st.integers(0, 40)),
    max_size=40,
)
LIKELY = st.just([Doing("check in", "nora", 1, 3), Doing("start", "nora", 10, 0)])


async def lived(protocol: str, doings: list[Doing]) -> tuple[Clinic, list[str]]:
    """A session in which all of this was tried; the codes of what was refused."""
    clinic, codes = Clinic(protocol), []
    clock = FakeClock()
    clock.at = NOON
    clinic.ward._clock = clock  # type: ignore[assignment]  # a stopped ward reads the real one
    await clinic.service.add_bed("nora", "C1")
    await clinic.service.open_session("nora", "C1", protocol, "P", 70)
    tries = clinic.tries()
    for one in doings:
        clock.at += one.wait * MINUTE
        clinic.levels = HIGH if one.number % 6 == 5 else FINE
        before = clinic.journal.last()[0]
        try:
            await tries[one.what](one)
        except Refused as refusal:
            codes.append(refusal.code)
            assert clinic.journal.last()[0] == before, "what is refused leaves nothing"
        else:
            assert clinic.journal.last()[0] > before, "what is done is in the journal"
    return clinic, codes


@given(st.sampled_from(tuple(PROTOCOLS)), st.one_of(st.just([]), LIKELY), DOINGS)
def test_whatever_is_tried_leaves_a_history_that_holds_together(
    protocol: str, first: list[Doing], doings: list[Doing]
) -> None:
    clinic, codes = asyncio.run(lived(protocol, first + doings))
    assert set(codes) <= set(TABLE), "every refusal has its status"
    history = clinic.history
    past = [phase for _, phase in phases(history)]
    assert "baseline" not in past[1:], "nobody goes back before the drug"
    known = list(doses(history).values())
    assert [dose.id for dose in known] == [f"d{number}" for number in range(1, len(known) + 1)]
    assert sum(dose.running for dose in known) <= 1
    assert all(0 <= dose.given(history[-1].at) <= dose.amount for dose in known)
    if any(dose.running for dose in known):
        assert not any(isinstance(entry.body, SessionClosed) for entry in history)
    check_order(history)
    rule = PROTOCOLS[protocol].dose
    if rule is not None and known:
        assert any(isinstance(entry.body, CheckedIn) for entry in history), "no dose before the check-in"
        assert len(known) <= rule.doses_at_most
    if not any(isinstance(entry.body, SessionClosed) for entry in history):
        assert expected(history) == wanted(history, PROTOCOLS[protocol]), "the Watch expects what the protocol wants"
        assert list(clinic.ward.histories.of("s1")) == history


def check_order(history: History) -> None:
    """Corrected entries stand before their corrections, ends after beginnings; nothing follows the end."""
    numbers = [entry.number for entry in history]
    assert numbers == sorted(set(numbers))
    for one in observations(history, all_told=True):
        assert one.corrects == 0 or one.corrects < one.number
    for event in events(history).values():
        assert event.ended_at is None or event.ended_at >= event.at
    last = [place for place, entry in enumerate(history) if isinstance(entry.body, SessionClosed)]
    assert last in ([], [len(history) - 1])


async def test_a_step_is_told_with_what_follows_from_it_at_one_instant() -> None:
    clinic, _ = await lived("ketamine-iv", [Doing("check in", "nora", 1, 3), Doing("start", "nora", 10, 0)])
    at = clinic.history[-1].at
    together = [entry for entry in clinic.history if entry.at == at]
    kinds = [type(entry.body).__name__ for entry in together]
    assert kinds[:2] == ["DoseStarted", "PhaseChanged"]
    assert set(kinds[2:]) == {"CheckExpected"}
    assert all(isinstance(entry.body, Step) or entry.by == "nora" for entry in together)


TRIED = (
    ("start", 0, "not_checked_in"), ("check in", 5, "wrong_patient"), ("check in", 4, "check_weight"),
    ("check in", 3, ""), ("gate", 0, "gate_met"), ("start", 5, "gate_not_met"), ("gate", 5, ""),
    ("start", 3, "dose_too_high"), ("start", 1, ""), ("start", 1, "dose_running"), ("check in", 3, "dosed_already"),
    ("resume", 0, "dose_not_paused"), ("stop", 1, "unknown_dose"), ("phase", 0, "wrong_phase"),
    ("tick off", 0, "too_soon"), ("observe", 3, "bad_observation"), ("event end", 1, "unknown_event"),
    ("discharge", 1, "dose_running"), ("stop", 0, ""), ("start", 1, "too_many_doses"),
    ("discharge", 0, "criteria_unmet"),
    ("discharge", 1, ""), ("hand over", 0, "session_closed"),
)


async def test_each_rule_is_named_when_it_is_broken() -> None:
    doings = [Doing(what, "nora", 1, number) for what, number, _ in TRIED]
    _, codes = await lived("ketamine-iv", doings)
    assert codes == [code for _, _, code in TRIED if code]
