"""Each rejection tells the sender which field, which rule and which fix."""

from __future__ import annotations

import pytest

from monitors.answers import nearest, no_value, wrong_head, wrong_reading, wrong_unit
from monitors.vitals import Vital


@pytest.mark.parametrize(("said", "meant"), [("sp02", "spo2"), ("HeartRate", "heart_rate"), ("sistolic", "systolic")])
def test_the_nearest_known_vital_is_offered(said: str, meant: str) -> None:
    raw = f'{{"vital":"{said}","value":1}}'.encode()
    one = wrong_reading(3, raw, f"Invalid enum value '{said}' - at `$.vital`")
    assert (one.index, one.field, one.code) == (3, "vital", "unknown_vital")
    assert one.hint.startswith(f"did you mean {meant}?")


def test_what_is_near_to_nothing_gets_the_whole_list() -> None:
    assert nearest("zzz", ["a", "b"]) == "one of: a, b"


def test_units_and_values_name_what_would_be_taken() -> None:
    assert "kPa" in wrong_unit(0, Vital.SYSTOLIC, "x" * 500).hint
    assert len(wrong_unit(0, Vital.SYSTOLIC, "x" * 500).message) < 100, "what a sender wrote is not echoed whole"
    assert "status" in no_value(0).hint


def test_a_wrong_field_of_the_batch_is_named() -> None:
    refused = wrong_head("Invalid RFC3339 encoded datetime - at `$.sent_at`")
    assert (refused.code, refused.field, refused.status) == ("bad_time", "sent_at", 422)
    assert "offset" in refused.hint
