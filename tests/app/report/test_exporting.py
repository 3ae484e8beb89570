"""Handing out: who gets a record is written down, one is made at a time, alarms come with every revision."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

import pytest

from alerts.alarm import Acknowledgement, Alarm, Priority, State
from app.journal.memory import MemoryJournal
from app.patients import Patients
from app.ports import JournalError, Write
from app.report.csv_text import Table
from app.report.exporting import Format, Records, report
from app.report.figures import named
from app.report.gathering import Files, gather
from monitors.asides import RecordExported
from monitors.entries import AnyBody, Entry, PhaseChanged, Received, SessionClosed, SessionOpened
from monitors.instant import HOUR, MINUTE, SECOND, Instant
from monitors.reading import Batch
from monitors.refused import Refused
from tests.app.journal.making import ALARM, READING
from tests.app.report.building import BERLIN, PROFILES, PROTOCOLS, START
from tests.app.report.scripted import scripted

FILES = Files(PROTOCOLS, PROFILES, BERLIN, "test", "Example clinic")
NOW = START + HOUR


class FakeRecorder:
    """Keeps what was to be recorded; `broken` makes the next of it fail."""

    def __init__(self) -> None:
        self.told: list[tuple[str, AnyBody]] = []
        self.broken = False

    async def record(self, by: str, make: Callable[[Instant], Sequence[AnyBody]]) -> list[Entry]:
        """Records at once."""
        if self.broken:
            raise JournalError("the disk is full")
        self.told += [(by, body) for body in make(NOW)]
        return []


def journal_of(*bodies: AnyBody, alarms: Sequence[Alarm] = ()) -> MemoryJournal:
    """A journal of one session, a minute apart, with ten readings."""
    journal = MemoryJournal()
    opened = SessionOpened("s1", "C1", "ketamine-iv", "ketamine-iv", "Ms Example", "baseline", 70.0)
    readings = Batch.of([
        READING._replace(session="s1", sequence=k, measured_at=START + k * SECOND, received_at=START + k * SECOND)
        for k in range(10)
    ])
    entries: list[tuple[Instant, str, AnyBody, Batch | None]] = [
        (START, "nina", opened, None), (START + 11 * SECOND, "", Received(10), readings),
    ]
    entries += [(START + (place + 1) * MINUTE, "nina", body, None) for place, body in enumerate(bodies)]
    journal.append(Write(entries, alarms))
    return journal


def records(journal: MemoryJournal, recorder: FakeRecorder) -> Records:
    """The use case on that journal, by whose entries a name may stand behind the label."""
    patients = Patients()
    for entry in journal.tail(0):
        patients.apply(entry)
    return Records(recorder, journal, FILES, patients, lambda: NOW)


async def test_an_export_is_written_down_with_its_form() -> None:
    recorder = FakeRecorder()
    exporting = records(journal_of(PhaseChanged("s1", "infusion")), recorder)
    made = await exporting.export("anna", "s1", Format.JSON)
    assert recorder.told == [("anna", RecordExported("s1", "json"))]
    assert (made.media_type, made.name) == ("application/json", "session-s1.json")
    told = json.loads(made.content)
    assert (told["zone"], told["made_at"]) == ("Europe/Berlin", "2026-11-22T10:00:00+01:00")
    assert [one["kind"] for one in told["events"]] == ["session", "device", "device", "phase"]
    await exporting.export("ben", "s1", Format.REMS_TEXT)
    assert recorder.told[-1] == ("ben", RecordExported("s1", "rems"))


async def test_who_got_a_record_is_in_none_of_its_reports() -> None:
    for form in Format:
        before, after = [
            await records(journal_of(*bodies), FakeRecorder()).export("anna", "s1", form)
            for bodies in ((), (RecordExported("s1", "pdf"),))
        ]
        assert before == after, form


async def test_what_cannot_be_written_down_is_not_handed_out() -> None:
    recorder = FakeRecorder()
    recorder.broken = True
    with pytest.raises(JournalError):
        await records(journal_of(), recorder).export("anna", "s1", Format.CSV)


async def test_an_unknown_session_is_refused_and_nothing_is_written_down() -> None:
    recorder = FakeRecorder()
    with pytest.raises(Refused) as refused:
        await records(journal_of(), recorder).export("anna", "s9", Format.PDF)
    assert (refused.value.code, refused.value.status, recorder.told) == ("unknown_session", 404, [])


async def test_several_at_once_are_made_one_after_the_other_and_a_refusal_holds_nobody_up() -> None:
    recorder = FakeRecorder()
    exporting = records(journal_of(), recorder)

    async def one(session: str) -> None:
        with suppress(Refused):
            await exporting.export("anna", session, Format.CSV, Table.FIGURES)

    await asyncio.gather(*(one(session) for session in ("s1", "s9", "s1", "s8", "s1")))
    assert len(recorder.told) == 3


@pytest.mark.parametrize("form", Format)
def test_every_form_of_a_whole_session_can_be_made(form: Format) -> None:
    made = report(scripted(), form, Table.EVENTS)
    assert len(made.content) > 1000
    assert made.name.startswith("session-s1")
    if made.media_type.endswith("json"):
        json.loads(made.content)


@pytest.mark.parametrize("closing", [(), (SessionClosed("s1", "over"),)], ids=["open", "closed"])
def test_a_record_has_every_revision_of_its_alarms_and_the_active_ones(closing: tuple[AnyBody, ...]) -> None:
    first = replace(ALARM, at=START + MINUTE, onset_at=START + MINUTE, since_at=START + MINUTE)
    worse = replace(first, revision=2, at=START + 2 * MINUTE, priority=Priority.HIGH)
    over = replace(
        worse, revision=3, at=START + 4 * MINUTE, state=State.ENDED, ended_at=START + 4 * MINUTE,
        priority=Priority.LOW, acknowledged=Acknowledgement("nina", START + 3 * MINUTE, "", None),
    )
    active = replace(first, id="s1.spo2.low.2", onset_at=START + 6 * MINUTE)
    other = replace(first, id="s2.spo2.low.1", scope=first.scope._replace(session="s2"))
    told = [active] if not closing else []
    record = gather(journal_of(*closing, alarms=[first, worse, over, *told, other]), FILES, "s1", NOW)
    assert [one.id for one in record.alarms] == ["s1.spo2.low.1", *(one.id for one in told)]
    assert [one.revision for one in record.revisions["s1.spo2.low.1"]] == [1, 2, 3]
    assert named(record)["alarms_high"].value == 1
    assert named(record)["acknowledged_median"].value == 120


def test_a_profile_or_protocol_that_is_gone_still_gives_a_record() -> None:
    journal = MemoryJournal()
    journal.append(Write([(START, "nina", SessionOpened("s1", "C1", "gone", "gone", "A", "baseline"), None),
                          (START + MINUTE, "nina", SessionClosed("s1", "over"), None)]))
    record = gather(journal, FILES, "s1", NOW)
    assert (record.profile.name, record.protocol.name) == ("general", "general")
    assert report(record, Format.PDF).content.startswith(b"%PDF")
