"""Readings in the FHIR bundle: every one at its time, what is questionable or invalid marked, panels for each cuff."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ports import Point
from app.report.fhir import bundle
from app.report.record import Line
from monitors.instant import MILLISECOND, SECOND
from monitors.vitals import KINDS, Vital
from tests.app.report.fhir_check import check, of_kind
from tests.app.report.fhir_records import (
    T0,
    instant,
    line,
    mdc,
    minute,
    read_back,
    record,
    samples,
    usable_readings,
)

LOINC = "http://loinc.org"


def made_of(*lines: Line) -> dict[str, Any]:
    """The bundle of a session with these lines, after the library and our tables found nothing wrong with it."""
    made = bundle(record(lines=lines))
    Bundle.model_validate_json(json.dumps(made))
    assert check(made) == []
    assert read_back(made) == usable_readings(lines)
    return made


def coded(made: dict[str, Any], loinc: str) -> list[dict[str, Any]]:
    """The Observations with a LOINC code that tell something."""
    return [
        one for one in of_kind(made, "Observation") if "dataAbsentReason" not in one
        and {"system": LOINC, "code": loinc} in [{k: c[k] for k in ("system", "code")} for c in one["code"]["coding"]]
    ]


def at_1_hz(count: int, *, jitter: int = 0, vital: Vital = Vital.SPO2) -> Line:
    """A series of readings a second apart, each `jitter` microseconds off by turns."""
    return Line(vital, "m1", tuple(
        Point(T0 + place * SECOND + (place % 3) * jitter, 90 + place % 9, "valid") for place in range(count)
    ))


def test_a_regular_series_is_told_by_its_period() -> None:
    (series,) = coded(made_of(at_1_hz(60)), "59408-5")
    told = series["valueSampledData"]
    assert told["period"] == 1000
    assert told["data"].split()[:3] == ["90", "91", "92"]
    assert told["origin"] == {"value": 0, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"}
    assert [one["code"] for one in series["code"]["coding"]] == ["59408-5", "2708-6", "150456"]
    assert "component" not in series


def test_an_irregular_series_is_told_by_its_offsets_to_the_microsecond() -> None:
    (series,) = coded(made_of(at_1_hz(60, jitter=1)), "59408-5")
    told = series["valueSampledData"]
    assert told["_period"]["extension"][0]["valueCode"] == "not-applicable"
    assert [one["url"].rsplit(".", 1)[1] for one in told["extension"]] == ["intervalUnit", "offsets"]
    assert told["extension"][1]["valueString"].startswith("0 1000.001 2000.002 3000 ")


def test_a_series_is_cut_where_it_is_silent_and_where_it_gets_long() -> None:
    lines = [line(Vital.SPO2, [(place / 60 + (10 if place >= 50 else 0), 97, "valid") for place in range(1000)])]
    parts = coded(made_of(*lines), "59408-5")
    assert [len(one["valueSampledData"]["data"].split()) for one in parts] == [50, 900, 50]


def test_a_slow_vital_is_told_reading_by_reading() -> None:
    temperature = line(Vital.TEMPERATURE, [(at, 36.5 + at / 100, "valid") for at in range(0, 60, 5)])
    told = coded(made_of(temperature), "8310-5")
    assert [instant(one["effectiveDateTime"]) for one in told] == [minute(at) for at in range(0, 60, 5)]
    assert told[1]["valueQuantity"] == {
        "value": 36.55, "unit": "°C", "system": "http://unitsofmeasure.org", "code": "Cel",
    }


def test_samples_say_which_are_questionable_and_which_are_invalid() -> None:
    qualities = ["valid", "questionable", "invalid", "invalid", "valid", "valid"]
    spo2 = line(Vital.SPO2, [(at / 60, None if at == 3 else 60 + at, one) for at, one in enumerate(qualities)])
    (series,) = coded(made_of(spo2), "59408-5")
    assert series["valueSampledData"]["data"] == "60 61 E E 64 65"
    validity, invalid = series["component"]
    assert validity["valueSampledData"]["data"] == "0 1 2 2 0 0"
    assert invalid["dataAbsentReason"]["coding"][0]["code"] == "error"
    assert invalid["dataAbsentReason"]["text"] == "2 of 6 readings are invalid, E in the series"


def test_a_single_reading_that_is_invalid_says_why_it_has_no_value() -> None:
    made = made_of(line(Vital.TEMPERATURE, [(1, 51, "invalid"), (2, None, "invalid"), (3, 36, "questionable")]))
    told = [one for one in of_kind(made, "Observation") if "device" in one]
    assert [one.get("dataAbsentReason", {}).get("text") for one in told] == [
        "invalid: 51 Cel was told", "invalid: the device gave no value", None,
    ]
    assert told[2]["interpretation"][0]["coding"][0]["code"] == "questionable"


def test_a_cuff_measurement_is_one_panel_of_its_pressures() -> None:
    made = made_of(
        line(Vital.SYSTOLIC, [(10, 131, "valid"), (20, 300.5, "invalid"), (30, 128, "questionable")]),
        line(Vital.DIASTOLIC, [(10, 82, "valid"), (20, None, "invalid")]),
        line(Vital.MEAN, [(10, 98.5, "valid")]),
    )
    first, second, third = coded(made, "85354-9")
    assert [(mdc(one["code"]), one["valueQuantity"]["value"]) for one in first["component"]] == [
        ("150021", 131), ("150022", 82), ("150023", 98.5),
    ]
    assert [one["dataAbsentReason"]["coding"][0]["code"] for one in second["component"]] == ["error", "error"]
    assert third["component"][0]["interpretation"][0]["coding"][0]["code"] == "questionable"
    assert third["component"][1]["dataAbsentReason"]["coding"][0]["code"] == "unknown"


def test_pressures_of_one_inflation_belong_together_each_at_its_own_time() -> None:
    made = made_of(
        Line(Vital.SYSTOLIC, "m1", (Point(T0, 120, "valid"), Point(T0 + 3 * SECOND, 125, "valid"))),
        Line(Vital.DIASTOLIC, "m1", (Point(T0 + 2 * SECOND, 80, "valid"), Point(T0 + 2 * SECOND, 81, "valid"))),
    )
    assert [
        [one.get("valueQuantity", {}).get("value") for one in each["component"]] for each in coded(made, "85354-9")
    ] == [[120, 80], [125, 81]]


def test_the_same_pressure_told_twice_at_one_instant_is_two_measurements() -> None:
    twice = (Point(T0, 120, "valid"), Point(T0, 121, "valid"), Point(T0, 122, "valid"))
    assert len(coded(made_of(Line(Vital.SYSTOLIC, "m1", twice)), "85354-9")) == 3


def test_each_cuff_has_a_panel_with_the_nearest_usable_values() -> None:
    temperature = line(Vital.TEMPERATURE, [(1.2, 36.6, "valid"), (30, 37, "valid")])
    spo2 = Line(Vital.SPO2, "m1", tuple(
        Point(T0 + place * SECOND, place % 60, "invalid" if place == 60 else "valid") for place in range(200)
    ))
    made = made_of(line(Vital.SYSTOLIC, [(1, 120, "valid"), (90, 110, "valid")]), temperature, spo2)
    first, second = coded(made, "85353-1")
    known = {f"urn:uuid:{one['id']}": one for one in of_kind(made, "Observation")}
    members = [known[one["reference"]] for one in first["hasMember"]]
    assert [one["code"]["text"] for one in members] == ["Blood pressure", "Temperature", "SpO2"]
    saturation = members[2]
    assert (saturation["valueQuantity"]["value"], instant(saturation["effectiveDateTime"])) == (59, T0 + 59 * SECOND)
    (source,) = [known[one["reference"]] for one in saturation["derivedFrom"]]
    told = samples(source["valueSampledData"], instant(source["effectivePeriod"]["start"]))
    assert (T0 + 59 * SECOND, 59) in told
    assert [known[one["reference"]]["code"]["text"] for one in second["hasMember"]] == ["Blood pressure"]


@pytest.mark.parametrize("vital", list(Vital))
def test_every_vital_is_told_with_its_unit_and_codes(vital: Vital) -> None:
    kind = KINDS[vital]
    made = made_of(line(vital, [(1, kind.low, "valid"), (9, kind.high, "valid")]))
    told = [part for one in of_kind(made, "Observation") for part in (one, *one.get("component", ()))]
    values = [one["valueQuantity"] for one in told if "coding" in one["code"] and mdc(one["code"]) == str(kind.mdc)
              and "valueQuantity" in one]
    assert {(one["value"], one["code"]) for one in values} == {(kind.low, kind.unit), (kind.high, kind.unit)}


points = st.builds(
    Point,
    st.integers(T0, T0 + 200 * SECOND) | st.integers(0, 90_000).map(lambda each: T0 + each * 100 * MILLISECOND),
    st.none() | st.floats(-50, 400).map(lambda value: round(value, 3)) | st.integers(0, 300).map(float),
    st.sampled_from(["valid", "questionable", "invalid"]),
)
drawn = st.builds(
    lambda vital, device, told: Line(vital, device, tuple(sorted(told, key=lambda one: one.measured_at))),
    st.sampled_from(list(Vital)), st.sampled_from(["m1", "m2"]), st.lists(points, max_size=40),
)


@settings(deadline=None, max_examples=30)
@given(st.lists(drawn, max_size=5, unique_by=lambda one: (one.vital, one.device)))
def test_every_usable_reading_is_there_with_its_time_and_none_beside(lines: list[Line]) -> None:
    made = bundle(record(lines=[one for one in lines if one.points]))
    assert check(made) == []
    assert read_back(made) == usable_readings(lines)
    Bundle.model_validate_json(json.dumps(made))


def test_three_hours_at_1_hz_stay_small() -> None:
    seconds = 3 * 3600
    lines = [at_1_hz(seconds, jitter=137, vital=vital) for vital in (Vital.SPO2, Vital.HEART_RATE, Vital.PULSE_RATE)]
    cuffs = [
        line(vital, [(at, 120, "valid") for at in range(0, 180, 5)])
        for vital in (Vital.SYSTOLIC, Vital.DIASTOLIC, Vital.MEAN)
    ]
    made = bundle(record(lines=[*lines, *cuffs], closed=180))
    assert len(json.dumps(made)) < 2_000_000
    assert len(made["entry"]) < 500
