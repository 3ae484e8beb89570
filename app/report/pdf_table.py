"""The table of events of a record, over as many pages as it needs, with its head on each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.report.event import Event, Topic
from app.report.events import events
from app.report.pdf_paper import BOTTOM, GREY, INK, LEFT, PALE, RED, RIGHT, UNKNOWN, Paper
from app.report.telling import local, told

COLUMNS = (
    ("time", 13.5), ("what", 20.0), ("event", 47.0), ("value", 20.5), ("by", 18.0), ("entry", 9.0), ("note", 54.0),
)
SIZE, LINE, PAD = 6.8, 2.9, 1.1
EDGES = tuple(LEFT + sum(wide for _, wide in COLUMNS[:place]) for place in range(len(COLUMNS)))
STRUCK = (150, 150, 154)


def table(paper: Paper) -> None:
    """Writes every event; a day that begins has a line of its own."""
    paper.add_page()
    paper.ink(11, bold=True)
    paper.write_at(LEFT, paper.get_y() + 3, "Events")
    y = _head(paper, paper.get_y() + 6)
    day: date | None = None
    for one in events(paper.record):
        shown = local(one.at, paper.record.zone)
        cells = _cells(paper, one)
        tall = max(len(lines) for lines in cells) * LINE + PAD
        extra = 5.0 if shown.date() != day else 0.0
        if y + tall + extra > BOTTOM:
            paper.add_page()
            y = _head(paper, paper.get_y())
        if extra:
            day = shown.date()
            paper.ink(7, GREY, bold=True)
            paper.write_at(LEFT, y + 3.4, f"{shown:%A, %d %B %Y}")
            y += extra
        _row(paper, y, one, cells)
        y += tall
    _end(paper, y)


def _head(paper: Paper, y: float) -> float:
    """The names of the columns; the y beneath."""
    paper.set_fill_color(238, 240, 243)
    paper.rect(LEFT, y, RIGHT - LEFT, 4.6, style="F")
    paper.ink(6.5, GREY, bold=True)
    for (name, _), x in zip(COLUMNS, EDGES, strict=True):
        paper.write_at(x + 0.6, y + 3.2, name)
    return y + 5.2


def _cells(paper: Paper, one: Event) -> list[list[str]]:
    """Each cell of an event in lines."""
    at = local(one.at, paper.record.zone)
    value = "" if one.value is None else told(one.value, one.unit)
    note = one.note
    if one.topic is Topic.OBSERVATION and isinstance(one.value, str) and len(one.value) > 20:
        value, note = "in the note", f"{one.value}{'; ' if note else ''}{note}"
    texts = (
        f"{at:%H:%M:%S}", one.topic.value.replace("_", " "), one.name, value, one.by,
        str(one.number) if one.number else "", note,
    )
    paper.ink(SIZE, bold=False)
    return [paper.wrapped(text, wide - 1.6) for text, (_, wide) in zip(texts, COLUMNS, strict=True)]


def _row(paper: Paper, y: float, one: Event, cells: Sequence[Sequence[str]]) -> None:
    for place, (lines, x) in enumerate(zip(cells, EDGES, strict=True)):
        strike = one.struck and place in (2, 3)
        paper.ink(SIZE, STRUCK if strike else _colour(one, place), bold=place == 3 and not one.struck)
        for line, text in enumerate(lines):
            below = y + 2.7 + line * LINE
            paper.write_at(x + 0.6, below, text)
            if strike and text:
                paper.set_draw_color(*STRUCK)
                paper.set_line_width(0.25)
                paper.line(x + 0.6, below - 0.8, x + 0.6 + paper.get_string_width(text), below - 0.8)
    tall = max(len(lines) for lines in cells) * LINE + PAD
    paper.set_draw_color(*PALE)
    paper.set_line_width(0.1)
    paper.line(LEFT, y + tall - 0.3, RIGHT, y + tall - 0.3)


def _colour(one: Event, place: int) -> tuple[int, int, int]:
    if place in (1, 5):
        return GREY
    return RED if one.topic is Topic.ADVERSE_EVENT and place == 2 else INK


def _end(paper: Paper, y: float) -> None:
    """What a reader must know of the table."""
    lines = ["A struck event no longer counts: its note says which entry does. Entry: the number in the journal."]
    if paper.replaced:
        lines.append(f"{UNKNOWN} stands for letters that the typeface of this page lacks; the CSV has them.")
    if y + 4 * len(lines) > BOTTOM:
        paper.add_page()
        y = paper.get_y()
    paper.ink(6.5, GREY)
    for place, text in enumerate(lines):
        paper.write_at(LEFT, y + 3.5 + 3.2 * place, text)
