"""The pages made whole from the program: one for each kind of rule, and one of every shipped profile's numbers."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from alerts.profile_file import load_profile
from tests.house import tree
from tests.house.numbers import Number, numbers_of, profiles

FOLDER = Path("docs/rules")
NUMBERS = Path("docs/profile-numbers.md")
MADE = "<!-- written by `make docs` from the program: change that, not this page -->"
ABOUT_NUMBERS = """\
Every number is configuration and a proposal: the clinic's medical director checks and signs each before any use
([limits of use](limits-of-use.md)). What a key says is in [the keys of a profile](profiles.md);
`infusion-watch rules explain` tells the rules in words."""
NO_NUMBERS = ("id", "vital", "condition", "source", "priority", "phases")


def pages() -> dict[Path, str]:
    """Every such page with its text."""
    made = {FOLDER / f"{path.stem}.md": _rule_page(path) for path in rule_modules()}
    return made | {NUMBERS: _numbers_page()}


def rule_modules() -> Iterator[Path]:
    """The modules of the kinds of rules."""
    for path in tree.modules("alerts/rules"):
        if path.name != "__init__.py":
            yield path


def _rule_page(path: Path) -> str:
    """What a module says of itself, its functions and constants, the keys it reads and the shipped numbers."""
    module = tree.tree(path)
    parts = [f"# Rules: {path.stem.replace('_', ' ')}", MADE, _flat(ast.get_docstring(module) or "")]
    parts += [f"How it is judged, exactly: [how a ward is judged](../judging.md). The module: `{path.as_posix()}`."]
    constants = list(_constants(module))
    if constants:
        parts += ["## Its figures", _table(("figure", "is", "what it says"), constants)]
    named = [
        (f"`{one.name}`", _flat(one.docstring or "")) for one in tree.public_definitions(path) if one.docstring
    ]
    if named:
        parts += ["## How it does that", _table(("part", "what it does"), named)]
    rules = list(_rules_of_kind(path.stem))
    if rules:
        keys = sorted({key for _, rule in rules for key in rule if key not in NO_NUMBERS})
        says = key_words()
        parts += [
            "## The keys it reads", "Those that the shipped profiles use; [every key](../profiles.md).",
            _table(("key", "what it says"), [(f"`{key}`", says.get(f"rule.{key}", "")) for key in keys]),
            "## The numbers of the shipped profiles",
            _table(("profile", "rule", "priority", "numbers", "source"), [_rule_row(*one) for one in rules]),
        ]
    return "\n\n".join(parts) + "\n"


def _rules_of_kind(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The shipped rules and tables, as written, whose class or table is named like the module; with their profiles."""
    for name, text in profiles():
        of_kind = {
            rule.id for rule in load_profile(f"{name}.toml", text, dict(profiles())).rules
            if type(rule).__name__.lower() == kind.replace("_", "")
        }
        written = tomllib.loads(text)
        yield from ((name, rule) for rule in written["rule"] if rule["id"] in of_kind)
        if isinstance(tables := written.get(kind), list):
            yield from ((name, one) for one in tables)


def _rule_row(profile: str, rule: dict[str, Any]) -> tuple[str, ...]:
    """A shipped rule: its numbers and flags as the file has them."""
    given = [f"{key} {_value(value)}" for key, value in rule.items() if key not in NO_NUMBERS]
    phases = f" ({', '.join(rule['phases'])})" if "phases" in rule else ""
    named = rule.get("id") or rule.get("vital", "")
    return profile, f"`{named}`{phases}", rule.get("priority", ""), ", ".join(given), rule["source"]


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _numbers_page() -> str:
    """Every number of every shipped profile."""
    parts = ["# The numbers of the shipped profiles", MADE, ABOUT_NUMBERS]
    for name, text in profiles():
        rows = [_number_row(one) for one in numbers_of(text)]
        parts += [f"## {name}", _table(("where", "key", "value", "unit", "source"), rows)]
    return "\n\n".join(parts) + "\n"


def _number_row(number: Number) -> tuple[str, ...]:
    return f"`{number.part}`", f"`{number.key}`", f"{number.value:g}", number.unit, number.source


def key_words() -> dict[str, str]:
    """What docs/profiles.md says of each key of a profile."""
    page = tree.text(Path("docs/profiles.md"))
    return dict(re.findall(r"^\| `([a-z0-9_.]+)` \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE))


def _constants(module: ast.Module) -> Iterator[tuple[str, str, str]]:
    """The public constants at the top of a module, as written, with their docstrings."""
    for place, node in enumerate(module.body):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and target.id.isupper() and isinstance(value, ast.expr):
            after = module.body[place + 1] if place + 1 < len(module.body) else None
            told = after.value if isinstance(after, ast.Expr) else None
            says = str(told.value) if isinstance(told, ast.Constant) else ""
            yield f"`{target.id}`", f"`{ast.unparse(value)}`", _flat(says)


def _flat(text: str) -> str:
    """A docstring with each of its paragraphs on one line."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n")).replace("|", "\\|")


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Rows as a markdown table."""
    lines = ["| " + " | ".join(cell.replace("\n\n", " ") for cell in row) + " |" for row in (heads, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(heads), *lines[1:]])
