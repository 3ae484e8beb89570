"""Names come from the project's vocabulary, and every module and public name opens with one sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house import tree

NOT_USED = {
    "alert", "engine", "manager", "processor", "helper", "helpers", "util", "utils", "common", "base", "data", "handle",
}


def words(name: str) -> set[str]:
    """The lower-case words of a snake_case or CamelCase name."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)}


def named(path: Path) -> Iterator[tuple[int, str]]:
    """The names a file defines: its own, its classes' and its functions'."""
    yield 1, path.stem
    for node in ast.walk(tree.tree(path)):
        if isinstance(node, tree.Function | ast.ClassDef):
            yield node.lineno, node.name


def test_no_name_outside_the_vocabulary() -> None:
    wrong = [
        f"{path}:{line} {name}" for path in tree.modules() for line, name in named(path) if words(name) & NOT_USED
    ]
    assert not wrong, "\n".join(wrong)


def test_every_module_opens_with_a_sentence() -> None:
    paths = [*tree.modules(), *tree.files(".py", under=("tests", "bench"))]
    wrong = [
        str(path) for path in paths
        if tree.text(path).strip() and not tree.first_sentence(ast.get_docstring(tree.tree(path)))
    ]
    assert not wrong, "\n".join(wrong)


def test_every_public_name_opens_with_a_sentence() -> None:
    wrong = [
        f"{one.path}:{one.line} {one.name}"
        for path in tree.modules()
        for one in tree.public_definitions(path)
        if not tree.first_sentence(one.docstring)
    ]
    assert not wrong, "\n".join(wrong)
