"""Composite alarms of a session: when they come, what they say, and that a lost sensor doesn't end them."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from alerts.watch import Watch
from monitors.entries import DeviceBound, Entry, ObservationMade, PhaseChanged, Received, Resumed, SessionOpened
from monitors.instant import MINUTE, SECOND, seconds
from monitors.reading import Batch, Mode, Status
from monitors.vitals import Vital
from tests.alerts.building import Fed, profiles, reading

INDEX, TWO, APART = "shock_index.high", "composite.two_of_three", "heart_rate.disagreement"
SCORE = "news2.high"


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


def observe(fed: Fed, at_s: float, **seen: float | str) -> None:
    """A person observes something, now."""
    for what, value in seen.items():
        fed.put(at_s, ObservationMade("s1", what, value, seconds(at_s)))


def ill(fed: Fed, from_s: int, to_s: int, **other: float) -> None:
    """Vitals of which none is beyond a limit of its own, and that score 5 together; NaN is not measured."""
    values = {"respiratory_rate": 22, "spo2": 95, "heart_rate": 112, "systolic": 120, "temperature": 37.0} | other
    for at_s in range(from_s, to_s):
        fed.hear(at_s, *(
            reading(Vital(vital), value, at_s) for vital, value in values.items() if not math.isnan(value)
        ))


NOT = float("nan")


def test_a_score_of_5_asks_for_medium_and_of_7_for_high() -> None:
    fed = Fed()
    observe(fed, 0, acvpu="A", oxygen="air")
    ill(fed, 1, 70)
    assert fed.told(SCORE) == [("on", "medium", 61)]
    alarm = fed.the(SCORE)
    assert (alarm.value, alarm.limit, alarm.rule, alarm.kind) == (5, 5, "news2-urgent", "physiological")
    assert "NEWS2 5 for" in alarm.text
    assert "a secondary score (respiratory rate 2, spo2 1, heart rate 2)" in alarm.text
    assert {37.0, 22} <= {value for _, value in alarm.evidence}
    observe(fed, 70, oxygen="oxygen")
    ill(fed, 70, 110)
    assert fed.told(SCORE)[1:] == [("on", "high", 100)], "two more points, for 30 s"
    observe(fed, 110, oxygen="air")
    ill(fed, 110, 180, heart_rate=80)
    assert fed.told(SCORE)[-1] == ("ended", "high", 170)
    assert fed.active() == set(), "and no vital was beyond a limit of its own"


def test_3_in_a_single_part_is_enough_for_medium_and_no_more() -> None:
    fed = Fed()
    observe(fed, 0, acvpu="V", oxygen="air")
    ill(fed, 1, 100, respiratory_rate=16, spo2=98, heart_rate=70)
    assert fed.told(SCORE) == [("on", "medium", 61)]
    assert (fed.the(SCORE).value, fed.the(SCORE).text.count("consciousness 3")) == (3, 1)


def test_the_scale_that_a_prescriber_chose_counts_until_the_next() -> None:
    fed = Fed()
    observe(fed, 0, acvpu="A", oxygen="oxygen", spo2_scale=2)
    ill(fed, 1, 70, respiratory_rate=16, heart_rate=70)
    assert SCORE not in fed.active(), "95 % on oxygen: 2 and 2 by scale 2"
    ill(fed, 70, 140, respiratory_rate=16, heart_rate=70, spo2=97)
    assert fed.told(SCORE) == [("on", "medium", 130)], "97 % on oxygen: a single 3 by scale 2"
    observe(fed, 140, spo2_scale=1)
    ill(fed, 140, 201, respiratory_rate=16, heart_rate=70, spo2=97)
    assert fed.told(SCORE)[-1][0] == "ended"


@pytest.mark.parametrize("missing", ["acvpu", "oxygen", "temperature", "respiratory_rate"])
def test_nothing_is_scored_while_an_input_is_missing(missing: str) -> None:
    fed = Fed()
    observe(fed, 0, **{what: value for what, value in (("acvpu", "V"), ("oxygen", "oxygen")) if what != missing})
    ill(fed, 1, 200, **({missing: NOT} if missing not in ("acvpu", "oxygen") else {}))
    assert fed.active() == set()


def test_an_input_that_is_lost_is_neither_up_nor_down_and_pauses_the_delay() -> None:
    fed = Fed()
    observe(fed, 0, acvpu="A", oxygen="air")
    ill(fed, 1, 41)
    ill(fed, 41, 100, temperature=NOT)
    assert fed.told(SCORE) == []
    ill(fed, 100, 130)
    ((_, _, at_s),) = fed.told(SCORE)
    assert at_s == 100 + 60 - 44, "40 s and the 4 until the temperature greyed were over"
    ill(fed, 130, 300, temperature=NOT, heart_rate=70)
    assert SCORE in fed.active(), "it is not known that it is over"
    ill(fed, 300, 361, heart_rate=70)
    assert SCORE not in fed.active()


def test_an_observation_is_too_old_after_half_an_hour_to_the_second() -> None:
    fed = Fed()
    fed.put(1_000, ObservationMade("s1", "acvpu", "A", seconds(1_000)))
    fed.put(1_000, ObservationMade("s1", "oxygen", "air", seconds(1_000) - 29 * MINUTE))
    ill(fed, 1_001, 1_200)
    assert fed.told(SCORE) == [], "59 s, and then it is not known"
    observe(fed, 1_200, oxygen="air")
    ill(fed, 1_200, 1_210)
    assert fed.told(SCORE) == [("on", "medium", 1_201)], "only a second was left"
    fed.wait(6_000)
    assert SCORE in fed.active()


def test_a_score_ends_with_the_device_that_alone_measured_a_part() -> None:
    fed = Fed()
    observe(fed, 0, acvpu="A", oxygen="air")
    fed.put(0, DeviceBound("d1", "C1"))
    fed.put(0, DeviceBound("d2", "C1"))
    for at_s in range(1, 70):
        fed.hear(at_s, reading(Vital.TEMPERATURE, 37, at_s, device="d2"))
        ill(fed, at_s, at_s + 1, temperature=NOT)
    assert SCORE in fed.active()
    fed.put(70, DeviceBound("d2", None, "taken off"))
    assert SCORE not in fed.active()


def test_a_score_quiets_nothing() -> None:
    fed = Fed()
    observe(fed, 0, acvpu="A", oxygen="oxygen")
    ill(fed, 1, 70, spo2=86)
    assert {SCORE, "spo2.low"} <= fed.active()
    assert all(alarm.suppressed_by is None and alarm.held_by is None for alarm in fed.watch.active())


def test_who_is_not_observed_is_not_looked_at() -> None:
    fed = Fed()
    ill(fed, 0, 10, heart_rate=70, spo2=97)
    chart = next(iter(fed.watch.columns.charts.values()))
    assert (chart.awake, chart.composites) == (False, {})
    observe(fed, 10, acvpu="A", oxygen="air")
    assert chart.awake
    fed.wait(2_000)
    assert not chart.awake, "what was observed is too old"


def test_a_score_goes_on_after_a_checkpoint() -> None:
    fed = Fed()
    observe(fed, 0, acvpu="A", oxygen="air")
    ill(fed, 1, 40)
    again = Watch(profiles(), Mode.TEST)
    again.load(fed.watch.dump())
    fed.watch = again
    ill(fed, 40, 70)
    assert fed.told(SCORE) == [("on", "medium", 61)]
