"""The Watch as a nurse meets it: what alarms, when exactly, and what never happens."""

from __future__ import annotations

from monitors.entries import Acknowledged, PhaseChanged, RecordingChanged, Resumed, SessionClosed
from monitors.instant import MINUTE, SECOND
from monitors.reading import Quality, Status
from monitors.vitals import Vital
from tests.alerts.building import Fed, reading


def test_low_spo2_alarms_after_fifteen_seconds_and_worsens() -> None:
    fed = Fed()
    fed.decline(100)
    fed.steady(100, 115, spo2=86)
    fed.steady(115, 135, spo2=83)
    assert fed.told("spo2.low") == [("on", "medium", 75), ("on", "high", 130)]
    assert fed.the("spo2.low").text == "SpO2 83 % below 85 % for 19 s"
    assert fed.the("spo2.low").id == "s1.spo2.low.1"


def test_duration_never_fires_early() -> None:
    """ThingsBoard's failing: a duration alarm that came before its duration."""
    fed = Fed()
    fed.decline(75)
    fed.hear(75, reading(Vital.SPO2, 97, 75))
    fed.wait(200)
    assert fed.told("spo2.low") == []


def test_delay_completes_by_time_alone_while_the_last_value_speaks() -> None:
    fed = Fed()
    fed.decline(72)
    fed.wait(80)
    assert fed.told("spo2.low") == [("on", "medium", 75)]


def test_a_gap_pauses_the_delay_and_never_resets_it() -> None:
    fed = Fed()
    fed.steady(0, 60, heart_rate=72)
    fed.steady(60, 63, heart_rate=130)
    fed.steady(90, 100, heart_rate=130)
    assert fed.told("heart_rate.high")[0] == ("on", "medium", 93)


def test_loss_of_data_never_clears_an_alarm_but_holds_it() -> None:
    """Home Assistant's failing: an alarm that clears when its sensor becomes unavailable."""
    fed = Fed()
    fed.decline(80, heart_rate=72)
    for at_s in range(80, 130):
        fed.hear(at_s, reading(Vital.SPO2, None, at_s, status=Status.PROBE_OFF), reading(Vital.HEART_RATE, 72, at_s))
    held = fed.the("spo2.low")
    assert held.state == "on"
    assert held.held_by == "s1.spo2.probe_off.1"
    assert fed.the("spo2.probe_off").priority.name == "MEDIUM"
    fed.steady(130, 160, spo2=97, heart_rate=72)
    assert fed.active() == set()


def test_acknowledging_one_alarm_never_quiets_another() -> None:
    """Nightscout's failing: masking."""
    fed = Fed()
    fed.steady(0, 80, spo2=86, heart_rate=130)
    fed.put(80, Acknowledged("s1.spo2.low.1", fed.the("spo2.low").revision))
    assert fed.the("spo2.low").state == "acknowledged"
    assert fed.the("heart_rate.high").state == "on"


def test_an_acknowledgement_that_crosses_a_worsening_is_refused() -> None:
    fed = Fed()
    fed.steady(0, 80, spo2=86)
    seen = fed.the("spo2.low").revision
    fed.steady(80, 96, spo2=83)
    assert fed.watch.refusal("s1.spo2.low.1", seen) == "worsened"
    fed.put(96, Acknowledged("s1.spo2.low.1", seen))
    assert fed.the("spo2.low").state == "on"
    assert fed.watch.refusal("s1.spo2.low.1", fed.the("spo2.low").revision) is None


def test_worsening_re_arms_an_acknowledged_alarm() -> None:
    fed = Fed()
    fed.steady(0, 80, spo2=86)
    fed.put(80, Acknowledged("s1.spo2.low.1", fed.the("spo2.low").revision))
    fed.steady(80, 96, spo2=83)
    alarm = fed.the("spo2.low")
    assert (alarm.state, alarm.priority.name, alarm.acknowledged) == ("on", "HIGH", None)


def test_an_acknowledgement_expires_while_the_condition_lasts() -> None:
    fed = Fed()
    fed.steady(0, 80, spo2=86)
    fed.put(80, Acknowledged("s1.spo2.low.1", 1, "seen"))
    assert fed.the("spo2.low").acknowledged is not None
    fed.steady(81, 400, spo2=86)
    assert fed.told("spo2.low")[-1] == ("on", "medium", 380)


