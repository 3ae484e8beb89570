"""What a sender is told: the answer to a batch, and for each thing that is wrong the field, the rule and the fix."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta, Raw, Struct

from monitors.reading import Mode, Status
from monitors.units import accepted_units
from monitors.vitals import Vital

Ref = Annotated[str, Meta(max_length=200)] | int
"""What a sender calls a frame of a stream: a text or a number, given back as it came."""


class Rejection(Struct, frozen=True):
    """A reading that could not be understood: which one, which field, a stable code, the rule, and the fix."""

    index: int
    field: str
    code: str
    message: str
    hint: str


class Finding(Struct, frozen=True):
    """Something worth knowing about a reading that was kept."""

    index: int
    quality: str
    reason: str


class Answer(Struct, frozen=True, omit_defaults=True):
    """What became of a batch; `ref` is the batch's own, left out where it had none."""

    accepted: int
    duplicates: int
    rejected: list[Rejection]
    findings: list[Finding]
    ref: Ref | None = None


class WireError(Exception):
    """A body that is no batch at all; `status` is the HTTP status, `field` the field that is wrong ("" for none)."""

    def __init__(self, code: str, message: str, hint: str, status: int, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.status = status
        self.field = field


_PLACE = re.compile(r"\$\.(\w+)|field `(\w+)`")
_FIELDS = msgspec.json.Decoder(dict[str, Raw])
_TIME_HINT = "RFC 3339 with an offset, such as 2026-11-22T10:00:00Z"
_LISTED = "see the hints of the first rejections"
_WORDS: dict[str, tuple[str, type[Vital] | type[Status] | type[Mode]]] = {
    "vital": ("unknown_vital", Vital), "status": ("unknown_status", Status), "mode": ("unknown_mode", Mode),
}
_HINTS = {
    "value": "a JSON number without quotes, or null with a status",
    "sequence": "a whole number from 0 to 9223372036854775807",
    "epoch": "a text, or a whole number",
}


def wrong_reading(index: int, raw: bytes | Raw, complaint: str, *, near: bool = True) -> Rejection:
    """The rejection of one reading that does not decode; `complaint` is the decoder's own sentence.

    `near` looks for the word that was meant, which takes a fifth of a millisecond.
    """
    field = _field(complaint)
    text = _text(raw, field)
    if field in _WORDS:
        code, words = _WORDS[field]
        if text is None:
            return Rejection(index, field, code, f"{field} is missing", f"one of: {', '.join(words)}")
        if text.startswith('"'):
            said = text.strip('"')[:40]
            hint = nearest(said, words) if near else _LISTED
            return Rejection(index, field, code, f"{field} {said!r} is not known", hint)
    if field in ("taken_at", "sent_at"):
        return Rejection(index, field, "bad_time", f"{field} is not a time with an offset", _TIME_HINT)
    if field == "sequence" and text is not None and text.lstrip("-").isdigit():
        return Rejection(index, field, "bad_sequence", "sequence is out of range", _HINTS["sequence"])
    message = complaint.split(" - at ")[0].replace("`", "")
    return Rejection(index, field, "bad_type", message, _HINTS.get(field, "see the field's type in the documentation"))


def no_value(index: int) -> Rejection:
    """The rejection of a reading with neither a value nor a status."""
    return Rejection(
        index, "value", "missing_value", "the reading has neither value nor status",
        'send a number, or null with a status such as "probe_off"',
    )


def wrong_unit(index: int, vital: Vital, unit: str) -> Rejection:
    """The rejection of a unit that is not of the vital's kind."""
    units = ", ".join(accepted_units(vital))
    return Rejection(index, "unit", "unknown_unit", f"{unit[:40]!r} is no unit of {vital}", f"one of: {units}")


def wrong_head(complaint: str) -> WireError:
    """The refusal of a batch for one of its own fields; `complaint` is the decoder's own sentence."""
    one = wrong_reading(0, b"{}", complaint)
    return WireError(one.code, f"{one.field}: {one.message}" if one.field else one.message, one.hint, 422, one.field)


def nearest(said: str, words: Iterable[str]) -> str:
    """A hint that names the nearest known word, and all of them."""
    known = [str(word) for word in words]
    close = difflib.get_close_matches(said.lower(), known, 1, 0.5)
    listed = f"one of: {', '.join(known)}"
    return f"did you mean {close[0]}? {listed}" if close else listed


def _field(complaint: str) -> str:
    found = _PLACE.search(complaint)
    return (found[1] or found[2]) if found else ""


def _text(raw: bytes | Raw, field: str) -> str | None:
    """A field of a reading as its JSON text; None where it is not there."""
    try:
        value = _FIELDS.decode(raw).get(field)
    except msgspec.DecodeError:
        return None
    return None if value is None else bytes(value).decode(errors="replace").strip()
