"""A session that goes on at another bed: its alarms go along, nothing begins anew, and only what stayed behind ends."""

from __future__ import annotations

from alerts.watch import Watch
from monitors.entries import (
    Acknowledged,
    AudioPaused,
    DeviceBound,
    ListeningChanged,
    SessionClosed,
    SessionMoved,
    SessionOpened,
)
from monitors.instant import MINUTE
from monitors.reading import Mode
from monitors.vitals import Vital
from tests.alerts.building import Fed, profiles, reading


def bedside(*devices: str) -> Fed:
    """A session at C1 with these devices there."""
    fed = Fed()
    for device in devices:
        fed.put(0, DeviceBound(device, "C1"))
    return fed


def move(fed: Fed, at_s: float, *devices: str, staying: tuple[str, ...] = (), bed: str = "C2") -> None:
    """The session and these devices go to another bed, as the program writes it down."""
    for device in staying:
        fed.put(at_s, DeviceBound(device, None, "sunlight"))
    fed.put(at_s, SessionMoved("s1", bed, "sunlight"))
    for device in devices:
        fed.put(at_s, DeviceBound(device, bed, "sunlight"))
    for device in staying:
        fed.put(at_s, DeviceBound(device, "C1", "sunlight"))


def test_an_active_alarm_goes_along_in_a_revision_of_its_own() -> None:
    fed = bedside("d1")
    fed.steady(0, 40, spo2=86, heart_rate=72)
    before = fed.the("spo2.low")
    fed.put(40, Acknowledged(before.id, before.revision))
    fed.log.clear()
    move(fed, 41, "d1")
    (moved,) = fed.log
    assert (moved.id, moved.scope.bed, moved.revision) == (before.id, "C2", before.revision + 2)
    assert (moved.state, moved.onset_at, moved.armed_revision) == ("acknowledged", before.onset_at, 1)
    assert moved.acknowledged is not None
    fed.steady(41, 60, spo2=86, heart_rate=72)
    assert fed.active() == {"spo2.low"}
    assert len(fed.log) == 1, "nothing begins again, and nothing ends"


def test_clauses_and_baselines_count_on_through_the_move() -> None:
    whole, moved = bedside("d1"), bedside("d1")
    for fed in (whole, moved):
        fed.steady(0, 10, spo2=88, heart_rate=72)
    move(moved, 10, "d1")
    for fed in (whole, moved):
        fed.steady(10, 60, spo2=88, heart_rate=72)
    assert whole.told("spo2.low") == moved.told("spo2.low") != []
    assert whole.watch.baselines("s1") == moved.watch.baselines("s1")
    assert moved.the("spo2.low").scope.bed == "C2"


def test_the_silence_of_a_device_that_goes_along_goes_along_too() -> None:
    fed = bedside("d1")
    fed.steady(0, 30, spo2=97)
    fed.wait(55)
    silence = fed.the("device.silent")
    assert fed.watch.ending("d1", None) != []
    move(fed, 56, "d1")
    assert (fed.the("device.silent").id, fed.the("device.silent").scope.bed) == (silence.id, "C2")
    fed.steady(57, 60, spo2=97)
    assert fed.active() == set()


def test_the_alarms_of_a_device_that_stays_end_with_the_reason() -> None:
    fed = bedside("a", "b")
    for at_s in range(40):
        fed.hear(at_s, reading(Vital.SPO2, 86, at_s, device="a"), reading(Vital.HEART_RATE, 45, at_s, device="b"))
    assert fed.active() == {"spo2.low", "heart_rate.low"}
    fed.log.clear()
    move(fed, 40, "b", staying=("a",))
    assert [(one.condition, one.state, one.end_reason, one.scope.bed) for one in fed.log] == [
        ("spo2.low", "ended", "sunlight", "C1"), ("heart_rate.low", "on", "", "C2"),
    ]
    assert fed.watch.sources("s1") == {Vital.HEART_RATE: "b"}
    fed.put(41, SessionOpened("s2", "C1", "ketamine-iv", "ketamine-iv", "Q", "infusion"))
    fed.steady(41, 80, session="s2", device="a", spo2=86)
    assert ("s2", "C1") in {(one.scope.session, one.scope.bed) for one in fed.watch.active()}


def test_without_a_device_it_is_unmonitored_a_minute_later() -> None:
    fed = bedside("d1")
    fed.steady(0, 100, spo2=97)
    move(fed, 100, staying=("d1",))
    fed.wait(159)
    assert fed.active() == set()
    fed.wait(161)
    assert fed.the("session.unmonitored").scope.bed == "C2"


def test_a_device_that_went_along_and_leaves_later_ends_its_alarms() -> None:
    fed = bedside("d1")
    fed.steady(0, 40, spo2=86)
    move(fed, 40, "d1")
    fed.put(41, DeviceBound("d1", "C1", "back in its place"))
    assert fed.told("spo2.low")[-1] == ("ended", "medium", 41)
    assert fed.watch.sources("s1") == {}


def test_pauses_of_both_beds_are_over() -> None:
    fed = bedside("d1")
    for bed in ("C1", "C2", "C3"):
        fed.put(10, AudioPaused(bed, "technical", MINUTE))
    move(fed, 11, "d1")
    assert set(fed.watch.pauses()) == {"C3"}


def test_who_listens_at_the_new_bed_counts() -> None:
    fed = bedside("d1")
    fed.put(0, ListeningChanged(("C1",)))
    fed.steady(0, 10, heart_rate=70)
    fed.steady(10, 40, heart_rate=35)
    assert fed.told("session.unwatched") == []
    move(fed, 40, "d1")
    assert fed.the("session.unwatched").scope.bed == "C2"
    fed.put(41, ListeningChanged(("C2",)))
    assert "session.unwatched" not in fed.active()
    assert fed.the("heart_rate.low").scope.bed == "C2"


def test_it_is_kept_in_a_checkpoint_and_ends_with_its_session() -> None:
    fed = bedside("d1")
    fed.steady(0, 40, spo2=86)
    move(fed, 40, "d1")
    again = Watch(profiles(), Mode.TEST)
    again.load(fed.watch.dump())
    fed.watch = again
    fed.steady(40, 45, spo2=86)
    assert fed.the("spo2.low").scope.bed == "C2"
    fed.put(46, SessionClosed("s1", "over"))
    assert fed.active() == set()


def test_a_session_that_is_closed_moves_nothing() -> None:
    fed = bedside("d1")
    fed.put(1, SessionClosed("s1", "over"))
    fed.put(2, AudioPaused("C2", "technical", MINUTE))
    fed.put(3, SessionMoved("s1", "C2", "late"))
    assert set(fed.watch.pauses()) == {"C2"}
