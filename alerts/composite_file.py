"""The part of a profile file that says what several vitals together must not: the [[composite]] tables."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

import msgspec

from alerts.alarm import Priority
from alerts.rule_head import complaint
from alerts.rules.composite import CONDITIONS, DISAGREEMENT, NEWS2, SHOCK_INDEX, TWO_OF_THREE, Composite
from monitors.instant import seconds

ASKED = {
    SHOCK_INDEX: ("above", "clear"), DISAGREEMENT: ("apart", "clear"),
    TWO_OF_THREE: ("spo2_below", "heart_rate_above", "systolic_below"), NEWS2: ("score",),
}
"""The figures that each condition needs; it takes no others, but NEWS2 a `single`."""

FIGURES = ("above", "apart", "score", "clear", "spo2_below", "heart_rate_above", "systolic_below")
RANGES = {
    "above": (0.3, 3.0), "apart": (5.0, 100.0), "clear": (0.1, 100.0), "spo2_below": (70.0, 100.0),
    "heart_rate_above": (60.0, 200.0), "systolic_below": (60.0, 140.0), "score": (1.0, 20.0),
}
LONGEST_S = 600.0


class CompositeWritten(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One [[composite]] as written."""

    id: str
    condition: str
    priority: Literal["low", "medium", "high"]
    source: str
    phases: tuple[Literal["baseline", "infusion", "recovery"], ...] = ("baseline", "infusion", "recovery")
    above: float | None = None
    apart: float | None = None
    score: float | None = None
    single: float | None = None
    clear: float | None = None
    spo2_below: float | None = None
    heart_rate_above: float | None = None
    systolic_below: float | None = None
    on_after_s: float
    off_after_s: float


def read_composites(written: Iterable[CompositeWritten], used: Iterable[str]) -> tuple[Composite, ...]:
    """The composite rules, `used` the ids of the other rules; raises ValueError naming the key and the fix."""
    rules, ids = list[Composite](), set(used)
    for order, one in enumerate(written):
        where = f"composite[{order}] ({one.id})"
        if wrong := complaint(one.id, one.source, ids):
            raise ValueError(f"{where}: {wrong}")
        _check(where, one)
        rules.append(Composite(
            one.id, order, one.condition, Priority[one.priority.upper()],
            limit=_given(_limit(one)), clear=_given(one.clear), single=_given(one.single),
            spo2_below=_given(one.spo2_below), heart_rate_above=_given(one.heart_rate_above),
            systolic_below=_given(one.systolic_below), on_after=seconds(one.on_after_s),
            off_after=seconds(one.off_after_s), phases=frozenset(one.phases), source=one.source,
        ))
    return tuple(rules)


def _limit(one: CompositeWritten) -> float | None:
    """The figure that is compared with, of those that have one."""
    return next((figure for figure in (one.above, one.apart, one.score) if figure is not None), None)


def _given(figure: float | None) -> float:
    return math.nan if figure is None else figure


def _check(where: str, one: CompositeWritten) -> None:
    if one.condition not in CONDITIONS:
        raise ValueError(f"{where}: condition: {one.condition!r}; give one of {', '.join(CONDITIONS)}")
    given = tuple(name for name in FIGURES if getattr(one, name) is not None)
    if given != ASKED[one.condition]:
        asked = ", ".join(ASKED[one.condition])
        raise ValueError(f"{where}: {', '.join(given) or 'no figure'} given; {one.condition} takes exactly {asked}")
    for name in given:
        low, high = RANGES[name]
        if not low <= getattr(one, name) <= high:
            raise ValueError(f"{where}: {name}: {getattr(one, name):g}; give {low:g} to {high:g}")
    limit = _limit(one)
    if one.single is not None and (one.condition != NEWS2 or one.single not in (1, 2, 3)):
        raise ValueError(f"{where}: single: {one.single:g}; give 1, 2 or 3, with {NEWS2} only")
    if limit is not None and one.clear is not None and one.clear >= limit:
        raise ValueError(f"{where}: clear: {one.clear:g} is not on the quiet side of {limit:g}")
    for name in ("on_after_s", "off_after_s"):
        if not 0 <= getattr(one, name) <= LONGEST_S:
            raise ValueError(f"{where}: {name}: {getattr(one, name):g}; give 0 to {LONGEST_S:g} seconds")
