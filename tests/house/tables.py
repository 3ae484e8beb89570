"""The tables and pages of the documents that are made from the program; `--write` puts them there anew."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from alerts.alarm import MEANING, TRANSITIONS, State, Step
from alerts.load import DEFINITIONS
from alerts.treatment.scales import SCALES
from app.web import errors
from tests.house import rule_pages, tree


def of_modules() -> str:
    """The modules and their first sentences."""
    rows = ["| module | what it is for |", "|---|---|"]
    for path in tree.modules():
        sentence = tree.first_sentence(ast.get_docstring(tree.tree(path)))
        if path.name != "__init__.py" and "versions" not in path.parts:
            rows.append(f"| `{path.as_posix()}` | {cell(sentence)} |")
    return "\n".join(rows)


def of_codes() -> str:
    """The stable codes of errors, by status."""
    by_status = sorted(errors.TABLE.items(), key=lambda item: (item[1][0], item[0]))
    rows = [f"| {status} | `{code}` | {cell(title)} |" for code, (status, title) in by_status]
    return "\n".join(["| status | code | |", "|---|---|---|", *rows])


def of_lifecycle() -> str:
    """The picture of an alarm's life, and what each step is."""
    rows = ["```mermaid", "stateDiagram-v2", "    [*] --> on: onset"]
    arrows: dict[tuple[State, State], list[str]] = {}
    for (state, step), after in TRANSITIONS.items():
        arrows.setdefault((state, after), []).append(step.value)
    rows += [f"    {before} --> {after}: {', '.join(steps)}" for (before, after), steps in arrows.items()]
    rows += ["    ended --> [*]", "```", "", "| step | from | to | what it is |", "|---|---|---|---|"]
    for step in Step:
        pairs = [(state, after) for (state, one), after in TRANSITIONS.items() if one is step]
        sides = [", ".join(dict.fromkeys(side)) for side in zip(*pairs, strict=True)]
        rows.append(f"| {step} | {' | '.join(sides)} | {cell(MEANING[step])} |")
    return "\n".join(rows)
def of_load() -> str:
    """The constants of the alarm load with their sources."""
    rows = [f"| `{one.name}` | {one.value:g} | {one.unit} | {one.says} | {cell(one.source)} |" for one in DEFINITIONS]
    return "\n".join(["| constant | value | unit | what it says | source |", "|---|---|---|---|---|", *rows])


def of_protocols() -> str:
    """Every number of the shipped protocols, table by table, with its source."""
    rows = ["| protocol | table | numbers | source |", "|---|---|---|---|"]
    for path in sorted((tree.ROOT / "alerts" / "protocols").glob("*.toml")):
        for name, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for one in value if isinstance(value, list) else [value] if isinstance(value, dict) else ():
                told = ", ".join(f"{key} {_plain(number)}" for key, number in one.items() if key != "source")
                rows.append(f"| {path.stem} | {name} | {cell(told)} | {cell(one['source'])} |")
    return "\n".join(rows)


def of_scales() -> str:
    """The scales that an observation may be on."""
    rows = ["| `what` | name | values | LOINC |", "|---|---|---|---|"]
    for what, one in SCALES.items():
        values = "free words" if one.free else ", ".join(one.words) or f"{one.least:g} to {one.most:g}"
        rows.append(f"| `{what}` | {one.name} | {values} | {one.loinc or 'our own code'} |")
    return "\n".join(rows)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return " and ".join(str(one) for one in value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def cell(text: str) -> str:
    """A text as a cell of a markdown table."""
    return text.replace("|", "\\|")


TABLES: dict[str, tuple[Path, Callable[[], str]]] = {
    "modules": (Path("docs/architecture.md"), of_modules),
    "lifecycle": (Path("docs/lifecycle.md"), of_lifecycle),
    "codes": (Path("docs/integrating.md"), of_codes),
    "load": (Path("docs/alarm-load.md"), of_load),
    "protocols": (Path("docs/protocols.md"), of_protocols),
    "scales": (Path("docs/protocols.md"), of_scales),
}
"""Each table's name, the page it stands on between its markers, and what makes it."""


def with_table(name: str, page: str) -> str:
    """The page with the table of this name between its markers."""
    before, rest = page.split(f"<!-- {name}: written by `make docs` -->")
    _, after = rest.split(f"<!-- /{name} -->")
    return f"{before}<!-- {name}: written by `make docs` -->\n{TABLES[name][1]()}\n<!-- /{name} -->{after}"


def main(arguments: list[str]) -> int:
    """Puts every table on its page and writes the pages that are made as a whole (`--write`), or prints the tables."""
    for name, (path, make) in TABLES.items():
        if "--write" in arguments:
            (tree.ROOT / path).write_text(with_table(name, tree.text(path)), encoding="utf-8")
        else:
            sys.stdout.write(make() + "\n\n")
    for path, text in rule_pages.pages().items() if "--write" in arguments else ():
        (tree.ROOT / path).parent.mkdir(exist_ok=True)
        (tree.ROOT / path).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
