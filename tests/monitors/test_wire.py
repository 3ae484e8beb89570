"""What a device sends is understood as far as it goes, and nothing it sends can break the server."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.instant import parse, to_datetime
from monitors.wire import (
    MAX_BYTES,
    Answer,
    Finding,
    Mode,
    Post,
    Status,
    Vital,
    WireError,
    WireReading,
    decode,
    decode_answer,
    encode_answer,
    encode_batch,
    schemas,
)

GOOD = {"vital": "spo2", "value": 97}


def sent(value: object) -> Post:
    """What a JSON value decodes to."""
    return decode(json.dumps(value).encode())


def codes(value: object) -> list[tuple[int, str, str]]:
    """Index, field and code of each rejection of a list of readings."""
    return [(one.index, one.field, one.code) for one in sent(value).rejected]


def refusal(body: bytes) -> WireError:
    """How a body is refused."""
    with pytest.raises(WireError) as caught:
        decode(body)
    return caught.value


@pytest.mark.parametrize("shape", [GOOD, [GOOD], {"readings": [GOOD]}], ids=["bare", "list", "batch"])
def test_three_shapes_are_one_batch(shape: object) -> None:
    post = sent(shape)
    assert [(row.index, row.vital, row.value, row.status) for row in post.rows] == [(0, Vital.SPO2, 97.0, Status.OK)]
    assert (post.size, post.rejected) == (1, [])
    assert (post.device, post.epoch, post.sent_at, post.ref) == (None, None, None, None)


def test_every_field_arrives() -> None:
    post = sent({"device": "m1", "epoch": 7, "sent_at": "2026-11-22T11:00:00.5+01:00", "ref": "r", "readings": [{
        "vital": "systolic", "value": 16, "unit": "kPa", "status": "motion", "taken_at": "2026-11-22T10:00:00Z",
        "sequence": 2**63 - 1, "epoch": "e", "device": "m2", "method": "arterial", "measurement": "x", "mode": "test",
    }]})
    row = post.rows[0]
    assert (post.device, post.epoch, post.sent_at, post.ref) == ("m1", "7", parse("2026-11-22T10:00:00.5Z"), "r")
    assert (row.value, row.status, row.taken_at) == (120.009852, Status.MOTION, parse("2026-11-22T10:00:00Z"))
    assert (row.sequence, row.epoch, row.device, row.mode) == (2**63 - 1, "e", "m2", Mode.TEST)
    assert (row.method, row.measurement) == ("arterial", "x")


def test_a_bare_reading_may_say_when_it_was_sent() -> None:
    post = sent({**GOOD, "device": "m2", "sent_at": "2026-11-22T10:00:00Z", "ref": "r"})
    assert (post.device, post.rows[0].device, post.ref) == (None, "m2", "r")
    assert post.sent_at == parse("2026-11-22T10:00:00Z")


def test_one_wrong_reading_spoils_no_other() -> None:
    wrong = [
        ({"vital": "blood_sugar", "value": 5}, "vital", "unknown_vital"),
        ({"value": 5}, "vital", "unknown_vital"),
        ({"vital": 5, "value": 5}, "vital", "bad_type"),
        ({"vital": "spo2", "value": "97"}, "value", "bad_type"),
        ({"vital": "spo2", "value": True}, "value", "bad_type"),
        ({"vital": "spo2", "value": [97]}, "value", "bad_type"),
        ({"vital": "spo2"}, "value", "missing_value"),
        ({"vital": "spo2", "value": 97, "unit": "kPa"}, "unit", "unknown_unit"),
        ({"vital": "spo2", "value": 97, "status": "asleep"}, "status", "unknown_status"),
        ({"vital": "spo2", "value": 97, "mode": "play"}, "mode", "unknown_mode"),
        ({"vital": "spo2", "value": 97, "taken_at": "2026-11-22T10:00:00"}, "taken_at", "bad_time"),
        ({"vital": "spo2", "value": 97, "taken_at": 1795341600}, "taken_at", "bad_time"),
        ({"vital": "spo2", "value": 97, "sequence": -1}, "sequence", "bad_sequence"),
        ({"vital": "spo2", "value": 97, "sequence": 2**63}, "sequence", "bad_sequence"),
        ({"vital": "spo2", "value": 97, "sequence": 10**30}, "sequence", "bad_sequence"),
        ({"vital": "spo2", "value": 97, "sequence": "1"}, "sequence", "bad_type"),
        ({"vital": "spo2", "value": 97, "device": 1}, "device", "bad_type"),
        ("spo2", "", "bad_type"),
    ]
    readings = [item for reading, _, _ in wrong for item in (reading, GOOD)]
    post = sent(readings)
    assert [row.index for row in post.rows] == list(range(1, len(readings), 2))
    assert codes(readings) == [(2 * place, field, code) for place, (_, field, code) in enumerate(wrong)]
    assert all(one.message and one.hint for one in post.rejected)


def test_every_one_of_many_wrong_readings_is_named() -> None:
    rejected = sent([{"vital": f"sugar{n}", "value": 5} for n in range(100)]).rejected
    assert [one.index for one in rejected] == list(range(100))
    assert all(f"sugar{one.index}" in one.message and one.hint for one in rejected)


def test_a_null_or_a_status_is_enough() -> None:
    post = sent([{"vital": "spo2", "value": None}, {"vital": "spo2", "status": "probe_off"}])
    assert [(row.value, row.status) for row in post.rows] == [(None, Status.OK), (None, Status.PROBE_OFF)]


def test_unknown_fields_are_ignored() -> None:
    assert sent({"readings": [{**GOOD, "colour": {"a": []}}], "firmware": "1.2"}).rejected == []


@pytest.mark.parametrize(("body", "status", "code"), [
    (b'{"readings":[', 400, "not_json"), (b"", 400, "not_json"), (b'{"vital":"spo2","value":NaN}', 400, "not_json"),
    (b'{"vital":"spo2","value":97,"device":"\xff"}', 400, "not_json"), (b"[" * 100_000, 400, "not_json"),
    (b'{"vital":"spo2","value":1,"x":' + b"[" * 10_000 + b"]" * 10_000 + b"}", 400, "not_json"),
    (b"[]", 422, "empty_batch"), (b'{"readings":[]}', 422, "empty_batch"), (b"{}", 422, "no_batch"),
    (b"null", 422, "no_batch"), (b'"spo2"', 422, "no_batch"), (b"97", 422, "no_batch"),
    (b'{"readings":{}}', 422, "bad_type"), (b'{"readings":[],"device":5}', 422, "bad_type"),
    (b'{"readings":[],"sent_at":"noon"}', 422, "bad_time"),
    (b"[" + b",".join([b"{}"] * 5001) + b"]", 413, "too_many_readings"),
    (b" " * (MAX_BYTES + 1), 413, "too_large"),
])
def test_what_is_no_batch_is_refused_whole(body: bytes, status: int, code: str) -> None:
    refused = refusal(body)
    assert (refused.status, refused.code) == (status, code)
    assert refused.message
    assert refused.hint


def test_numbers_out_of_range_are_a_rejection() -> None:
    values = (b"1e999", b"9" * 400, b"97")
    post = decode(b"[" + b",".join(b'{"vital":"spo2","value":' + value + b"}" for value in values) + b"]")
    assert [one.code for one in post.rejected] == ["bad_type", "bad_type"]
    assert len(post.rows) == 1
    huge = sent([{"vital": "systolic", "value": 1.7e308, "unit": "kPa"}])
    assert [one.field for one in huge.rejected] == ["value"]


def test_5000_readings_are_taken() -> None:
    assert len(sent([GOOD] * 5000).rows) == 5000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
FIELDS = WireReading.__struct_fields__
LIKELY = st.sampled_from(["spo2", "heart_rate", "ok", "motion", "test", "%", "2026-11-22T10:00:00Z", 97, None, 0, -1])
READING = st.dictionaries(st.sampled_from(FIELDS), LIKELY | JSON, max_size=8) | JSON
BATCH = st.fixed_dictionaries(
    {"readings": st.lists(READING, max_size=6) | JSON},
    optional={"device": LIKELY | JSON, "epoch": LIKELY | JSON, "sent_at": LIKELY | JSON, "ref": LIKELY | JSON},
)


@given(BATCH | READING | st.lists(READING, max_size=6))
def test_no_json_breaks_it_and_every_reading_is_accounted_for(value: object) -> None:
    try:
        post = sent(value)
    except WireError:
        assert refusal(json.dumps(value).encode()).status in (400, 422)
        return
    indexes = sorted([row.index for row in post.rows] + [one.index for one in post.rejected])
    assert indexes == list(range(post.size))


@given(st.binary(max_size=60))
def test_no_bytes_break_it(body: bytes) -> None:
    try:
        decode(body)
    except WireError:
        assert refusal(body).status in (400, 422)


def test_a_written_batch_is_read_back() -> None:
    at = parse("2026-11-22T10:00:00.25Z")
    reading = WireReading(Vital.SPO2, 97, taken_at=to_datetime(at), sequence=1)
    body = encode_batch([reading], device="m1", sent_at=at, ref="r")
    post = decode(body)
    assert (post.device, post.sent_at, post.ref, post.rows[0].taken_at, post.rows[0].sequence) == ("m1", at, "r", at, 1)
    assert json.loads(body)["readings"][0].keys() == {"vital", "value", "taken_at", "sequence"}


def test_an_answer_carries_its_ref_only_where_there_is_one() -> None:
    answer = Answer(1, 0, [], [Finding(0, "invalid", "no value")])
    assert json.loads(encode_answer(answer)).keys() == {"accepted", "duplicates", "rejected", "findings"}
    assert decode_answer(encode_answer(answer)) == answer
    assert json.loads(encode_answer(Answer(1, 0, [], [], "r")))["ref"] == "r"


def test_the_schema_agrees_with_the_decoder() -> None:
    body, components = schemas("#/$defs/{name}")
    schema = {**body, "$defs": components}
    jsonschema.Draft202012Validator.check_schema(schema)
    for good in (GOOD, [GOOD], {"readings": [{"vital": "spo2", "status": "off"}], "epoch": 7}):
        jsonschema.validate(good, schema)
        assert sent(good).rejected == []
    wrong: list[object] = [{"vital": "sugar", "value": 1}, [], {"readings": [{"vital": "spo2", "value": "97"}]}, 5]
    for bad in wrong:
        assert not jsonschema.Draft202012Validator(schema).is_valid(bad)
    assert {"Answer", "Rejection", "Finding", "WireBatch", "WireReading"} <= components.keys()
