"""A session's record as CSV (RFC 4180), one kind of row a file: readings, events, or figures.

A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers are never touched.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from enum import StrEnum

from app.report.events import events
from app.report.figures import figures
from app.report.record import Record
from app.report.telling import stamp

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with that a spreadsheet may reckon."""

Cell = str | float | int | None


class Table(StrEnum):
    """Which rows a file has."""

    READINGS = "readings"
    EVENTS = "events"
    FIGURES = "figures"


def csv_text(record: Record, table: Table) -> str:
    """The file, with CRLF after every row and the names of the columns first."""
    columns, rows = {
        Table.READINGS: (READING_COLUMNS, _readings), Table.EVENTS: (EVENT_COLUMNS, _events),
        Table.FIGURES: (FIGURE_COLUMNS, _figures),
    }[table]
    return written(columns, rows(record))


def written(columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> str:
    """Rows as RFC 4180, formulas in texts made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


READING_COLUMNS = ("session", "vital", "value", "unit", "quality", "measured_at", "device")
EVENT_COLUMNS = ("session", "at", "kind", "name", "value", "unit", "by", "entry", "note", "struck")
FIGURE_COLUMNS = ("session", "figure", "title", "value", "unit", "at", "source", "note", "missing")


def _readings(record: Record) -> Iterator[tuple[Cell, ...]]:
    """Every recorded reading, those without a value too, by vital, device and time."""
    zone, session = record.zone, record.session
    for line in record.lines:
        vital, unit, device = line.vital.value, line.unit, line.device
        for point in line.points:
            yield (session, vital, point.value, unit, str(point.quality), stamp(point.measured_at, zone), device)


def _events(record: Record) -> Iterator[tuple[Cell, ...]]:
    for one in events(record):
        struck = "struck" if one.struck else ""
        yield (
            record.session, stamp(one.at, record.zone), one.topic.value, one.name, one.value, one.unit, one.by,
            one.number or None, one.note, struck,
        )


def _figures(record: Record) -> Iterator[tuple[Cell, ...]]:
    for one in figures(record):
        at = None if one.at is None else stamp(one.at, record.zone)
        yield (record.session, one.name, one.title, one.value, one.unit, at, one.source, one.note, one.missing)
