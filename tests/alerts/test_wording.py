"""Rules in words: sentences, numbers with units, and no number without words."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import get_args

import pytest

from alerts.alarm import Priority
from alerts.profile import Rule
from alerts.wording import NO_NUMBERS, SAYS, Parameter, figures, parameters, rules_of, technical, title, what
from monitors.instant import SECOND, Duration
from monitors.vitals import Vital
from tests.alerts.building import profile, profiles

WORDS = {one.rule: one for one in rules_of(profile("ketamine-iv"))}


@pytest.mark.parametrize(("rule", "says"), [
    ("spo2-low", "SpO2 below 90 % for 10 s; over at 92 % or more for 15 s"),
    ("heart-rate-high", "HR above 120 for 10 s; over at 115 or less for 15 s"),
    (
        "systolic-rise-marked",
        "Systolic more than 30 mmHg over the person's baseline, 2 readings in a row; over at 24 mmHg or less from it",
    ),
    ("mean-low", "Mean at or below 60 mmHg, 3 readings in a row; over at 65 mmHg or more, 3 readings in a row"),
])
def test_a_limit_is_told_with_its_delay_and_where_it_is_over(rule: str, says: str) -> None:
    assert WORDS[rule].what == says


def test_a_trend_is_told_with_its_window_slope_and_forecast() -> None:
    told = WORDS["spo2-falling"]
    assert told.title == "SpO2 falling to 90 %"
    assert "robust slope" in told.what
    assert told.kind == "trend"
    by_name = {one.name: one for one in told.parameters}
    assert by_name["slope"].unit == "%/s"
    assert by_name["within_s"].unit == by_name["window"].unit == "s"
    assert by_name["points"].unit == "1"
    assert by_name["gate_below"].unit == "%"


def test_durations_are_told_in_seconds_and_limits_in_the_vitals_unit() -> None:
    by_name = {one.name: one for one in WORDS["spo2-low"].parameters}
    assert by_name["limit"][:3] == ("limit", 90, "%")
    assert by_name["on_after"][:3] == ("on_after", 10, "s")
    assert by_name["latches"].value is False


def test_rules_come_in_the_order_of_the_file_with_phases_and_source() -> None:
    for name in profiles():
        told = rules_of(profile(name))
        assert {one.rule for one in told} == {rule.id for rule in profile(name).rules}
        assert all(one.source and one.phases and one.what and one.title for one in told)
    assert WORDS["spo2-low"].phases == ("baseline", "infusion", "recovery")


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


def test_a_kind_of_rule_without_words_still_tells_its_numbers() -> None:
    strange = Strange("odd-one", Vital.SPO2, 3 * SECOND, 2.5)
    assert title(strange) == "odd one"
    assert "docs/rules/strange.md" in what(strange)
    assert list(parameters(strange)) == [Parameter("rest", 3, "s", "rest"), Parameter("depth", 2.5, "%", "depth")]


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
