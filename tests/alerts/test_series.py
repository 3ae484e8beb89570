"""Columns that grow and are given back."""

from __future__ import annotations

import numpy as np

from alerts.series import NEVER, Series


def test_rows_keep_their_cells_while_the_columns_grow() -> None:
    series = Series(3, rows=2)
    for row in range(5):
        assert series.add() == row
        series.value[row] = row
        series.limit[row, 2] = row
    assert list(series.value[:5]) == [0, 1, 2, 3, 4]
    assert series.limit[4, 2] == 4
    assert series.limit.shape[1] == 3


def test_a_freed_row_is_empty_and_used_again() -> None:
    series = Series(2)
    series.add()
    row = series.add()
    series.value[row], series.due_at[row], series.up[row] = 5, 7, True
    series.free(row)
    assert np.isnan(series.value[row])
    assert series.due_at[row] == NEVER
    assert not series.up[row].any()
    assert series.add() == row


def test_dump_and_load_give_the_same_columns() -> None:
    series = Series(2)
    for row in range(20):
        series.add()
        series.value[row] = row
    other = Series(2)
    other.load(series.dump(), series.size, [])
    assert other.dump() == series.dump()
    other.add()
    assert other.size == 21
