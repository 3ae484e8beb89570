"""The public form of readings and of their answer: the one definition that the server, devices and OpenAPI share.

A batch is an object with `readings`, a bare reading, or a list of readings. What cannot be understood in one reading is
that reading's rejection; the rest of the batch goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import isfinite
from typing import Annotated

import msgspec
from msgspec import UNSET, DecodeError, Meta, Raw, Struct, UnsetType, ValidationError

from monitors.answers import (
    Answer,
    Finding,
    Ref,
    Rejection,
    WireError,
    no_value,
    wrong_head,
    wrong_reading,
    wrong_unit,
)
from monitors.instant import Instant, from_datetime, to_datetime
from monitors.reading import Mode, Status
from monitors.units import conversion
from monitors.vitals import Vital

__all__ = [
    "MAX_BYTES", "MAX_READINGS", "Answer", "Finding", "Mode", "Post", "Ref", "Rejection", "Row", "Status", "Vital",
    "WireBatch", "WireError", "WireReading", "decode", "decode_answer", "encode_answer", "encode_batch", "schemas",
    "too_large",
]

MAX_BYTES = 1024 * 1024
MAX_READINGS = 5_000
HINTED = 20
"""So many rejections of a batch are looked at for what was meant; a batch of nothing but wrong ones stays cheap."""

Name = Annotated[str, Meta(max_length=200)]
Time = Annotated[datetime, Meta(tz=True)]
Sequence63 = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class WireReading(Struct, omit_defaults=True):
    """One reading as a device sends it: a `vital` with a `value` (null allowed) or a `status`, all else optional."""

    vital: Vital
    value: float | UnsetType | None = UNSET
    status: Status | UnsetType = UNSET
    unit: Name | None = None
    taken_at: Time | None = None
    sequence: Sequence63 | None = None
    epoch: Name | int | None = None
    device: Name | None = None
    method: Name | None = None
    measurement: Name | None = None
    mode: Mode | None = None


class WireBatch(Struct, omit_defaults=True):
    """Readings sent together; `sent_at` is the device's clock at sending, `ref` comes back in a stream's answer."""

    readings: list[WireReading]
    device: Name | None = None
    epoch: Name | int | None = None
    sent_at: Time | None = None
    ref: Ref | None = None


class Row(Struct, frozen=True):
    """A reading that was understood, `value` in the vital's own unit; None where the device said nothing."""

    index: int
    vital: Vital
    value: float | None
    status: Status
    taken_at: Instant | None = None
    sequence: int | None = None
    epoch: str | None = None
    device: str | None = None
    method: str | None = None
    measurement: str | None = None
    mode: Mode | None = None


class Post(Struct, frozen=True):
    """A batch that was understood as far as it goes; `size` counts its readings, rejected ones too."""

    device: str | None
    epoch: str | None
    sent_at: Instant | None
    ref: Ref | None
    rows: list[Row]
    rejected: list[Rejection]
    size: int


class _Head(Struct):
    device: Name | None = None
    epoch: Name | int | None = None
    sent_at: Time | None = None
    ref: Ref | None = None


class _Batch(_Head):
    readings: list[WireReading] | UnsetType = UNSET


class _RawBatch(_Head):
    readings: list[Raw] | UnsetType = UNSET
    vital: Raw | UnsetType = UNSET


_BATCH = msgspec.json.Decoder(_Batch)
_RAW_BATCH = msgspec.json.Decoder(_RawBatch)
_LIST = msgspec.json.Decoder(list[WireReading])
_RAW_LIST = msgspec.json.Decoder(list[Raw])
_READING = msgspec.json.Decoder(WireReading)
_ANSWER = msgspec.json.Decoder(Answer)
_SPACE = b" \t\r\n"


def decode(body: bytes) -> Post:
    """What a body says; raises WireError: 400 not_json, 413 too_large, too_many_readings, 422 for what is no batch."""
    if len(body) > MAX_BYTES:
        raise too_large()
    try:
        try:
            head, readings = _whole(body)
        except ValidationError:
            return _one_by_one(body)
    except ValidationError as wrong:
        raise wrong_head(str(wrong)) from None
    except RecursionError:
        raise WireError("not_json", "the body is nested too deeply", "send flat readings", 400) from None
    except (DecodeError, UnicodeDecodeError) as wrong:
        raise WireError("not_json", f"the body is not JSON: {wrong}", "send one JSON value in UTF-8", 400) from None
    _check_count(len(readings))
    rows: list[Row] = []
    rejected: list[Rejection] = []
    for index, reading in enumerate(readings):
        _take(index, reading, rows, rejected)
    return _post(head, rows, rejected, len(readings))


def too_large() -> WireError:
    """The refusal of a body over MAX_BYTES, for a route that stops reading early too."""
    return WireError("too_large", f"the body is over {MAX_BYTES} bytes", "send smaller batches", 413)


