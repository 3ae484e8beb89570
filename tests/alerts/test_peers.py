"""The failings of other systems, each as the test that they would not pass."""

from __future__ import annotations

from alerts.watch import Watch
from monitors.entries import Acknowledged, Resumed
from monitors.instant import SECOND
from monitors.reading import Status
from monitors.vitals import Vital
from tests.alerts.building import Fed, profiles, reading


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
