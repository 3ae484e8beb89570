"""The table of a course's sessions: the newest on the page, a line that sums up older ones, reasons at the foot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase

from alerts.treatment.scales import SCALES
from app.report.course_words import adverse_events, drug_of, given_in_all
from app.report.figure import Figure
from app.report.patient_course import PatientCourse, Treated
from app.report.pdf_paper import GREY, INK, LEFT, PALE, RED, RIGHT, Sheet
from app.report.telling import local, number, told

MOST_ROWS = 20
MOST_LINES = 3
SIZE, LINE, PAD = 6.0, 2.3, 1.0
HEAD_TALL, FOOT, ABOVE = 7.4, 2.5, 5.0
COLUMNS = (
    ("date", "session", 23.0), ("given", "", 24.0), ("baseline", "mmHg", 12.0), ("peak rise", "mmHg", 13.0),
    ("SpO2", "lowest %", 9.0), ("dissociation", "before, peak, end", 17.0), ("scales", "before, end", 27.0),
    ("adverse events", "", 20.0), ("alarms", "H M L", 8.5), ("watched", "min", 10.0), ("closed", "reason", 18.5),
)
EDGES = tuple(LEFT + sum(one[2] for one in COLUMNS[:place]) for place in range(len(COLUMNS)))
ADVERSE = 7
SHOWN_SCALES = ("mood", "anxiety", "pain", "nausea", "dizziness", "distress", "phq9")
"""The scales of the table; sedation and recovery are told by the session's own record."""

ABSENT = "n/r"


@dataclass
class Reasons:
    """Why cells lack their number or doubt it, each reason under one letter."""

    known: list[str] = field(default_factory=list)

    def letter(self, why: str) -> str:
        """The letter of a reason."""
        if why not in self.known:
            self.known.append(why)
        place = self.known.index(why)
        return ascii_lowercase[place] if place < 26 else f"a{ascii_lowercase[place % 26]}"

    def told(self, *figures: Figure, sign: bool = False, between: str = "/") -> str:
        """The numbers of figures; where all lack it is said once, with each reason."""
        if all(one.missing for one in figures):
            letters = dict.fromkeys(self.letter(one.missing) for one in figures)
            return "\u00a0".join((ABSENT, *letters))
        return between.join(self._one(one, sign=sign) for one in figures)

    def _one(self, one: Figure, *, sign: bool) -> str:
        if one.missing:
            return f"{ABSENT}\u00a0{self.letter(one.missing)}"
        value = one.value
        text = (f"{value:+g}" if sign else number(value)) if isinstance(value, int | float) else str(value)
        doubt = next((part for part in one.note.split("; ") if part.startswith("questionable")), "")
        if "provisional" in one.note:
            doubt = one.note.rpartition(", ")[2]
        return f"{text}\u00a0{self.letter(doubt)}" if doubt else text


@dataclass
class Table:
    """A table that was laid out: rows of cells in lines, words on older sessions, and the foot."""

    older: list[str]
    rows: list[list[list[str]]]
    foot: list[str]
    tall: float

    def draw(self, sheet: Sheet, top: float) -> None:
        """Draws it from `top` on."""
        y = _head(sheet, top)
        sheet.ink(SIZE, GREY)
        for text in self.older:
            sheet.write_at(LEFT + 0.5, y + 2.4, text)
            y += LINE + 0.3
        if self.older:
            y = _rule(sheet, y + 0.6) + 0.6
        for cells in self.rows:
            y = _row(sheet, y, cells)
        sheet.ink(5.6, GREY)
        for text in self.foot:
            y += FOOT
            sheet.write_at(LEFT, y, text)


def laid_out(sheet: Sheet, course: PatientCourse, room: float) -> Table:
    """The table with as many of the newest sessions as the room has, 20 at most."""
    count = min(MOST_ROWS, len(course.sessions))
    found = _with(sheet, course, count)
    while found.tall > room and count > 1:
        count -= 1
        found = _with(sheet, course, count)
    return found


def _with(sheet: Sheet, course: PatientCourse, count: int) -> Table:
    reasons = Reasons()
    split = len(course.sessions) - count
    sheet.ink(SIZE)
    rows = [_cells(sheet, _texts(each, course, reasons)) for each in course.sessions[split:]]
    older = sheet.wrapped(_older(course.sessions[:split], course), RIGHT - LEFT - 1) if split else []
    sheet.ink(5.6)
    foot = sheet.wrapped(_foot(reasons, course), RIGHT - LEFT)
    tall = ABOVE + HEAD_TALL + sum(_tall(cells) for cells in rows) + len(foot) * FOOT + 1.5
    return Table(older, rows, foot, tall + (len(older) * (LINE + 0.3) + 1.2 if older else 0))


def _cells(sheet: Sheet, texts: Sequence[str]) -> list[list[str]]:
    return [_lines(sheet, text, one[2] - 1.2) for text, one in zip(texts, COLUMNS, strict=True)]


def _lines(sheet: Sheet, text: str, wide: float) -> list[str]:
    """A cell in lines; one that is too long ends in dots, for the session's record has all of it."""
    lines = sheet.wrapped(text, wide)
    if len(lines) <= MOST_LINES:
        return lines
    kept = lines[:MOST_LINES]
    while kept[-1] and sheet.get_string_width(f"{kept[-1]}...") > wide:
        kept[-1] = kept[-1][:-1]
    return [*kept[:-1], f"{kept[-1]}..."]


def _tall(cells: Sequence[Sequence[str]]) -> float:
    return max(len(lines) for lines in cells) * LINE + PAD


