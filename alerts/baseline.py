"""A person's own normal of one vital before the drug, as the median of what was measured then."""

from __future__ import annotations

import math
from bisect import insort
from dataclasses import dataclass, field

from monitors.instant import MINUTE, Instant

FIRST = 5 * MINUTE
"""How long the values of a vital that is no pressure count (proposal of the clinical reference)."""

ENOUGH = 3


@dataclass(slots=True)
class Baseline:
    """Values of one vital of one session, in the vital's unit, sorted; NaN is "baseline not known yet"."""

    pressure: bool
    values: list[float] = field(default_factory=list)
    first_at: Instant | None = None
    frozen: bool = False

    def add(self, value: float, measured_at: Instant, phase: str) -> bool:
        """Takes in a valid value if it belongs to the baseline; says whether it did."""
        if self.pressure:
            belongs = not self.frozen and phase == "baseline"
        else:
            self.first_at = measured_at if self.first_at is None else self.first_at
            belongs = measured_at < self.first_at + FIRST
        if belongs:
            insort(self.values, value)
        return belongs

    @property
    def provisional(self) -> bool:
        """Whether it rests on fewer values than a baseline needs."""
        return len(self.values) < ENOUGH

    @property
    def state(self) -> str:
        """known, provisional, or not_known yet."""
        if not self.provisional:
            return "known"
        return "provisional" if self.pressure and self.values else "not_known"

    @property
    def level(self) -> float:
        """What limits are counted from, NaN while not known: from 3 values on; a pressure's, once frozen, from one."""
        return math.nan if self.provisional and not self.frozen else self.median

    @property
    def median(self) -> float:
        """The median of what there is, NaN for nothing: of a pressure it is shown (provisional) from one value on."""
        if not self.values:
            return math.nan
        middle, odd = divmod(len(self.values), 2)
        return self.values[middle] if odd else (self.values[middle - 1] + self.values[middle]) / 2
