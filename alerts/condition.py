"""From findings to a condition: what is up, and which finding speaks for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from alerts.alarm import Kind, Priority
from monitors.instant import Instant


class Finding(NamedTuple):
    """Something a rule found on a series, a device or the site; `order` is the rule's place in its profile.

    `since_at` is when the values began to break the limit. `slope` is in units a second, for trends. `detail` is the
    sentence where it isn't made of value and limit.
    """

    rule: str
    order: int
    kind: Kind
    priority: Priority
    since_at: Instant
    source: str
    vital: str = ""
    value: float | None = None
    limit: float | None = None
    baseline: float | None = None
    side: int = 0
    slope: float | None = None
    within_s: float = 0
    times: int = 1
    inclusive: bool = False
    stage: bool = False
    latches: bool = False
    unconfirmed: bool = False
    paired: bool = False
    detail: str = ""
    evidence: tuple[tuple[Instant, float], ...] = ()


def latching(findings: Iterable[Finding]) -> bool:
    """Whether one of these findings makes its episode latch: what is unconfirmed doesn't."""
    return any(one.latches and not one.unconfirmed for one in findings)


def worst(findings: Iterable[Finding]) -> Finding | None:
    """The finding that speaks for the condition: highest priority, then a stage, then the first in the profile."""
    return max(findings, key=lambda one: (one.priority, one.stage, -one.order), default=None)
