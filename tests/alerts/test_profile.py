"""A profile as the Watch uses it."""

from __future__ import annotations

from tests.alerts.building import profile


def test_the_vitals_with_limits_on_the_baseline_are_known() -> None:
    assert profile("ketamine-iv").relative == {"systolic", "diastolic"}


def test_every_rule_is_listed_once() -> None:
    one = profile("general")
    assert len({rule.id for rule in one.rules}) == len(one.thresholds) + len(one.trends) + len(one.rapids)
