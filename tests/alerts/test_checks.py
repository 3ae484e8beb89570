"""The checks of the protocol: overdue cuffs and what is due (hazard H15, a missed observation); restarts too."""

from __future__ import annotations

import pytest

from alerts.alarm import Kind, State
from alerts.checks import spoken
from alerts.watch import Watch
from monitors.entries import (
    Acknowledged,
    AudioPaused,
    CheckDone,
    CheckExpected,
    DeviceBound,
    Entry,
    ObservationMade,
    PhaseChanged,
    Resumed,
    SessionClosed,
    SessionOpened,
    Shelved,
)
from monitors.instant import MINUTE, SECOND
from monitors.reading import Mode, Quality
from monitors.vitals import Vital
from tests.alerts.asking import expect, observe
from tests.alerts.building import Fed, profiles, reading

OVERDUE = "check.bp_overdue"


def cuff(
    fed: Fed, at_s: float, value: float | None = 120, vital: Vital = Vital.SYSTOLIC, *, late: bool = False
) -> None:
    """One cuff."""
    fed.hear(at_s, reading(vital, value, at_s, late=late))


# -- the cuff


def test_h15_a_cuff_is_overdue_two_minutes_after_its_cadence() -> None:
    fed = Fed()
    fed.wait(719)
    assert fed.told(OVERDUE) == []
    fed.wait(721)
    assert fed.told(OVERDUE) == [("on", "low", 720)]
    alarm = fed.the(OVERDUE)
    assert (alarm.kind, alarm.rule, alarm.limit) == (Kind.PROTOCOL, "bp-overdue", None)
    assert fed.the(OVERDUE).text == "Blood pressure overdue: none for 12 min, expected every 10 min"
    cuff(fed, 800)
    assert fed.told(OVERDUE)[-1] == ("ended", "low", 800)
    fed.wait(800 + 720)
    assert fed.the(OVERDUE).id == "s1.check.bp_overdue.2"


@pytest.mark.parametrize(("vital", "counts"), [(Vital.SYSTOLIC, True), (Vital.MEAN, True), (Vital.DIASTOLIC, False)])
def test_systolic_or_mean_says_that_it_was_measured(vital: Vital, counts: bool) -> None:
    fed = Fed()
    cuff(fed, 600, 80, vital)
    fed.wait(721)
    assert (OVERDUE in fed.active()) is not counts


def test_what_failed_and_what_came_late_was_not_measured_in_time() -> None:
    fed = Fed()
    cuff(fed, 600, None)
    fed.hear(610, reading(Vital.SYSTOLIC, 400, 610, quality=Quality.INVALID))
    cuff(fed, 620, late=True)
    fed.wait(721)
    assert OVERDUE in fed.active()


def test_a_fresh_line_means_that_nothing_is_overdue() -> None:
    fed = Fed()
    for at_s in range(0, 1800, 5):
        line = reading(Vital.SYSTOLIC, 120, at_s)._replace(method="arterial")
        fed.hear(at_s, line)
    assert fed.told(OVERDUE) == []
    fed.wait(1795 + 720)
    assert OVERDUE in fed.active()


def test_it_counts_from_the_phase_and_only_where_the_profile_says_so() -> None:
    fed = Fed(phase="baseline")
    fed.wait(3000)
    assert fed.told(OVERDUE) == []
    fed.put(3000, PhaseChanged("s1", "infusion"))
    fed.wait(3719)
    assert fed.told(OVERDUE) == []
    fed.wait(3720)
    assert OVERDUE in fed.active()
    fed.put(3800, PhaseChanged("s1", "recovery"))
    assert fed.the(OVERDUE).state is State.ON, "a new phase is no measurement"
    fed.put(3900, PhaseChanged("s1", "baseline"))
    assert OVERDUE not in fed.active()
    general = Fed(name="general")
    general.wait(36_000)
    assert general.told(OVERDUE) == []


def test_a_device_that_leaves_takes_no_cuff_with_it() -> None:
    fed = Fed()
    fed.put(0, DeviceBound("d1", "C1"))
    cuff(fed, 100)
    fed.put(110, DeviceBound("d1", None))
    fed.wait(819)
    assert fed.told(OVERDUE) == []
    fed.wait(820)
    assert OVERDUE in fed.active()
    fed.put(900, SessionClosed("s1", "over"))
    assert fed.active() == set()


# -- what is due


def test_h15_a_check_is_due_at_its_time_until_it_is_done() -> None:
    fed = Fed(phase="baseline")
    expect(fed, 1, 60)
    fed.wait(59)
    assert fed.active() == set()
    fed.wait(75)
    alarm = fed.the("check.sedation_due")
    assert (alarm.onset_at, alarm.since_at, alarm.text) == (60 * SECOND, 60 * SECOND, "Sedation due for 15 s")
    assert fed.told("check.sedation_due") == [("on", "low", 60)]
    fed.put(80, CheckDone("s1", "sedation"))
    assert fed.told("check.sedation_due")[-1] == ("ended", "low", 80)
    fed.wait(9000)
    assert len(fed.log) == 2


def test_a_later_expectation_takes_the_place_of_an_earlier_one() -> None:
    fed = Fed(phase="baseline")
    expect(fed, 1, 60)
    expect(fed, 2, 90)
    fed.wait(89)
    assert fed.log == []
    fed.wait(90)
    expect(fed, 95, 40)
    assert len(fed.log) == 1, "still due"
    expect(fed, 96, 120)
    assert fed.log[-1].state is State.ENDED
    fed.wait(120)
    assert fed.the("check.sedation_due").id == "s1.check.sedation_due.2"
    expect(fed, 130, None)
    assert fed.active() == set()
    expect(fed, 140, 150)
    expect(fed, 145, None)
    fed.wait(900)
    assert fed.active() == set()


