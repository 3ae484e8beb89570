"""The words of a record's first page: who was treated with what, and the summary figures in three columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from alerts.treatment.allowed import last_of, weight_of
from app.report.figure import NOT_RECORDED, Figure
from app.report.pdf_paper import GREY, INK, LEFT, PALE, RIGHT, Paper
from app.report.record import Record
from app.report.telling import clock, local
from monitors.steps import CheckedIn, DischargeDecided

GUTTER = 5.0
WIDE = (RIGHT - LEFT - 2 * GUTTER) / 3
SMALL, LINE = 5.4, 2.25
CLAY = (150, 84, 30)


@dataclass(frozen=True, slots=True)
class Group:
    """Figures under one heading, as (title, value, small print)."""

    heading: str
    rows: list[tuple[str, str, str]]


def identity(paper: Paper, top: float) -> float:
    """Who, by whom, and with which plan; the y where it ends."""
    record = paper.record
    _field(paper, LEFT, top + 3, "Protocol", f"{record.protocol.title} (profile {record.profile.name})", RIGHT - LEFT)
    for place, (name, text) in enumerate(_who(record)):
        column, row = divmod(place, 3)
        _field(paper, LEFT + column * (WIDE + GUTTER), top + 7.1 + row * 4.1, name, text, WIDE)
    return top + 4 * 4.1 + 2


def _field(paper: Paper, x: float, y: float, name: str, text: str, room: float) -> None:
    """A name and what it is, in smaller letters where it is long."""
    paper.ink(6.5, GREY)
    paper.write_at(x, y, name)
    paper.fit(x + 16, y, text, room - 16, 7.5, GREY if text == NOT_RECORDED else INK)


def _who(record: Record) -> list[tuple[str, str]]:
    known, found = record.patient, last_of(record.history, CheckedIn)
    told = found.body if found is not None and isinstance(found.body, CheckedIn) else None
    weight = weight_of(record.history)
    age = f"{told.age_years:g} years" if told else ""
    body = ", ".join(part for part in (age, f"{weight:g} kg" if weight else "") if part)
    closed = record.closed_at
    until = f" to {clock(closed, record.zone)}" if closed is not None else ", still open"
    if closed is not None and local(closed, record.zone).date() != local(record.opened_at, record.zone).date():
        until = f" to {local(closed, record.zone):%d %b %H:%M}"
    birth = ", ".join(part for part in (known.birth_date, known.sex) if part)
    return [
        ("Name", known.name or NOT_RECORDED), ("Born, sex", birth or NOT_RECORDED),
        ("Age, weight", body or NOT_RECORDED),
        ("From, to", f"{clock(record.opened_at, record.zone)}{until}"),
        ("Identified", ", ".join(told.identified_by) if told else NOT_RECORDED),
        ("Prescriber", (told.prescriber if told else "") or NOT_RECORDED),
        ("Takes", (", ".join(told.concomitants) or "none of the listed") if told else NOT_RECORDED),
        ("Devices", ", ".join(dict.fromkeys(line.device for line in record.lines)) or NOT_RECORDED),
        ("Escort", _escort(record) or NOT_RECORDED),
    ]


def _escort(record: Record) -> str:
    found = last_of(record.history, DischargeDecided)
    return found.body.escort if found is not None and isinstance(found.body, DischargeDecided) else ""


def groups(record: Record, known: list[Figure]) -> tuple[list[Group], list[Group], list[Group]]:
    """The figures in three columns."""
    def pick(belongs: Callable[[Figure], bool]) -> list[tuple[str, str, str]]:
        return [_row(record, one) for one in known if belongs(one)]

    doses = Group("Dose and watching", pick(lambda one: one.name.startswith(("given", "watched", "left_out"))))
    alarms = Group("Alarms", pick(lambda one: one.name.startswith(("alarms_", "acknowledged_"))))
    oximeter = Group("SpO2 and heart rate", pick(lambda one: one.name.startswith(("lowest_", "highest_"))))
    pressure = Group("Blood pressure", pick(
        lambda one: one.name.startswith("bp_") or one.name.endswith(("_systolic", "_diastolic")),
    ))
    scales = Group("Scales, before the dose and at the end", _scales(record, known))
    return [doses, alarms], [pressure], [oximeter, scales]


def _scales(record: Record, known: list[Figure]) -> list[tuple[str, str, str]]:
    """Each scale's two figures in one row, and the peak."""
    named = {one.name: one for one in known}
    rows = []
    for one in known:
        if one.name.endswith("_before") and one.name != "bp_before":
            after = named[f"{one.name.removesuffix('_before')}_after"]
            ends = ((one, "before"), (after, "end"))
            times = "; ".join(f"{word} {_when(record, each)}" for each, word in ends)
            value = ", ".join(f"{word} {each.told}" for each, word in ends if not each.missing) or NOT_RECORDED
            rows.append((one.title.removesuffix(" before"), value, times))
        elif one.name == "dissociation_peak":
            rows.append(_row(record, one))
    return rows


def _when(record: Record, one: Figure) -> str:
    if one.missing:
        return f"{NOT_RECORDED}: {one.missing}"
    return f"{clock(one.at, record.zone)} {one.source}" if one.at is not None else one.source


def _row(record: Record, one: Figure) -> tuple[str, str, str]:
    if one.missing:
        return one.title, NOT_RECORDED, one.missing
    parts = [clock(one.at, record.zone) if one.at is not None else "", one.source, one.note]
    return one.title, one.told, ", ".join(part for part in parts if part)


Columns = tuple[list[Group], list[Group], list[Group]]


def columns_tall(paper: Paper, known: Columns) -> float:
    """How high the figures are, mm."""
    return max(sum(_group_tall(paper, one) for one in column) for column in known)


def _group_tall(paper: Paper, group: Group) -> float:
    return 5.5 + sum(_row_tall(paper, row) for row in group.rows)


def _row_tall(paper: Paper, row: tuple[str, str, str]) -> float:
    paper.ink(SMALL)
    return 3.4 + LINE * len(paper.wrapped(row[2], WIDE)) + 0.7


def columns(paper: Paper, top: float, known: Columns) -> None:
    """Draws the figures in three columns."""
    for place, column in enumerate(known):
        x, y = LEFT + place * (WIDE + GUTTER), top
        for group in column:
            paper.ink(7.5, CLAY, bold=True)
            paper.write_at(x, y + 3, group.heading)
            paper.set_draw_color(*PALE)
            paper.set_line_width(0.2)
            paper.line(x, y + 4, x + WIDE, y + 4)
            y += 4.4
            for row in group.rows:
                _draw(paper, x, y, row)
                y += _row_tall(paper, row)
            y += 1.1


def _draw(paper: Paper, x: float, y: float, row: tuple[str, str, str]) -> None:
    title, value, small = row
    paper.ink(7)
    paper.write_at(x, y + 2.8, title)
    missing = value == NOT_RECORDED
    paper.ink(7 if missing else 7.6, GREY if missing else INK, bold=not missing)
    paper.write_at(x, y + 2.8, value, WIDE, "R")
    paper.ink(SMALL, GREY)
    for place, line in enumerate(paper.wrapped(small, WIDE)):
        paper.write_at(x, y + 5.2 + place * LINE, line)
