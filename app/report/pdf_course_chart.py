"""The chart of a course: scores, mood, dissociation, rises of the pressure and doses of every session by date."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from app.report import course_days
from app.report.figure import Figure
from app.report.patient_course import PatientCourse, Series, Told, Treated
from app.report.pdf_axis import Axis
from app.report.pdf_course_doses import DOSE_TALL, dose_lanes, doses_drawn
from app.report.pdf_course_marks import arrow, cross, dot, writer
from app.report.pdf_paper import GREY, INK, LEFT, PALE, RIGHT, Colour, Sheet
from app.report.pdf_trends import BLUE, GREEN, VIOLET, Panel, frame
from app.report.telling import number

PLOT_LEFT, PLOT_RIGHT = 39.0, RIGHT - 3.0
AXIS_TALL, LEGEND_TALL, APART = 7.5, 5.5, 4.0
LEAST_TALL, MOST_TALL = 92.0, 150.0
CLAY = (176, 82, 36)
SHARES = (0.40, 0.22, 0.18, 0.20)
"""How the panels share what the doses leave: PHQ-9, mood, dissociation, pressure."""


class Bars(NamedTuple):
    """A panel of one figure a session: its name in the margin and in the record, colour, least top of its scale."""

    name: str
    unit: str
    figure: str
    colour: Colour
    most: float
    step: float


DISSOCIATION = Bars("Dissociation", "peak, 0-24", "dissociation_peak", VIOLET, 24, 8)
RISE = Bars("Systolic rise", "peak, mmHg", "rise_systolic", CLAY, 40, 20)


def chart(sheet: Sheet, course: PatientCourse, top: float, tall: float) -> float:
    """Draws the chart from `top` on, `tall` mm high with its axis and legend; the y where it ends."""
    axis = course_days.axis_of(course, PLOT_LEFT, PLOT_RIGHT)
    end = top + tall - AXIS_TALL - LEGEND_TALL
    _grid(sheet, course, axis, top, end)
    room = end - top - 4 * APART - dose_lanes(course) * DOSE_TALL
    y = top
    series = {one.what: one for one in course.series}
    heights = [room * share for share in SHARES]
    _scores(sheet, axis, Panel(y, heights[0], 0, 27), series["phq9"])
    y += heights[0] + APART
    _mood(sheet, axis, Panel(y, heights[1], 0, 10), course.sessions, series.get("mood"))
    y += heights[1] + APART
    for height, bars in zip(heights[2:], (DISSOCIATION, RISE), strict=True):
        _bars(sheet, axis, (y, height), course.sessions, bars)
        y += height + APART
    doses_drawn(sheet, axis, y - APART / 2, course)
    _ticks(sheet, axis, end)
    _legend(sheet, axis, end + AXIS_TALL + 2.4)
    return top + tall


def wide_of(axis: Axis, sessions: Sequence[Treated]) -> float:
    """How wide a session's bar is, so that those of neighbours don't touch, mm."""
    apart = [axis.x(after.opened_at) - axis.x(one.opened_at) for one, after in pairwise(sessions)]
    return max(0.5, min(3.0, 0.65 * min(apart, default=5.0)))


def _grid(sheet: Sheet, course: PatientCourse, axis: Axis, top: float, end: float) -> None:
    """A pale line through all panels for each session."""
    sheet.set_draw_color(236, 238, 241)
    sheet.set_line_width(0.25)
    for one in course.sessions:
        sheet.line(axis.x(one.opened_at), top, axis.x(one.opened_at), end)


def _scores(sheet: Sheet, axis: Axis, panel: Panel, one: Series) -> None:
    """The line of the PHQ-9 totals: a dot where it was told between sessions, a ring where it was told in one."""
    frame(sheet, axis, panel, "PHQ-9 total", "0-27", 5)
    known = one.standing
    if not known:
        _nothing(sheet, axis, panel, one.missing)
        return
    spots = [(axis.x(each.at), panel.y(each.value)) for each in known]
    sheet.set_draw_color(*BLUE)
    sheet.set_line_width(0.5)
    if len(spots) > 1:
        sheet.polyline(spots)
    write = writer(sheet, BLUE)
    for each, (x, y) in zip(known, spots, strict=True):
        dot(sheet, x, y, BLUE, ring=bool(each.session))
        write(x, y - 1.9, number(each.value))


def _mood(sheet: Sheet, axis: Axis, panel: Panel, sessions: Sequence[Treated], told: Series | None) -> None:
    """Mood of each session from before to the end as an arrow, and the numbers told between sessions as dots."""
    frame(sheet, axis, panel, "Mood", "before to end, 0-10", 5)
    wide, seen = max(0.5, min(0.9, wide_of(axis, sessions) / 2)), False
    for one in sessions:
        x, before, after = axis.x(one.opened_at), one.figure("mood_before"), one.figure("mood_after")
        ends = [panel.y(each.value) for each in (before, after) if isinstance(each.value, float)]
        sheet.set_draw_color(*GREEN)
        sheet.set_fill_color(*GREEN)
        if len(ends) == 2:
            arrow(sheet, x, ends[0], ends[1], wide)
        elif ends:
            dot(sheet, x, ends[0], GREEN, ring=True)
        else:
            _absent(sheet, x, panel)
        seen |= bool(ends)
    between: list[Told] = [one for one in told.standing if not one.session] if told is not None else []
    for each in between:
        dot(sheet, axis.x(each.at), panel.y(each.value), GREEN, ring=False)
    if not seen and not between:
        _nothing(sheet, axis, panel, "no mood was observed or told")


def _bars(
    sheet: Sheet, axis: Axis, place: tuple[float, float], sessions: Sequence[Treated], bars: Bars
) -> None:
    """A bar for each session with its number above."""
    figures = [(axis.x(one.opened_at), one.figure(bars.figure)) for one in sessions]
    known = [float(one.value) for _, one in figures if isinstance(one.value, int | float)]
    high = max(bars.most, bars.step * math.ceil(max(known, default=0) / bars.step))
    low = min(0.0, bars.step * math.floor(min(known, default=0) / bars.step))
    panel = Panel(*place, low, high)
    frame(sheet, axis, panel, bars.name, bars.unit, bars.step)
    wide, write = wide_of(axis, sessions), writer(sheet, bars.colour)
    tops = [(x, float(one.value)) for x, one in figures if isinstance(one.value, int | float)]
    for x, one in figures:
        _bar(sheet, panel, x, one, bars.colour, wide)
    for x, value in tops:
        if not any(higher > value and abs(other - x) < 2 + wide / 2 for other, higher in tops):
            write(x, panel.y(max(0.0, value)) - 0.7, number(value))
    if not known:
        _nothing(sheet, axis, panel, "no session has this figure")


def _bar(sheet: Sheet, panel: Panel, x: float, one: Figure, colour: Colour, wide: float) -> None:
    if not isinstance(one.value, int | float):
        _absent(sheet, x, panel)
        return
    ground, top = panel.y(0), panel.y(float(one.value))
    sheet.set_fill_color(*colour)
    sheet.rect(x - wide / 2, min(ground, top) - 0.15, wide, abs(ground - top) + 0.3, style="F")


def _absent(sheet: Sheet, x: float, panel: Panel) -> None:
    """A grey cross at the foot of a panel: the session has no such figure."""
    cross(sheet, x, panel.y(max(0.0, panel.low)) - 1.1)


def _nothing(sheet: Sheet, axis: Axis, panel: Panel, why: str) -> None:
    sheet.ink(7, GREY)
    middle, text = panel.top + panel.tall / 2 + 1, f"not recorded: {why}"
    wide, centre = sheet.get_string_width(text) + 3, (axis.left + axis.right) / 2
    sheet.set_fill_color(255, 255, 255)
    sheet.rect(centre - wide / 2, middle - 3, wide, 4.2, style="F")
    sheet.write_at(axis.left, middle, text, axis.right - axis.left, "C")


def _ticks(sheet: Sheet, axis: Axis, end: float) -> None:
    sheet.set_draw_color(*INK)
    sheet.set_line_width(0.25)
    sheet.line(axis.left, end, axis.right, end)
    for one in course_days.ticks(axis):
        x = axis.x(one.at)
        sheet.line(x, end, x, end + 1)
        sheet.ink(6.5)
        sheet.write_at(x - 10, end + 3.6, one.text, 20, "C")
        sheet.ink(5.6, GREY, bold=True)
        sheet.write_at(x - 10, end + 6.2, one.under, 20, "C")


def _legend(sheet: Sheet, axis: Axis, y: float) -> None:
    """What the marks mean."""
    dot(sheet, axis.left + 1, y - 0.8, BLUE, ring=False)
    dot(sheet, axis.left + 27, y - 0.8, BLUE, ring=True)
    cross(sheet, axis.left + 48, y - 0.8)
    sheet.ink(5.8, GREY)
    for x, text in (
        (2.6, "told between sessions"), (28.8, "told in a session"), (49.6, "not recorded"),
        (66, "pale line: a session; numbers without room are in the table or the JSON"),
    ):
        sheet.write_at(axis.left + x, y, text)
    sheet.set_draw_color(*PALE)
    sheet.set_line_width(0.15)
    sheet.line(LEFT, y + 2.4, RIGHT, y + 2.4)
