"""The lanes of a course's doses: a mark with its amount for each session, one lane for each of the usual drugs."""

from __future__ import annotations

from collections import Counter

from app.report.course_words import drug_of
from app.report.figure import Figure
from app.report.patient_course import PatientCourse
from app.report.pdf_axis import Axis
from app.report.pdf_course_marks import cross
from app.report.pdf_lanes import DOSE, name_lane
from app.report.pdf_paper import GREY, PALE, Sheet
from app.report.telling import number, told

DOSE_TALL = 6.4
MOST_LANES = 3
OTHERS = ("other drugs", "")


def _kind(one: Figure) -> tuple[str, str]:
    return drug_of(one), one.unit


def _lanes(course: PatientCourse) -> list[tuple[str, str]]:
    """The drugs with their units that have a lane, the usual ones first; the last lane is for all others."""
    counted = Counter(
        _kind(one) for session in course.sessions for one in session.given if one.value is not None
    )
    kinds = [kind for kind, _ in counted.most_common()]
    return kinds if len(kinds) <= MOST_LANES else [*kinds[:MOST_LANES - 1], OTHERS]


def dose_lanes(course: PatientCourse) -> int:
    """How many lanes the doses take."""
    return max(1, len(_lanes(course)))


def doses_drawn(sheet: Sheet, axis: Axis, top: float, course: PatientCourse) -> None:
    """A triangle for each session's dose with its amount, in a second row where the first has no room."""
    lanes = _lanes(course)
    if not lanes:
        name_lane(sheet, top + 3.4, "Doses")
        sheet.ink(6.5, GREY)
        sheet.write_at(axis.left + 1, top + 3.4, "not recorded: no dose was told")
    for place, (drug, unit) in enumerate(lanes):
        y = top + place * DOSE_TALL
        name_lane(sheet, y + 3.4, drug[:16], told("", unit).strip())
        sheet.set_draw_color(*PALE)
        sheet.set_line_width(0.1)
        sheet.line(axis.left, y + 5.9, axis.right, y + 5.9)
        _lane(sheet, axis, y, course, (drug, unit), lanes)
    for session in course.sessions if lanes else ():
        if all(one.value is None for one in session.given):
            cross(sheet, axis.x(session.opened_at), top + 4.6)


def _lane(
    sheet: Sheet, axis: Axis, y: float, course: PatientCourse, lane: tuple[str, str], lanes: list[tuple[str, str]]
) -> None:
    free = [axis.left - 5.0, axis.left - 5.0]
    for session in course.sessions:
        for one in session.given:
            kind = _kind(one)
            mine = kind == lane or (lane == OTHERS and kind not in lanes)
            if one.value is None or not mine:
                continue
            x = axis.x(session.opened_at)
            sheet.set_fill_color(*DOSE)
            sheet.polygon([(x - 1.0, y + 3.6), (x + 1.0, y + 3.6), (x, y + 5.7)], style="F")
            amount = number(one.value) if isinstance(one.value, int | float) else str(one.value)
            text = amount if lane != OTHERS else f"{kind[0]} {told(one.value, one.unit)}"
            sheet.ink(6)
            half = sheet.get_string_width(sheet.shown(text)) / 2
            row = next((row for row in (0, 1) if x - half >= free[row]), None)
            if row is not None:
                sheet.write_at(x - half, y + 3.1 - 2.3 * row, text)
                free[row] = x + half + 0.5
