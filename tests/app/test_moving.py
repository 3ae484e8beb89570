"""Moving a session: what is refused, and what it leaves in the journal, in which order."""

from __future__ import annotations

from app.moving import Asked, Moving
from monitors.entries import AnyBody, DeviceBound, SessionMoved
from tests.app.test_service import Desk


class Moved(Desk):
    """A ward with three beds, a session with two devices at C1, and one device at C2."""

    def __init__(self) -> None:
        super().__init__()
        self.moving = Moving(self.ward, self.ward.roster)

    async def furnish(self) -> None:
        """Puts it there."""
        for bed in ("C1", "C2", "C3"):
            await self.service.add_bed("nora", bed)
        for device, bed in (("m1", "C1"), ("m2", "C1"), ("m3", "C2")):
            await self.service.add_device("nora", device, bed, (), gateway=False)
        await self.service.open_session("nora", "C1", "general", "Mr A", None)

    async def since(self, number: int) -> list[AnyBody]:
        """What was written after an entry."""
        return [entry.body for entry in self.journal.tail(number)]


async def moved() -> Moved:
    """Furnished."""
    desk = Moved()
    await desk.furnish()
    return desk


async def test_what_stays_leaves_first_and_what_goes_along_finds_the_session_there() -> None:
    desk = await moved()
    number, _ = desk.journal.last()
    shown = await desk.moving.move("nora", Asked("s1", "C3", ["m2"], " Mr A ", "sunlight"))
    assert (shown.session, shown.bed) == ("s1", "C3")
    assert await desk.since(number) == [
        DeviceBound("m1", None, "sunlight"), SessionMoved("s1", "C3", "sunlight"),
        DeviceBound("m2", "C3", "sunlight"), DeviceBound("m1", "C1", "sunlight"),
    ]
    assert len({entry.at for entry in desk.journal.tail(number)}) == 1
    roster = desk.ward.roster
    assert [roster.devices[name].bed for name in ("m1", "m2", "m3")] == ["C1", "C3", "C2"]
    assert roster.open_session_on("C1") is None


async def test_it_may_go_to_where_a_monitor_waits_and_take_none_along() -> None:
    desk = await moved()
    await desk.moving.move("nora", Asked("s1", "C2", [], "Mr A", "sunlight"))
    roster = desk.ward.roster
    _, now = desk.journal.last()
    assert (roster.where("m3", now), roster.where("m1", now)) == (("C2", "s1"), ("C1", ""))


async def test_a_wrong_patient_is_refused_without_naming_the_right_one() -> None:
    desk = await moved()
    refused = await desk.refused(desk.moving.move("nora", Asked("s1", "C3", [], "Mr B", "sunlight")))
    assert (refused.code, refused.status, refused.field) == ("wrong_patient", 409, "patient")
    assert "s1" in refused.message
    assert "wristband" in refused.hint
    assert "Mr A" not in refused.message + refused.hint


async def test_what_cannot_be_moved_is_told_with_field_and_fix() -> None:
    desk = await moved()
    await desk.service.open_session("nora", "C2", "general", "Mr C", None)
    for asked, code, field in (
        (Asked("s1", "C3", [], "Mr A", " "), "reason_needed", "reason"),
        (Asked("s1", "C3", [], " ", "x"), "patient_needed", "patient"),
        (Asked("s9", "C3", [], "Mr A", "x"), "unknown_session", "session"),
        (Asked("s1", "C9", [], "Mr A", "x"), "unknown_bed", "bed"),
        (Asked("s1", "C1", [], "Mr A", "x"), "same_bed", "bed"),
        (Asked("s1", "C2", [], "Mr A", "x"), "bed_in_use", "bed"),
        (Asked("s1", "C3", ["m9"], "Mr A", "x"), "unknown_device", "devices"),
        (Asked("s1", "C3", ["m3"], "Mr A", "x"), "device_elsewhere", "devices"),
    ):
        refused = await desk.refused(desk.moving.move("nora", asked))
        assert (refused.code, refused.field) == (code, field)
        assert refused.hint
    await desk.phases.close("nora", "s1", "done")
    closed = await desk.refused(desk.moving.move("nora", Asked("s1", "C3", [], "Mr A", "x")))
    assert closed.code == "session_closed"
