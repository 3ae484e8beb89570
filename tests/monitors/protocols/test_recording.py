"""A recording is read in any order of rows, and its mistakes are named by line and column."""

from __future__ import annotations

import pytest

from monitors.instant import SECOND
from monitors.protocols.recording import RecordingError, Row, read
from monitors.vitals import Vital

HEAD = "time_s,heart_rate,spo2,systolic,diastolic,mean"


def test_rows_come_in_order_of_time_and_blanks_were_not_reported() -> None:
    rows = read([HEAD, "60,72,,120,80,93", "0.5,70,97,,,", "", "30,--,,,, "])
    assert rows == [
        Row(SECOND // 2, "0", {Vital.HEART_RATE: 70.0, Vital.SPO2: 97.0}),
        Row(30 * SECOND, "0", {}),
        Row(60 * SECOND, "0", {Vital.HEART_RATE: 72.0, Vital.SYSTOLIC: 120.0, Vital.DIASTOLIC: 80.0, Vital.MEAN: 93.0}),
    ]


def test_rows_of_one_bed_and_time_are_one() -> None:
    rows = read(["bed,time_s,heart_rate,respiratory_rate", "b,0,70,", "7,0,80,", "b,0,,12", "7,1,81,"])
    assert rows == [
        Row(0, "b", {Vital.HEART_RATE: 70.0, Vital.RESPIRATORY_RATE: 12.0}), Row(0, "7", {Vital.HEART_RATE: 80.0}),
        Row(SECOND, "7", {Vital.HEART_RATE: 81.0}),
    ]


def test_a_spreadsheets_mark_and_line_ends_are_no_trouble() -> None:
    assert read(["\ufeff" + HEAD + "\r\n", "0,72,,,,\r\n"]) == [Row(0, "0", {Vital.HEART_RATE: 72.0})]


@pytest.mark.parametrize(("lines", "line", "column"), [
    ([], 1, "time_s"),
    (["time_s"], 1, "-"),
    (["spo2"], 1, "time_s"),
    (["time_s,sugar"], 1, "sugar"),
    (["time_s,spo2,spo2"], 1, "spo2"),
    (["time_s,spo2", "0,97", "1,high"], 3, "spo2"),
    (["time_s,spo2", "1,inf"], 2, "spo2"),
    (["time_s,spo2", "noon,97"], 2, "time_s"),
    (["time_s,spo2", ",97"], 2, "time_s"),
    (["time_s,spo2", "1e300,97"], 2, "time_s"),
    (["time_s,spo2", "1"], 2, "-"),
    (["time_s,spo2", "1,2,3"], 2, "-"),
    (["bed,time_s,spo2", "a.b,1,97"], 2, "bed"),
    (["bed,time_s,spo2", ",1,97"], 2, "bed"),
])
def test_a_mistake_names_line_column_and_fix(lines: list[str], line: int, column: str) -> None:
    with pytest.raises(RecordingError) as caught:
        read(lines)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.fix in str(caught.value)


def test_not_a_number_is_how_programs_write_that_nothing_was_reported() -> None:
    assert [row.values for row in read(["time_s,spo2", "1,nan", "2,NaN", "3,97"])] == [{}, {}, {Vital.SPO2: 97.0}]
