"""The scalar judge's baselines: a person's own normal, one for each vital of a session."""

from __future__ import annotations

from monitors.instant import MINUTE, Instant
from monitors.reading import Quality, Reading
from monitors.vitals import CUFF_VITALS, Vital
from tests.judge.clauses import median

FIRST = 5 * MINUTE


class Baseline:
    """The median of the values that count, once there are enough."""

    def __init__(self, vital: Vital) -> None:
        self.pressure = vital in CUFF_VITALS
        self.values: list[float] = []
        self.first_at: Instant | None = None

    def known(self, *, frozen: bool) -> float | None:
        """The baseline, None while it is not known; one that is frozen needs no third value."""
        return median(self.values) if len(self.values) >= (1 if self.pressure and frozen else 3) else None

    def enter(self, reading: Reading) -> None:
        """A value enters after it was judged; of a pressure only those that the session's phase lets in."""
        if reading.value is None or reading.quality is not Quality.VALID:
            return
        if self.first_at is None:
            self.first_at = reading.measured_at
        if self.pressure or reading.measured_at < self.first_at + FIRST:
            self.values.append(reading.value)