def test_a_deep_desaturation_latches_until_somebody_has_seen_it() -> None:
    fed = Fed()
    fed.decline(80)
    for since_s, spo2 in ((80, 86), (100, 83), (120, 80), (140, 77)):
        fed.steady(since_s, since_s + 20, spo2=spo2)
    fed.steady(160, 220, spo2=97)
    assert fed.the("spo2.low").state == "latched"
    for since_s, spo2 in ((220, 94), (235, 91), (250, 89)):
        fed.steady(since_s, since_s + 16, spo2=spo2)
    assert (fed.the("spo2.low").state, fed.the("spo2.low").id) == ("on", "s1.spo2.low.1")
    fed.steady(266, 291, spo2=97)
    fed.put(291, Acknowledged("s1.spo2.low.1", fed.the("spo2.low").revision))
    assert "spo2.low" not in fed.active()


def test_cuffs_need_a_second_one_and_a_baseline() -> None:
    fed = Fed(phase="baseline")
    for at_s in (0, 300, 600):
        fed.hear(at_s, reading(Vital.SYSTOLIC, 120, at_s))
    fed.put(700, PhaseChanged("s1", "infusion"))
    fed.hear(900, reading(Vital.SYSTOLIC, 151, 900))
    assert "blood_pressure.high" not in fed.active()
    fed.hear(1200, reading(Vital.SYSTOLIC, 152, 1200))
    alarm = fed.the("blood_pressure.high")
    assert alarm.priority.name == "MEDIUM"
    assert alarm.text == "Systolic 152 above 150 (30 from baseline 120), 2 in a row"
    assert fed.watch.limits("s1")[Vital.SYSTOLIC] == (90, 138)


def test_without_a_baseline_relative_rules_say_nothing() -> None:
    fed = Fed()
    for at_s in (0, 300, 600):
        fed.hear(at_s, reading(Vital.SYSTOLIC, 150, at_s))
    assert "blood_pressure.high" not in fed.active()


def test_a_monitor_that_posts_every_minute_does_not_flap() -> None:
    fed = Fed(name="general")
    for at_s in range(0, 3600, 60):
        fed.hear(at_s, reading(Vital.SPO2, 97, at_s), reading(Vital.HEART_RATE, 72, at_s))
    assert fed.log == []


def test_a_monitor_that_posts_its_seconds_every_minute_does_not_flap() -> None:
    fed = Fed(name="general")
    for end_s in range(60, 1260, 60):
        fed.hear(end_s, *(reading(Vital.SPO2, 97, end_s - 59 + i, received_s=end_s) for i in range(60)))
    assert fed.log == []


def test_a_silent_device_is_one_alarm_that_names_its_series_and_ends() -> None:
    """A "no communication" state that never ended, and inactivity that was told minutes late."""
    fed = Fed()
    fed.steady(0, 60, spo2=97, heart_rate=72)
    fed.wait(100)
    assert fed.told("device.silent") == [("on", "low", 79)]
    assert "HR, SpO2" in fed.the("device.silent").text
    assert not [one for one in fed.log if one.condition.endswith(".missing")]
    fed.wait(130)
    assert fed.told("session.unmonitored") == [("on", "high", 119)]
    fed.hear(130, reading(Vital.SPO2, 97, 130))
    assert fed.the("session.unmonitored").state == "latched"
    assert "device.silent" not in fed.active()
    assert "heart_rate.missing" in fed.active()


def test_an_infusion_without_any_monitor_is_unmonitored() -> None:
    fed = Fed()
    fed.wait(61)
    assert fed.told("session.unmonitored") == [("on", "high", 60)]


def test_a_session_heard_once_is_unmonitored_when_its_interval_is_over() -> None:
    fed = Fed(phase="baseline")
    fed.hear(2, reading(Vital.SPO2, 97, 2))
    fed.wait(181)
    assert fed.told("session.unmonitored") == [("on", "high", 152)]


def test_pulse_rate_stands_in_for_a_lost_heart_rate() -> None:
    fed = Fed()
    fed.steady(0, 30, heart_rate=72, pulse_rate=72)
    fed.steady(30, 60, pulse_rate=135)
    assert fed.told("heart_rate.high")[0][:2] == ("on", "medium")
    assert fed.the("heart_rate.high").rule == "heart-rate-high-pulse"


def test_two_devices_of_one_vital_are_never_interleaved() -> None:
    fed = Fed()
    for at_s in range(60):
        fed.hear(at_s, reading(Vital.SPO2, 97, at_s, device="a"))
        fed.hear(at_s + 0.5, reading(Vital.SPO2, 80, at_s + 0.5, device="b"))
    assert "spo2.low" not in fed.active()
    for at_s in range(60, 70):
        fed.hear(at_s + 0.5, reading(Vital.SPO2, 80, at_s + 0.5, device="b"))
    assert "spo2.low" in fed.active()


