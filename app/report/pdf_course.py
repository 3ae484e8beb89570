"""A patient's course as PDF: one page with everything on one axis by date, and the table of the sessions.

The same course is the same bytes. This module brings the PDF library with it: it is imported when a PDF is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from alerts.treatment.scales import SCALES
from app.report.course_words import adverse_events, given_in_all
from app.report.patient_course import ALWAYS, PatientCourse, Series
from app.report.pdf_course_chart import LEAST_TALL, MOST_TALL, chart
from app.report.pdf_course_table import Table, laid_out
from app.report.pdf_paper import BOTTOM, GREY, INK, LEFT, RIGHT, Head, Sheet, typeface
from app.report.telling import local, number
from monitors.instant import Instant

LINE = 4.3


def course_pdf(course: PatientCourse, faces: Mapping[str, Path] | None = None) -> bytes:
    """The page; `faces` are files of a typeface by style, {} for the PDF's own of Latin letters."""
    sheet = Sheet(_head(course), dict(typeface() if faces is None else faces))
    sheet.add_page()
    top = _words(sheet, course, sheet.get_y() + 2)
    table: Table = laid_out(sheet, course, BOTTOM - top - LEAST_TALL)
    end = chart(sheet, course, top, min(MOST_TALL, BOTTOM - top - table.tall))
    table.draw(sheet, end)
    return sheet.finish()


def _head(course: PatientCourse) -> Head:
    who = course.patient
    kept = [who.name, f"born {who.birth_date}" if who.birth_date else "", who.sex]
    said = "  ·  ".join(part for part in kept if part) or "name and birth date are not kept here"
    return Head(
        "Course over sessions", f"{course.label}  ·  {said}", "Course of one patient", course.site, course.mode,
        course.made_at, course.zone,
    )


def _words(sheet: Sheet, course: PatientCourse, top: float) -> float:
    """What a reader wants to know first, a line each; the y where it ends."""
    y = top
    for name, text in _said(course):
        sheet.ink(7, GREY)
        sheet.write_at(LEFT, y + 2.6, name)
        strong = name.startswith("PHQ-9")
        sheet.fit(LEFT + 25, y + 2.6, text, RIGHT - LEFT - 25, 9 if strong else 7.8, INK)
        y += LINE
    return y + 2


def _said(course: PatientCourse) -> Iterator[tuple[str, str]]:
    yield "Sessions", _sessions(course)
    for one in course.series:
        yield SCALES[one.what].name, _series(one, course)
    yield "Given in all", given_in_all(course.sessions)
    yield "Adverse events", adverse_events(course.sessions)


def _sessions(course: PatientCourse) -> str:
    if not course.sessions:
        return "none yet"
    count, first, last = len(course.sessions), course.sessions[0], course.sessions[-1]
    open_now = sum(one.closed_at is None for one in course.sessions)
    protocols = Counter(one.protocol for one in course.sessions)
    kinds = ", ".join(f"{name} {often}" if len(protocols) > 1 else name for name, often in protocols.items())
    span = f"on {_day(first.opened_at, course)}"
    if count > 1:
        span = f"from {_day(first.opened_at, course)} to {_day(last.opened_at, course)}"
    still = f"; {open_now} still open" if open_now else ""
    return f"{count} {span}: {kinds}{still}"


def _series(one: Series, course: PatientCourse) -> str:
    known = one.standing
    if not known:
        return f"not recorded: {one.missing}"
    first, last = known[0], known[-1]
    text = f"{number(first.value)} on {_day(first.at, course)}"
    struck = len(one.points) - len(known)
    corrected = f", {struck} corrected" if struck else ""
    if len(known) == 1:
        return f"{text}; told once{corrected}"
    percent = "" if one.percent is None or one.what != ALWAYS else f" ({one.percent:+.0f} %)"
    change = f"{last.change:+g}" if last.change else "0"
    text += f", {number(last.value)} on {_day(last.at, course)}: change {change}{percent}"
    return f"{text}; {len(known)} numbers{corrected}"


def _day(at: Instant, course: PatientCourse) -> str:
    shown = local(at, course.zone)
    return f"{shown.day} {shown:%b %Y}"
