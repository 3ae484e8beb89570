"""The last half hour of one vital on one tile, in half-minute steps."""

from __future__ import annotations

from typing import NamedTuple

from monitors.instant import MINUTE, SECOND, Duration, Instant, rfc3339

LENGTH: Duration = 30 * MINUTE
STEP: Duration = 30 * SECOND
POINTS = LENGTH // STEP


class Held(NamedTuple):
    """What a step shows: when it was measured, the value, and by which device."""

    at: Instant
    value: float
    device: str


class Sparkline:
    """One value a step: the one farthest from the step before, so that a short dip is not thinned away."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[int, Held] = {}

    def add(self, at: Instant, value: float, device: str = "") -> bool:
        """Takes a value in; True when it began a new step, so that there is a point more to show."""
        step = at // STEP
        held = self._held.get(step)
        if held is None:
            self._held[step] = Held(at, value, device)
            if len(self._held) > 2 * POINTS:
                self._forget(max(self._held))
            return True
        before = self._held.get(step - 1, held)
        if abs(value - before.value) > abs(held.value - before.value):
            self._held[step] = Held(at, value, device)
        return False

    def move(self, device: str, back: Duration) -> bool:
        """Puts what a device measured `back` earlier, by the same rule; says whether there was any."""
        moving = [step for step, held in self._held.items() if held.device == device]
        moved = [self._held.pop(step) for step in sorted(moving)]
        for held in moved:
            self.add(held.at - back, held.value, device)
        return bool(moved)

    def points(self, now: Instant, gap_after: Duration) -> list[tuple[str, float | None]]:
        """At most 60 (time, value) of the last half hour, oldest first; a null stands in a gap over `gap_after`."""
        first = (now - LENGTH) // STEP + 1
        made: list[tuple[str, float | None]] = []
        last: int | None = None
        for step in sorted(step for step in self._held if step >= first):
            if last is not None and (step - last) * STEP > max(gap_after, STEP):
                made.append((rfc3339((last + 1) * STEP), None))
            made.append((rfc3339(step * STEP), self._held[step].value))
            last = step
        return made[-POINTS:]

    def _forget(self, newest: int) -> None:
        self._held = {step: held for step, held in self._held.items() if step > newest - POINTS}
