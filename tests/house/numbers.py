"""Every number of a profile file as written, with its unit and its source: what the documents tell and tests check."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

from monitors.vitals import KINDS, Vital
from tests.house import tree

PROFILES = Path("alerts/profiles")
COUNTS = ("on_count", "off_count", "of", "points", "looks", "off_looks")


class Number(NamedTuple):
    """One number: in which part of the file (a rule's id, a table's name), under which key, in which unit."""

    part: str
    key: str
    value: float
    unit: str
    source: str


def profiles() -> Iterator[tuple[str, str]]:
    """Every shipped profile: its name and its text."""
    for path in sorted((tree.ROOT / PROFILES).glob("*.toml")):
        yield path.stem, path.read_text(encoding="utf-8")


def numbers_of(text: str) -> Iterator[Number]:
    """Every number of a profile's text, in the order of its parts; "as the next" is the source of the next too."""
    before = ""
    for number in _numbers_of(text):
        before = number.source or (before if before.endswith("as the next") else "")
        yield number._replace(source=before)


def _numbers_of(text: str) -> Iterator[Number]:
    for name, value in tomllib.loads(text).items():
        if isinstance(value, list):
            for one in value:
                if isinstance(one, dict):
                    yield from _within(str(one.get("id") or one.get("vital") or name), one, str(one.get("source", "")))
        elif isinstance(value, dict):
            yield from _within(name, value, str(value.get("source") or _comment(text, rf"\[{name}\]")))
        elif _is_number(value):
            yield Number(name, name, value, _unit(name, ""), _comment(text, rf"{name} ="))


def _within(part: str, table: Mapping[str, Any], source: str, before: str = "") -> Iterator[Number]:
    """The numbers of a table and of what is in it; an inner source stands before the outer one."""
    vital = str(table.get("vital", ""))
    for key, value in table.items():
        path = f"{before}{key}"
        inner = value if isinstance(value, list) else [value]
        for one in inner:
            if isinstance(one, dict):
                yield from _within(part, one, str(one.get("source", source)), f"{path}.")
            elif _is_number(one):
                yield Number(part, path, one, _unit(part if part.endswith(("_s", "_min")) else key, vital), source)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _unit(key: str, vital: str) -> str:
    """The unit that a key's name and its rule's vital say; "1" for a count."""
    own = KINDS[Vital(vital)].spoken_unit if vital else ""
    if key in COUNTS:
        return "1"
    if key.endswith("_per_s"):
        return f"{own}/s"
    if key.endswith("_s"):
        return "s"
    if "_min" in key:
        return "min"
    return own or "1"


def _comment(text: str, start: str) -> str:
    """What the comment above a line says after "source:"; keys of one comment may follow each other."""
    lines = text.splitlines()
    place = next(number for number, line in enumerate(lines) if re.match(start, line))
    while place > 0 and re.match(r"[a-z_]+ = ", lines[place - 1]) and not lines[place].startswith("["):
        place -= 1
    above = list(takewhile(lambda line: line.startswith("#"), reversed(lines[:place])))
    told = " ".join(line.lstrip("# ") for line in reversed(above))
    found = re.search(r"source: (.+)", told, re.IGNORECASE)
    return found.group(1).rstrip(".") if found else ""
