"""What commands print, and how they end: 0 done, 1 refused or failed, 2 usage, 3 can't reach or open."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

REFUSED = 1
USAGE = 2
UNREACHABLE = 3


class Stopped(Exception):
    """A command cannot go on; the text is for a person, `code` is the exit code."""

    def __init__(self, message: str, hint: str = "", code: int = REFUSED) -> None:
        super().__init__(f"{message} ({hint})" if hint else message)
        self.code = code


def line(text: str) -> None:
    """Prints one line to standard output at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """Prints one line to standard error at once."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def save(made: bytes, out: Path | None) -> None:
    """Writes a file, or to standard output where none is named or it is -."""
    if out is None or str(out) == "-":
        sys.stdout.buffer.write(made)
        sys.stdout.flush()
        return
    try:
        out.write_bytes(made)
    except OSError as closed:
        raise Stopped(f"can't write {out}: {closed.strerror}", code=UNREACHABLE) from None
    note(f"{out}: {len(made):,} bytes")


def show(answer: Mapping[str, object], *, as_json: bool) -> None:
    """Prints one thing: as JSON, or as a name and a value a line, without what is empty."""
    if as_json:
        line(json.dumps(answer, ensure_ascii=False))
        return
    shown = {name: value for name, value in answer.items() if value not in (None, "", [], (), {})}
    width = max((len(name) for name in shown), default=0)
    for name, value in shown.items():
        line(f"{name:<{width}}  {_cell(value)}")


def table(rows: Sequence[Mapping[str, object]], columns: Iterable[str], *, as_json: bool) -> None:
    """Prints a list of things: as JSON, or as aligned columns."""
    if as_json:
        line(json.dumps(list(rows), ensure_ascii=False))
        return
    names = list(columns)
    cells = [names, *([_cell(row.get(name)) for name in names] for row in rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(names))]
    for row in cells:
        line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(str(one) for one in value) or "-"
        case _:
            return str(value)
