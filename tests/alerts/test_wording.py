"""Rules in words: sentences, numbers with units, and no number without words."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import get_args

import pytest

from alerts.alarm import Priority
from alerts.profile import Profile, Rule
from alerts.profile_file import load_profile
from alerts.wording import (
    NO_NUMBERS,
    SAYS,
    Parameter,
    Worded,
    figures,
    parameters,
    rules_of,
    technical,
    title,
    what,
)
from monitors.instant import SECOND, Duration
from monitors.vitals import Vital
from tests.alerts.building import profile, profiles

HEAD = """
name = "own"
title = "A profile of the test's own"
[cuff_every_min]
baseline = 5
infusion = 10
recovery = 15
[acknowledgement_expires_min]
high = 2
medium = 5
low = 15
[[rule]]
id = "one"
priority = "medium"
source = "made up"
"""
BEGIN = {
    "spo2": 'vital = "spo2"\ncondition = "spo2.low"\n',
    "rate": 'vital = "heart_rate"\ncondition = "heart_rate.high"\n',
    "systolic": 'vital = "systolic"\ncondition = "blood_pressure.high"\n',
    "mean": 'vital = "mean"\ncondition = "blood_pressure.low"\n',
}
DELAYED = "below = 90\nclear = 92\non_after_s = 10\noff_after_s = 15\n"


def own(vital: str, keys: str) -> Profile:
    """A profile of one rule."""
    return load_profile("own.toml", HEAD + BEGIN[vital] + keys)


def of(vital: str, keys: str) -> Worded:
    """A rule of one vital with these keys, in words."""
    (told,) = rules_of(own(vital, keys))
    return told


@pytest.mark.parametrize(("vital", "keys", "says"), [
    ("spo2", DELAYED, "SpO2 below 90 % for 10 s; over at 92 % or more for 15 s"),
    ("rate", "above = 120\nclear = 115\non_after_s = 10", "HR above 120 for 10 s; over at 115 or less"),
    (
        "systolic", "above_baseline = 30\nclear = 24\non_count = 2",
        "Systolic more than 30 mmHg over the person's baseline, 2 readings in a row; over at 24 mmHg or less from it",
    ),
    (
        "mean", "at_or_below = 60\nclear = 65\noff_count = 3",
        "Mean at or below 60 mmHg; over at 65 mmHg or more, 3 readings in a row",
    ),
])
def test_a_limit_is_told_with_its_delay_and_where_it_is_over(vital: str, keys: str, says: str) -> None:
    assert of(vital, keys).what == says


def test_a_trend_is_told_with_its_window_slope_and_forecast() -> None:
    (told,) = [one for one in rules_of(profile("ketamine-iv")) if one.rule == "spo2-falling"]
    assert told.title == "SpO2 falling to 90 %"
    assert "the robust slope of the last " in told.what
    assert "%/s or steeper downwards and crosses 90 % within " in told.what
    assert told.kind == "trend"
    by_name = {one.name: one for one in told.parameters}
    assert by_name["slope"].unit == "%/s"
    assert by_name["within_s"].unit == by_name["window"].unit == "s"
    assert by_name["points"].unit == "1"
    assert by_name["gate_below"].unit == "%"


def test_durations_are_told_in_seconds_and_limits_in_the_vitals_unit() -> None:
    by_name = {one.name: one for one in of("spo2", DELAYED).parameters}
    assert by_name["limit"][:3] == ("limit", 90, "%")
    assert by_name["on_after"][:3] == ("on_after", 10, "s")
    assert by_name["latches"].value is False


def test_rules_come_in_the_order_of_the_file_with_phases_and_source() -> None:
    for name in profiles():
        told = rules_of(profile(name))
        assert {one.rule for one in told} == {
            rule.id
            for rule in (*profile(name).rules, *profile(name).observation_rules, *profile(name).composites)
        }
        assert all(one.source and one.phases and one.what and one.title for one in told)
    assert of("spo2", 'below = 90\nphases = ["recovery", "infusion"]').phases == ("infusion", "recovery")


def test_every_number_of_every_kind_of_rule_has_words() -> None:
    named = {field.name for kind in get_args(Rule) for field in fields(kind)}
    unsaid = named - NO_NUMBERS - SAYS.keys()
    assert not unsaid, f"say in alerts/wording.py (SAYS) what they are: {sorted(unsaid)}"


@dataclass(frozen=True, slots=True)
class Strange:
    """A kind of rule that has no words."""

    id: str
    vital: Vital
    rest: Duration
    depth: float | None = None
    stage: bool = True


def test_a_kind_of_rule_without_words_still_tells_its_numbers() -> None:
    strange = Strange("odd-one", Vital.SPO2, 3 * SECOND, 2.5)
    assert title(strange) == "odd one"
    assert what(strange) == "A kind of rule that has no words; rest 3 s, depth 2.5 %"
    *numbers, flag = parameters(strange)
    assert numbers == [Parameter("rest", 3, "s", "rest"), Parameter("depth", 2.5, "%", "depth")]
    assert flag.value is True


def test_what_the_program_finds_itself_is_told_with_its_figure() -> None:
    missing = technical("spo2.missing", "low")
    assert missing is not None
    assert (missing.parameters[0].value, missing.kind) == (20, "technical")
    assert technical("blood_pressure.cuff_failed", "low") is not None
    assert technical("session.unmonitored", "high") is not None
    assert technical("notification.failing_pager", "medium") is not None
    assert technical("spo2.low", "high") is None


def test_the_figures_of_a_profile_are_told_in_minutes() -> None:
    told = {one.name: one.value for one in figures(profile("ketamine-iv"))}
    assert told["cuff_every.infusion"] == 10
    handling = profile("ketamine-iv").handling
    assert told["acknowledgement_expires.high"] == handling.expires_after[Priority.HIGH] / (60 * SECOND)
    assert (told["escalation_louder_after.high"], told["escalation_next_role_after.high"]) == (30, 120)
    assert (told["audio_pause_at_most"], told["shelve_at_most"]) == (120, 30)


def test_a_rule_on_an_observation_is_told_after_the_others() -> None:
    told = [one for one in rules_of(profile("ketamine-iv")) if one.condition == "moaas.low"]
    assert [(one.rule, one.condition, one.priority) for one in told] == [
        ("moaas-low", "moaas.low", "medium"), ("moaas-very-low", "moaas.low", "high"),
    ]
    assert told[0].what == "MOAA/S at or below 3, as a person observes it, at once; over at 4 or more"
    assert {(one.name, one.value) for one in told[1].parameters} == {("limit", 1), ("clear", 2)}
    assert told[0].phases == ("baseline", "infusion", "recovery")


def test_what_the_protocol_asks_for_is_told_as_such() -> None:
    for condition in ("check.bp_overdue", "check.sedation_due", "check.repeat_bp"):
        told = technical(condition, "low")
        assert told is not None
        assert (told.kind, told.condition) == ("protocol", condition)
    assert "bp_overdue.infusion" in {one.name for one in figures(profile("ketamine-iv"))}


def test_a_composite_rule_is_told_with_the_figures_it_asks_for_only() -> None:
    by_name = {one.rule: one for one in rules_of(profile("ketamine-iv"))}
    assert by_name["shock-index"].title == "Shock index (heart rate over systolic) above 1.1"
    assert by_name["heart-rates-apart"].title == "Heart rate by ECG and by pulse 20 or more apart"
    assert [one.name for one in by_name["two-of-three"].parameters] == [
        "spo2_below", "heart_rate_above", "systolic_below", "on_after", "off_after",
    ]
    urgent, emergency = by_name["news2-urgent"], by_name["news2-emergency"]
    assert urgent.title == "NEWS2, a secondary score, of 5 or more, or 3 in one part of it"
    assert emergency.title == "NEWS2, a secondary score, of 7 or more"
    assert [one.name for one in emergency.parameters] == ["limit", "on_after", "off_after"]
