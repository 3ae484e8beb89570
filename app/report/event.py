"""One event of a session's record: what happened when, told by whom, with its value and unit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitors.instant import Instant

PROGRAM = "program"
"""Who is named where no person caused an event."""

SCORE = "{score}"
"""The UCUM unit of a scale's number."""


class Topic(StrEnum):
    """What an event is about."""

    SESSION = "session"
    CHECK_IN = "check_in"
    GATE = "gate"
    PHASE = "phase"
    DOSE = "dose"
    OBSERVATION = "observation"
    CHECK = "check"
    ADVERSE_EVENT = "adverse_event"
    ALARM = "alarm"
    LIMIT = "limit"
    DEVICE = "device"
    MOVE = "move"
    HANDOVER = "handover"
    DISCHARGE = "discharge"


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the table; `by` is a person, a device or the program.

    `number` is that of the journal's entry, 0 for what has none of its own. A `struck` one no longer counts: `note`
    says what does in its place. `value` is None where an event has none.
    """

    at: Instant
    topic: Topic
    name: str
    value: float | str | None = None
    unit: str = ""
    by: str = PROGRAM
    number: int = 0
    note: str = ""
    struck: bool = False


def joined(*parts: str) -> str:
    """The parts that say something, as one line."""
    return "; ".join(part for part in parts if part)
