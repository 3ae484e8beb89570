"""The lanes of a record's chart: phases, doses, what persons observed, the alarms by priority in colour and shape."""

from __future__ import annotations

from collections.abc import Sequence

from alerts.alarm import Priority
from alerts.treatment.dosing import Dose, doses
from alerts.treatment.history import phases
from alerts.treatment.observed import Observation, observations
from alerts.treatment.scales import SCALES
from app.report.course import Course, courses
from app.report.pdf_axis import Axis
from app.report.pdf_paper import GREY, INK, LEFT, PALE, Paper, Sheet
from app.report.record import Record
from app.report.telling import told
from monitors.instant import Instant

PHASE_TINTS = {"baseline": (232, 240, 248), "infusion": (253, 240, 222), "recovery": (230, 243, 234)}
DOSE, PAUSED = (201, 120, 22), (246, 222, 190)
SCALE = (96, 70, 150)
PRIORITY = {Priority.HIGH: (200, 24, 30), Priority.MEDIUM: (222, 160, 0), Priority.LOW: (0, 142, 168)}
DOSE_TALL, SCALE_TALL, ALARM_TALL = 5.0, 6.2, 3.6
MOST_DOSES, MOST_SCALES = 4, 7


def dose_lanes(record: Record) -> int:
    """How many lanes the doses take."""
    return min(MOST_DOSES, max(1, len(doses(record.history))))


def scales_shown(record: Record) -> list[str]:
    """The scales that have a lane: those with a number that were observed, in their order."""
    seen = {one.what for one in observations(record.history) if not isinstance(one.value, str)}
    return [what for what in SCALES if what in seen][:MOST_SCALES]


def name_lane(paper: Sheet, y: float, name: str, unit: str = "") -> None:
    """The name of a lane in the margin."""
    paper.ink(6.5, bold=True)
    shown = paper.shown(name)
    paper.write_at(LEFT, y, shown)
    if unit:
        x = LEFT + paper.get_string_width(shown) + 1
        paper.ink(5.5, GREY)
        paper.write_at(x, y, unit)