def test_a_burst_is_judged_by_when_it_was_measured() -> None:
    fed = Fed()
    for end_s in range(10, 70, 10):
        fed.hear(end_s, *(reading(Vital.HEART_RATE, 72, end_s - 9 + i, received_s=end_s) for i in range(10)))
    fed.hear(80, *(reading(Vital.HEART_RATE, 130 if i < 9 else 72, 62 + 2 * i, received_s=80) for i in range(10)))
    assert fed.told("heart_rate.high")[0] == ("on", "medium", 72)


def test_late_readings_are_listed_once_and_begin_no_live_alarm() -> None:
    fed = Fed()
    fed.steady(0, 60, spo2=97)
    lost = [reading(Vital.SPO2, 81, 200 + i, received_s=600, late=True) for i in range(60)]
    fed.hear(600, *lost, reading(Vital.SPO2, 97, 600))
    assert fed.told("spo2.low") == []
    alarm = fed.the("session.backfill")
    assert alarm.text == "While disconnected: SpO2 81 % at 00:03"
    fed.put(601, Acknowledged(alarm.id, alarm.revision))
    assert "session.backfill" not in fed.active()


def test_a_wrong_clock_is_shown_and_changes_nothing_else() -> None:
    fed = Fed()
    for at_s in range(90):
        fed.hear(at_s, reading(Vital.SPO2, 97, at_s, offset_s=3600))
    assert fed.told("device.clock_skew") == [("on", "low", 60)]
    assert fed.the("device.clock_skew").text == "Device clock is 3600 s behind; times are corrected"
    assert fed.active() == {"device.clock_skew"}


def test_a_device_without_a_session_is_told_after_a_minute() -> None:
    fed = Fed()
    for at_s in range(70):
        fed.hear(at_s, reading(Vital.SPO2, 97, at_s, session="", device="loose"))
    assert fed.told("device.unassigned") == [("on", "low", 60)]
    fed.wait(200)
    assert "device.unassigned" not in fed.active()


def test_closing_a_session_ends_its_alarms_with_the_reason() -> None:
    fed = Fed()
    fed.steady(0, 80, spo2=86)
    fed.put(80, SessionClosed("s1", "went home"))
    assert fed.active() == set()
    assert fed.log[-1].end_reason == "went home"
    assert fed.watch.limits("s1") == {}


def test_a_restart_is_a_gap_and_loses_no_alarm() -> None:
    """Acknowledgements and hysteresis lost at restart; alarms not raised again."""
    fed = Fed()
    fed.steady(0, 60, heart_rate=72)
    fed.steady(60, 65, heart_rate=130)
    fed.put(900, Resumed())
    fed.wait(915)
    assert fed.told("heart_rate.high") == []
    fed.steady(915, 925, heart_rate=130)
    assert fed.told("heart_rate.high")[0][2] == 921
    assert "device.silent" not in fed.active()


def test_invalid_values_are_technical_never_a_vital_alarm() -> None:
    fed = Fed()
    fed.steady(0, 30, heart_rate=72, spo2=97)
    for at_s in range(30, 60):
        fed.hear(at_s, reading(Vital.SPO2, 30, at_s, quality=Quality.INVALID), reading(Vital.HEART_RATE, 72, at_s))
    assert fed.told("spo2.invalid") == [("on", "low", 40)]
    assert fed.active() == {"spo2.invalid"}


def test_stalled_recording_is_an_alarm_of_the_site() -> None:
    fed = Fed()
    fed.put(1, RecordingChanged(stalled=True))
    assert fed.the("recording.stalled").id == "site.recording.stalled.1"
    fed.put(2, RecordingChanged(stalled=False))
    assert fed.active() == set()


def test_the_next_deadline_is_when_something_happens() -> None:
    fed = Fed()
    fed.decline(62)
    fed.hear(66, reading(Vital.SPO2, 89, 66))
    fed.hear(70, reading(Vital.SPO2, 89, 70))
    while (due := fed.watch.next_deadline()) is not None and "spo2.low" not in fed.active():
        fed.wait(due / SECOND)
    assert fed.told("spo2.low") == [("on", "medium", 75)]


def test_horizons_follow_the_cadence() -> None:
    fed = Fed()
    fed.steady(0, 30, spo2=97)
    assert fed.watch.horizon("s1", Vital.SPO2, "d1") == (5 * SECOND, 30 * SECOND)
    fed.hear(30, reading(Vital.SYSTOLIC, 120, 30))
    assert fed.watch.horizon("s1", Vital.SYSTOLIC, "d1")[0] == 11 * MINUTE
