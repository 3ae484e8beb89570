"""How often something comes: the usual interval of a series or of a device's posts, learned as it goes."""

from __future__ import annotations

from statistics import median_low

import msgspec

from monitors.instant import MINUTE, Duration, Instant

GAPS = 9
GAPS_BEFORE_KNOWN = 3


class Cadence(msgspec.Struct):
    """The median of the last 9 gaps; the default under 3 gaps; after 9 gaps it may shrink, not grow.

    It is causal: it knows only what was noted before it is asked. With an even number of gaps it is the lower median,
    so that it is always a gap that was seen.
    """

    default: Duration = MINUTE
    last_at: Instant | None = None
    gaps: list[Duration] = msgspec.field(default_factory=list)
    usual: Duration | None = None

    @property
    def interval(self) -> Duration:
        """The interval to expect from here on, in microseconds."""
        return self.default if self.usual is None else self.usual

    def note(self, at: Instant) -> None:
        """Something came at an instant; a second thing at the same or an earlier one is no gap."""
        if self.last_at is None:
            self.last_at = at
            return
        gap = at - self.last_at
        if gap <= 0:
            return
        self.last_at = at
        settled = len(self.gaps) >= GAPS
        self.gaps = [*self.gaps[-(GAPS - 1):], gap]
        if len(self.gaps) >= GAPS_BEFORE_KNOWN:
            learned = median_low(self.gaps)
            self.usual = min(self.usual, learned) if settled and self.usual is not None else learned
