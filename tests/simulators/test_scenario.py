"""Scenario files are read strictly, and every error names the file, the key and the fix."""

from __future__ import annotations

import pytest

from simulators import scenario
from simulators.scenario import ScenarioError

BED = """
about = "x"
lasts_s = 100
[[beds]]
bed = "1"
seed = 1
"""
FALL = 'kind = "desaturation"\nto = 84\nrise_s = 1\nhold_s = 1\nrecovery_s = 1\n'


def event(text: str) -> str:
    return f"{BED}[[beds.events]]\n{text}"


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("lasts_s = 1", "the file", "Add it"),
        ("lasts_s = ", "syntax", "TOML"),
        (BED.replace("100", "0"), "lasts_s", "above 0"),
        (BED.replace("100", '"long"'), "lasts_s", "Expected `float`, got `str`"),
        ("nonsense = 1" + BED, "the file", "unknown field `nonsense`"),
        (BED + "colour = 1", "beds[0]", "unknown field `colour`"),
        (BED + "[[beds]]\nbed = '1'\nseed = 2", "beds[1].bed", "twice"),
        (BED + "cuff_every_s = 5", "beds[0].cuff_every_s", "at least 30"),
        (event('kind = "earthquake"\nat_s = 1'), "beds[0].events[0].kind", "desaturation"),
        (event(FALL), "beds[0].events[0]", "missing required field `at_s`"),
        (event(FALL + "at_s = 200"), "beds[0].events[0].at_s", "outside the story"),
        (event(FALL + "at_s = 1\nfor_s = 2"), "beds[0].events[0]", "unknown field `for_s`"),
        (event('kind = "dropout"\nat_s = 1\nfor_s = 2\nvital = "mood"'), "beds[0].events[0].vital", "spo2"),
        (event('kind = "probe_off"\nat_s = 1\nfor_s = -2'), "beds[0].events[0].for_s", "below 0"),
        (
            BED + '[[alarms]]\nbed = "9"\ncondition = "spo2.low"\npriority = "high"\nearliest_s = 1\nlatest_s = 2',
            "alarms[0].bed", "no bed '9'",
        ),
        (
            BED + '[[alarms]]\nbed = "1"\ncondition = "spo2.low"\npriority = "urgent"\nearliest_s = 1\nlatest_s = 2',
            "alarms[0].priority", "Invalid enum value",
        ),
        (
            BED + '[[alarms]]\nbed = "1"\ncondition = "spo2.low"\npriority = "low"\nearliest_s = 3\nlatest_s = 2',
            "alarms[0].latest_s", "window is empty",
        ),
    ],
)
def test_a_wrong_file_is_refused_by_name(text: str, key: str, said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        scenario.parse("mine.toml", text)
    message = str(refused.value)
    assert message.startswith(f"mine.toml: {key}: ")
    assert said in message


def test_two_absences_of_a_monitor_may_not_overlap() -> None:
    off = '[[beds.events]]\nkind = "{}"\nat_s = {}\nfor_s = 10\n'
    with pytest.raises(ScenarioError, match="goes off while it is off"):
        scenario.parse("mine.toml", BED + off.format("silent", 10) + off.format("reboot", 15))


def test_what_loops_must_end_before_it_begins_again() -> None:
    with pytest.raises(ScenarioError, match="after the loop"):
        scenario.parse("mine.toml", event(FALL + "at_s = 99").replace("lasts_s = 100", "lasts_s = 100\nloops = true"))


@pytest.mark.parametrize("name", scenario.names())
def test_every_scenario_of_the_program_is_sound(name: str) -> None:
    story = scenario.named(name)
    assert story.about
    assert story.alarms or story.nothing_else


def test_an_unknown_scenario_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ScenarioError, match=r"calm.*demo-ward"):
        scenario.named("earthquake")


def test_more_beds_are_other_quiet_people() -> None:
    ward = scenario.named("demo-ward").widened(12)
    assert [plan.bed for plan in ward.beds] == [str(number) for number in range(1, 13)]
    assert len({plan.seed for plan in ward.beds}) == 12
    assert not any(plan.events for plan in ward.beds[8:])


def test_fewer_beds_expect_fewer_alarms() -> None:
    assert {alarm.bed for alarm in scenario.named("demo-ward").widened(3).alarms} == {"1", "2"}


def test_a_loop_begins_again() -> None:
    ward = scenario.named("demo-ward")
    assert ward.local(-5) == -5
    assert ward.local(ward.lasts_s + 6) == 6
    assert scenario.named("calm").local(10_000) == 10_000
