"""Why there is no value, and when that is told."""

from __future__ import annotations

import numpy as np
import pytest

from alerts.rules import missing
from alerts.series import NEVER, Series
from monitors.instant import SECOND
from monitors.reading import Status

ROW = np.array([0])


def series(**cells: int) -> Series:
    """One row heard at 0, missing after 20 s, with these cells."""
    one = Series(1)
    one.add()
    for name, cell in ({"silent_from": 0, "missing_for": 20 * SECOND} | cells).items():
        getattr(one, name)[0] = cell
    return one


@pytest.mark.parametrize(("status", "has_value", "is_pressure", "cause"), [
    (Status.PROBE_OFF, True, False, missing.PROBE_OFF),
    (Status.FAILED, False, True, missing.FAILED),
    (Status.FAILED, False, False, missing.MISSING),
    (Status.OK, True, False, missing.INVALID),
    (Status.MOTION, True, False, missing.INVALID),
    (Status.OK, False, False, missing.MISSING),
    (Status.SEARCHING, True, False, missing.MISSING),
    (Status.OFF, False, False, missing.MISSING),
])
def test_causes(status: Status, *, has_value: bool, is_pressure: bool, cause: int) -> None:
    assert missing.cause_of(status, has_value=has_value, is_pressure=is_pressure) == cause


def test_each_cause_has_its_own_time() -> None:
    assert missing.due(series(), ROW)[0] == 20 * SECOND
    assert missing.due(series(cause=missing.PROBE_OFF, cause_at=7), ROW)[0] == 7 + 5 * SECOND
    assert missing.due(series(cause=missing.INVALID, cause_at=7), ROW)[0] == 7 + 10 * SECOND
    assert missing.due(series(cause=missing.FAILED, cause_at=7), ROW)[0] == 7
    assert missing.due(series(cuff=1), ROW)[0] == NEVER
    assert missing.due(series(cause_up=missing.MISSING), ROW)[0] == NEVER


def test_it_goes_up_when_due_and_down_with_another_cause() -> None:
    one, at = series(), np.array([20 * SECOND])
    assert not missing.settle(one, ROW, at - 1)[0]
    assert missing.settle(one, ROW, at)[0]
    assert one.cause_up[0] == missing.MISSING
    assert not missing.settle(one, ROW, at)[0]
    one.cause[0] = missing.PROBE_OFF
    assert missing.take_down(one, ROW)[0]
    assert one.cause_up[0] == missing.NONE


def test_figures_stretch_with_the_slowest_of_the_ways() -> None:
    assert missing.stretch(5 * SECOND, 1 * SECOND, 0) == 5 * SECOND
    assert missing.stretch(5 * SECOND, 60 * SECOND, 10 * SECOND) == 150 * SECOND
    assert missing.stretch(5 * SECOND, 1 * SECOND, 60 * SECOND) == 90 * SECOND
    both = missing.slowest(np.array([SECOND, 60 * SECOND]), np.array([2 * SECOND, 0]))
    assert list(both) == [3 * SECOND, 150 * SECOND]
