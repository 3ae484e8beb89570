"""The trends of a record's chart: saturation and heart rate as lines with their gaps, each cuff as a bar, limits."""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.report.limits_in_force import limits_in_force
from app.report.measured import cuffs, heart_vital, measured
from app.report.pdf_axis import Axis
from app.report.pdf_paper import GREY, LEFT, PALE, Colour, Paper, Sheet
from app.report.record import Line
from app.report.sampling import pieces
from monitors.vitals import Vital

BLUE, GREEN, VIOLET = (22, 98, 170), (14, 118, 78), (84, 62, 140)
LIMIT = (190, 92, 60)
LIGHTER = (120, 160, 205)
BUCKETS = 500
"""How many lowest and highest values of a line are drawn: about three to a millimetre."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One vital's part of the page: from `top` on and `tall` mm high, the values from `low` to `high`."""

    top: float
    tall: float
    low: float
    high: float

    def y(self, value: float) -> float:
        """Where a value lies; what is outside lies at the edge."""
        part = (value - self.low) / (self.high - self.low)
        return self.top + self.tall * (1 - min(1.0, max(0.0, part)))


def saturation(paper: Paper, axis: Axis, top: float, tall: float) -> None:
    """The oxygen saturation with its limits."""
    known = [one.value for one in measured(paper.record, Vital.SPO2)]
    low = min(85, 5 * math.floor((min(known, default=90) - 1) / 5))
    panel = Panel(top, tall, low, 100)
    frame(paper, axis, panel, "SpO2", "%", 5 if panel.high - low <= 25 else 10)
    _limits(paper, axis, panel, Vital.SPO2)
    _lines(paper, axis, panel, Vital.SPO2, BLUE)


def heart(paper: Paper, axis: Axis, top: float, tall: float) -> None:
    """The heart rate, or the pulse where there is no other, with its limits."""
    vital = heart_vital(paper.record)
    known = [one.value for one in measured(paper.record, vital)]
    low = min(40, 20 * math.floor(min(known, default=60) / 20))
    high = max(130, 10 * math.ceil((max(known, default=60) + 1) / 10))
    panel = Panel(top, tall, low, high)
    frame(paper, axis, panel, "HR" if vital is Vital.HEART_RATE else "Pulse", "/min", 20 if high <= 160 else 40)
    _limits(paper, axis, panel, vital)
    _lines(paper, axis, panel, vital, GREEN)


def pressure(paper: Paper, axis: Axis, top: float, tall: float) -> None:
    """Each cuff as a bar from diastolic to systolic, with the limits of both."""
    known = cuffs(paper.record)
    tops = [one.systolic for one in known if one.systolic is not None]
    bottoms = [one.diastolic for one in known if one.diastolic is not None]
    low = min(40, 20 * math.floor((min(bottoms, default=60) - 5) / 20))
    high = max(180, 20 * math.ceil((max(tops, default=120) + 5) / 20))
    panel = Panel(top, tall, low, high)
    frame(paper, axis, panel, "BP", "mmHg", 40)
    _limits(paper, axis, panel, Vital.SYSTOLIC)
    for one in known:
        colour = LIGHTER if one.questionable else VIOLET
        paper.set_draw_color(*colour)
        x = axis.x(one.at)
        ends = [panel.y(value) for value in (one.systolic, one.diastolic) if value is not None]
        paper.set_line_width(0.45)
        paper.line(x, min(ends), x, max(ends))
        paper.set_line_width(0.35)
        for y in ends:
            paper.line(x - 0.9, y, x + 0.9, y)
    if not known:
        _nothing(paper, axis, panel)


def frame(paper: Sheet, axis: Axis, panel: Panel, name: str, unit: str, step: float) -> None:
    """The panel's name, its scale, and a pale line at each of its values."""
    paper.ink(7.5, bold=True)
    paper.write_at(LEFT, panel.top + 3, name)
    paper.ink(5.5, GREY)
    paper.write_at(LEFT, panel.top + 5.6, unit)
    paper.set_draw_color(*PALE)
    paper.set_line_width(0.1)
    value = math.ceil(panel.low / step) * step
    while value <= panel.high:
        y = panel.y(value)
        paper.line(axis.left, y, axis.right, y)
        paper.write_at(axis.left - 7, y + 0.7, f"{value:g}", 6, "R")
        value += step
    paper.set_draw_color(*GREY)
    paper.set_line_width(0.15)
    paper.line(axis.left, panel.top, axis.left, panel.top + panel.tall)


def _limits(paper: Paper, axis: Axis, panel: Panel, vital: Vital) -> None:
    """The limits in force as thin broken lines, with the number where one begins."""
    paper.set_draw_color(*LIMIT)
    paper.set_line_width(0.18)
    paper.set_dash_pattern(1.2, 0.8)
    ends = []
    for one in limits_in_force(paper.record, vital):
        for value in (one.low, one.high):
            if value is not None and panel.low <= value <= panel.high:
                y = panel.y(value)
                paper.line(axis.x(one.since), y, axis.x(one.until), y)
                ends.append((one.until, value, y))
    paper.set_dash_pattern()
    paper.ink(5.5, LIMIT)
    for until, value, y in ends:
        if axis.x(until) >= axis.x(paper.record.until):
            paper.write_at(axis.right + 0.8, y + 0.7, f"{value:g}")


def _lines(paper: Paper, axis: Axis, panel: Panel, vital: Vital, colour: Colour) -> None:
    """Each device's line in pieces; a second device's is lighter."""
    mine: list[Line] = [one for one in paper.record.lines if one.vital is vital and one.points]
    drawn = 0
    for place, one in enumerate(mine):
        paper.set_draw_color(*(LIGHTER if place else colour))
        paper.set_fill_color(*(LIGHTER if place else colour))
        paper.set_line_width(0.22)
        for piece in pieces(one.points, BUCKETS):
            spots = [(round(axis.x(at), 2), round(panel.y(value), 2)) for at, value in piece]
            drawn += 1
            if len(spots) > 1:
                paper.polyline(spots)
            else:
                paper.circle(spots[0][0], spots[0][1], 0.25, style="F")
    if not drawn:
        _nothing(paper, axis, panel)


def _nothing(paper: Paper, axis: Axis, panel: Panel) -> None:
    paper.ink(7, GREY)
    width = axis.right - axis.left
    paper.write_at(axis.left, panel.top + panel.tall / 2 + 1, "not recorded: nothing usable was measured", width, "C")
