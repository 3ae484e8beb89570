"""The chart of a record's first page: everything of the session on one time axis, in the clinic's local time."""

from __future__ import annotations

from alerts.alarm import Priority
from alerts.treatment.dosing import first_dose_at
from app.report import pdf_lanes as lanes
from app.report import pdf_trends as trends
from app.report.pdf_axis import Axis, axis_of
from app.report.pdf_paper import GREY, INK, PALE, RIGHT, Paper

PLOT_LEFT, PLOT_RIGHT = 39.0, RIGHT - 7.0
PHASE_TALL, AXIS_TALL, LEGEND_TALL, APART = 4.6, 8.0, 5.0, 2.6
SHARES = (0.28, 0.32, 0.40)
"""How the trends share what the lanes leave: saturation, heart rate, pressure."""

LEAST_TREND = 14.0


def lanes_tall(paper: Paper) -> float:
    """How high the chart is without its trends, mm."""
    scales = len(lanes.scales_shown(paper.record))
    fixed = PHASE_TALL + AXIS_TALL + LEGEND_TALL + 6 * APART + 3 * lanes.ALARM_TALL
    return fixed + lanes.dose_lanes(paper.record) * lanes.DOSE_TALL + max(1, scales) * lanes.SCALE_TALL


def chart(paper: Paper, top: float, trends_tall: float) -> float:
    """Draws the chart from `top` on; the trends are `trends_tall` mm high together. The y where it ends."""
    record, axis = paper.record, axis_of(paper.record, PLOT_LEFT, PLOT_RIGHT)
    whole = lanes_tall(paper) + trends_tall - AXIS_TALL - LEGEND_TALL
    lanes.phase_lane(paper, axis, top, PHASE_TALL, whole)
    _grid(paper, axis, top + PHASE_TALL, top + whole)
    y = top + PHASE_TALL + APART / 2
    lanes.doses_drawn(paper, axis, y)
    y += lanes.dose_lanes(record) * lanes.DOSE_TALL + APART
    for draw, share in zip((trends.saturation, trends.heart, trends.pressure), SHARES, strict=True):
        draw(paper, axis, y, trends_tall * share)
        y += trends_tall * share + APART
    lanes.scale_lanes(paper, axis, y)
    if not lanes.scales_shown(record):
        lanes.name_lane(paper, y + 4, "Scales")
        paper.ink(6.5, GREY)
        paper.write_at(axis.left + 1, y + 4, "not recorded: nothing was observed")
    y += max(1, len(lanes.scales_shown(record))) * lanes.SCALE_TALL + APART
    lanes.alarm_lanes(paper, axis, y)
    end = top + whole
    _ticks(paper, axis, end)
    _legend(paper, axis, end + AXIS_TALL + 2.6)
    return end + AXIS_TALL + LEGEND_TALL


def _grid(paper: Paper, axis: Axis, top: float, end: float) -> None:
    """The ticks and the instant of the first dose, through all lanes."""
    paper.set_draw_color(*PALE)
    paper.set_line_width(0.08)
    for one in axis.ticks():
        paper.line(axis.x(one.at), top, axis.x(one.at), end)
    first = first_dose_at(paper.record.history)
    if first is None or not axis.holds(first):
        return
    paper.set_draw_color(*lanes.DOSE)
    paper.set_line_width(0.2)
    paper.set_dash_pattern(0.6, 0.6)
    paper.line(axis.x(first), top, axis.x(first), end)
    paper.set_dash_pattern()


def _ticks(paper: Paper, axis: Axis, end: float) -> None:
    paper.set_draw_color(*INK)
    paper.set_line_width(0.25)
    paper.line(axis.left, end, axis.right, end)
    for one in axis.ticks():
        x = axis.x(one.at)
        paper.line(x, end, x, end + 1)
        paper.ink(6.5)
        paper.write_at(x - 10, end + 3.6, one.text, 20, "C")
        paper.ink(5.3, GREY)
        paper.write_at(x - 15, end + 6, one.under, 30, "C")


def _legend(paper: Paper, axis: Axis, y: float) -> None:
    """What the marks mean."""
    x = axis.left
    for priority in sorted(Priority, reverse=True):
        lanes.mark(paper, priority, x + 1.6, y - 0.8)
        paper.ink(5.8, GREY)
        text = f"{priority.name.lower()} alarm"
        paper.write_at(x + 4, y, text)
        x += 6.5 + paper.get_string_width(text)
    paper.set_draw_color(*trends.LIMIT)
    paper.set_line_width(0.18)
    paper.set_dash_pattern(1.2, 0.8)
    paper.line(x, y - 0.8, x + 6, y - 0.8)
    paper.set_dash_pattern()
    paper.ink(5.8, GREY)
    paper.write_at(x + 7, y, "limit in force")
    text = "bar of an alarm: until it was over, stroke: acknowledged; pale cuff: questionable"
    paper.write_at(x + 23, y, text)
