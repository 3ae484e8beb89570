"""What persons do, over a whole Watch: holds ended, shelves, pauses and escalation, through restarts too."""

from __future__ import annotations

from alerts.watch import Watch
from monitors.entries import (
    Acknowledged,
    AudioPaused,
    AudioResumed,
    HoldEnded,
    ObservationMade,
    Resumed,
    SessionClosed,
    Shelved,
    Unshelved,
)
from monitors.instant import MINUTE, SECOND
from monitors.vitals import Vital
from tests.alerts.building import Fed, profiles, reading

ALARM = "s1.heart_rate.low.1"


def low(value: float = 45) -> Fed:
    """A Watch whose heart-rate alarm came at 30 s; readings go on to 32 s."""
    fed = Fed()
    fed.steady(0, 20, heart_rate=72, spo2=97)
    fed.steady(20, 32, heart_rate=value, spo2=97)
    assert fed.the("heart_rate.low").state == "on"
    return fed


def restarted(fed: Fed, at_s: float) -> None:
    """The program starts again from its checkpoint."""
    state = fed.watch.dump()
    fed.watch = Watch(profiles())
    fed.watch.load(state)
    fed.put(at_s, Resumed())


def test_nobody_acknowledging_makes_it_louder_and_then_calls_the_next_role() -> None:
    fed = low()
    fed.steady(32, 400, heart_rate=45, spo2=97)
    escalated = [(one.escalation, one.at / SECOND) for one in fed.log if one.condition == "heart_rate.low"]
    assert escalated == [(0, 30), (1, 90), (2, 330)]
    fed.put(400, Acknowledged(ALARM, 3))
    assert fed.the("heart_rate.low").escalation == 0


def test_escalation_counts_anew_when_it_worsens_and_goes_on_through_a_restart() -> None:
    fed = low()
    fed.steady(32, 45, heart_rate=38, spo2=97)
    assert fed.the("heart_rate.low").priority.name == "HIGH"
    armed_at = fed.the("heart_rate.low").armed_at
    restarted(fed, 60)
    fed.wait(armed_at / SECOND + 30)
    assert fed.the("heart_rate.low").escalation == 1
    restarted(fed, 400)
    assert fed.the("heart_rate.low").escalation == 2, "two minutes were over while the program was down"


def test_a_burst_that_tells_of_a_past_onset_leaves_the_whole_time_to_answer() -> None:
    fed = Fed()
    fed.steady(0, 20, heart_rate=72)
    fed.hear(70, *(reading(Vital.HEART_RATE, 45, at_s, received_s=70) for at_s in range(20, 70)))
    alarm = fed.the("heart_rate.low")
    assert (alarm.onset_at, alarm.armed_at) == (30 * SECOND, 70 * SECOND)


def test_what_is_shelved_says_so_stays_active_and_does_not_escalate() -> None:
    fed = low()
    fed.put(40, Shelved(ALARM, 5 * MINUTE, "known COPD"), by="nora")
    shelved = fed.the("heart_rate.low")
    assert (shelved.state, shelved.revision) == ("on", 2)
    assert shelved.suppressed_by == "shelved by nora until 1970-01-01T00:05:40.000Z: known COPD"
    fed.steady(40, 345, heart_rate=45, spo2=97)
    off = fed.the("heart_rate.low")
    assert (off.suppressed_by, off.revision, off.at, off.escalation) == (None, 3, 340 * SECOND, 0)
    fed.steady(345, 401, heart_rate=45, spo2=97)
    assert fed.the("heart_rate.low").escalation == 1, "a minute after it came off the shelf"


def test_no_shelf_is_longer_than_the_profile_allows_and_a_person_empties_it() -> None:
    fed = low()
    fed.put(40, Shelved(ALARM, 500 * MINUTE, "why"))
    shelved = fed.the("heart_rate.low").shelved
    assert shelved is not None
    assert shelved.until_at == 40 * SECOND + 30 * MINUTE
    fed.put(41, Unshelved(ALARM))
    fed.put(42, Unshelved(ALARM))
    assert (fed.the("heart_rate.low").shelved, fed.the("heart_rate.low").revision) == (None, 3)


def test_high_priority_is_never_on_the_shelf() -> None:
    fed = low()
    fed.put(32, Shelved(ALARM, 5 * MINUTE, "why"))
    fed.steady(32, 45, heart_rate=38, spo2=97)
    worse = fed.the("heart_rate.low")
    assert (worse.priority.name, worse.suppressed_by, worse.shelved) == ("HIGH", None, None)
    fed.put(45, Shelved(ALARM, 5 * MINUTE, "why"))
    assert fed.the("heart_rate.low").revision == worse.revision


def test_the_shelf_survives_a_restart() -> None:
    fed = low()
    fed.put(32, Shelved(ALARM, MINUTE, "why"))
    restarted(fed, 50)
    assert fed.the("heart_rate.low").shelved is not None
    restarted(fed, 200)
    assert (fed.the("heart_rate.low").shelved, fed.the("heart_rate.low").at) == (None, 200 * SECOND)


