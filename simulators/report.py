"""What became of what was sent, device by device: counts and latencies, as JSON and as a short table."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

REMEMBERED = 10_000
"""Latencies kept of a device: the newest."""


HEAD = (
    "device", "bed", "sent", "accepted", "duplicates", "rejected", "retries", "unsent", "p50 ms", "p95 ms", "p99 ms",
)


class Line(msgspec.Struct, frozen=True):
    """The report of one device: readings, retries of messages, and latencies in milliseconds (None: no answer yet)."""

    device: str
    bed: str
    sent: int
    accepted: int
    duplicates: int
    rejected: int
    retries: int
    unsent: int
    lost: int
    latency_ms: dict[str, float | None]
    problem: str = ""


@dataclass(slots=True)
class Tally:
    """Counts what happens to one device's readings."""

    device: str
    bed: str
    sent: int = 0
    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0
    retries: int = 0
    unsent: int = 0
    lost: int = 0
    problem: str = ""
    latencies_s: deque[float] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def line(self) -> Line:
        """What it comes to."""
        ordered = sorted(self.latencies_s)
        latency = {f"p{share}": _percentile(ordered, share) for share in (50, 95, 99)}
        return Line(
            self.device, self.bed, self.sent, self.accepted, self.duplicates, self.rejected, self.retries, self.unsent,
            self.lost, latency, self.problem,
        )


class Report(msgspec.Struct, frozen=True):
    """The whole run: what was played, for how many seconds of the scenario, and its devices."""

    scenario: str
    seed: int
    speed: float
    protocol: str
    seconds: float
    devices: Sequence[Line]

    def encode(self) -> bytes:
        """The report as indented JSON."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"

    def table(self) -> str:
        """The report as aligned columns."""
        rows = [[*HEAD], *(_cells(line) for line in self.devices)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
        lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
        return "\n".join([*lines, *(f"{line.device}: {line.problem}" for line in self.devices if line.problem)])


def _cells(line: Line) -> list[str]:
    counts = (line.sent, line.accepted, line.duplicates, line.rejected, line.retries, line.unsent)
    latencies = ("-" if value is None else f"{value:.1f}" for value in line.latency_ms.values())
    return [line.device, line.bed, *(f"{count}" for count in counts), *latencies]


def _percentile(ordered: Sequence[float], share: int) -> float | None:
    """The nearest-rank percentile in milliseconds."""
    if not ordered:
        return None
    rank = -(-len(ordered) * share // 100)
    return round(ordered[rank - 1] * 1000.0, 3)
