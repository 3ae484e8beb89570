"""Recordings of vital signs as CSV text: rows in any order become rows in order of time.

Columns are `time_s` (seconds from the recording's zero) and the names of vitals in their own units; `bed` is optional.
A blank cell, -- or --- was not reported.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite, isnan
from typing import NamedTuple

from monitors.instant import SECOND, Instant
from monitors.vitals import Vital

LONGEST_S = 1e9
NOT_REPORTED = frozenset(("", "--", "---"))
ONLY_BED = "0"
BED_BITS = 20


class RecordingError(Exception):
    """A recording that cannot be read: which line and column, the rule, and the fix."""

    def __init__(self, line: int, column: str, rule: str, fix: str) -> None:
        super().__init__(f"line {line}, column {column}: {rule}; {fix}")
        self.line = line
        self.column = column
        self.rule = rule
        self.fix = fix


class Row(NamedTuple):
    """What one bed reported at one time, in the vitals' own units; no values where all cells were blank.

    `at` counts from the recording's zero.
    """

    at: Instant
    bed: str
    values: dict[Vital, float]


@dataclass(frozen=True, slots=True)
class _Columns:
    time: int
    bed: int | None
    vitals: tuple[tuple[int, Vital], ...]
    count: int


def read(lines: Iterable[str]) -> list[Row]:
    """The rows in lines of CSV text, by time, then by bed in the order of their coming; raises RecordingError.

    Rows of one bed and time become one; where they give a vital twice, the later line counts.
    """
    reader = csv.reader(lines, skipinitialspace=True)
    try:
        return _collect(reader, _header(next(reader, [])))
    except csv.Error as wrong:
        raise RecordingError(reader.line_num, "-", f"this is not CSV ({wrong})", "save it as plain CSV") from None


def _header(names: Sequence[str]) -> _Columns:
    """Which column is what."""
    clean = [name.strip().lstrip("\ufeff").lower() for name in names]
    known = ("time_s", "bed", *Vital)
    for name in clean:
        if name not in known or clean.count(name) > 1:
            rule = "it is there twice" if name in known else "no such column is known"
            raise RecordingError(1, name or "-", rule, f"use these, each once: {', '.join(known)}")
    if "time_s" not in clean:
        raise RecordingError(1, "time_s", "it is missing", "name the columns in the first line, time_s among them")
    vitals = tuple((place, Vital(name)) for place, name in enumerate(clean) if name not in ("time_s", "bed"))
    if not vitals:
        raise RecordingError(1, "-", "there is no vital", "add a column such as heart_rate or spo2")
    return _Columns(clean.index("time_s"), clean.index("bed") if "bed" in clean else None, vitals, len(clean))


def _collect(lines: Iterable[Sequence[str]], columns: _Columns) -> list[Row]:
    """Every row under its time and bed, in their order."""
    times: dict[str, Instant] = {}
    beds: dict[str, tuple[int, str]] = {}
    rows: dict[int, Row] = {}
    for line, cells in enumerate(lines, 2):
        if len(cells) != columns.count:
            if not any(cells):
                continue
            rule = f"{len(cells)} cells where the first line has {columns.count}"
            raise RecordingError(line, "-", rule, "leave a cell blank where nothing was reported")
        text = cells[columns.time]
        at = times.get(text)
        if at is None:
            at = times[text] = _time(text, line)
        name = ONLY_BED if columns.bed is None else cells[columns.bed]
        bed = beds.get(name)
        if bed is None:
            bed = beds[name] = _bed(name, line, beds)
        values = _values(cells, line, columns)
        row = rows.setdefault(at << BED_BITS | bed[0], Row(at, bed[1], values))
        if row.values is not values:
            row.values.update(values)
    return [rows[place] for place in sorted(rows)]


def _values(cells: Sequence[str], line: int, columns: _Columns) -> dict[Vital, float]:
    """What a line reports; the quick way first, then the one that can say what is wrong."""
    try:
        values = {vital: float(cells[place]) for place, vital in columns.vitals if cells[place]}
        if isfinite(sum(values.values())):
            return values
    except ValueError:
        pass
    told = ((vital, _number(cells[place], line, vital)) for place, vital in columns.vitals if cells[place])
    return {vital: value for vital, value in told if value is not None}


def _number(cell: str, line: int, column: str) -> float | None:
    """A cell's number; None where it was not reported."""
    try:
        value = float(cell)
    except ValueError:
        if cell.strip() in NOT_REPORTED:
            return None
        raise _no_number(line, column, cell) from None
    if isnan(value):
        return None  # how numerical programs write that nothing was reported
    if not isfinite(value):
        raise _no_number(line, column, cell)
    return value


def _time(text: str, line: int) -> Instant:
    time_s = _number(text, line, "time_s")
    if time_s is None or abs(time_s) > LONGEST_S:
        raise _no_number(line, "time_s", text)
    return round(time_s * SECOND)


def _bed(text: str, line: int, beds: dict[str, tuple[int, str]]) -> tuple[int, str]:
    """A bed's place and name, the same for one name with and without spaces around it."""
    name = text.strip()
    if not name or "." in name or len(name) > 40:
        raise RecordingError(line, "bed", f"{text[:40]!r} is no bed", "use a number or a short name without a dot")
    return next((bed for bed in beds.values() if bed[1] == name), (len(beds), name))


def _no_number(line: int, column: str, text: str) -> RecordingError:
    fix = "write seconds such as 60 or 0.5" if column == "time_s" else "write a number, or leave the cell blank"
    return RecordingError(line, column, f"{text[:40]!r} is no number", fix)