def held() -> Fed:
    """A saturation alarm that the silence of its device holds."""
    fed = low()
    fed.steady(32, 33, heart_rate=45, spo2=97)
    fed.wait(260)
    assert fed.the("heart_rate.low").held_by == "d1.device.silent.1"
    return fed


def test_a_person_ends_a_held_alarm_and_only_new_data_begin_another() -> None:
    fed = held()
    fed.put(260, HoldEnded(ALARM, "patient is up and well"), by="nora")
    ended = [one for one in fed.log if one.condition == "heart_rate.low"][-1]
    assert (ended.state, ended.end_reason, ended.ended_at) == ("ended", "patient is up and well", 260 * SECOND)
    assert fed.the("device.silent").priority.name == "LOW", "it holds nothing any more"
    restarted(fed, 300)
    fed.wait(500)
    assert "heart_rate.low" not in fed.active()
    fed.steady(500, 509, heart_rate=45, spo2=97)
    assert "heart_rate.low" not in fed.active(), "the delay counts anew"
    fed.steady(509, 512, heart_rate=45, spo2=97)
    assert fed.the("heart_rate.low").id == "s1.heart_rate.low.2"


def test_an_alarm_that_is_not_held_is_not_ended_so() -> None:
    fed = low()
    fed.put(32, HoldEnded(ALARM, "why"))
    assert fed.the("heart_rate.low").revision == 1


def test_a_pause_changes_no_alarm_and_a_new_high_one_pierces_it() -> None:
    fed = low()
    told = len(fed.log)
    fed.put(32, AudioPaused("C1", "physiological", 100 * SECOND), by="nora")
    fed.put(32, AudioPaused("C1", "technical", 100 * SECOND), by="nora")
    assert len(fed.log) == told
    assert fed.watch.pauses()["C1"]["physiological"].by == "nora"
    assert fed.watch.next_deadline() is not None
    fed.steady(32, 45, heart_rate=38, spo2=97)
    assert set(fed.watch.pauses()["C1"]) == {"technical"}


def test_a_pause_is_capped_resumed_and_over_in_time_also_through_a_restart() -> None:
    fed = low()
    fed.put(32, AudioPaused("C1", "technical", 1000 * SECOND), by="nora")
    restarted(fed, 60)
    assert fed.watch.pauses()["C1"]["technical"].until_at == 152 * SECOND
    fed.wait(152)
    assert fed.watch.pauses() == {}
    fed.put(160, AudioPaused("C1", "technical", 60 * SECOND), by="nora")
    fed.put(161, AudioResumed("C1", "technical"))
    assert fed.watch.pauses() == {}


def test_the_next_patient_begins_with_nothing_paused() -> None:
    fed = low()
    fed.put(32, AudioPaused("C1", "technical", 100 * SECOND))
    fed.put(33, SessionClosed("s1", "over"))
    assert fed.watch.pauses() == {}


INDEX = "s1.shock_index.high.1"


def shocked() -> Fed:
    """A shock index that has been up since 60 s, and that nobody measures any more."""
    fed = Fed()
    fed.steady(0, 70, heart_rate=115, systolic=95)
    assert "shock_index.high" in fed.active()
    return fed


def test_a_composite_alarm_of_which_nothing_is_fresh_is_ended_by_a_person() -> None:
    fed = shocked()
    fed.wait(2_000)
    assert fed.watch.endable(INDEX)
    assert fed.the("shock_index.high").held_by is None
    fed.put(2_000, HoldEnded(INDEX, "sits up and talks"))
    ended = next(one for one in fed.log[::-1] if one.id == INDEX)
    assert (ended.state, ended.end_reason, ended.ended_at) == ("ended", "sits up and talks", 2_000 * SECOND)
    fed.wait(3_000)
    assert "shock_index.high" not in fed.active(), "what was measured before counts no more"
    fed.steady(3_000, 3_070, heart_rate=115, systolic=95)
    assert fed.the("shock_index.high").onset_at == 3_060 * SECOND, "its whole delay anew"


def test_a_composite_alarm_is_not_ended_while_any_of_its_inputs_is_fresh() -> None:
    fed = shocked()
    fed.steady(70, 2_000, systolic=95)
    assert not fed.watch.endable(INDEX)
    fed.put(2_000, HoldEnded(INDEX, "no"))
    assert fed.the("shock_index.high").state == "on"
    fed.steady(2_000, 2_010, spo2=97)
    assert not fed.watch.endable("s1.nothing.1")


def test_what_else_a_person_ends_so_stays_ended_through_a_checkpoint() -> None:
    fed = Fed()
    for what, value in (("acvpu", "V"), ("oxygen", "air")):
        fed.put(0, ObservationMade("s1", what, value, 0))
    fed.steady(0, 70, heart_rate=70, spo2=97, systolic=120, respiratory_rate=16, temperature=37)
    assert fed.active() == {"news2.high"}
    restarted(fed, 100)
    fed.put(101, HoldEnded("s1.news2.high.1", "wide awake"))
    restarted(fed, 200)
    assert "news2.high" not in fed.active()
