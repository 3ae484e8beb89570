"""The FHIR bundle as a whole: it validates with a FHIR library and our own tables, and is always the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from app.report.fhir import bundle
from app.report.fhir_codes import FIGURE
from app.report.figures import figures
from app.report.record import Record
from monitors.entries import CheckDone, CheckExpected, LimitChanged, ObservationMade, PhaseChanged, SessionMoved
from monitors.instant import MINUTE
from monitors.steps import (
    AdverseEventEnded,
    AdverseEventNoted,
    CheckedIn,
    DischargeDecided,
    DoseChanged,
    DosePaused,
    DoseResumed,
    DoseStarted,
    DoseStopped,
    GateOverridden,
    HandedOver,
    PatientKnown,
)
from monitors.vitals import Vital
from tests.app.report.fhir_check import check, of_kind
from tests.app.report.fhir_records import Told, alarm, instant, line, minute, read_back, record, usable_readings

CHECK_IN = CheckedIn(
    "s1", ("name", "birth_date"), 41, 72, "ketamine", "intravenous", 36, "mg", 40 * MINUTE, ("opioid",), "Dr. D",
)
DOSE = DoseStarted("s1", "x1", "ketamine", "intravenous", 36, "mg", minute(10), 40 * MINUTE, "L-5", "left arm")
WHOLE: list[Told] = [
    (1, "ann", CHECK_IN),
    (2, "ann", ObservationMade("s1", "pain", 3, minute(2))),
    (2, "ann", ObservationMade("s1", "dissociation", 7, minute(2), (1, 1, 1, 1, 1, 2))),
    (3, "ann", CheckExpected("s1", "dissociation", minute(50))),
    (4, "ann", ObservationMade("s1", "pain", 4, minute(2), note="misheard", corrects=3)),
    (5, "doc", GateOverridden("s1", ("Systolic 145 mmHg, over 140",), "white coat")),
    (10, "ann", DOSE),
    (10, "ann", PhaseChanged("s1", "infusion")),
    (11, "ann", DoseStarted("s1", "x1", "ketamine", "intravenous", 35, "mg", minute(10), 40 * MINUTE, corrects=8)),
    (12, "ann", LimitChanged("s1", "spo2_low", 88, "altitude", "doc")),
    (20, "ann", DoseChanged("s1", "x1", 30, 40, minute(20), "drowsy")),
    (25, "bob", DosePaused("s1", "x1", minute(25), "nausea")),
    (25, "bob", AdverseEventNoted("s1", "e1", "Nausea", "mild", minute(25))),
    (26, "bob", AdverseEventNoted("s1", "e1", "Vomiting", "moderate", minute(25), serious=True, corrects=14)),
    (30, "bob", DoseResumed("s1", "x1", minute(30))),
    (31, "bob", AdverseEventEnded("s1", "e1", minute(31), "ondansetron")),
    (32, "bob", SessionMoved("s1", "Chair 2", "quieter")),
    (33, "bob", HandedOver("s1", "cem", "break")),
    (40, "cem", DoseStopped("s1", "x1", 20, minute(40), "wish")),
    (41, "cem", PhaseChanged("s1", "recovery")),
    (50, "cem", CheckDone("s1", "bp_40min")),
    (60, "cem", ObservationMade("s1", "acvpu", "A", minute(60))),
    (61, "cem", ObservationMade("s1", "note", "Tired <but> well & \"calm\"", minute(60))),
    (110, "doc", DischargeDecided("s1", ("watched", "escort"), ("recovery_score",), "sister", "seen by me")),
]
LINES = [
    line(Vital.SPO2, [(9 + second / 60, 97 - second % 3, "valid") for second in range(120)]),
    line(Vital.HEART_RATE, [(9 + one / 59.7, 70.5, "questionable" if one == 3 else "valid") for one in range(99)]),
    line(Vital.TEMPERATURE, [(5, 36.6, "valid"), (60, None, "invalid")]),
    line(Vital.SYSTOLIC, [(0.5, 128, "valid"), (10, 301, "invalid"), (30, 150, "questionable")]),
    line(Vital.DIASTOLIC, [(0.5, 82, "valid"), (10.01, 90, "valid"), (30, None, "invalid")]),
    line(Vital.MEAN, [(0.5, 97, "valid")]),
    line(Vital.PUMP_RATE, [(at, 54, "valid") for at in range(10, 20)], "p1"),
]


def whole(mode: str = "real") -> Record:
    """A session in which everything happened."""
    return record(WHOLE, LINES, alarms=[alarm()], mode=mode)


def validated(one: Record) -> dict[str, Any]:
    """The bundle of a record, after the library and our tables found nothing wrong with it."""
    made = bundle(one)
    Bundle.model_validate_json(json.dumps(made))
    assert check(made) == []
    return made


def test_a_session_in_which_everything_happened() -> None:
    made = validated(whole())
    assert made["type"] == "collection"
    kinds = {one["resource"]["resourceType"] for one in made["entry"]}
    assert kinds == {
        "Patient", "Encounter", "Location", "Device", "Practitioner", "Observation", "Medication",
        "MedicationAdministration", "AdverseEvent", "DetectedIssue", "Communication", "Provenance",
    }
    assert read_back(made) == usable_readings(LINES)


def test_the_library_keeps_all_that_the_bundle_says() -> None:
    made = bundle(whole())
    again = json.loads(Bundle.model_validate_json(json.dumps(made)).model_dump_json())
    assert [one["fullUrl"] for one in again["entry"]] == [one["fullUrl"] for one in made["entry"]]
    for before, after in zip(made["entry"], again["entry"], strict=True):
        assert set(before["resource"]) == set(after["resource"])


def test_the_same_record_gives_the_same_bundle() -> None:
    assert json.dumps(bundle(whole())) == json.dumps(bundle(whole()))


def test_an_open_session() -> None:
    made = validated(record(WHOLE[:8], LINES, alarms=[alarm(ended=False)], closed=None))
    (encounter,) = of_kind(made, "Encounter")
    assert encounter["status"] == "in-progress"
    assert "end" not in encounter["period"]
    (dose,) = of_kind(made, "MedicationAdministration")
    assert dose["status"] == "in-progress"
    assert "end" not in dose["effectivePeriod"]
    assert [one["status"] for one in of_kind(made, "DetectedIssue")] == ["final", "preliminary"]


def test_a_session_without_any_reading_says_so() -> None:
    made = validated(record())
    unmeasured = [one for one in of_kind(made, "Observation") if "dataAbsentReason" in one]
    absent = [one for one in unmeasured if one["category"][0]["coding"][0]["code"] == "vital-signs"]
    assert [one["code"]["text"] for one in absent] == ["SpO2", "HR", "Blood pressure"]
    assert all(one["dataAbsentReason"]["coding"][0]["code"] == "not-performed" for one in absent)
    assert not read_back(made)


def test_a_check_that_was_due_and_not_done_is_said() -> None:
    absent = [one for one in of_kind(validated(whole()), "Observation") if "dataAbsentReason" in one]
    (missed,) = [one for one in absent if one["code"].get("text") == "Dissociation"]
    assert instant(missed["effectiveDateTime"]) == minute(50)
    assert missed["dataAbsentReason"]["text"].endswith("and not done")


@pytest.mark.parametrize("one", [whole(), record(), record(WHOLE[:8], LINES, closed=None)])
def test_the_figures_are_those_of_every_report_and_what_is_missing_is_said(one: Record) -> None:
    told = [
        (each["code"]["text"], each.get("valueString", each.get("valueQuantity", {}).get("value")),
         each.get("dataAbsentReason", {}).get("text", ""))
        for each in of_kind(validated(one), "Observation") if each["code"].get("coding", [{}])[0]["system"] == FIGURE
    ]
    known = figures(one)
    assert [title for title, _, _ in told] == [each.title for each in known]
    assert [why for _, _, why in told] == [each.missing for each in known]
    for (_, value, _), figure in zip(told, known, strict=True):
        assert value == (figure.told if isinstance(figure.value, str) else pytest.approx(figure.value))


@pytest.mark.parametrize("mode", ["test", "demo"])
def test_what_is_not_of_a_real_patient_says_so_everywhere(mode: str) -> None:
    made = validated(whole(mode))
    tags = [one["meta"]["tag"] for one in (made, *(each["resource"] for each in made["entry"]))]
    assert {tag[0]["code"] for tag in tags} == {"HTEST"}
    assert "HTEST" not in json.dumps(bundle(whole()))


def test_a_patient_by_label_and_by_name() -> None:
    (by_label,) = of_kind(validated(whole()), "Patient")
    assert by_label["identifier"][0]["value"] == "P-17"
    assert by_label["name"][0]["extension"][0]["valueCode"] == "masked"
    assert "birthDate" not in by_label
    known = PatientKnown("P-17", "Eva Test", "1980-02-29", "female")
    (by_name,) = of_kind(validated(record(patient=known)), "Patient")
    assert by_name["name"] == [{"text": "Eva Test"}]
    assert (by_name["birthDate"], by_name["gender"]) == ("1980-02-29", "female")
    assert "masked" not in json.dumps(by_name)


def test_the_session_is_at_one_bed_after_another() -> None:
    made = validated(whole())
    names = {f"urn:uuid:{one['id']}": one["name"] for one in of_kind(made, "Location")}
    (encounter,) = of_kind(made, "Encounter")
    stays = [(names[one["location"]["reference"]], one["period"].get("end")) for one in encounter["location"]]
    assert [name for name, _ in stays] == ["Chair 1", "Chair 2"]
    assert all(end for _, end in stays)


def test_each_person_has_a_provenance_of_what_they_told() -> None:
    made = validated(whole())
    users = {f"urn:uuid:{one['id']}": one["identifier"][0]["value"] for one in of_kind(made, "Practitioner")}
    assert sorted(users.values()) == ["ann", "bob", "cem", "doc"]
    authors = [
        users.get(agent["who"]["reference"], "") for one in of_kind(made, "Provenance") if "entity" not in one
        for agent in one["agent"] if agent["type"]["coding"][0]["code"] == "author"
    ]
    assert sorted(authors) == ["ann", "bob", "cem", "doc"]
    assert sum("entity" in one for one in of_kind(made, "Provenance")) == 2
