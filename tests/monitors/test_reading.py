"""Readings survive their columns."""

from __future__ import annotations

from monitors.reading import COLUMNS, Batch, Mode, Quality, Reading, Status
from monitors.vitals import Vital

ONE = Reading(
    "m1", "0", Vital.SPO2, 97.0, Status.OK, Quality.VALID, "", 1, None, 5, 5, 0,
    late=False, session="s1", bed="b1", method="", measurement="", mode=Mode.REAL,
)


def test_rows_come_back_from_columns() -> None:
    other = ONE._replace(device="m2", value=None, quality=Quality.INVALID, reason="no value")
    batch = Batch.of([ONE, other])
    assert list(batch.rows()) == [ONE, other]
    assert len(batch) == 2


def test_a_batch_grows_by_another_one() -> None:
    batch = Batch.of([ONE])
    batch.extend(Batch.of([ONE._replace(sequence=2)]))
    assert batch.sequence == [1, 2]


def test_columns_are_the_fields_of_a_reading() -> None:
    assert Reading._fields == COLUMNS
