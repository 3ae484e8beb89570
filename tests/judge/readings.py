"""What the scalar judge makes of a reading by itself, and of the gaps between readings."""

from __future__ import annotations

from monitors.instant import Duration
from monitors.reading import Quality, Reading, Status
from monitors.vitals import CUFF_VITALS

SPOKEN = (Status.OK, Status.MOTION, Status.LOW_PERFUSION, Status.INFLATING)


def usable(reading: Reading) -> bool:
    """Whether a reading has a value that may be trusted."""
    return reading.value is not None and reading.quality is not Quality.INVALID


def cause_of(reading: Reading) -> str:
    """Why an unusable reading is unusable."""
    if reading.status is Status.PROBE_OFF:
        return "probe_off"
    if reading.status is Status.FAILED and reading.vital in CUFF_VITALS:
        return "failed"
    if reading.status in SPOKEN and reading.value is not None:
        return "invalid"
    return "missing"


def measured_by_cuff(reading: Reading) -> bool:
    """Whether a reading is a cuff's."""
    return reading.vital in CUFF_VITALS and reading.method != "arterial"


class Learned:
    """An interval learned from gaps: nothing under 3, the lower median of the last 9, after 9 it only shrinks."""

    def __init__(self) -> None:
        self.gaps: list[Duration] = []
        self.seen = 0
        self.median: Duration | None = None

    def gap(self, gap: Duration) -> None:
        """Notes one gap; a gap of 0 doesn't count."""
        if gap <= 0:
            return
        self.gaps = [*self.gaps, gap][-9:]
        self.seen += 1
        if self.seen < 3:
            return
        median = sorted(self.gaps)[(len(self.gaps) - 1) // 2]
        self.median = median if self.seen <= 9 or self.median is None else min(self.median, median)
