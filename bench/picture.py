"""Small pictures as SVG, written by hand: lines, bands, dots and columns over two axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 560, 280
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 30, 40
INK, GRID = "#57606a", "#d0d7de"
COLOURS = ("#0969da", "#bc4c00", "#1a7f37", "#8250df", "#6e7781")

Points = Sequence[tuple[float, float]]


@dataclass(slots=True)
class Picture:
    """A picture of one thing; `x` and `y` are the ends of the axes, `x_by` and `y_by` the distances of their marks."""

    title: str
    x_name: str
    x: tuple[float, float]
    x_by: float
    y: tuple[float, float]
    y_by: float
    _parts: list[str] = field(default_factory=list)
    _names: list[tuple[str, str]] = field(default_factory=list)

    def line(self, name: str, points: Points, *, dashed: bool = False) -> None:
        """A line with a name."""
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        path = " ".join(self._at(*point) for point in points)
        ink = self._next(name)
        self._parts.append(f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="2"{dash}/>')

    def band(self, low: Points, high: Points) -> None:
        """A pale band, in the colour of the line that comes next."""
        path = " ".join(self._at(*point) for point in (*low, *reversed(high)))
        self._parts.append(f'<polygon points="{path}" fill="{COLOURS[len(self._names)]}" opacity="0.14"/>')

    def dots(self, name: str, points: Points, spread: Sequence[float] = ()) -> None:
        """Dots, with a bar up and down where there is a spread."""
        colour = self._next(name)
        for number, (x, y) in enumerate(points):
            place = self._at(x, y).split(",")
            self._parts.append(f'<circle cx="{place[0]}" cy="{place[1]}" r="4" fill="{colour}"/>')
            if spread:
                low, high = (self._at(x, y + way * spread[number]).split(",")[1] for way in (-1, 1))
                self._parts.append(
                    f'<path d="M{place[0]} {low}V{high}" stroke="{colour}" stroke-width="1.5"/>'
                )

    def columns(self, name: str, points: Points, width: float) -> None:
        """Columns from the bottom, each `width` wide and centred on its point."""
        colour = self._next(name)
        for x, y in points:
            left, top = map(float, self._at(x - width / 2, y).split(","))
            right, floor = map(float, self._at(x + width / 2, self.y[0]).split(","))
            self._parts.append(
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left - 1:.1f}" height="{floor - top:.1f}" '
                f'fill="{colour}" opacity="0.55"/>'
            )

    def svg(self) -> str:
        """The picture's text."""
        look = f'role="img" font-family="sans-serif" font-size="11" fill="{INK}"'
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {look}>',
            f"<title>{self.title}</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            f'<text x="{LEFT}" y="16" font-size="13">{self.title}</text>',
            *self._axes(), *self._parts, *self._legend(), "</svg>\n",
        ])

    def _axes(self) -> list[str]:
        parts = []
        for value in _marks(self.y, self.y_by):
            y = self._at(self.x[0], value).split(",")[1]
            parts.append(f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="{GRID}"/>')
            parts.append(f'<text x="{LEFT - 6}" y="{y}" dy="4" text-anchor="end">{value:g}</text>')
        for value in _marks(self.x, self.x_by):
            x = self._at(value, self.y[0]).split(",")[0]
            parts.append(f'<text x="{x}" y="{HEIGHT - BOTTOM + 15}" text-anchor="middle">{value:g}</text>')
        middle = (LEFT + WIDTH - RIGHT) / 2
        parts.append(f'<text x="{middle:g}" y="{HEIGHT - 8}" text-anchor="middle">{self.x_name}</text>')
        return parts

    def _legend(self) -> list[str]:
        x = WIDTH - RIGHT - 4
        return [
            f'<text x="{x}" y="{TOP + 12 + 14 * number}" text-anchor="end" fill="{colour}">{name}</text>'
            for number, (name, colour) in enumerate(self._names)
        ]

    def _next(self, name: str) -> str:
        colour = COLOURS[len(self._names)]
        self._names.append((name, colour))
        return colour

    def _at(self, x: float, y: float) -> str:
        across = LEFT + (x - self.x[0]) / (self.x[1] - self.x[0]) * (WIDTH - LEFT - RIGHT)
        down = HEIGHT - BOTTOM - (y - self.y[0]) / (self.y[1] - self.y[0]) * (HEIGHT - TOP - BOTTOM)
        return f"{across:.1f},{down:.1f}"


def _marks(ends: tuple[float, float], by: float) -> list[float]:
    """The values at the marks of an axis."""
    return [ends[0] + number * by for number in range(round((ends[1] - ends[0]) / by) + 1)]
