"""Which finding speaks."""

from __future__ import annotations

from typing import Any

from alerts.alarm import Kind, Priority
from alerts.condition import Finding, worst


def finding(rule: str, order: int, priority: Priority, **more: Any) -> Finding:
    """A finding with a place and a priority."""
    return Finding(rule, order, Kind.PHYSIOLOGICAL, priority, 0, "source")._replace(**more)


def test_priority_then_stage_then_the_first_rule_speaks() -> None:
    low, high = finding("low", 0, Priority.LOW), finding("high", 5, Priority.HIGH)
    later, stage = finding("later", 6, Priority.HIGH), finding("stage", 7, Priority.HIGH, stage=True)
    assert worst([low, later, high]) is high
    assert worst([low, later, high, stage]) is stage
    assert worst([]) is None
