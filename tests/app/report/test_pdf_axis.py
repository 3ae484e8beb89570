"""The time axis: round times of the clinic's clock, and the offset said anew where the clocks change."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from app.report.pdf_axis import MOST_TICKS, Axis, axis_of
from monitors.instant import HOUR, MINUTE, parse
from monitors.vitals import Vital
from tests.app.report.building import BERLIN, START, Story


def test_ticks_are_round_times_of_the_clinic() -> None:
    axis = Axis(START + 7 * MINUTE, START + 127 * MINUTE, 40, 190, ZoneInfo("Asia/Kolkata"))
    assert [one.text for one in axis.ticks()][:3] == ["13:40", "13:50", "14:00"]
    assert [one.under for one in axis.ticks() if one.under] == ["22 Nov UTC+05:30"]


def test_in_the_night_of_a_clock_change_the_offset_is_said() -> None:
    axis = Axis(parse("2026-10-25T00:00:00+02:00"), parse("2026-10-25T05:00:00+01:00"), 40, 190, BERLIN)
    told = [(one.text, one.under) for one in axis.ticks()]
    assert told[0] == ("00:00", "25 Oct UTC+02:00")
    assert [text for text, _ in told if text.startswith("02")] == ["02:00", "02:30", "02:00", "02:30"]
    assert ("02:00", "25 Oct UTC+01:00") in told


@pytest.mark.parametrize("hours", [0.05, 0.5, 2, 5, 11, 26, 100, 700])
def test_there_are_some_ticks_and_not_too_many(hours: float) -> None:
    axis = Axis(START, START + round(hours * HOUR), 40, 190, BERLIN)
    assert 1 <= len(list(axis.ticks())) <= MOST_TICKS + 1


def test_the_axis_holds_what_was_measured_outside_and_clamps_the_rest() -> None:
    story = Story()
    story.read(-3, Vital.SPO2, 97)
    axis = axis_of(story.record(60), 40, 190)
    assert (axis.since, axis.until) == (story.at(-3), story.at(60))
    assert (axis.x(story.at(-9)), axis.x(story.at(60)), axis.x(story.at(99))) == (40, 190, 190)
    assert not axis.holds(story.at(61))
