"""A refusal carries all that a person or a program needs to mend it."""

from __future__ import annotations

from monitors.refused import Refused


def test_it_names_code_rule_fix_field_and_status() -> None:
    refused = Refused("bed_taken", "the bed b1 exists already", "choose another name", "bed", 409)
    assert (refused.code, refused.field, refused.status) == ("bed_taken", "bed", 409)
    assert refused.hint == "choose another name"
    assert str(refused) == refused.message == "the bed b1 exists already"
    assert Refused("x", "y").status == 422
