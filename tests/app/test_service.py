"""The use cases: what each refuses, with which code, and what it leaves in the journal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alerts.alarm import Alarm, Kind, Priority, Scope, State
from app.journal.memory import MemoryJournal
from app.offline import Offline
from app.phases import Phases
from app.service import Service, Worsened, spoken
from app.steps import Steps
from monitors.entries import Acknowledged, DeviceBound, SessionClosed
from monitors.instant import SECOND
from monitors.refused import Refused
from tests.app.plans import PROTOCOLS

ALARM = Alarm(
    id="s1.spo2.low.1", revision=3, at=1, scope=Scope("s1", "", "C1"), condition="spo2.low", kind=Kind.PHYSIOLOGICAL,
    priority=Priority.MEDIUM, state=State.ON, onset_at=1, since_at=0, ended_at=None, text="SpO2 87", value=87, limit=90,
    rule="spo2-low", source="", vital="spo2",
)


class OneAlarm:
    """Knows one alarm, which has been at its priority since revision 2."""

    def __init__(self) -> None:
        self.now: Alarm = ALARM

    def alarm(self, alarm_id: str) -> Alarm | None:
        """The alarm."""
        return self.now if alarm_id == self.now.id else None

    def refusal(self, alarm_id: str, revision: int) -> str | None:
        """Revision 1 was before it became worse."""
        if alarm_id != self.now.id:
            return "unknown"
        return "worsened" if revision < 2 else None


class Desk:
    """A ward to work on."""

    def __init__(self) -> None:
        self.journal = MemoryJournal()
        self.ward = Offline(self.journal, 1_000 * SECOND)
        self.service = Service(self.ward, self.ward.roster, PROTOCOLS)
        self.steps = Steps(self.ward, self.ward.roster, self.ward.histories, PROTOCOLS)
        self.phases = Phases(self.steps, self.ward.roster)
        self.alarms = OneAlarm()

    async def refused(self, doing: object) -> Refused:
        """The refusal of a use case that must be refused, leaving nothing recorded."""
        before = self.journal.last()
        with pytest.raises(Refused) as caught:
            await doing  # type: ignore[misc]
        assert self.journal.last() == before
        return caught.value


@pytest.fixture
async def desk() -> Desk:
    """A ward with a bed."""
    one = Desk()
    await one.service.add_bed("nora", "C1")
    return one


@pytest.mark.parametrize("protocol", list(PROTOCOLS))
async def test_a_session_is_opened_in_baseline_with_its_protocols_profile(desk: Desk, protocol: str) -> None:
    session = await desk.service.open_session("nora", "C1", protocol, " Mr A ", 70.0)
    assert (session.session, session.phase, session.patient) == ("s1", "baseline", "Mr A")
    assert session.profile == protocol, "each protocol has a profile of its own"


async def test_a_session_is_refused_where_it_cannot_be(desk: Desk) -> None:
    service = desk.service
    assert (await desk.refused(service.open_session("n", "C9", "general", "A", None))).code == "unknown_bed"
    assert (await desk.refused(service.open_session("n", "C1", "iv", "A", None))).field == "protocol"
    assert (await desk.refused(service.open_session("n", "C1", "general", "  ", None))).code == "patient_needed"
    assert (await desk.refused(service.open_session("n", "C1", "general", "A", 0.0))).field == "weight_kg"
    await service.open_session("n", "C1", "general", "A", None)
    assert (await desk.refused(service.open_session("n", "C1", "general", "B", None))).code == "bed_in_use"


async def test_a_session_is_closed_with_a_reason_only(desk: Desk) -> None:
    await desk.service.open_session("n", "C1", "general", "A", None)
    assert (await desk.refused(desk.phases.close("n", "s1", " "))).code == "reason_needed"
    closed = await desk.phases.close("n", "s1", "done")
    assert closed.closed_at is not None
    assert list(desk.journal.tail(0))[-1].body == SessionClosed("s1", "done")
    assert (await desk.refused(desk.phases.close("n", "s1", "again"))).code == "session_closed"
    assert (await desk.refused(desk.phases.change("n", "s1", "infusion"))).code == "session_closed"


async def test_a_phase_is_one_of_three(desk: Desk) -> None:
    await desk.service.open_session("n", "C1", "general", "A", None)
    assert (await desk.phases.change("n", "s1", "infusion")).phase == "infusion"
    assert (await desk.refused(desk.phases.change("n", "s1", "party"))).field == "phase"
    assert (await desk.refused(desk.phases.change("n", "s7", "infusion"))).code == "unknown_session"


async def test_a_key_is_shown_once_and_kept_as_a_hash(desk: Desk) -> None:
    made = await desk.service.add_device("n", "m1", "C1", (), gateway=False)
    assert made.key.startswith("iw_")
    assert all(made.key not in str(entry) for entry in desk.journal.tail(0))


async def test_a_gateway_speaks_for_known_devices_and_is_at_no_bed(desk: Desk) -> None:
    service = desk.service
    await service.add_device("n", "m1", None, (), gateway=False)
    assert (await desk.refused(service.add_device("n", "g", None, ("m9",), gateway=True))).code == "unknown_device"
    assert (await desk.refused(service.add_device("n", "g", "C1", ("m1",), gateway=True))).field == "bed"
    assert (await desk.refused(service.add_device("n", "g", None, ("m1",), gateway=False))).field == "devices"
    assert (await service.add_device("n", "g", None, ("m1",), gateway=True)).devices == ("m1",)


async def test_a_device_is_moved_and_taken_off(desk: Desk) -> None:
    await desk.service.add_device("n", "m1", None, (), gateway=False)
    assert (await desk.service.bind_device("n", "m1", "C1")).bed == "C1"
    assert (await desk.service.bind_device("n", "m1", None)).bed is None
    assert (await desk.refused(desk.service.bind_device("n", "m2", None))).code == "unknown_device"


async def test_where_nothing_is_judged_a_device_leaves_an_open_session_with_a_reason_only(desk: Desk) -> None:
    service = desk.service
    await service.add_bed("n", "C2")
    await service.add_device("n", "m1", "C1", (), gateway=False)
    await service.open_session("n", "C1", "general", "A", None)
    assert (await service.bind_device("n", "m1", "C1")).bed == "C1", "it stays where it is"
    for bed in (None, "C2"):
        refused = await desk.refused(service.bind_device("n", "m1", bed))
        assert (refused.code, refused.field, "s1" in refused.message) == ("reason_needed", "reason", True)
    await service.bind_device("n", "m1", "C2", "other monitor")
    assert (await service.bind_device("n", "m1", None)).bed is None, "nobody is treated at C2"


async def test_from_one_patient_to_another_a_device_goes_with_the_right_label_only(desk: Desk) -> None:
    service = desk.service
    await service.add_bed("n", "C2")
    for device in ("m1", "m2"):
        await service.add_device("n", device, "C1", (), gateway=False)
    await service.open_session("n", "C1", "general", "A", None)
    await service.open_session("n", "C2", "general", "B", None)
    for patient, code in (("", "patient_needed"), ("A", "wrong_patient")):
        refused = await desk.refused(service.bind_device("n", "m1", "C2", "monitor swapped", patient))
        assert (refused.code, refused.field) == (code, "patient")
        assert "B" not in refused.message.split()
    assert (await service.bind_device("n", "m1", "C2", "monitor swapped", " B ")).bed == "C2"
    assert (await service.bind_device("n", "m2", "C1")).bed == "C1", "it stays where it is"
    assert (await service.bind_device("n", "m2", None, "broken")).bed is None
    wrong = await desk.refused(service.bind_device("n", "m2", "C2", "", "A"))
    assert wrong.code == "wrong_patient", "who is named has to be right"
    assert (await service.bind_device("n", "m2", "C2")).bed == "C2", "it measured nobody"


async def test_moving_a_device_with_an_alarm_asks_for_a_reason(desk: Desk) -> None:
    await desk.service.add_device("n", "m1", "C1", (), gateway=False)
    service = Service(desk.ward, desk.ward.roster, PROTOCOLS, lambda _device, _bed: [ALARM])
    refused = await desk.refused(service.bind_device("n", "m1", None))
    assert (refused.code, refused.field) == ("reason_needed", "reason")
    await service.bind_device("n", "m1", None, "probe broken")
    assert list(desk.journal.tail(0))[-1].body == DeviceBound("m1", None, "probe broken")


async def test_an_alarm_is_acknowledged_at_the_revision_that_was_seen(desk: Desk) -> None:
    await desk.service.acknowledge("nora", desk.alarms, ALARM.id, 2, "seen")
    last = list(desk.journal.tail(0))[-1]
    assert (last.by, last.body) == ("nora", Acknowledged(ALARM.id, 2, "seen"))


async def test_a_worsened_alarm_keeps_sounding(desk: Desk) -> None:
    desk.alarms.now = replace(ALARM, priority=Priority.HIGH)
    before = desk.journal.last()
    with pytest.raises(Worsened) as worse:
        await desk.service.acknowledge("nora", desk.alarms, ALARM.id, 1, "")
    assert worse.value.alarm.priority is Priority.HIGH
    assert desk.journal.last() == before


async def test_what_is_no_alarm_or_no_revision_yet_is_refused(desk: Desk) -> None:
    unknown = await desk.refused(desk.service.acknowledge("n", desk.alarms, "s9.spo2.low.1", 1, ""))
    assert (unknown.code, unknown.status) == ("unknown_alarm", 404)
    early = await desk.refused(desk.service.acknowledge("n", desk.alarms, ALARM.id, 9, ""))
    assert early.field == "revision"


@pytest.mark.parametrize("text", ["x" * 501, "a\x00b", "a\ud800b"])
def test_what_no_screen_can_show_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        spoken("note", text)


def test_a_note_may_have_lines_and_any_script() -> None:
    assert spoken("note", " zwei\nZeilen, 二 🙂 ", needed=False) == "zwei\nZeilen, 二 🙂"
