"""The paper of a PDF: A4 with the record's head and foot on every page, its typeface, and its mode across the page."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from unicodedata import category
from zoneinfo import ZoneInfo

from fpdf import FPDF

from app.report.plain import NOT_A_DEVICE
from app.report.record import Record
from app.report.telling import local, stamp
from monitors.instant import Instant, to_datetime

LEFT, RIGHT, TOP, BOTTOM = 14.0, 196.0, 12.0, 281.0
"""Where the page's content lies, mm."""

Colour = tuple[int, int, int]
INK, GREY, PALE = (25, 28, 33), (105, 110, 118), (222, 225, 229)
RED = (196, 30, 34)
FACES = {"": "Roboto-Regular.ttf", "B": "Roboto-Bold.ttf"}
UNKNOWN = "?"


def typeface() -> dict[str, Path]:
    """The files of the typeface by style; empty where its package is not installed."""
    found = find_spec("font_roboto")
    if found is None or found.origin is None:
        return {}
    folder = Path(found.origin).parent / "files"
    files = {style: folder / name for style, name in FACES.items()}
    return files if all(file.is_file() for file in files.values()) else {}


@dataclass(frozen=True, slots=True)
class Head:
    """What the head and foot of every page say; `under` is the line beneath the title, `belongs` whose page it is."""

    title: str
    under: str
    belongs: str
    site: str
    mode: str
    made_at: Instant
    zone: ZoneInfo


class Sheet(FPDF):
    """Pages of one report; `replaced` says whether a letter was shown that the typeface lacks."""

    def __init__(self, head: Head, faces: dict[str, Path]) -> None:
        super().__init__("portrait", "mm", "A4")
        self.head = head
        self.replaced = False
        self._family = "Roboto" if faces else "Helvetica"
        for style, file in faces.items():
            self.add_font(self._family, style, file)
        self._letters = self._known() if faces else frozenset(range(32, 127)) | frozenset(range(160, 256))
        self.set_auto_page_break(auto=False)
        self.set_margins(LEFT, TOP, 210 - RIGHT)
        self.c_margin = 0
        self.set_creation_date(to_datetime(head.made_at))
        self.set_title(head.title)
        self.set_author("Infusion Watch")
        self.set_producer("Infusion Watch")
        self.set_lang("en")

    def _known(self) -> frozenset[int]:
        faces = [font for key, font in self.fonts.items() if key.startswith(self._family.lower())]
        return frozenset.intersection(*(frozenset(face.cmap) for face in faces))  # type: ignore[union-attr]  # added ones

    def shown(self, text: str) -> str:
        """A text as the typeface can show it; what it lacks becomes a question mark, and is remembered."""
        plain = "".join(" " if category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)
        found = "".join(letter if ord(letter) in self._letters else UNKNOWN for letter in plain)
        self.replaced |= found != plain
        return found

    def ink(self, size: float, colour: Colour = INK, *, bold: bool = False) -> None:
        """Chooses size (points) and colour of the letters that follow."""
        self.set_font(self._family, "B" if bold else "", size)
        self.set_text_color(*colour)

    def write_at(self, x: float, y: float, text: str, width: float = 0, align: str = "L") -> None:
        """Writes one line at a place; `width` is where it is aligned in."""
        shown = self.shown(text)
        if align != "L":
            x += (width - self.get_string_width(shown)) / (1 if align == "R" else 2)
        self.text(x, y, shown)

    def fit(self, x: float, y: float, text: str, room: float, size: float, colour: Colour = INK) -> None:
        """Writes one line in letters that are smaller where it is long; what is longer still ends in dots."""
        shown = self.shown(text)
        for smaller in (size, size - 1, size - 2, size - 3):
            self.ink(smaller, colour)
            if self.get_string_width(shown) <= room:
                break
        lines = self.wrapped(shown, room - 3)
        self.write_at(x, y, shown if self.get_string_width(shown) <= room else f"{lines[0]} ...")

    def wrapped(self, text: str, width: float) -> list[str]:
        """A text in lines of a width, in the letters chosen."""
        lines: list[str] = []
        line = ""
        for word in self.shown(text).split(" "):
            longer = f"{line} {word}" if line else word
            if self.get_string_width(longer) <= width:
                line = longer
                continue
            lines += [line] if line else []
            line = word
            while self.get_string_width(line) > width:
                fits = next(n for n in range(len(line), 0, -1) if n == 1 or self.get_string_width(line[:n]) <= width)
                lines.append(line[:fits])
                line = line[fits:]
        return [*lines, line] if line or not lines else lines

    def header(self) -> None:
        """The head of every page: whose record it is, and the mode where no patient is real."""
        one = self.head
        self.ink(15, bold=True)
        self.write_at(LEFT, TOP + 5, one.title)
        self.fit(LEFT, TOP + 10, one.under, 140, 8.5, GREY)
        self.ink(8.5, GREY)
        self.write_at(LEFT, TOP + 5, self.wrapped(one.site, 110)[0], RIGHT - LEFT, "R")
        if one.mode != "real":
            self.ink(8.5, RED, bold=True)
            self.write_at(LEFT, TOP + 10, f"{one.mode.upper()}: no real patient", RIGHT - LEFT, "R")
        self.set_draw_color(*INK)
        self.set_line_width(0.4)
        self.line(LEFT, TOP + 12, RIGHT, TOP + 12)
        self.set_y(TOP + 15)

    def finish(self) -> bytes:
        """The whole document; only now is known how many pages there are, and whether letters were replaced."""
        for page in range(1, self.pages_count + 1):
            self.page = page
            self.ink(1)  # the page's own last letters were others than the library believes: it must say them anew
            self._foot(page)
            if self.head.mode != "real":
                self._across(self.head.mode.upper())
        return bytes(self.output())

    def _across(self, word: str) -> None:
        with self.local_context(fill_opacity=0.07), self.rotation(52, 105, 160):
            self.ink(150, RED, bold=True)
            self.write_at(0, 178, word, 210, "C")

    def _foot(self, page: int) -> None:
        """The foot of a page: what this program is not, where the page belongs, and when it was made."""
        one = self.head
        self.set_draw_color(*PALE)
        self.set_line_width(0.2)
        self.line(LEFT, BOTTOM + 2, RIGHT, BOTTOM + 2)
        self.ink(6.5, GREY)
        self.write_at(LEFT, BOTTOM + 5.2, f"Infusion Watch: {NOT_A_DEVICE}.")
        made = f"{one.belongs}, made {stamp(one.made_at, one.zone)}, times of {one.zone.key}."
        more = f" {UNKNOWN} stands for letters that the typeface lacks." if self.replaced else ""
        self.write_at(LEFT, BOTTOM + 8.4, made + more)
        self.write_at(LEFT, BOTTOM + 5.2, f"page {page} of {self.pages_count}", RIGHT - LEFT, "R")


class Paper(Sheet):
    """Pages of the record of one session."""

    def __init__(self, record: Record, faces: dict[str, Path]) -> None:
        begun = local(record.opened_at, record.zone)
        super().__init__(Head(
            f"Record of session {record.session}", f"{record.label}  ·  bed {record.bed}  ·  {begun:%d %B %Y}",
            f"Session {record.session}", record.site, record.mode, record.made_at, record.zone,
        ), faces)
        self.record = record