def encode_batch(
    readings: Sequence[WireReading], *, device: str | None = None, epoch: str | None = None,
    sent_at: Instant | None = None, ref: Ref | None = None,
) -> bytes:
    """A batch as JSON, as a device would send it; what is None is left out."""
    sent = None if sent_at is None else to_datetime(sent_at)
    return msgspec.json.encode(WireBatch(list(readings), device, epoch, sent, ref))


def encode_answer(answer: Answer) -> bytes:
    """An answer as JSON."""
    return msgspec.json.encode(answer)


def decode_answer(text: bytes | str) -> Answer:
    """An answer from its JSON, for those who send; raises msgspec.ValidationError where it is none."""
    return _ANSWER.decode(text)


def schemas(ref_template: str = "#/components/schemas/{name}") -> tuple[dict[str, object], dict[str, object]]:
    """The JSON Schema of a body (a batch, a list, a bare reading), and the components it and the answer refer to."""
    shapes = (WireBatch, list[WireReading], WireReading, Answer)
    (batch, several, one, _), components = msgspec.json.schema_components(shapes, ref_template=ref_template)
    return {"anyOf": [batch, {**several, "minItems": 1, "maxItems": MAX_READINGS}, one]}, components


def _whole(body: bytes) -> tuple[_Head, list[WireReading]]:
    """The quick way: the body in one go; raises ValidationError where any part of it is wrong."""
    if body.lstrip(_SPACE)[:1] == b"[":
        return _Head(), _LIST.decode(body)
    batch = _BATCH.decode(body)
    if batch.readings is UNSET:
        return _bare(batch), [_READING.decode(body)]
    return batch, batch.readings


def _one_by_one(body: bytes) -> Post:
    """The slow way: each reading by itself, so that a wrong one spoils no other."""
    head, raws = _Head(), [Raw(body)]
    start = body.lstrip(_SPACE)[:1]
    if start == b"[":
        raws = _RAW_LIST.decode(body)
    elif start == b"{":
        batch = _RAW_BATCH.decode(body)
        if batch.readings is not UNSET:
            head, raws = batch, batch.readings
        elif batch.vital is UNSET:
            raise _no_batch()
        else:
            head = _bare(batch)
    else:
        raise _no_batch()
    _check_count(len(raws))
    rows: list[Row] = []
    rejected: list[Rejection] = []
    for index, raw in enumerate(raws):
        try:
            reading = _READING.decode(raw)
        except ValidationError as wrong:
            rejected.append(wrong_reading(index, raw, str(wrong), near=len(rejected) < HINTED))
        else:
            _take(index, reading, rows, rejected)
    return _post(head, rows, rejected, len(raws))


def _bare(head: _Head) -> _Head:
    """What a bare reading says of its post: its device and epoch stay the reading's own."""
    return _Head(sent_at=head.sent_at, ref=head.ref)


def _check_count(count: int) -> None:
    if count > MAX_READINGS:
        message = f"{count} readings are over {MAX_READINGS}"
        raise WireError("too_many_readings", message, "send smaller batches", 413, "readings")
    if not count:
        raise WireError("empty_batch", "the batch has no readings", "send at least one reading", 422, "readings")


def _no_batch() -> WireError:
    hint = 'send {"readings":[{"vital":"spo2","value":97}]}, a list of readings, or one reading'
    return WireError("no_batch", "the body is neither a batch nor a reading", hint, 422)


def _take(index: int, reading: WireReading, rows: list[Row], rejected: list[Rejection]) -> None:
    """Makes a row of a reading, or a rejection where it has no value or a foreign unit."""
    value, status, taken_at = reading.value, reading.status, reading.taken_at
    if value is UNSET:
        if status is UNSET:
            rejected.append(no_value(index))
            return
        value = None
    if reading.unit is not None:
        convert = conversion(reading.vital, reading.unit)
        if convert is None:
            rejected.append(wrong_unit(index, reading.vital, reading.unit))
            return
        if value is not None:
            value = convert(value)
    if value is not None and not isfinite(value):
        rejected.append(wrong_reading(index, b"{}", "Number out of range - at `$.value`"))
        return
    rows.append(Row(
        index, reading.vital, value, Status.OK if status is UNSET else status,
        None if taken_at is None else from_datetime(taken_at), reading.sequence,
        _epoch(reading.epoch), reading.device, reading.method, reading.measurement, reading.mode,
    ))


def _epoch(epoch: str | int | None) -> str | None:
    return str(epoch) if epoch is not None else None


def _post(head: _Head, rows: list[Row], rejected: list[Rejection], size: int) -> Post:
    sent_at = None if head.sent_at is None else from_datetime(head.sent_at)
    return Post(head.device, _epoch(head.epoch), sent_at, head.ref, rows, rejected, size)