def phase_lane(paper: Paper, axis: Axis, top: float, tall: float, whole: float) -> None:
    """The phases as bands; their tint goes on behind everything beneath, `whole` mm high."""
    known = phases(paper.record.history)
    ends = [at for at, _ in known[1:]] + [paper.record.until]
    paper.set_draw_color(255, 255, 255)
    for (since, name), until in zip(known, ends, strict=True):
        left, right = axis.x(since), axis.x(until)
        if right <= left:
            continue
        tint = PHASE_TINTS.get(name, PALE)
        paper.set_fill_color(*tint)
        paper.rect(left, top, right - left, tall, style="F")
        faint = tuple(255 - (255 - part) // 3 for part in tint)
        paper.set_fill_color(*faint)
        paper.rect(left, top + tall, right - left, whole - tall, style="F")
        paper.ink(6.5)
        if paper.get_string_width(name) < right - left:
            paper.write_at(left, top + tall - 1.4, name, right - left, "C")
    name_lane(paper, top + tall - 1.4, "Phase")


def doses_drawn(paper: Paper, axis: Axis, top: float) -> None:
    """Each infusion as a bar, paler where it was paused, each dose that goes in at once as a triangle."""
    name_lane(paper, top + 3.4, "Doses")
    known = list(doses(paper.record.history).values())
    for place, one in enumerate(known):
        y = top + DOSE_TALL * min(place, MOST_DOSES - 1)
        if one.infusion:
            right = _infusion(paper, axis, y, one)
        else:
            x = axis.x(one.started_at)
            paper.set_fill_color(*DOSE)
            paper.polygon([(x - 1.3, y + 1.2), (x + 1.3, y + 1.2), (x, y + 3.8)], style="F")
            right = x + 1.5
        paper.ink(6.2)
        text = f"{one.drug} {told(one.given(paper.record.until), one.unit)}"
        wide = paper.get_string_width(paper.shown(text))
        x = right + 1
        if x + wide > axis.right:
            x = axis.x(one.started_at) - wide - 2
        if x < axis.left:
            x = axis.x(one.started_at) + 1
            paper.ink(6.2, (255, 255, 255), bold=True)
        paper.write_at(x, y + 3.4, text)
    if not known:
        paper.ink(6.5, GREY)
        paper.write_at(axis.left + 1, top + 3.4, "not recorded: no dose was told")


def _infusion(paper: Paper, axis: Axis, y: float, dose: Dose) -> float:
    """Draws one infusion; where its bar ends."""
    over = min(paper.record.until, dose.ends_at or paper.record.until)
    ends = [at for at, _ in dose.rates[1:]] + [over]
    for (since, rate), until in zip(dose.rates, ends, strict=True):
        left, right = axis.x(since), axis.x(max(since, until))
        paper.set_fill_color(*(DOSE if rate else PAUSED))
        if right > left:
            paper.rect(left, y + 1.2, right - left, 2.6, style="F")
    return axis.x(over)


def scale_lanes(paper: Paper, axis: Axis, top: float) -> None:
    """Each scale's observations as small bars with their numbers; those that were corrected aren't drawn."""
    known = observations(paper.record.history)
    for place, what in enumerate(scales_shown(paper.record)):
        y, scale = top + place * SCALE_TALL, SCALES[what]
        name_lane(paper, y + 4.6, scale.name.removesuffix(" score"))
        paper.ink(5, GREY)
        paper.write_at(axis.left - 12.2, y + 4.6, f"{scale.least:g}-{scale.most:g}", 11, "R")
        paper.set_draw_color(*PALE)
        paper.set_line_width(0.1)
        paper.line(axis.left, y + 5.4, axis.right, y + 5.4)
        _bars(paper, axis, y, [one for one in known if one.what == what], scale.least, scale.most)


def _bars(paper: Paper, axis: Axis, y: float, seen: Sequence[Observation], least: float, most: float) -> None:
    free = axis.left - 5
    for one in seen:
        if isinstance(one.value, str):
            continue
        x, tall = axis.x(one.at), 0.35 + 4.2 * (one.value - least) / (most - least)
        paper.set_fill_color(*SCALE)
        paper.rect(x - 0.55, y + 5.4 - tall, 1.1, tall, style="F")
        paper.ink(6)
        text = f"{one.value:g}"
        if x + 0.9 >= free:
            paper.write_at(x + 0.9, y + 4.6, text)
            free = x + 1.4 + paper.get_string_width(text)


def alarm_lanes(paper: Paper, axis: Axis, top: float) -> None:
    """The alarms in a row for each priority: a mark at the onset, a bar until the end, a stroke where it was seen."""
    known = courses(paper.record)
    for place, priority in enumerate(sorted(Priority, reverse=True)):
        mine = [one for one in known if one.worst is priority]
        y = top + ALARM_TALL * place + ALARM_TALL / 2
        name_lane(paper, y + 0.9, f"{priority.name.capitalize()}", f"{len(mine)} alarm{'' if len(mine) == 1 else 's'}")
        paper.set_draw_color(*PALE)
        paper.set_line_width(0.1)
        paper.line(axis.left, y, axis.right, y)
        for one in mine:
            _alarm(paper, axis, y, one, paper.record.until)


def _alarm(paper: Paper, axis: Axis, y: float, course: Course, until: Instant) -> None:
    colour = PRIORITY[course.worst]
    left, right = axis.x(course.last.onset_at), axis.x(course.over_at or until)
    paper.set_draw_color(*colour)
    paper.set_line_width(0.8)
    if right > left:
        paper.line(left, y, right, y)
    mark(paper, course.worst, left, y)
    paper.set_draw_color(*INK)
    paper.set_line_width(0.25)
    for seen in course.seen:
        x = axis.x(seen.at)
        paper.line(x, y - 1.5, x, y + 1.5)


def mark(paper: Paper, priority: Priority, x: float, y: float) -> None:
    """The mark of a priority: a triangle (high), a diamond (medium) or a disc (low), each in its colour."""
    paper.set_fill_color(*PRIORITY[priority])
    paper.set_draw_color(*INK)
    paper.set_line_width(0.12)
    if priority is Priority.HIGH:
        paper.polygon([(x, y - 1.6), (x + 1.5, y + 1.2), (x - 1.5, y + 1.2)], style="DF")
    elif priority is Priority.MEDIUM:
        paper.polygon([(x, y - 1.5), (x + 1.4, y), (x, y + 1.5), (x - 1.4, y)], style="DF")
    else:
        paper.circle(x, y, 1.1, style="DF")
