"""The CSV read back agrees with the record value by value, and no text of it can become a formula."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.report.csv_text import FORMULA, Table, csv_text, written
from app.report.events import events
from app.report.figures import figures
from app.report.record import Record
from monitors.entries import ObservationMade
from monitors.instant import from_datetime
from monitors.vitals import Vital
from tests.app.report.building import Story
from tests.app.report.scripted import scripted


def read(record: Record, table: Table) -> list[dict[str, str]]:
    """The rows of a table as a reader gets them."""
    return list(csv.DictReader(io.StringIO(csv_text(record, table), newline="")))


def instant(text: str) -> int:
    """The instant of a cell."""
    return from_datetime(datetime.fromisoformat(text))


def plain(cell: str) -> str:
    """A cell without the apostrophe that keeps it from being reckoned."""
    return cell[1:] if cell.startswith("'") else cell


def test_every_reading_comes_back() -> None:
    record = scripted()
    rows = iter(read(record, Table.READINGS))
    for line in record.lines:
        for point in line.points:
            row = next(rows)
            assert (row["vital"], row["unit"], row["device"]) == (line.vital.value, line.unit, line.device)
            assert row["quality"] == point.quality
            assert (float(row["value"]) if row["value"] else None) == point.value
            assert abs(instant(row["measured_at"]) - point.measured_at) < 1000
    assert next(rows, None) is None


def test_every_event_comes_back() -> None:
    record = scripted()
    for row, one in zip(read(record, Table.EVENTS), events(record), strict=True):
        texts = (row["kind"], plain(row["name"]), row["unit"], plain(row["by"]))
        assert texts == (one.topic, one.name, one.unit, one.by)
        if isinstance(one.value, float | int):
            assert float(row["value"]) == one.value
        else:
            assert plain(row["value"]) == (one.value or "")
        assert instant(row["at"]) == one.at
        assert (row["entry"], row["struck"]) == (str(one.number or ""), "struck" if one.struck else "")
        assert plain(row["note"]) == one.note


def test_every_figure_comes_back() -> None:
    record = scripted()
    for row, one in zip(read(record, Table.FIGURES), figures(record), strict=True):
        assert (row["figure"], row["unit"], row["source"], row["missing"]) == (
            one.name, one.unit, one.source, one.missing,
        )
        assert row["value"] == ("" if one.value is None else str(one.value))
        assert (instant(row["at"]) if row["at"] else None) == one.at


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-x", "@SUM(A1)", "\tx", '=HYPERLINK("h","x")'])
def test_a_free_text_never_becomes_a_formula(text: str) -> None:
    story = Story(label=text)
    story.tell(1, text, ObservationMade("s1", "note", text, story.at(1), note=text))
    rows = [row for row in read(story.record(), Table.EVENTS) if row["kind"] == "observation"]
    assert (rows[0]["value"], rows[0]["by"]) == (f"'{text}", f"'{text}")


def test_numbers_below_zero_stay_numbers() -> None:
    story = Story()
    story.tell(1, "nina", ObservationMade("s1", "rass", -2, story.at(1)))
    story.read(2, Vital.TEMPERATURE, -1.5)
    assert [row["value"] for row in read(story.record(), Table.EVENTS) if row["name"] == "RASS"] == ["-2"]
    assert [row["value"] for row in read(story.record(), Table.READINGS)] == ["-1.5"]


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.floats(
    allow_nan=False, allow_infinity=False,
)), max_size=6))
def test_whatever_is_written_comes_back(rows: list[tuple[str, float]]) -> None:
    back = list(csv.reader(io.StringIO(written(("text", "number"), rows), newline="")))
    assert back[0] == ["text", "number"]
    for (text, number), (cell, figure) in zip(rows, back[1:], strict=True):
        assert cell == (f"'{text}" if text.startswith(FORMULA) else text)
        assert float(figure) == number


def test_rows_end_as_rfc_4180_says_and_an_empty_table_has_its_head() -> None:
    text = csv_text(Story().record(), Table.READINGS)
    assert text == "session,vital,value,unit,quality,measured_at,device\r\n"
