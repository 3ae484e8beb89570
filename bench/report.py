"""Prints a result as a markdown table and, when asked, puts it between its markers in docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A markdown table."""
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows))


def machine() -> str:
    """What it ran on, in one line."""
    return f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores."


def tell(name: str, text: str) -> None:
    """Prints a result; with `--write` among the arguments it goes to its place on the page too."""
    sys.stdout.write(text + "\n")
    if "--write" in sys.argv:
        begin, end = f"<!-- bench: {name} -->", f"<!-- /bench: {name} -->"
        before, rest = PAGE.read_text(encoding="utf-8").split(begin)
        _, after = rest.split(end)
        PAGE.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
