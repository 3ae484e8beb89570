"""Composite alarms of a session: when they come, what they say, and that a lost sensor doesn't end them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alerts.watch import Watch
from monitors.entries import DeviceBound, Entry, PhaseChanged, Received, Resumed, SessionOpened
from monitors.instant import SECOND, seconds
from monitors.reading import Batch, Mode, Status
from monitors.vitals import Vital
from tests.alerts.building import Fed, profiles, reading

INDEX, TWO, APART = "shock_index.high", "composite.two_of_three", "heart_rate.disagreement"


def shocked(until_s: int = 100) -> Fed:
    """A systolic of 96, then a heart rate of 112 from 10 s on."""
    fed = Fed()
    fed.hear(0, reading(Vital.SYSTOLIC, 96, 0), reading(Vital.HEART_RATE, 80, 0))
    fed.steady(1, 10, heart_rate=80)
    fed.steady(10, until_s, heart_rate=112)
    return fed


def test_the_shock_index_alarms_after_its_delay_with_both_values() -> None:
    fed = shocked()
    assert fed.told(INDEX) == [("on", "medium", 70)]
    alarm = fed.the(INDEX)
    assert (alarm.value, alarm.limit, alarm.rule, alarm.kind) == (1.17, 1.1, "shock-index", "physiological")
    assert alarm.text.startswith("Shock index 1.17 above 1.1 (HR 112, Systolic 96)")
    assert {value for _, value in alarm.evidence} == {112, 96}
    assert alarm.since_at == seconds(10)


def test_it_ends_after_it_was_clear_for_its_time() -> None:
    fed = shocked()
    fed.steady(100, 165, heart_rate=70)
    assert fed.told(INDEX)[-1] == ("ended", "medium", 160)


def test_a_lost_sensor_does_not_end_it() -> None:
    fed = shocked()
    for at_s in range(100, 200):
        fed.hear(at_s, reading(Vital.HEART_RATE, None, at_s, status=Status.SEARCHING))
    assert INDEX in fed.active()


def test_it_ends_when_an_input_is_measured_no_more() -> None:
    fed = Fed()
    fed.put(0, DeviceBound("d1", "C1"))
    fed.put(0, DeviceBound("d2", "C1"))
    fed.hear(0, reading(Vital.SYSTOLIC, 96, 0, device="d2"))
    fed.steady(1, 70, heart_rate=112)
    assert INDEX in fed.active()
    fed.put(70, DeviceBound("d2", None, "taken off"))
    assert INDEX not in fed.active()


def test_two_mild_values_together_are_an_alarm_that_neither_is_alone() -> None:
    fed = Fed()
    fed.steady(0, 20, spo2=91, heart_rate=90)
    assert fed.active() == set()
    fed.steady(20, 60, spo2=91, heart_rate=115)
    assert fed.told(TWO) == [("on", "medium", 50)]
    assert "SpO2 91 %, HR 115" in fed.the(TWO).text


def test_heart_rates_apart_are_a_low_technical_alarm_that_holds_nothing() -> None:
    fed = Fed()
    fed.steady(0, 40, heart_rate=45, pulse_rate=75)
    assert fed.told(APART) == [("on", "low", 30)]
    assert fed.the(APART).kind == "technical"
    assert fed.the("heart_rate.low").held_by is None, "it masks nothing"
    fed.steady(40, 60, heart_rate=75, pulse_rate=75)
    assert fed.told(APART)[-1][0] == "ended"


def test_downtime_counts_for_nothing() -> None:
    fed = shocked(40)
    fed.put(500, Resumed())
    fed.hear(501, reading(Vital.SYSTOLIC, 96, 501), reading(Vital.HEART_RATE, 112, 501))
    fed.steady(502, 535, heart_rate=112)
    assert fed.told(INDEX) == [("on", "medium", 532)], "29 s before, 31 s after"


def test_it_goes_on_after_a_checkpoint() -> None:
    fed = shocked(40)
    again = Watch(profiles(), Mode.TEST)
    again.load(fed.watch.dump())
    fed.watch = again
    fed.steady(40, 80, heart_rate=112)
    assert fed.told(INDEX) == [("on", "medium", 70)]


def test_what_breaks_nothing_is_not_looked_at() -> None:
    fed = Fed()
    fed.steady(0, 10, heart_rate=70, spo2=97)
    chart = next(iter(fed.watch.columns.charts.values()))
    assert (chart.awake, chart.composites) == (False, {})
    fed.steady(10, 12, heart_rate=120, spo2=97)
    assert chart.awake


def test_the_general_profile_asks_for_no_shock_index() -> None:
    watch = Watch(profiles(), Mode.TEST)
    watch.apply(Entry(1, 0, "", SessionOpened("s1", "C1", "general", "general", "P", "infusion")))
    batch = [reading(Vital.SYSTOLIC, 96, 0), *(reading(Vital.HEART_RATE, 115, at_s) for at_s in range(100))]
    watch.apply(Entry(2, 100 * SECOND, "", Received(len(batch)), Batch.of(batch)))
    watch.apply(Entry(3, 101 * SECOND, "", PhaseChanged("s1", "recovery")))
    assert INDEX not in {alarm.condition for alarm in watch.active()}


def test_rates_that_are_not_both_there_disagree_no_more() -> None:
    fed = Fed()
    fed.steady(0, 40, heart_rate=70, pulse_rate=110)
    assert APART in fed.active()
    fed.steady(40, 70, pulse_rate=110)
    assert fed.told(APART)[-1] == ("ended", "low", 54), "the ECG greyed at 44, clear for 10 s"


def test_new_figures_after_a_restart_wake_whom_they_concern() -> None:
    fed = Fed()
    fed.hear(0, reading(Vital.SYSTOLIC, 105, 0))
    fed.steady(0, 10, heart_rate=70)
    mine = profiles()["ketamine-iv"]
    stricter = tuple(replace(one, limit=0.8, clear=0.7) if one.condition == INDEX else one for one in mine.composites)
    again = Watch(profiles() | {"ketamine-iv": replace(mine, composites=stricter)}, Mode.TEST)
    again.load(fed.watch.dump())
    fed.watch = again
    fed.steady(10, 100, heart_rate=90)
    assert INDEX in fed.active()


def test_a_checkpoint_of_other_composite_rules_is_refused_and_the_journal_judged_anew() -> None:
    fed = shocked()
    mine = profiles()["ketamine-iv"]
    without = tuple(one for one in mine.composites if one.condition != INDEX)
    with pytest.raises(ValueError, match="other rules"):
        Watch(profiles() | {"ketamine-iv": replace(mine, composites=without)}, Mode.TEST).load(fed.watch.dump())
