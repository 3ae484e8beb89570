"""The scalar judge's NEWS2: the college's table cell by cell, over what is fresh and what persons observed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from monitors.instant import MINUTE, Instant
from monitors.vitals import Vital

Cells = tuple[tuple[float, float, int], ...]
Told = Mapping[str, tuple[Instant, float | str]]
Given = float | str | None
"""A fresh value, "old" where it is not fresh, None where it is not measured."""

TABLE: dict[Vital, Cells] = {
    Vital.RESPIRATORY_RATE: ((0, 8, 3), (9, 11, 1), (12, 20, 0), (21, 24, 2), (25, 99, 3)),
    Vital.SYSTOLIC: ((0, 90, 3), (91, 100, 2), (101, 110, 1), (111, 219, 0), (220, 400, 3)),
    Vital.HEART_RATE: ((0, 40, 3), (41, 50, 1), (51, 90, 0), (91, 110, 1), (111, 130, 2), (131, 400, 3)),
    Vital.TEMPERATURE: ((0, 35.0, 3), (35.1, 36.0, 1), (36.1, 38.0, 0), (38.1, 39.0, 1), (39.1, 60, 2)),
}
SCALE_1: Cells = ((0, 91, 3), (92, 93, 2), (94, 95, 1), (96, 100, 0))
SCALE_2: Cells = ((0, 83, 3), (84, 85, 2), (86, 87, 1), (88, 100, 0))
SCALE_2_ON_OXYGEN: Cells = ((0, 83, 3), (84, 85, 2), (86, 87, 1), (88, 92, 0), (93, 94, 1), (95, 96, 2), (97, 100, 3))
LASTING = 30 * MINUTE
TIMED = ("acvpu", "oxygen")


def points(cells: Cells, value: float) -> int:
    """The points of the cell that has the value; of one between two cells the worse."""
    for low, high, found in cells:
        if low <= value <= high:
            return found
    return next(max(one[2], other[2]) for one, other in pairwise(cells) if one[1] < value < other[0])


def expiries(told: Told) -> list[Instant]:
    """When each observation that doesn't hold for good is too old."""
    return [told[what][0] + LASTING for what in TIMED if what in told]


def score(values: Mapping[Vital, Given], told: Told, at: Instant) -> list[int] | None:
    """The seven parts, or None when one isn't known."""
    if any(what not in told or at >= told[what][0] + LASTING for what in TIMED):
        return None
    seen, oxygen, scale = told["acvpu"][1], told["oxygen"][1], told.get("spo2_scale", (0, 1))[1]
    if seen not in ("A", "C", "V", "P", "U") or oxygen not in ("air", "oxygen"):
        return None
    parts = [0 if seen == "A" else 3, 2 if oxygen == "oxygen" else 0]
    for vital, value in values.items():
        if not isinstance(value, float | int):
            return None
        if vital is Vital.SPO2:
            second = SCALE_2_ON_OXYGEN if oxygen == "oxygen" else SCALE_2
            parts.append(points(second if scale in (2, "2") else SCALE_1, value))
        else:
            parts.append(points(TABLE[vital], value))
    return parts
