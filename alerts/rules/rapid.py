"""Rapid falls: so many units under the highest point of a short window, at once and past every delay.

A fall that looks like an artefact is not one of them: the threshold behind it is, held as long as suspicion may last.
Masimo's monitors bypass their delay for a fall of 10 (clinical reference, "Adult defaults of real monitors").
"""

from __future__ import annotations

from alerts.profile import Rapid
from alerts.rules.trend import Look
from alerts.series import Floats, Ints


def look(rule: Rapid, state: Look, at: Ints, value: Floats, last: float) -> bool:
    """Looks at a series that is not suspect, at its reading `last`: `at`, `value` are its points in the window.

    Says whether the finding went up or down.
    """
    if state.up:
        state.up = last < rule.clear
        return not state.up
    highest = float(value.max()) if len(value) else last
    if last > rule.gate_below or highest - last < rule.fall:
        return False
    latest = len(value) - 1 - int(value[::-1].argmax())
    state.up, state.since_at, state.slope = True, int(at[latest]), last - highest
    return True
