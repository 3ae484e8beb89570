"""The roster knows who was where at any time, also for readings that arrive late."""

from __future__ import annotations

import pytest

from monitors.entries import (
    AnyBody,
    BedAdded,
    DeviceAdded,
    DeviceBound,
    Entry,
    PhaseChanged,
    SessionClosed,
    SessionMoved,
    SessionOpened,
)
from monitors.instant import SECOND
from monitors.refused import Refused
from monitors.session import Roster
from tests.monitors.building import T0, roster_of, ward


def opened(session: str, bed: str) -> SessionOpened:
    """A session that begins."""
    return SessionOpened(session, bed, "ketamine-iv", "ketamine-iv", "label", "baseline", 70.0)


def history() -> Roster:
    """m1 at b1 from 10 s, s1 there 20-40 s, s2 from 50 s; m1 moves to b2 at 60 s and is taken off at 70 s."""
    roster = roster_of(BedAdded("b1"), BedAdded("b2"), DeviceAdded("m1", "hash"))
    bodies: list[tuple[int, AnyBody]] = [
        (10, DeviceBound("m1", "b1")), (20, opened("s1", "b1")), (30, PhaseChanged("s1", "infusion")),
        (40, SessionClosed("s1", "done")), (50, opened("s2", "b1")), (60, DeviceBound("m1", "b2")),
        (70, DeviceBound("m1", None)),
    ]
    for number, (at, body) in enumerate(bodies, 4):
        roster.apply(Entry(number, T0 + at * SECOND, "ann", body))
    return roster


@pytest.mark.parametrize("loaded", [False, True])
@pytest.mark.parametrize(("at", "expected"), [
    (5, ("", "")), (10, ("b1", "")), (19.999999, ("b1", "")),
    (20, ("b1", "s1")), (39.9, ("b1", "s1")), (40, ("b1", "")),
    (55, ("b1", "s2")), (60, ("b2", "")), (70, ("", "")), (9999, ("", "")),
])
def test_where_a_device_was(loaded: bool, at: float, expected: tuple[str, str]) -> None:
    roster = history()
    if loaded:
        state = roster.dump()
        roster = Roster()
        roster.load(state)
    assert roster.where("m1", T0 + round(at * SECOND)) == expected
    assert roster.where("nobody", T0) == ("", "")


@pytest.mark.parametrize("loaded", [False, True])
@pytest.mark.parametrize(("device", "at", "expected"), [
    ("m1", 55, ("b1", "s2")), ("m1", 60, ("b2", "s2")), ("m1", 99, ("b2", "s2")),
    ("m2", 55, ("b1", "s2")), ("m2", 60, ("b1", "")), ("m2", 80, ("b1", "s3")),
])
def test_a_session_moves_with_a_device_and_without_another(
    loaded: bool, device: str, at: int, expected: tuple[str, str]
) -> None:
    roster = roster_of(
        BedAdded("b1"), BedAdded("b2"), DeviceAdded("m1", "h1"), DeviceAdded("m2", "h2"), DeviceBound("m1", "b1"),
        DeviceBound("m2", "b1"),
    )
    bodies: list[tuple[int, AnyBody]] = [
        (50, opened("s2", "b1")), (60, DeviceBound("m2", None, "stays")), (60, SessionMoved("s2", "b2", "sunlight")),
        (60, DeviceBound("m1", "b2")), (60, DeviceBound("m2", "b1")), (70, opened("s3", "b1")),
    ]
    for number, (at_s, body) in enumerate(bodies, 7):
        roster.apply(Entry(number, T0 + at_s * SECOND, "ann", body))
    if loaded:
        state = roster.dump()
        roster = Roster()
        roster.load(state)
    assert roster.where(device, T0 + at * SECOND) == expected
    assert roster.sat() == [
        ("b1", T0 + 50 * SECOND, T0 + 60 * SECOND), ("b1", T0 + 70 * SECOND, None), ("b2", T0 + 60 * SECOND, None),
    ]
    moved = roster.open_session_on("b2")
    assert moved is not None
    assert (moved.id, moved.bed, moved.opened_at) == ("s2", "b2", T0 + 50 * SECOND)


