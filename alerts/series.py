"""Every series' state as columns: one row a series (session, vital, device), one slot a clause.

Times and durations are int64 microseconds; clause arrays are rows x slots. A row that is free has
`due_at` = NEVER. A row is `busy` while a clause of it is broken or up: most never are, and cost next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from monitors.instant import MINUTE, Instant

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]

NEVER: Instant = 2**62
GAPS = 9
DEFAULT_INTERVAL = 60_000_000
CUFF_INTERVAL = 15 * MINUTE

_SERIES: dict[str, tuple[str, float]] = {
    "session": ("i8", -1), "vital": ("i8", -1), "device": ("i8", -1), "cuff": ("?", 0),
    "value": ("f8", np.nan), "usable": ("?", 0), "clock_at": ("i8", 0), "speaks_until": ("i8", -1),
    "measured_at": ("i8", -1), "usable_at": ("i8", -1), "silent_from": ("i8", -1),
    "interval": ("i8", DEFAULT_INTERVAL), "gap_count": ("i8", 0),
    "missing_for": ("i8", NEVER), "watch_for": ("i8", NEVER),
    "cause": ("i8", 0), "cause_at": ("i8", 0), "cause_up": ("i8", 0),
    "fresh": ("?", 0), "busy": ("?", 0), "due_at": ("i8", NEVER),
    "last": ("f8", np.nan), "before": ("f8", np.nan), "plain": ("?", 0), "paired": ("?", 0), "severe": ("?", 0),
    "jump": ("f8", np.nan), "fall_below": ("f8", np.nan), "deep": ("f8", np.nan), "look_below": ("f8", np.nan),
    "notable_low": ("f8", np.nan), "notable_high": ("f8", np.nan),
    "suspect_until": ("i8", -1), "jump_until": ("i8", -1), "reference": ("f8", np.nan), "fall_at": ("i8", -1),
    "deep_from": ("i8", -1),
    "doubted": ("?", 0), "unconfirmed": ("?", 0), "holding": ("?", 0), "looking": ("?", 0),
    "beyond": ("?", 0), "beyond_at": ("i8", 0), "beyond_limit": ("f8", np.nan),
    "repeat": ("?", 0), "repeat_at": ("i8", 0),
}
_CLAUSES: dict[str, tuple[str, float]] = {
    "rule": ("i8", -1), "side": ("f8", 0), "limit": ("f8", np.nan), "clear": ("f8", np.nan), "inclusive": ("?", 0),
    "on_after": ("i8", NEVER), "on_count": ("i8", 0), "off_after": ("i8", 0), "off_count": ("i8", 0),
    "of": ("i8", 1), "severity": ("i8", 0), "pair_by": ("f8", np.nan), "pair_apart": ("f8", 0),
    "held_until": ("i8", -1),
    "broken": ("?", 0), "clears": ("?", 0), "up": ("?", 0), "since_at": ("i8", 0),
    "broken_for": ("i8", 0), "history": ("i8", 0), "burden": ("i8", 0), "clear_for": ("i8", 0),
    "clear_count": ("i8", 0),
}


class Series:
    """The columns; `add` gives a row, `free` takes it back, `grow` happens by itself."""

    session: Ints
    vital: Ints
    device: Ints
    cuff: Flags
    value: Floats
    usable: Flags
    clock_at: Ints
    speaks_until: Ints
    measured_at: Ints
    usable_at: Ints
    silent_from: Ints
    interval: Ints
    gap_count: Ints
    missing_for: Ints
    watch_for: Ints
    cause: Ints
    cause_at: Ints
    cause_up: Ints
    fresh: Flags
    busy: Flags
    due_at: Ints
    last: Floats
    before: Floats
    plain: Flags
    paired: Flags
    severe: Flags
    jump: Floats
    fall_below: Floats
    deep: Floats
    look_below: Floats
    notable_low: Floats
    notable_high: Floats
    suspect_until: Ints
    jump_until: Ints
    reference: Floats
    fall_at: Ints
    deep_from: Ints
    doubted: Flags
    unconfirmed: Flags
    holding: Flags
    looking: Flags
    beyond: Flags
    beyond_at: Ints
    beyond_limit: Floats
    repeat: Flags
    repeat_at: Ints
    rule: Ints
    side: Floats
    limit: Floats
    clear: Floats
    inclusive: Flags
    on_after: Ints
    on_count: Ints
    off_after: Ints
    off_count: Ints
    of: Ints
    severity: Ints
    pair_by: Floats
    pair_apart: Floats
    held_until: Ints
    broken: Flags
    clears: Flags
    up: Flags
    since_at: Ints
    broken_for: Ints
    history: Ints
    burden: Ints
    clear_for: Ints
    clear_count: Ints
    gaps: Ints

    def __init__(self, slots: int, rows: int = 16) -> None:
        self.slots = slots
        self.size = 0
        self.vacant: list[int] = []
        for name, shape, kind, empty in self._layout(rows):
            setattr(self, name, np.full(shape, empty, dtype=kind))

    def _layout(self, rows: int) -> Iterator[tuple[str, tuple[int, ...], str, float]]:
        for name, (kind, empty) in _SERIES.items():
            yield name, (rows,), kind, empty
        for name, (kind, empty) in _CLAUSES.items():
            yield name, (rows, self.slots), kind, empty
        yield "gaps", (rows, GAPS), "i8", NEVER

    def add(self) -> int:
        """A row with every column empty."""
        if self.vacant:
            return self.vacant.pop()
        if self.size == len(self.due_at):
            for name, shape, kind, empty in self._layout(self.size * 2):
                larger = np.full(shape, empty, dtype=kind)
                larger[: self.size] = getattr(self, name)
                setattr(self, name, larger)
        self.size += 1
        return self.size - 1

    def free(self, row: int) -> None:
        """Empties a row, to be used again."""
        for name, _, _, empty in self._layout(0):
            getattr(self, name)[row] = empty
        self.vacant.append(row)

    def dump(self) -> dict[str, bytes]:
        """The used rows of every column as bytes."""
        return {name: getattr(self, name)[: self.size].tobytes() for name, *_ in self._layout(0)}

    def load(self, columns: dict[str, bytes], size: int, vacant: list[int]) -> None:
        """Takes over what `dump` gave."""
        self.size, self.vacant = size, vacant
        for name, shape, kind, empty in self._layout(max(16, size)):
            column = np.full(shape, empty, dtype=kind)
            column[:size] = np.frombuffer(columns[name], dtype=kind).reshape((size, *shape[1:]))
            setattr(self, name, column)
