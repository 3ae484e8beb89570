"""What a simulated monitor puts on the wire: a batch of readings as JSON, written as a stranger would write it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec


class Reading(msgspec.Struct, frozen=True, omit_defaults=True):
    """One reading as it is sent."""

    vital: str
    value: float | None
    sequence: int
    taken_at: str
    mode: str
    status: str = "ok"
    method: str = ""
    measurement: str = ""


class _Batch(msgspec.Struct, omit_defaults=True):
    device: str | None = None
    epoch: str = ""
    sent_at: str = ""
    ref: str | None = None
    readings: Sequence[Reading] = ()


def rfc3339(unix_s: float) -> str:
    """Unix seconds as RFC 3339 in UTC with milliseconds."""
    return datetime.fromtimestamp(unix_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def encode(
    device: str | None, epoch: str, sent_at: float, readings: Sequence[Reading], ref: str | None = None
) -> bytes:
    """A batch of one device and epoch; `sent_at` is Unix seconds on the device's clock."""
    return msgspec.json.encode(_Batch(device, epoch, rfc3339(sent_at), ref, readings))