def test_what_was_due_already_is_so_at_once() -> None:
    fed = Fed(phase="baseline")
    fed.wait(100)
    expect(fed, 100, 40, "plan_end")
    alarm = fed.the("check.plan_end_due")
    assert (alarm.onset_at, alarm.since_at) == (100 * SECOND, 40 * SECOND)
    assert fed.the("check.plan_end_due").text == "Infusion past its planned end for 60 s"


def test_the_two_hour_gate_says_what_it_is_about_and_ends_when_it_was_looked_at() -> None:
    fed = Fed()
    expect(fed, 1, 7200, "two_hour_gate")
    fed.wait(7199)
    assert "check.two_hour_gate_due" not in fed.active()
    fed.wait(7201)
    assert fed.the("check.two_hour_gate_due").text.startswith("Two hours are over")
    fed.put(7300, CheckDone("s1", "two_hour_gate"))
    assert "check.two_hour_gate_due" not in fed.active()


def test_it_is_acknowledged_and_shelved_like_any() -> None:
    fed = Fed(phase="baseline")
    expect(fed, 1, 10, "mood")
    expect(fed, 1, 10, "dissociation")
    fed.wait(10)
    fed.put(11, Acknowledged("s1.check.mood_due.1", 1))
    fed.put(12, Shelved("s1.check.dissociation_due.1", 5 * MINUTE, "asleep"))
    fed.put(13, AudioPaused("C1", "technical", 60 * SECOND))
    assert fed.the("check.mood_due").state is State.ACKNOWLEDGED
    assert fed.the("check.dissociation_due").shelved is not None
    fed.wait(12 + 300)
    assert fed.the("check.dissociation_due").shelved is None
    fed.wait(11 + 15 * 60)
    assert fed.the("check.mood_due").state is State.ON, "its acknowledgement expired"
    fed.put(1000, CheckDone("s1", "mood"))
    assert "check.mood_due" not in fed.active()


def test_what_nobody_expected_changes_nothing() -> None:
    fed = Fed(phase="baseline")
    fed.put(1, CheckDone("s1", "mood"))
    fed.put(1, CheckDone("s9", "mood"))
    fed.put(1, CheckExpected("s9", "mood", 5))
    fed.put(1, ObservationMade("s9", "moaas", 1, 5))
    assert fed.log == []


# -- restart and checkpoint


def test_due_times_run_on_through_downtime() -> None:
    fed = Fed()
    expect(fed, 1, 600)
    fed.put(2000, Resumed())
    assert fed.told("check.sedation_due") == [("on", "low", 2000)]
    assert fed.the("check.sedation_due").since_at == 600 * SECOND
    assert fed.told(OVERDUE) == [("on", "low", 2000)]
    assert fed.the(OVERDUE).since_at == 0


def test_a_checkpoint_keeps_what_is_asked() -> None:
    fed = Fed()
    cuff(fed, 5)
    expect(fed, 10, 60)
    observe(fed, 20, 2)
    state = fed.watch.dump()
    fed.watch = Watch(profiles(), Mode.TEST)
    fed.watch.load(state)
    assert fed.watch.next_deadline() == 60 * SECOND
    fed.wait(725)
    assert fed.active() == {"check.sedation_due", "moaas.low", OVERDUE, "session.unmonitored"}
    observe(fed, 730, 4)
    assert "moaas.low" not in fed.active()


def test_a_figure_that_comes_with_a_new_profile_counts_after_the_restart() -> None:
    watch = Watch({name: one.without_checks() for name, one in profiles().items()}, Mode.TEST)
    watch.apply(Entry(1, 0, "", SessionOpened("s1", "C1", "ketamine-iv", "ketamine-iv", "P", "recovery")))
    fed = Fed()
    fed.watch = Watch(profiles(), Mode.TEST)
    fed.watch.load(watch.dump())
    fed.wait(1020)
    assert OVERDUE in fed.active()


def test_what_a_person_calls_it() -> None:
    assert (spoken("moaas"), spoken("bp_40min")) == ("MOAA/S", "Blood pressure of minute 40")


# -- a pressure that is asked for by a time


@pytest.mark.parametrize(("at_s", "done"), [(299, False), (300, True), (700, True)])
def test_a_pressure_does_the_check_that_asks_for_one_from_five_minutes_before_it(at_s: float, done: bool) -> None:
    fed = Fed()
    expect(fed, 1, 600, "bp_40min")
    cuff(fed, at_s)
    fed.wait(710)
    assert ("check.bp_40min_due" not in fed.active()) is done
    expected = {299: ["on"], 300: [], 700: ["on", "ended"]}[int(at_s)]
    assert [state for state, *_ in fed.told("check.bp_40min_due")] == expected


def test_a_pressure_does_no_other_check_and_a_late_or_failed_one_does_none() -> None:
    fed = Fed()
    expect(fed, 1, 60, "bp_40min")
    expect(fed, 1, 60, "sedation")
    cuff(fed, 61, late=True)
    fed.hear(62, reading(Vital.SYSTOLIC, None, 62))
    assert {"check.bp_40min_due", "check.sedation_due"} <= fed.active()
    assert fed.the("check.bp_40min_due").text.startswith("Blood pressure of minute 40 due")
    cuff(fed, 63)
    assert "check.bp_40min_due" not in fed.active()
    assert "check.sedation_due" in fed.active()
