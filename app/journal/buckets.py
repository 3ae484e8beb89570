"""How a series is cut into buckets of equal width, for every journal alike."""

from __future__ import annotations

from monitors.instant import Duration, Instant


def bucket_width(first: Instant, last: Instant, count: int) -> Duration:
    """The whole width, at least 1 microsecond, of at most `count` equal buckets that hold [first, last].

    Raises ValueError for a count below 1.
    """
    if count < 1:
        raise ValueError("count must be at least 1")
    return (last - first) // count + 1
