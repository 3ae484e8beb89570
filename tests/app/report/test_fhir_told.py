"""What persons told, in the FHIR bundle: doses, scales, corrections, events and decisions, equal to the record's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from alerts.alarm import Acknowledgement, Priority, State
from alerts.treatment.dosing import doses
from alerts.treatment.observed import observations
from alerts.treatment.scales import SCALES
from app.report.fhir import bundle
from app.report.fhir_parts import plain
from monitors.entries import AnyBody, Entry, LimitChanged, ObservationMade
from monitors.instant import MINUTE
from monitors.steps import (
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
)
from monitors.vitals import Vital
from tests.app.report.fhir_check import check, of_kind
from tests.app.report.fhir_records import OPENED, T0, Told, alarm, history, instant, minute, profiles, record
from tests.app.report.test_fhir import CHECK_IN, DOSE, WHOLE

SPRAY = DoseStarted("s1", "x2", "esketamine", "intranasal", 28, "mg", minute(12), lot="A7")


def made_of(told: Sequence[Told], **fields: Any) -> dict[str, Any]:
    """The bundle of a session of this history, after the library and our tables found nothing wrong with it."""
    made = bundle(record(told, **fields))
    Bundle.model_validate_json(json.dumps(made))
    assert check(made) == []
    return made


def of_code(made: dict[str, Any], code: str) -> list[dict[str, Any]]:
    """The resources whose code has such a coding, or such a text."""
    return [
        one["resource"] for one in made["entry"] if isinstance(told := one["resource"].get("code"), dict)
        and code in {told.get("text"), *(each["code"] for each in told.get("coding", ()))}
    ]


def given_doses(made: dict[str, Any]) -> list[dict[str, Any]]:
    """The doses that count."""
    return [one for one in of_kind(made, "MedicationAdministration") if one["status"] != "entered-in-error"]


@pytest.mark.parametrize(("told", "status", "given"), [
    ([(10, "ann", DOSE)], "in-progress", 36),
    ([(10, "ann", DOSE), (20, "ann", DosePaused("s1", "x1", minute(20), "nausea"))], "on-hold", 9),
    ([(10, "ann", DOSE), (20, "ann", DoseStopped("s1", "x1", 8.5, minute(20), "wish"))], "stopped", 8.5),
    ([(10, "ann", DOSE), (50, "ann", DoseStopped("s1", "x1", 36, minute(50), "done"))], "completed", 36),
    ([(12, "ann", SPRAY)], "completed", 28),
])
def test_a_dose_has_the_status_and_the_amount_of_the_record(told: list[Told], status: str, given: float) -> None:
    (dose,) = given_doses(made_of(told))
    assert (dose["status"], dose["dosage"]["dose"]["value"], dose["dosage"]["dose"]["code"]) == (status, given, "mg")


def test_an_infusion_says_all_that_happened_to_it() -> None:
    made = made_of(WHOLE)
    (dose,) = given_doses(made)
    known = doses(history(WHOLE))["x1"]
    assert dose["dosage"]["dose"]["value"] == known.given(minute(120)) == 20
    assert dose["dosage"]["rateQuantity"] == {
        "value": 40, "unit": "mg/h", "system": "http://unitsofmeasure.org", "code": "mg/h",
    }
    assert dose["dosage"]["route"]["coding"][0]["code"] == "47625008"
    assert dose["dosage"]["text"] == "begun as 35 mg over 40 min"
    assert [instant(dose["effectivePeriod"][name]) for name in ("start", "end")] == [minute(10), minute(40)]
    assert [(one["text"].split(" ")[0], instant(one["time"])) for one in dose["note"]] == [
        ("changed", minute(20)), ("paused:", minute(25)), ("resumed", minute(30)), ("stopped", minute(40)),
    ]


def test_a_corrected_start_stays_as_entered_in_error() -> None:
    made = made_of(WHOLE)
    (mistaken,) = [one for one in of_kind(made, "MedicationAdministration") if one["status"] == "entered-in-error"]
    assert mistaken["dosage"]["dose"]["value"] == 36
    revised = [one["entity"][0]["what"]["reference"] for one in of_kind(made, "Provenance") if "entity" in one]
    assert f"urn:uuid:{mistaken['id']}" in revised


def test_drug_and_lot_are_a_medication_without_a_code_of_ours() -> None:
    (medication,) = of_kind(made_of([(12, "ann", SPRAY)]), "Medication")
    assert medication["code"] == {"text": "esketamine"}
    assert medication["batch"] == {"lotNumber": "A7"}


def test_a_dose_in_words_of_the_clinic_keeps_them_without_codes() -> None:
    odd = DoseStarted("s1", "x3", "ketamine", "under the tongue", 2, "lozenges", minute(12), lasts_for=30 * MINUTE)
    (dose,) = given_doses(made_of([(12, "ann", odd)]))
    assert dose["dosage"]["route"] == {"text": "under the tongue"}
    assert dose["dosage"]["dose"] == {"value": 2, "unit": "lozenges"}
    assert dose["dosage"]["rateQuantity"] == {"value": 4, "unit": "lozenges/h"}


def test_what_was_told_without_words_makes_no_empty_fields() -> None:
    bare = DoseStarted("s1", "x4", "", "", 2, "", minute(12), lasts_for=30 * MINUTE)
    made = made_of([
        (1, "", CheckedIn("s1", (), 41, 72, "", "", 36, "")), (12, "", bare),
        (13, "", DosePaused("s1", "x4", minute(13), "")),
        (14, "", AdverseEventNoted("s1", "e9", "", "odd", minute(14))), (15, "", HandedOver("s1", "")),
        (16, "", ObservationMade("s1", "note", "", minute(16))), (17, "", GateOverridden("s1", (), "")),
        (18, "", DischargeDecided("s1", (), (), "", "")),
    ])
    assert '""' not in json.dumps(made)


def test_a_corrected_observation_stays_as_entered_in_error() -> None:
    made = made_of(WHOLE)
    wrong, right = of_code(made, "pain")
    assert [(one["status"], one["valueQuantity"]["value"]) for one in (wrong, right)] == [
        ("entered-in-error", 3), ("corrected", 4),
    ]
    assert [one["code"] for one in right["code"]["coding"]] == ["72514-3", "pain"]
    assert (instant(right["effectiveDateTime"]), instant(right["issued"])) == (minute(2), minute(4))
    assert right["note"] == [{"text": "misheard"}]
    revised = {
        one["target"][0]["reference"]: one["entity"][0]["what"]["reference"]
        for one in of_kind(made, "Provenance") if "entity" in one
    }
    assert revised[f"urn:uuid:{right['id']}"] == f"urn:uuid:{wrong['id']}"


def test_the_items_of_a_scale_are_its_components_with_their_prompts() -> None:
    scale = of_code(made_of(WHOLE), "Dissociation")[0]
    assert [one["valueQuantity"]["value"] for one in scale["component"]] == [1, 1, 1, 1, 1, 2]
    assert [one["code"]["coding"][0]["display"] for one in scale["component"]] == list(SCALES["dissociation"].prompts)


def test_words_and_notes_stay_as_they_were_told() -> None:
    made = made_of(WHOLE)
    assert of_code(made, "acvpu")[0]["valueString"] == "A"
    assert of_code(made, "note")[0]["valueString"] == "Tired <but> well & \"calm\""


def test_an_adverse_event_is_as_it_was_corrected_last() -> None:
    (event,) = of_kind(made_of(WHOLE), "AdverseEvent")
    assert event["event"]["text"] == "Vomiting"
    codes = [event[name]["coding"][0]["code"] for name in ("seriousness", "severity", "outcome")]
    assert codes == ["Serious", "moderate", "resolved"]
    more = {one["url"].rsplit(":", 1)[1]: one for one in event["extension"]}
    assert instant(more["ended"]["valueDateTime"]) == minute(31)
    assert more["corrected"]["valueString"].startswith("told before by bob: Nausea, mild, at ")
    (lasting,) = of_kind(made_of([(5, "", AdverseEventNoted("s1", "e1", "Itch", "mild", minute(5)))]), "AdverseEvent")
    assert lasting["outcome"]["coding"][0]["code"] == "ongoing"


def test_an_alarm_tells_its_priority_times_evidence_and_who_handled_it() -> None:
    made = made_of([], alarms=[alarm()])
    (issue,) = of_kind(made, "DetectedIssue")
    assert (issue["severity"], issue["detail"], issue["status"]) == ("high", "SpO2 84 % < 85", "final")
    assert [instant(issue["identifiedPeriod"][name]) for name in ("start", "end")] == [minute(30), minute(31)]
    points = [one["extension"] for one in issue["extension"] if one["url"].endswith(":evidence")]
    assert [(instant(at["valueDateTime"]), value["valueQuantity"]["value"]) for at, value in points] == [
        (minute(29.8), 84), (minute(29.9), 83.5),
    ]
    assert [(one["action"]["text"].split(" ")[0], instant(one["date"])) for one in issue["mitigation"]] == [
        ("acknowledged:", minute(30.2)), ("shelved", minute(30.1)),
    ]


def test_an_alarm_has_its_highest_priority_and_everybody_who_saw_it() -> None:
    last = alarm()
    seen = Acknowledgement("doc", minute(30.1), "", None)
    before = replace(last, revision=3, state=State.ACKNOWLEDGED, acknowledged=seen)
    one = replace(record(alarms=[replace(last, priority=Priority.LOW)]), revisions={last.id: (before, last)})
    made = bundle(one)
    assert check(made) == []
    (issue,) = of_kind(made, "DetectedIssue")
    assert issue["severity"] == "high"
    assert [each["action"]["text"].split(" ")[0] for each in issue["mitigation"]] == [
        "acknowledged", "acknowledged:", "shelved",
    ]


def test_the_last_check_in_counts_with_its_weight() -> None:
    first = CheckedIn("s1", ("name", "photo"), 41, 75, "ketamine", "intravenous", 37, "mg")
    made = made_of([(1, "ann", first), (2, "bob", CHECK_IN)])
    assert [(one["status"], one["valueQuantity"]["value"]) for one in of_code(made, "29463-7")] == [
        ("entered-in-error", 75), ("final", 72),
    ]
    parts = [(one["code"]["coding"][0]["code"], one) for one in of_code(made, "check_in")[1]["component"]]
    assert [one["valueQuantity"]["value"] for code, one in parts if code.startswith("planned")] == [36, 40]
    assert [one["valueString"] for code, one in parts if code in ("concomitants", "prescriber")] == ["opioid", "Dr. D"]


def test_the_weight_of_the_opening_stands_where_nobody_checked_in() -> None:
    weighed = structs.replace(OPENED, weight_kg=70.5)
    made = bundle(replace(record(), history=[Entry(1, T0, "ann", weighed)]))
    assert check(made) == []
    (weight,) = of_code(made, "29463-7")
    assert (weight["valueQuantity"]["value"], weight["valueQuantity"]["code"]) == (70.5, "kg")


def test_gate_handover_and_discharge_are_told() -> None:
    made = made_of(WHOLE)
    (gate,) = of_code(made, "gate_overridden")
    assert (gate["detail"], gate["mitigation"][0]["action"]["text"]) == (
        "Systolic 145 mmHg, over 140", "overridden: white coat",
    )
    (handover,) = of_kind(made, "Communication")
    assert handover["payload"][0]["contentString"] == "From now on cem watches over this session. break"
    (discharge,) = of_code(made, "discharge")
    criteria = [(one["code"]["text"], one["valueBoolean"]) for one in discharge["component"] if "valueBoolean" in one]
    assert criteria == [("watched", True), ("escort", True), ("recovery_score", False)]
    assert discharge["note"] == [{"text": "seen by me"}]


def test_a_changed_limit_has_its_unit_or_says_that_it_is_the_profiles_own() -> None:
    rules = profiles()["ketamine-iv"].thresholds
    plain = next(one for one in rules if one.vital is Vital.SPO2 and not one.relative)
    apart = next(one for one in rules if one.vital is Vital.SYSTOLIC and one.relative)
    made = made_of([
        (5, "ann", LimitChanged("s1", plain.id, 88, "altitude")), (6, "ann", LimitChanged("s1", apart.id, 25, "known")),
        (7, "ann", LimitChanged("s1", plain.id, None, "")), (8, "ann", LimitChanged("s1", "gone", 3, "")),
    ])
    quantity, *words = of_code(made, "limit")
    assert (quantity["valueQuantity"]["value"], quantity["valueQuantity"]["code"]) == (88, "%")
    assert [one["valueString"] for one in words] == ["25 mm[Hg] from the baseline", "the profile's own", "3"]
    assert quantity["note"] == [{"text": f"{plain.id}: altitude"}]


def test_the_phases_are_told_with_their_times() -> None:
    told = of_code(made_of(WHOLE), "phase")
    assert [(one["valueString"], instant(one["effectivePeriod"]["start"])) for one in told] == [
        ("baseline", T0), ("infusion", minute(10)), ("recovery", minute(41)),
    ]


happenings = st.lists(st.sampled_from(["change", "pause", "resume", "stop", "correct"]), max_size=8)


@settings(deadline=None, max_examples=20)
@given(happenings, st.booleans())
def test_every_dose_has_the_amount_that_the_record_reckons(happened: list[str], closed: bool) -> None:
    told: list[Told] = [(10, "ann", DOSE)]
    for place, what in enumerate(happened):
        at = 13 + 4 * place
        bodies: dict[str, AnyBody] = {
            "change": DoseChanged("s1", "x1", 30 + place, 50 - place, minute(at), "pressure"),
            "pause": DosePaused("s1", "x1", minute(at), "nausea"), "resume": DoseResumed("s1", "x1", minute(at)),
            "stop": DoseStopped("s1", "x1", 7.25 + place, minute(at), "wish"),
            "correct": structs.replace(DOSE, amount=40.0 + place, corrects=2),
        }
        told.append((at, "bob", bodies[what]))
    made = made_of(told, closed=100 if closed else None)
    known = doses(history(told))["x1"]
    (dose,) = given_doses(made)
    until = minute(100 if closed else 240)
    assert dose["dosage"]["dose"]["value"] == pytest.approx(known.given(until), abs=1e-6)
    assert dose["dosage"]["rateQuantity"]["value"] == pytest.approx(known.per_hour, abs=1e-6)
    assert ("end" in dose["effectivePeriod"]) is (known.stopped_at is not None)
    assert len(dose["note"]) == 1 + sum(what != "correct" for what in happened)


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12)
numbers = st.sampled_from(["moaas", "mood", "pain", "rass", "nausea"]).flatmap(
    lambda what: st.tuples(st.just(what), st.integers(round(SCALES[what].least), round(SCALES[what].most)).map(float)),
)
told_values = numbers | st.tuples(st.just("note"), words)
tellings = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 5), words, told_values), max_size=12)


@settings(deadline=None, max_examples=20)
@given(tellings)
def test_every_observation_is_there_as_it_was_told(told: list[tuple[int, int, str, tuple[str, Any]]]) -> None:
    entries: list[Told] = [
        (at + late, by, ObservationMade("s1", what, value, minute(at)))
        for at, late, by, (what, value) in sorted(told, key=lambda one: one[0] + one[1])
    ]
    made = made_of(entries)
    known = [(one.what, one.value, one.at) for one in observations(history(entries))]
    found = [
        (one["code"]["coding"][-1]["code"], one.get("valueString", one.get("valueQuantity", {}).get("value")),
         instant(one["effectiveDateTime"]))
        for one in of_kind(made, "Observation") if one["category"][0]["coding"][0]["code"] == "survey"
    ]
    assert sorted(found, key=str) == sorted(
        ((what, plain(value) or None if isinstance(value, str) else int(value), at) for what, value, at in known),
        key=str,
    )
