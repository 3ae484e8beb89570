"""The FHIR bundle of whole records: one gathered from a journal on disk, and the session in which all can be seen."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

from fhir.resources.R4B.bundle import Bundle

from app.journal.opening import open_journal
from app.ports import Write
from app.report.fhir import bundle
from app.report.gathering import Files, gather
from app.report.record import Record
from monitors.entries import ObservationMade
from monitors.instant import SECOND
from monitors.reading import Mode
from monitors.vitals import Vital
from tests.app.journal.making import READING, received
from tests.app.report.fhir_check import check, of_kind
from tests.app.report.fhir_records import OPENED, T0, minute, profiles, protocols, read_back, usable_readings
from tests.app.report.scripted import scripted


def fine(one: Record) -> None:
    """The library and our own tables find nothing wrong, and every usable reading is there."""
    made = bundle(one)
    assert check(made) == []
    Bundle.model_validate_json(json.dumps(made))
    assert usable_readings(one.lines)
    assert read_back(made) == usable_readings(one.lines)


def test_the_session_in_which_all_can_be_seen() -> None:
    fine(scripted())


def test_a_record_gathered_from_a_journal_agrees_with_it_value_by_value(tmp_path: Path) -> None:
    readings = [
        READING._replace(
            vital=vital, value=value + place % 4, sequence=place, received_at=T0 + place * SECOND,
            measured_at=T0 + place * SECOND - 123, device="m1", mode=Mode.DEMO,
        )
        for vital, value in ((Vital.SPO2, 95.0), (Vital.SYSTOLIC, 120.0)) for place in range(1, 40)
    ]
    with closing(open_journal(tmp_path)) as journal:
        told = ObservationMade("s1", "moaas", 5.0, minute(1))
        journal.append(Write([(T0, "ann", OPENED, None), (minute(1), "ann", told, None)])).result(9)
        journal.append(received(*readings, at=minute(1))).result(9)
        files = Files(protocols(), profiles(), ZoneInfo("UTC"), Mode.DEMO)
        one = gather(journal, files, "s1", minute(2))
    fine(one)
    assert len(usable_readings(one.lines)) == len(readings)
    assert [each["status"] for each in of_kind(bundle(one), "Encounter")] == ["in-progress"]