def test_a_closed_session_moves_nowhere() -> None:
    roster = history()
    before = roster.dump()
    for session in ("s1", "s9"):
        roster.apply(Entry(99, T0 + 99 * SECOND, "ann", SessionMoved(session, "b2", "why")))
    assert roster.dump() == before


def test_of_two_entries_at_one_instant_the_later_wins() -> None:
    roster = roster_of(
        BedAdded("b1"), BedAdded("b2"), DeviceAdded("m1", "h"), DeviceBound("m1", "b1"), DeviceBound("m1", "b2"),
        opened("s1", "b2"), SessionClosed("s1", "wrong"), opened("s2", "b2"),
    )
    assert roster.where("m1", T0) == ("b2", "s2")


def test_sessions_have_their_times_and_ids() -> None:
    roster = history()
    first, second = roster.sessions.values()
    assert (first.phase, first.phase_at, first.closed_at) == ("infusion", T0 + 30 * SECOND, T0 + 40 * SECOND)
    assert (second.opened_at, second.closed_at, second.weight_kg) == (T0 + 50 * SECOND, None, 70.0)
    assert roster.open_session_on("b1") == second
    assert roster.open_session_on("b2") is None
    assert roster.next_session_id() == "s3"
    assert Roster().next_session_id() == "s1"


def test_a_key_finds_its_device() -> None:
    roster = history()
    found = roster.device_of_key("hash")
    assert found is not None
    assert (found.id, found.bed) == ("m1", None)
    assert roster.device_of_key("other") is None


def test_a_dump_holds_everything() -> None:
    roster, copy = history(), Roster()
    copy.load(roster.dump())
    assert copy.dump() == roster.dump()
    assert (copy.beds, copy.devices, copy.sessions) == (roster.beds, roster.devices, roster.sessions)
    assert copy.device_of_key("hash") == roster.device_of_key("hash")
    assert copy.next_session_id() == "s3"


def code_of(refused: pytest.ExceptionInfo[Refused]) -> tuple[str, int]:
    """Code and status, when the refusal also names the fix."""
    assert refused.value.message
    assert refused.value.hint
    assert refused.value.field
    return refused.value.code, refused.value.status


@pytest.mark.parametrize("name", ["", "a b", "a.b", "ä", "x" * 41, "b/1", "b1\n"])
def test_a_name_that_cannot_be_an_id_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        Roster().check_new_bed(name)
    assert code_of(refused) == ("bad_name", 422)
    with pytest.raises(Refused):
        Roster().check_new_device(name)


def test_what_is_taken_unknown_or_closed_is_refused() -> None:
    roster = history()
    for check, code in (
        (lambda: roster.check_new_bed("b1"), ("bed_taken", 409)),
        (lambda: roster.check_new_device("m1"), ("device_taken", 409)),
        (lambda: roster.check_new_device("g", ("m1", "m9")), ("unknown_device", 404)),
        (lambda: roster.check_binding("m9", "b1"), ("unknown_device", 404)),
        (lambda: roster.check_binding("m1", "b9"), ("unknown_bed", 404)),
        (lambda: roster.check_opening("b9"), ("unknown_bed", 404)),
        (lambda: roster.check_opening("b1"), ("bed_in_use", 409)),
        (lambda: roster.check_session("s9"), ("unknown_session", 404)),
        (lambda: roster.check_session("s1"), ("session_closed", 409)),
        (lambda: roster.check_moving("s1", "b2"), ("session_closed", 409)),
        (lambda: roster.check_moving("s2", "b9"), ("unknown_bed", 404)),
        (lambda: roster.check_moving("s2", "b1"), ("same_bed", 409)),
        (lambda: roster.check_phase("s2", "party"), ("bad_phase", 422)),
    ):
        with pytest.raises(Refused) as refused:
            check()
        assert code_of(refused) == code


def test_what_is_right_is_not_refused() -> None:
    roster = ward()
    roster.check_new_bed("Chair_3-b")
    roster.check_new_device("g", ("m1", "m2"))
    roster.check_binding("m1", None)
    assert roster.check_phase("s1", "infusion").id == "s1"
    roster.apply(Entry(99, T0, "", SessionClosed("s1", "done")))
    roster.check_opening("b1")
