"""Handing out a course: written down first, one at a time, and never of somebody who is erased meanwhile."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence

import pytest

from app.journal.memory import MemoryJournal
from app.patients import Patients
from app.ports import JournalError, Write
from app.report.course_exporting import CourseFormat, Courses
from app.report.exporting import Format, Records
from app.report.gathering import Files
from monitors.asides import CourseExported, RecordExported
from monitors.entries import AnyBody, BedAdded, Entry, SessionClosed, SessionOpened
from monitors.instant import HOUR, MINUTE, Instant
from monitors.refused import Refused
from monitors.session import Roster
from monitors.steps import PatientErased, PatientKnown, ScoreTold
from tests.app.report.building import BERLIN, PROFILES, PROTOCOLS, START

BODIES: tuple[AnyBody, ...] = (
    BedAdded("C1"), SessionOpened("s1", "C1", "general", "general", "p-1", "baseline"), SessionClosed("s1", "over"),
    SessionOpened("s2", "C1", "general", "general", "p-1", "baseline"), PatientKnown("p-1", "Ada"),
    ScoreTold("p-1", "phq9", 9.0, START),
)


class Ward:
    """A journal with its folds as a recorder; `erases` erases the patient just before something is recorded."""

    def __init__(self) -> None:
        self.journal, self.roster, self.patients = MemoryJournal(), Roster(), Patients()
        self.told: list[AnyBody] = []
        self.erases = self.broken = False
        for body in BODIES:
            self.take(body)
        files = Files(PROTOCOLS, PROFILES, BERLIN, "test", "Example clinic")
        self.records = Records(self, self.journal, files, self.patients, lambda: START + HOUR)
        self.courses = Courses(self.records, self.roster, self.patients)

    def take(self, body: AnyBody) -> None:
        """Records and applies an entry."""
        number, _ = self.journal.last()
        at = START + number * MINUTE
        self.journal.append(Write([(at, "nina", body, None)]))
        for fold in (self.roster, self.patients):
            fold.apply(Entry(number + 1, at, "nina", body))

    async def record(self, _by: str, make: Callable[[Instant], Sequence[AnyBody]]) -> list[Entry]:
        """Records at once."""
        if self.erases:
            self.take(SessionClosed("s2", "over"))
            self.take(PatientErased("p-1", "erased-1", "asked"))
        if self.broken:
            raise JournalError("the disk is full")
        made = list(make(START + HOUR))
        self.told += made
        return []


async def test_a_course_has_the_sessions_oldest_first_and_is_written_down() -> None:
    ward = Ward()
    told = json.loads((await ward.courses.export("anna", "p-1", CourseFormat.JSON)).content)
    assert [one["session"] for one in told["sessions"]] == ["s1", "s2"]
    assert (told["name"], told["zone"], told["scores"][0]["points"][0]["value"]) == ("Ada", "Europe/Berlin", 9)
    assert ward.told == [CourseExported("p-1", "json")]


async def test_who_may_not_see_names_gets_none() -> None:
    told = json.loads((await Ward().courses.export("wall", "p-1", CourseFormat.JSON, identities=False)).content)
    assert (told["patient"], told["name"]) == ("p-1", None)


@pytest.mark.parametrize("form", CourseFormat)
async def test_who_is_erased_while_it_is_made_is_not_named_again(form: CourseFormat) -> None:
    ward = Ward()
    ward.erases = True
    with pytest.raises(Refused) as refused:
        await ward.courses.export("anna", "p-1", form)
    assert (refused.value.code, ward.told) == ("unknown_patient", [])


async def test_what_cannot_be_written_down_is_not_handed_out() -> None:
    ward = Ward()
    ward.broken = True
    with pytest.raises(JournalError):
        await ward.courses.export("anna", "p-1", CourseFormat.PDF)


async def test_courses_and_records_wait_for_each_other() -> None:
    ward = Ward()
    await asyncio.gather(
        ward.courses.export("anna", "p-1", CourseFormat.PDF), ward.records.export("ben", "s1", Format.JSON),
        ward.courses.export("cleo", "p-1", CourseFormat.JSON),
    )
    assert ward.told == [CourseExported("p-1", "pdf"), RecordExported("s1", "json"), CourseExported("p-1", "json")]


async def test_who_got_a_course_is_in_no_course() -> None:
    ward = Ward()
    before = await ward.courses.export("anna", "p-1", CourseFormat.JSON)
    ward.take(CourseExported("p-1", "json"))
    assert await ward.courses.export("anna", "p-1", CourseFormat.JSON) == before
