"""What held when: a name with the instant since which it holds, in the order of time."""

from __future__ import annotations

from bisect import bisect_right

from monitors.instant import Instant


def note(history: list[tuple[Instant, str]], at: Instant, name: str) -> None:
    """Adds what holds from an instant on; of two at one instant the later entry wins."""
    if history and history[-1][0] >= at:
        history[-1] = (history[-1][0], name)
    else:
        history.append((at, name))


def holding(history: list[tuple[Instant, str]] | None, at: Instant) -> str:
    """What held at an instant; "" before the first."""
    if not history:
        return ""
    since, name = history[-1]
    if at >= since:
        return name
    place = bisect_right(history, at, key=lambda one: one[0])
    return history[place - 1][1] if place else ""
