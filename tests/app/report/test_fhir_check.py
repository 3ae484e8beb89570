"""The checks of a FHIR bundle find what is wrong, and the code tables are whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from alerts.treatment.scales import SCALES
from app.report import fhir_codes as codes
from app.report.fhir import bundle
from monitors.vitals import KINDS, Vital
from tests.app.report.fhir_check import check, of_kind
from tests.app.report.fhir_records import alarm, line, protocols, record
from tests.app.report.test_fhir import whole

R4B = {
    ("Bundle", "type"): "document message transaction transaction-response batch batch-response history searchset "
                        "collection subscription-notification",
    ("Observation", "status"): "registered preliminary final amended corrected cancelled entered-in-error unknown",
    ("DetectedIssue", "status"): "registered preliminary final amended corrected cancelled entered-in-error unknown",
    ("DetectedIssue", "severity"): "high moderate low",
    ("Encounter", "status"): "planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown",
    ("MedicationAdministration", "status"): "in-progress not-done on-hold completed entered-in-error stopped unknown",
    ("AdverseEvent", "actuality"): "actual potential",
    ("Communication", "status"): "preparation in-progress not-done on-hold stopped completed entered-in-error unknown",
    ("Patient", "gender"): "male female other unknown",
}
"""What the required bindings of R4B allow, as the specification lists them."""

Spoil = Callable[[dict[str, Any]], object]


def first(made: dict[str, Any], kind: str, having: str = "id") -> dict[str, Any]:
    """The first resource of a type that has a field."""
    return next(one for one in of_kind(made, kind) if having in one)


SPOILED: dict[str, Spoil] = {
    "is not in the tables": lambda made: first(made, "Observation", "device")["code"]["coding"][0].update(code="1-1"),
    "'heart' is not in the tables": lambda made: first(made, "Encounter")["class"].update(display="heart"),
    "is no unit of the tables": lambda made: first(made, "Observation", "valueQuantity")["valueQuantity"].update(
        system=codes.UCUM, code="bpm"),
    "a number without its unit": lambda made: first(made, "Observation", "valueQuantity")["valueQuantity"].pop("unit"),
    "leads to no Patient": lambda made: first(made, "Observation")["subject"].update(reference="urn:uuid:1"),
    "is not of": lambda made: first(made, "Observation").update(status="amended"),
    "obs-6": lambda made: first(made, "Observation", "dataAbsentReason").update(valueString="none"),
    "vs-2": lambda made: first(made, "Observation", "valueString").pop("valueString"),
    "vs-3": lambda made: first(made, "Observation", "component")["component"][0].update(dataAbsentReason={}),
    "category": lambda made: first(made, "Observation")["category"].clear(),
    "is no instant in UTC": lambda made: first(made, "Observation", "effectiveDateTime").update(
        effectiveDateTime="2026-11-18T03:06:40+01:00"),
    "no effective time": lambda made: first(made, "Observation", "effectiveDateTime").pop("effectiveDateTime"),
    "is no extension of ours": lambda made: first(made, "DetectedIssue", "extension")["extension"][0].update(url="x"),
    "as many offsets as samples": lambda made: next(
        one["valueSampledData"] for one in of_kind(made, "Observation") if "_period" in one.get("valueSampledData", {})
    ).update(data="1 2"),
    "no Provenance": lambda made: first(made, "Provenance")["target"].pop(),
    "the same fullUrl": lambda made: made["entry"].append(made["entry"][0]),
    "it ends before it begins": lambda made: first(made, "Encounter")["period"].update(end="2020-01-01T00:00:00.000Z"),
}


@pytest.mark.parametrize("words", SPOILED)
def test_what_is_wrong_with_a_bundle_is_found(words: str) -> None:
    made = json.loads(json.dumps(bundle(whole())))
    SPOILED[words](made)
    assert any(words in problem for problem in check(made)), check(made)


@pytest.mark.parametrize("spoil", [
    lambda made: first(made, "Observation").update(valued="x"),
    lambda made: first(made, "Observation").pop("code"),
    lambda made: first(made, "AdverseEvent").pop("actuality"),
    lambda made: first(made, "Observation", "valueQuantity")["valueQuantity"].update(value="many"),
])
def test_the_library_refuses_what_is_no_fhir(spoil: Spoil) -> None:
    made = json.loads(json.dumps(bundle(whole())))
    spoil(made)
    with pytest.raises(ValueError, match="validation error"):
        Bundle.model_validate_json(json.dumps(made))


def test_the_allowed_values_are_a_part_of_what_the_specification_allows() -> None:
    assert codes.ALLOWED.keys() == R4B.keys()
    for field, allowed in codes.ALLOWED.items():
        assert allowed <= set(R4B[field].split()), field


def test_every_code_has_a_display() -> None:
    assert all(display.strip() for display in codes.CODES.values())
    assert set(codes.VITAL_DISPLAYS) == set(Vital)
    assert {vital for vital in Vital if not KINDS[vital].loinc} == {Vital.PUMP_RATE}
    for what, scale in SCALES.items():
        assert codes.of_scale(what)["text"] == scale.name


def test_every_route_and_unit_of_the_shipped_protocols_has_its_code() -> None:
    rules = [one.dose for one in protocols().values() if one.dose]
    assert {rule.route for rule in rules} <= codes.ROUTES.keys()
    assert {rule.unit for rule in rules} | {f"{rule.unit}/h" for rule in rules} <= codes.UNITS


def test_a_code_outside_the_tables_cannot_be_written() -> None:
    with pytest.raises(KeyError):
        codes.concept((codes.LOINC, "1-1"))


def test_ids_differ_between_sessions_and_kinds() -> None:
    made = bundle(record(lines=[line(Vital.TEMPERATURE, [(1, 37, "valid")])], alarms=[alarm()]))
    ids = [one["resource"]["id"] for one in made["entry"]]
    assert len(set(ids)) == len(ids)
