"""Every scenario causes the alarms it lists, in time, through the pure core."""

from __future__ import annotations

import pytest

from alerts.alarm import Alarm, Priority, State
from monitors.instant import Instant
from simulators import scenario
from simulators.scenario import Expected, Scenario
from tests.simulators.core import Core, instant, play

AFTERWARDS_S = 120
"""Played on after the last alarm that is due, so that something that should not come would show."""


def bed_of(alarm: Alarm) -> str:
    """The bed an alarm is about; a device's is that of its plan."""
    return alarm.scope.bed or alarm.scope.device.removeprefix("d")


def first_at(core: Core, wanted: Expected) -> Instant | None:
    """When an alarm of a bed and condition first had a priority."""
    priority = Priority[wanted.priority.upper()]
    for alarm in core.revisions:
        same = bed_of(alarm) == wanted.bed and alarm.condition == wanted.condition
        if same and alarm.priority is priority and alarm.state is not State.ENDED:
            return alarm.at
    return None


@pytest.fixture(scope="module", params=scenario.names())
def played(request: pytest.FixtureRequest) -> tuple[Scenario, Core]:
    story = scenario.named(request.param)
    lasts_s = max((alarm.latest_s for alarm in story.alarms), default=story.lasts_s - AFTERWARDS_S) + AFTERWARDS_S
    return story, play(story, min(lasts_s, story.lasts_s))


def test_every_reading_is_taken_once(played: tuple[Scenario, Core]) -> None:
    _, core = played
    assert (core.duplicates, core.rejected) == (0, 0)


def test_the_listed_alarms_come_in_time(played: tuple[Scenario, Core]) -> None:
    story, core = played
    late = []
    for wanted in story.alarms:
        at = first_at(core, wanted)
        if at is None or not instant(wanted.earliest_s) <= at <= instant(wanted.latest_s):
            when = "never" if at is None else f"at {(at - instant(0)) / 1e6:.1f} s"
            late.append(f"{wanted.condition} {wanted.priority} at bed {wanted.bed} came {when}")
    assert not late, f"{late}; there were {told(core)}"


def test_nothing_else_happens(played: tuple[Scenario, Core]) -> None:
    story, core = played
    listed = {(alarm.bed, alarm.condition) for alarm in story.alarms}
    came = {(bed_of(alarm), alarm.condition) for alarm in core.revisions}
    assert not story.nothing_else or came == listed, told(core)


def test_the_past_of_a_story_is_quiet(played: tuple[Scenario, Core]) -> None:
    _, core = played
    assert not [alarm for alarm in core.revisions if alarm.at < instant(0)], told(core)


def told(core: Core) -> str:
    """Every revision, for a failing test."""
    return "\n".join(
        f"{(one.at - instant(0)) / 1e6:8.1f} {one.id} r{one.revision} {one.priority.name} {one.state} {one.text}"
        for one in core.revisions
    )
