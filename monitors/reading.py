"""One accepted reading, and a group of them as columns: what intake makes, the journal keeps and the Watch judges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import NamedTuple

from monitors.instant import Duration, Instant
from monitors.vitals import Vital


class Status(StrEnum):
    """What the device says of its own value."""

    OK = "ok"
    PROBE_OFF = "probe_off"
    SEARCHING = "searching"
    MOTION = "motion"
    LOW_PERFUSION = "low_perfusion"
    INFLATING = "inflating"
    FAILED = "failed"
    OFF = "off"


class Quality(StrEnum):
    """How far a value may be trusted (IEEE 11073 validity)."""

    VALID = "valid"
    QUESTIONABLE = "questionable"
    INVALID = "invalid"


class Mode(StrEnum):
    """Whether patients are real, the server is under test, or it shows a demonstration."""

    REAL = "real"
    TEST = "test"
    DEMO = "demo"


class Reading(NamedTuple):
    """One accepted reading; `value` is in the vital's own unit, None where the device gave none.

    `session` and `bed` are "" for a device without them. `sequence` and `taken_at` are None where the device gave
    none. `offset` is the device clock's offset used to place it (received - taken). `late` marks backfill.
    """

    device: str
    epoch: str
    vital: Vital
    value: float | None
    status: Status
    quality: Quality
    reason: str
    sequence: int | None
    taken_at: Instant | None
    received_at: Instant
    measured_at: Instant
    offset: Duration
    late: bool
    session: str
    bed: str
    method: str
    measurement: str
    mode: Mode


@dataclass(slots=True)
class Batch:
    """Readings as columns: list k of every column is reading k. Times are instants (microseconds)."""

    device: list[str] = field(default_factory=list)
    epoch: list[str] = field(default_factory=list)
    vital: list[Vital] = field(default_factory=list)
    value: list[float | None] = field(default_factory=list)
    status: list[Status] = field(default_factory=list)
    quality: list[Quality] = field(default_factory=list)
    reason: list[str] = field(default_factory=list)
    sequence: list[int | None] = field(default_factory=list)
    taken_at: list[Instant | None] = field(default_factory=list)
    received_at: list[Instant] = field(default_factory=list)
    measured_at: list[Instant] = field(default_factory=list)
    offset: list[Duration] = field(default_factory=list)
    late: list[bool] = field(default_factory=list)
    session: list[str] = field(default_factory=list)
    bed: list[str] = field(default_factory=list)
    method: list[str] = field(default_factory=list)
    measurement: list[str] = field(default_factory=list)
    mode: list[Mode] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.device)

    def columns(self) -> tuple[list[object], ...]:
        """Every column, in the order of `Reading`'s fields."""
        return tuple(getattr(self, name) for name in COLUMNS)

    def rows(self) -> Iterator[Reading]:
        """The readings one by one."""
        return map(Reading._make, zip(*self.columns(), strict=True))

    def append(self, reading: Reading) -> None:
        """Adds one reading at the end."""
        for column, cell in zip(self.columns(), reading, strict=True):
            column.append(cell)

    def extend(self, other: Batch) -> None:
        """Adds every reading of another batch at the end."""
        for mine, theirs in zip(self.columns(), other.columns(), strict=True):
            mine.extend(theirs)

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> Batch:
        """A batch of these readings, in their order."""
        rows = list(readings)
        return cls(*(list(column) for column in zip(*rows, strict=True))) if rows else cls()


COLUMNS: tuple[str, ...] = tuple(one.name for one in fields(Batch))
