"""What ends with a session or a device."""

from __future__ import annotations

from monitors.entries import DeviceBound, SessionClosed
from monitors.vitals import Vital
from tests.alerts.building import Fed, reading


def test_a_device_taken_off_takes_its_alarms_along_with_the_reason() -> None:
    fed = Fed()
    fed.steady(0, 80, spo2=86, heart_rate=72)
    assert [one.condition for one in fed.watch.ending("d1", None)] == ["spo2.low"]
    assert fed.watch.ending("d1", "C1") == []
    fed.put(80, DeviceBound("d1", None, "probe broken"))
    assert fed.log[-1].end_reason == "probe broken"
    fed.wait(130)
    assert fed.active() == set()
    fed.wait(141)
    assert fed.active() == {"session.unmonitored"}


def test_an_alarm_that_stands_on_the_leaving_device_alone_asks_for_a_reason() -> None:
    fed = Fed()
    for at_s in range(40):
        fed.hear(at_s, reading(Vital.SPO2, 87, at_s, device="a"), reading(Vital.SPO2, 97, at_s, device="b"))
    (ending,) = fed.watch.ending("a", None)
    assert ending.text == "SpO2 87 % below 90 % for 39 s"
    fed.put(40, DeviceBound("a", None, "moved"))
    assert fed.log[-1].end_reason == "moved"
    assert fed.watch.sources("s1") == {Vital.SPO2: "b"}


def test_what_another_device_measures_goes_on() -> None:
    fed = Fed()
    for at_s in range(40):
        fed.hear(at_s, *(reading(Vital.SPO2, 86, at_s, device=device) for device in ("a", "b")))
    fed.put(40, DeviceBound("a", "C9", "moved"))
    assert fed.the("spo2.low").state == "on"
    for at_s in range(40, 60):
        fed.hear(at_s, reading(Vital.SPO2, 97, at_s, device="b"))
    assert fed.active() == set()


def test_what_a_device_that_left_measured_before_begins_nothing_again() -> None:
    fed = Fed()
    fed.put(0, DeviceBound("a", "C1"))
    fed.steady(0, 40, device="a", spo2=97)
    fed.put(40, DeviceBound("a", "C9", "swapped"))
    fed.put(40, DeviceBound("b", "C1"))
    fed.hear(40.2, reading(Vital.SPO2, 97, 39.9, device="a", received_s=40.2))
    fed.steady(41, 120, device="b", spo2=97)
    assert fed.watch.sources("s1") == {Vital.SPO2: "b"}
    assert fed.log == [], "nobody misses the one that left"


def test_a_closed_session_ends_the_silence_of_its_devices() -> None:
    fed = Fed()
    fed.steady(0, 30, spo2=97)
    fed.wait(55)
    assert fed.active() == {"device.silent"}
    fed.put(56, SessionClosed("s1", "left early"))
    assert fed.active() == set()
    assert fed.log[-1].end_reason == "left early"
    fed.wait(500)
    assert fed.active() == set()
