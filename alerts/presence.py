"""Who is talking: each device's posting interval, its clock's skew, and devices that talk without a session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from alerts.alarm import Kind, Priority, Scope
from alerts.book import Book
from alerts.condition import Finding
from monitors.instant import MINUTE, SECOND, Instant
from monitors.interval import Cadence
from monitors.reading import Reading

SKEWED = 30 * SECOND
TALKED_FOR = 60 * SECOND
SOURCE = "proposal (docs/judging.md)"


@dataclass(slots=True)
class Device:
    """What is known of a device from its readings; times are received_at."""

    heard_from: Instant
    heard_at: Instant
    cadence: Cadence = field(default_factory=Cadence)
    loose_from: Instant | None = None
    loose_at: Instant = 0
    bed: str = ""

    @property
    def forgotten_at(self) -> Instant:
        """When its talk without a session is over if nothing more comes: after 60 s, or 1.5 posting intervals."""
        return self.loose_at + max(TALKED_FOR, self.cadence.interval * 3 // 2)


class Presence:
    """Devices by name."""

    def __init__(self, book: Book) -> None:
        self.devices: dict[str, Device] = {}
        self.book = book

    def hear(self, name: str, readings: Sequence[Reading], now: Instant) -> int:
        """Notes a device's readings of one group; gives its posting interval (microseconds)."""
        last = readings[-1]
        device = self.devices.setdefault(name, Device(now, now))
        device.cadence.note(now)
        device.heard_at, device.bed = now, last.bed
        scope = Scope(device=name, bed=device.bed)
        settled = now - device.heard_from >= MINUTE
        skew = [_skew(last.offset, now)] if settled and abs(last.offset) > SKEWED else []
        self.book.weigh(scope, "device.clock_skew", skew, now)
        self._loose(name, device, now, loose=not last.session)
        return device.cadence.interval

    def _loose(self, name: str, device: Device, now: Instant, *, loose: bool) -> None:
        """A device without a session: an alarm once it has talked for a minute, over with a session."""
        if not loose:
            device.loose_from = None
        elif device.loose_from is None:
            device.loose_from = now
        device.loose_at = now
        talking = device.loose_from is not None and now - device.loose_from >= TALKED_FOR
        text = f"Device {name} is talking without a session"
        finding = Finding(
            "device.unassigned", 0, Kind.TECHNICAL, Priority.LOW, device.loose_from or now, SOURCE, detail=text
        )
        self.book.weigh(Scope(device=name, bed=device.bed), "device.unassigned", [finding] if talking else [], now)

    def due_at(self) -> Instant | None:
        """When the next device without a session has been silent long enough to be forgotten."""
        loose = (one for one in self.devices.values() if one.loose_from is not None)
        return min((one.forgotten_at for one in loose), default=None)

    def resume(self, at: Instant) -> None:
        """After downtime every silence counts from `at`."""
        for device in self.devices.values():
            device.loose_at = max(device.loose_at, at)

    def fire(self, at: Instant) -> None:
        """Ends what silence ends."""
        for name, device in self.devices.items():
            if device.loose_from is not None and device.forgotten_at <= at:
                device.loose_from = None
                self.book.weigh(Scope(device=name, bed=device.bed), "device.unassigned", [], at)


def _skew(offset: int, now: Instant) -> Finding:
    """The finding of a clock that is wrong; readings are placed right all the same."""
    side = "behind" if offset > 0 else "ahead"
    text = f"Device clock is {abs(offset) // SECOND} s {side}; times are corrected"
    return Finding("device.clock_skew", 0, Kind.TECHNICAL, Priority.LOW, now, SOURCE, detail=text)
