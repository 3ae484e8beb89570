"""From columns to conditions: judged series, technical conditions, who holds whom."""

from __future__ import annotations

from monitors.reading import Status
from monitors.vitals import Vital
from tests.alerts.building import Fed, reading


def test_evidence_shows_the_fall_and_nothing_of_the_future() -> None:
    fed = Fed()
    fed.decline(80)
    evidence = fed.the("spo2.low").evidence
    assert [at // 1_000_000 for at, _ in evidence] == list(range(50, 76))
    assert {value for _, value in evidence} == {92, 89}


def test_a_failed_cuff_is_one_condition_whatever_it_could_not_measure() -> None:
    fed = Fed()
    fed.hear(0, *(
        reading(vital, None, 0, status=Status.FAILED) for vital in (Vital.SYSTOLIC, Vital.DIASTOLIC, Vital.MEAN)
    ))
    assert fed.told("blood_pressure.cuff_failed") == [("on", "low", 0)]
    fed.hear(60, *(reading(vital, 80, 60) for vital in (Vital.SYSTOLIC, Vital.DIASTOLIC, Vital.MEAN)))
    assert "blood_pressure.cuff_failed" not in fed.active()


def test_a_silent_device_holds_what_it_measured() -> None:
    fed = Fed()
    fed.decline(80, heart_rate=72)
    fed.wait(100)
    assert fed.the("spo2.low").held_by == "d1.device.silent.1"
    assert fed.the("device.silent").priority.name == "MEDIUM"
    fed.steady(101, 103, spo2=89, heart_rate=72)
    assert fed.the("spo2.low").held_by is None


def test_a_silent_device_holds_an_alarm_of_its_cuff_once_that_greys() -> None:
    fed = Fed()
    fed.steady(0, 10, spo2=97)
    for at_s in range(60, 420, 60):
        fed.hear(at_s, reading(Vital.DIASTOLIC, 125, at_s))
    fed.wait(1100)
    assert fed.the("blood_pressure.high").held_by == "d1.device.silent.1"
    assert fed.the("device.silent").priority.name == "MEDIUM"


def test_one_lost_vital_of_a_talking_device_is_missing_by_name() -> None:
    fed = Fed()
    fed.steady(0, 30, spo2=97, heart_rate=72)
    fed.steady(30, 60, heart_rate=72)
    assert fed.told("spo2.missing") == [("on", "low", 49)]
    assert fed.the("spo2.missing").text == "No SpO2 for 30 s"
    assert "device.silent" not in fed.active()


def test_a_fresh_second_device_takes_over_and_ends_the_alarm_by_data() -> None:
    fed = Fed()
    for at_s in range(40):
        fed.hear(at_s, reading(Vital.SPO2, 86, at_s, device="a"), reading(Vital.SPO2, 97, at_s, device="b"))
    assert fed.the("spo2.low").state == "on"
    for at_s in range(40, 60):
        fed.hear(at_s, reading(Vital.SPO2, 97, at_s, device="b"))
    assert "spo2.low" not in fed.active()