def _texts(one: Treated, course: PatientCourse, reasons: Reasons) -> list[str]:
    """The cells of a session."""
    figure, begun = one.figure, local(one.opened_at, course.zone)
    given = ", ".join(
        reasons.told(each) if each.value is None else f"{drug_of(each)} {told(each.value, each.unit)}"
        for each in one.given
    )
    dissociation = [figure("dissociation_before"), figure("dissociation_peak"), figure("dissociation_after")]
    return [
        f"{begun.day} {begun:%b %Y}, {one.session} {one.protocol}", given,
        reasons.told(figure("baseline_systolic"), figure("baseline_diastolic")),
        reasons.told(figure("rise_systolic"), figure("rise_diastolic"), sign=True),
        reasons.told(figure("lowest_spo2")), reasons.told(*dissociation, between=", "), _scales(one, reasons),
        _events(one), " ".join(number_of(figure(f"alarms_{word}")) for word in ("high", "medium", "low")),
        reasons.told(figure("watched")), one.closed or ("no reason" if one.closed_at is not None else "still open"),
    ]


def number_of(one: Figure) -> str:
    """The number of a figure that is never missing."""
    return number(one.value) if isinstance(one.value, int | float) else ABSENT


def _scales(one: Treated, reasons: Reasons) -> str:
    """Before and at the end of each scale that was asked for or observed; those of which neither is known together."""
    found, unknown = [], []
    for what in SHOWN_SCALES:
        ends = [one.figures[name] for end in ("before", "after") if (name := f"{what}_{end}") in one.figures]
        name = SCALES[what].name.removesuffix(" total")
        if ends and all(each.missing for each in ends):
            unknown.append(name)
        elif ends:
            found.append(f"{name} {reasons.told(*ends, between=', ')}".replace(" ", "\u00a0"))
    if unknown:
        found.append(f"{', '.join(unknown)} {ABSENT} {reasons.letter('neither before the dose nor at the end')}")
    return "; ".join(found) or f"{ABSENT} {reasons.letter('none was asked for, and none was observed')}"


def _events(one: Treated) -> str:
    told_events = [f"{each.what}, {each.severity}{', serious' if each.serious else ''}" for each in one.events]
    return "; ".join(told_events) or "none noted"


def _older(sessions: Sequence[Treated], course: PatientCourse) -> str:
    """What the sessions before those of the table were, in one sentence."""
    first, last = (local(one.opened_at, course.zone) for one in (sessions[0], sessions[-1]))
    parts = [f"{len(sessions)} older sessions, {first.day} {first:%b %Y} to {last.day} {last:%b %Y}, are summed up here"
             if len(sessions) > 1 else f"1 older session, {first.day} {first:%b %Y}, is summed up here"]
    parts += _extremes(sessions)
    parts += [f"given {given_in_all(sessions)}", f"adverse events {adverse_events(sessions)}"]
    counts = [sum(_values(sessions, f"alarms_{word}")) for word in ("high", "medium", "low")]
    parts.append(f"alarms {counts[0]:g} high, {counts[1]:g} medium, {counts[2]:g} low")
    return "; ".join(parts) + ". The JSON has each of them."


def _extremes(sessions: Sequence[Treated]) -> Iterator[str]:
    every: tuple[tuple[str, str, Callable[[list[float]], float], str], ...] = (
        ("rise_systolic", "highest rise of systolic", max, "mmHg"), ("lowest_spo2", "lowest SpO2", min, "%"),
        ("dissociation_peak", "highest dissociation", max, ""),
    )
    for name, words, pick, unit in every:
        known = _values(sessions, name)
        of = "" if len(known) == len(sessions) else f" (known of {len(known)})"
        yield f"{words} {told(pick(known), unit)}{of}" if known else f"{words} not recorded"


def _values(sessions: Sequence[Treated], name: str) -> list[float]:
    found = (one.figure(name).value for one in sessions)
    return [value for value in found if isinstance(value, int | float)]


def _foot(reasons: Reasons, course: PatientCourse) -> str:
    """What a reader must know of the table."""
    if not course.sessions:
        return "No session was opened for this label yet."
    said = "; ".join(f"{reasons.letter(why)}: {why}" for why in reasons.known)
    lacking = f"{ABSENT}: not recorded. {said}. " if said else ""
    return (f"{lacking}Figures are those of each session's own record, which also has sedation and recovery. "
            "Alarms by their highest priority: high, medium, low.")


def _head(sheet: Sheet, top: float) -> float:
    """The heading and the names of the columns; the y beneath."""
    sheet.ink(9, bold=True)
    sheet.write_at(LEFT, top + 3, "Sessions")
    y = top + ABOVE
    sheet.set_fill_color(238, 240, 243)
    sheet.rect(LEFT, y, RIGHT - LEFT, HEAD_TALL - 0.6, style="F")
    for (name, under, _), x in zip(COLUMNS, EDGES, strict=True):
        sheet.ink(6, INK, bold=True)
        sheet.write_at(x + 0.6, y + 2.8, name)
        sheet.ink(5.4, GREY)
        sheet.write_at(x + 0.6, y + 5.5, under)
    return y + HEAD_TALL


def _row(sheet: Sheet, y: float, cells: Sequence[Sequence[str]]) -> float:
    for place, (lines, x) in enumerate(zip(cells, EDGES, strict=True)):
        red = place == ADVERSE and lines != ["none noted"]
        for line, text in enumerate(lines):
            sheet.ink(SIZE, RED if red else GREY if place == 0 and line else INK, bold=place == 0 and not line)
            sheet.write_at(x + 0.6, y + 2.2 + line * LINE, text)
    return _rule(sheet, y + _tall(cells) - 0.4) + 0.4


def _rule(sheet: Sheet, y: float) -> float:
    sheet.set_draw_color(*PALE)
    sheet.set_line_width(0.1)
    sheet.line(LEFT, y, RIGHT, y)
    return y
