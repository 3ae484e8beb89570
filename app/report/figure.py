"""One figure of a session's summary: a value with unit, time and source, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from app.report.telling import told
from monitors.instant import Instant

NOT_RECORDED = "not recorded"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure; `source` is the device or person that it comes from, `note` says how it was found.

    Of `value` and `missing` one says something: a figure that can't be known has the reason, never a zero. `at` is None
    for what belongs to the whole session.
    """

    name: str
    title: str
    value: float | str | None = None
    unit: str = ""
    at: Instant | None = None
    source: str = ""
    note: str = ""
    missing: str = ""

    @property
    def told(self) -> str:
        """The value with its unit, or that it isn't recorded."""
        return NOT_RECORDED if self.value is None else told(self.value, self.unit)


def missing(name: str, title: str, why: str) -> Figure:
    """A figure that can't be known, and why."""
    return Figure(name, title, missing=why)
