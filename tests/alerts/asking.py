"""What the protocol asks of a fed session, and what persons say of it, in a few words."""

from __future__ import annotations

from monitors.entries import CheckExpected, ObservationMade
from monitors.instant import seconds
from tests.alerts.building import Fed


def expect(fed: Fed, at_s: float, due_s: float | None, what: str = "sedation") -> None:
    """A check is to be done by a second."""
    fed.put(at_s, CheckExpected("s1", what, None if due_s is None else seconds(due_s)))


def observe(fed: Fed, at_s: float, value: float | str, seen_s: float | None = None, what: str = "moaas") -> None:
    """Somebody tells what was seen, now or before."""
    fed.put(at_s, ObservationMade("s1", what, value, seconds(at_s if seen_s is None else seen_s)))
