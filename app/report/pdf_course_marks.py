"""The marks of a course's chart: dots and rings, arrows, crosses where nothing was recorded, and numbers with room."""

from __future__ import annotations

from collections.abc import Callable

from app.report.pdf_paper import GREY, Colour, Sheet


def dot(sheet: Sheet, x: float, y: float, colour: Colour, *, ring: bool) -> None:
    """A dot, or a ring."""
    sheet.set_draw_color(*colour)
    sheet.set_fill_color(*((255, 255, 255) if ring else colour))
    sheet.set_line_width(0.35)
    sheet.circle(x, y, 0.95, style="DF")


def cross(sheet: Sheet, x: float, y: float) -> None:
    """A grey cross: not recorded."""
    sheet.set_draw_color(*GREY)
    sheet.set_line_width(0.2)
    sheet.line(x - 0.7, y - 0.7, x + 0.7, y + 0.7)
    sheet.line(x - 0.7, y + 0.7, x + 0.7, y - 0.7)


def arrow(sheet: Sheet, x: float, start: float, end: float, wide: float) -> None:
    """From one height to another; a short stroke where both are the same."""
    sheet.set_line_width(0.55)
    if abs(end - start) < 0.5:
        sheet.line(x - wide, end, x + wide, end)
        return
    down = 1 if end > start else -1
    sheet.line(x, start, x, end - 1.2 * down)
    sheet.polygon([(x - wide, end - 1.6 * down), (x + wide, end - 1.6 * down), (x, end)], style="F")
    sheet.circle(x, start, 0.45, style="F")


def writer(sheet: Sheet, colour: Colour) -> Callable[[float, float, str], None]:
    """Writes numbers in the middle of an x, those that would touch the one before left out."""
    free = [-1.0]

    def write(x: float, y: float, text: str) -> None:
        sheet.ink(6, colour)
        half = sheet.get_string_width(text) / 2
        if x - half >= free[0]:
            sheet.write_at(x - half, y, text)
            free[0] = x + half + 0.6

    return write
