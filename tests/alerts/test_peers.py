"""The failings of other systems, each as the test that they would not pass."""

from __future__ import annotations

import json

from alerts.watch import Watch
from monitors import wire
from monitors.entries import (
    Acknowledged,
    BedAdded,
    DeviceAdded,
    DeviceBound,
    Entry,
    Received,
    Resumed,
    SessionOpened,
)
from monitors.instant import SECOND, rfc3339
from monitors.intake import Intake
from monitors.reading import Mode, Status
from monitors.session import Roster
from monitors.speaker import Speaker
from monitors.vitals import Vital
from tests.alerts.building import Fed, profiles, reading
from tests.judge.steps import START


def test_masking() -> None:
    """An acknowledged urgent alarm must not silence a different one that comes after it, at the same bed or not."""
    fed = Fed("s1", "s2")
    fed.steady(0, 66, heart_rate=80)
    fed.steady(66, 80, spo2=70, heart_rate=80)
    first = fed.the("spo2.low")
    assert first.priority.name == "HIGH"
    fed.put(80, Acknowledged(first.id, first.revision))
    fed.steady(80, 95, spo2=70, heart_rate=145)
    second = fed.the("heart_rate.high")
    assert (second.state, second.priority.name, second.acknowledged, second.suppressed_by) == ("on", "HIGH", None, None)
    assert fed.the("spo2.low").state == "acknowledged"
    fed.steady(95, 110, session="s2", device="d2", spo2=70)
    assert [one.state for one in fed.watch.active() if one.id == "s2.spo2.low.1"] == ["on"]


def test_acknowledgement_lost_at_restart() -> None:
    """Who has seen an alarm is known after a restart, whether the checkpoint or the journal's tail holds it."""
    fed = Fed()
    fed.steady(0, 66, heart_rate=80)
    fed.steady(66, 80, spo2=86, heart_rate=130)
    fed.put(80, Acknowledged("s1.spo2.low.1", 1, "at the bed"), by="nora")
    fed.watch, state = Watch(profiles()), fed.watch.dump()
    fed.watch.load(state)
    fed.put(81, Acknowledged("s1.heart_rate.high.1", 1), by="omar")
    fed.put(90, Resumed())
    seen = {one.condition: one.acknowledged for one in fed.watch.active() if one.state == "acknowledged"}
    assert {name: (one.by, one.note) for name, one in seen.items() if one} == {
        "spo2.low": ("nora", "at the bed"), "heart_rate.high": ("omar", ""),
    }
    expires_at = fed.the("spo2.low").acknowledged
    assert expires_at is not None
    assert expires_at.expires_at == (80 + 300) * SECOND, "the same instant as before the restart"


def test_information_replaces_alarm() -> None:
    """A milder finding, or a technical notice of the same vital, never takes the place of an alarm that lasts."""
    fed = Fed()
    fed.steady(0, 66, heart_rate=80)
    fed.steady(66, 80, spo2=70, heart_rate=80)
    before = fed.the("spo2.low")
    for at_s in range(80, 100):
        off = reading(Vital.SPO2, None, at_s, status=Status.PROBE_OFF)
        fed.hear(at_s, off, reading(Vital.HEART_RATE, 80, at_s))
    after = fed.the("spo2.low")
    assert (after.id, after.state, after.priority, after.rule) == (before.id, "on", before.priority, before.rule)
    assert fed.the("spo2.probe_off").id == "s1.spo2.probe_off.1"


def test_sensor_unavailable_clears() -> None:
    """An alarm doesn't end because its sensor is gone: it is held, names what holds it, and ends by good data."""
    fed = Fed()
    fed.steady(0, 66, heart_rate=80)
    fed.steady(66, 80, spo2=84, heart_rate=80)
    fed.steady(80, 400, heart_rate=80)
    alarm = fed.the("spo2.low")
    assert (alarm.state, alarm.ended_at, alarm.held_by) == ("on", None, "s1.spo2.missing.1")
    assert fed.the("spo2.missing").priority.name == "MEDIUM"
    fed.steady(400, 420, spo2=97, heart_rate=80)
    assert "spo2.low" not in fed.active()


def test_duration_fires_early() -> None:
    """A delay of 10 s is never over before 10 s of violation were heard; a gap or a downtime isn't heard."""
    fed = Fed()
    fed.steady(0, 20, heart_rate=72)
    fed.steady(20, 25, heart_rate=45)
    fed.put(100, Resumed())
    assert fed.told("heart_rate.low") == [], "4 s were heard before it went down, however long ago that is"
    fed.steady(120, 130, heart_rate=45)
    assert fed.told("heart_rate.low") == [("on", "medium", 126)], "and 6 s after"


def test_inactivity_fires_late() -> None:
    """Missing data are told at the very instant they are due, with nothing arriving that could wake anybody."""
    fed = Fed()
    fed.steady(0, 60, heart_rate=72, spo2=97)
    fed.steady(60, 100, spo2=97)
    assert fed.told("heart_rate.missing") == [("on", "low", 79)], "20 s after the last one, at 59 s"
    fed.wait(118.9)
    assert "device.silent" not in fed.active()
    assert fed.watch.next_deadline() == 119 * SECOND
    fed.wait(119)
    assert "device.silent" in fed.active()


def test_no_communication_never_ends() -> None:
    """A device that talks again is no longer silent, at its first word."""
    fed = Fed()
    fed.steady(0, 60, heart_rate=72, spo2=97)
    fed.wait(300)
    assert {"device.silent", "session.unmonitored"} <= fed.active()
    fed.steady(300, 301, heart_rate=72, spo2=97)
    assert "device.silent" not in fed.active()
    assert fed.told("device.silent")[-1] == ("ended", "low", 300)


def test_clock_stepped_back_keeps_value() -> None:
    """A clock set back an hour keeps no old value: the new one is judged, and its silence is told in time."""
    roster, watch = Roster(), Watch(profiles())
    intake, number = Intake(roster, Mode.TEST), 0
    for body in (
        BedAdded("C1"), DeviceAdded("d1", "hash"), DeviceBound("d1", "C1"),
        SessionOpened("s1", "C1", "general", "general", "P", "infusion"),
    ):
        number += 1
        entry = Entry(number, START, "", body)
        roster.apply(entry)
        intake.apply(entry)
        watch.apply(entry)
    for at_s in range(1, 61):
        now, back = START + at_s * SECOND, 3600 * SECOND if at_s > 30 else 0
        told = {"vital": "heart_rate", "value": 75 if back else 72, "sequence": at_s, "taken_at": rfc3339(now - back)}
        message = json.dumps({"device": "d1", "readings": [told]}).encode()
        batch = intake.accept(wire.decode(message), Speaker("d1", frozenset({"d1"})), now).batch
        (one,) = batch.rows()
        assert 0 <= now - one.measured_at <= SECOND, "measured now, whatever its clock says"
        watch.apply(Entry(number + at_s, now, "", Received(1), batch))
    assert float(watch.columns.series.value[0]) == 75
    watch.advance(START + 79 * SECOND)
    assert "device.silent" not in {alarm.condition for alarm in watch.active()}
    watch.advance(START + 80 * SECOND)
    assert "device.silent" in {alarm.condition for alarm in watch.active()}, "20 s after the last word"
