"""The last half hour of one vital on one tile, in half-minute steps."""

from __future__ import annotations

from monitors.instant import MINUTE, SECOND, Duration, Instant, rfc3339

LENGTH: Duration = 30 * MINUTE
STEP: Duration = 30 * SECOND
POINTS = LENGTH // STEP


class Sparkline:
    """One value a step: the one farthest from the step before, so that a short dip is not thinned away."""

    __slots__ = ("_values",)

    def __init__(self) -> None:
        self._values: dict[int, float] = {}

    def add(self, at: Instant, value: float) -> bool:
        """Takes a value in; True when it began a new step, so that there is a point more to show."""
        step = at // STEP
        held = self._values.get(step)
        if held is None:
            self._values[step] = value
            if len(self._values) > 2 * POINTS:
                self._forget(max(self._values))
            return True
        before = self._values.get(step - 1, held)
        if abs(value - before) > abs(held - before):
            self._values[step] = value
        return False

    def points(self, now: Instant, gap_after: Duration) -> list[tuple[str, float | None]]:
        """At most 60 (time, value) of the last half hour, oldest first; a null stands in a gap over `gap_after`."""
        first = (now - LENGTH) // STEP + 1
        made: list[tuple[str, float | None]] = []
        last: int | None = None
        for step in sorted(step for step in self._values if step >= first):
            if last is not None and (step - last) * STEP > max(gap_after, STEP):
                made.append((rfc3339((last + 1) * STEP), None))
            made.append((rfc3339(step * STEP), self._values[step]))
            last = step
        return made[-POINTS:]

    def _forget(self, newest: int) -> None:
        self._values = {step: value for step, value in self._values.items() if step > newest - POINTS}
