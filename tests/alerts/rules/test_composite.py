"""Composite rules: what several vitals say together."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from alerts.alarm import Kind
from alerts.rules.composite import (
    TURNING_SYSTOLIC,
    Composite,
    Standing,
    Values,
    Verdict,
    due_at,
    notable,
    of_score,
    pass_to,
    say,
    verdict,
)
from monitors.instant import SECOND
from monitors.vitals import Vital
from tests.alerts.building import profile

RULES = {rule.id: rule for rule in profile("ketamine-iv").composites}
INDEX, APART, TWO = (RULES[name] for name in ("shock-index", "heart-rates-apart", "two-of-three"))
URGENT, EMERGENCY = RULES["news2-urgent"], RULES["news2-emergency"]
OLD = math.nan


@pytest.mark.parametrize(("rule", "values", "said"), [
    (INDEX, Values(None, 111, None, 100), "broken"), (INDEX, Values(None, 110, None, 100), "between"),
    (INDEX, Values(None, 100, None, 100), "clear"), (INDEX, Values(None, 111, None, OLD), "unknown"),
    (INDEX, Values(None, OLD, 111, 100), "broken"), (INDEX, Values(None, 90, 111, 100), "clear"),
    (INDEX, Values(None, 111, None, None), "off"), (INDEX, Values(99, None, None, 100), "off"),
    (APART, Values(None, 90, 70, None), "broken"), (APART, Values(None, 70, 90, None), "broken"),
    (APART, Values(None, 89, 70, None), "between"), (APART, Values(None, 85, 70, None), "clear"),
    (APART, Values(None, 90, None, None), "off"), (APART, Values(None, 90, OLD, None), "unknown"),
    (TWO, Values(91, 111, None, None), "broken"), (TWO, Values(92, 111, None, 95), "clear"),
    (TWO, Values(91, 110, None, 94), "broken"), (TWO, Values(91, 110, None, 95), "clear"),
    (TWO, Values(91, OLD, None, 95), "unknown"), (TWO, Values(92, OLD, None, 95), "clear"),
    (TWO, Values(91, OLD, None, 94), "broken"), (TWO, Values(91, None, None, None), "off"),
])
def test_what_the_values_say(rule: Composite, values: Values, said: str) -> None:
    assert verdict(rule, values) == said


@pytest.mark.parametrize(("rule", "parts", "said"), [
    (URGENT, {"a": 2, "b": 2}, "clear"), (URGENT, {"a": 2, "b": 2, "c": 1}, "broken"), (URGENT, {"a": 3}, "broken"),
    (EMERGENCY, {"a": 3, "b": 3}, "clear"), (EMERGENCY, {"a": 3, "b": 3, "c": 1}, "broken"), (URGENT, {}, "unknown"),
])
def test_what_a_score_says(rule: Composite, parts: Mapping[str, int], said: str) -> None:
    assert of_score(rule, parts) == said


def test_disagreement_is_about_the_measuring() -> None:
    assert (APART.kind, INDEX.kind, TWO.kind) == (Kind.TECHNICAL, Kind.PHYSIOLOGICAL, Kind.PHYSIOLOGICAL)


def test_a_gap_pauses_and_a_clear_value_starts_anew() -> None:
    one = Standing(0)
    for at_s, said, spent_s in ((0, "broken", 0), (40, "unknown", 40), (70, "broken", 40), (80, "clear", 0)):
        pass_to(one, at_s * SECOND)
        assert not say(INDEX, one, Verdict(said))
        assert one.spent == spent_s * SECOND


def test_it_goes_up_and_down_after_its_delays() -> None:
    one = Standing(0)
    assert not say(INDEX, one, Verdict.BROKEN)
    assert due_at(INDEX, one) == 60 * SECOND
    pass_to(one, 60 * SECOND)
    assert say(INDEX, one, Verdict.BROKEN)
    assert (one.up, one.since_at) == (True, 0)
    assert due_at(INDEX, one) is None, "lasts while it is broken"
    pass_to(one, 100 * SECOND)
    assert not say(INDEX, one, Verdict.CLEAR)
    assert due_at(INDEX, one) == 160 * SECOND
    pass_to(one, 160 * SECOND)
    assert say(INDEX, one, Verdict.CLEAR)
    assert one.idle


def test_what_is_not_notable_can_break_nothing() -> None:
    rules = tuple(RULES.values())
    assert notable(rules, Vital.SPO2)[0] == 92
    assert notable(rules, Vital.HEART_RATE)[1] == 110
    assert notable(rules, Vital.SYSTOLIC)[0] == TURNING_SYSTOLIC
    for spo2, heart, systolic in ((92.0, 110.0, 100.0), (100.0, 60.0, 180.0)):
        values = Values(spo2, heart, heart, systolic)
        assert all(verdict(rule, values) is not Verdict.BROKEN for rule in rules)
