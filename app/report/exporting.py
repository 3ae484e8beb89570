"""Hands out the record of a session: gathers it, makes the report, and writes down who got it before they get it.

One report is made at a time, in a thread: a ward goes on judging meanwhile, and many at once would slow it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from alerts.alarm import Alarm
from alerts.profile import Profile
from alerts.treatment.protocol import Protocol
from app.patients import Patients
from app.ports import Journal
from app.report.csv_text import Table, csv_text
from app.report.gathering import Files, gather
from app.report.plain import plain
from app.report.record import Record
from app.report.rems import rems, rems_text
from app.service import Recorder
from app.settings import Settings
from monitors.asides import RecordExported
from monitors.entries import AnyBody
from monitors.instant import Instant


class Format(StrEnum):
    """What a record may be handed out as."""

    PDF = "pdf"
    CSV = "csv"
    JSON = "json"
    REMS = "rems"
    REMS_TEXT = "rems-text"
    FHIR = "fhir"


class Report(NamedTuple):
    """A report: its bytes, what they are, and what a file of it is called."""

    content: bytes
    media_type: str
    name: str


MEDIA_TYPES: Mapping[Format, str] = {
    Format.PDF: "application/pdf", Format.CSV: "text/csv; charset=utf-8", Format.JSON: "application/json",
    Format.REMS: "application/json", Format.REMS_TEXT: "text/plain; charset=utf-8",
    Format.FHIR: "application/fhir+json",
}

ENDINGS: Mapping[Format, str] = {
    Format.PDF: ".pdf", Format.CSV: ".csv", Format.JSON: ".json", Format.REMS: "-rems.json",
    Format.REMS_TEXT: "-rems.txt", Format.FHIR: "-fhir.json",
}


def files_of(settings: Settings, profiles: Mapping[str, Profile], protocols: Mapping[str, Protocol]) -> Files:
    """What records rest on beside the journal, by the settings."""
    site = settings.ward if "ward" in settings.model_fields_set else ""
    return Files(protocols, profiles, ZoneInfo(settings.clinic_zone), settings.mode.readings.value, site)


def report(record: Record, form: Format, table: Table = Table.READINGS) -> Report:
    """The report of a record; what is heavy is imported when it is asked for."""
    match form:
        case Format.PDF:
            from app.report.pdf import pdf

            content = pdf(record)
        case Format.CSV:
            content = csv_text(record, table).encode()
        case Format.JSON:
            content = msgspec.json.encode(plain(record))
        case Format.REMS:
            content = msgspec.json.encode(rems(record))
        case Format.REMS_TEXT:
            content = rems_text(record).encode()
        case Format.FHIR:
            from app.report.fhir import bundle

            content = msgspec.json.encode(bundle(record))
    middle = f"-{table.value}" if form is Format.CSV else ""
    return Report(content, MEDIA_TYPES[form], f"session-{record.session}{middle}{ENDINGS[form]}")


class Records:
    """The use case on one ward, live or stopped; `patients` say who stands behind a label, where that is kept here."""

    def __init__(
        self, recorder: Recorder, journal: Journal, files: Files, patients: Patients, now: Callable[[], Instant]
    ) -> None:
        self._recorder = recorder
        self._journal = journal
        self.files = files
        self._patients = patients
        self.now = now
        self._one = asyncio.Lock()

    async def export(
        self, by: str, session: str, form: Format, table: Table = Table.READINGS,
        active: Sequence[Alarm] = (),
    ) -> Report:
        """The report of a session, once it is durable who got it; raises Refused and JournalError.

        `active` are the alarms that a running server has.
        """

        def made() -> Report:
            return report(self.gathered(session, active), form, table)

        def told(_at: Instant) -> list[AnyBody]:
            return [RecordExported(session, form.value.removesuffix("-text"))]

        return await self.hand_out(by, made, told)

    async def hand_out(
        self, by: str, make: Callable[[], Report], told: Callable[[Instant], Sequence[AnyBody]]
    ) -> Report:
        """What `make` makes in a thread, after all that others asked for, once it is durable who got it."""
        async with self._one:
            made = await asyncio.to_thread(make)
        await self._recorder.record(by, told)
        return made

    async def look(self, session: str, active: Sequence[Alarm] = ()) -> Record:
        """The record of a session, to be looked at and not handed out; raises Refused and JournalError."""
        async with self._one:
            return await asyncio.to_thread(self.gathered, session, active)

    def gathered(self, session: str, active: Sequence[Alarm]) -> Record:
        """The record of a session as it is now; called in a thread."""
        known = self._patients.known
        return gather(self._journal, self.files, session, self.now(), known=known, active=tuple(active))
