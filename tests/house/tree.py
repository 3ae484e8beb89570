"""What the house checks look at: the project's own files, and what their syntax trees say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("monitors", "alerts", "app", "simulators")
FOLDERS = (*PACKAGES, "tests", "bench", "docs", ".ci")
TOP = (
    "pyproject.toml", "constraints.txt", "Makefile", "README.md", "CHANGELOG.md", "Dockerfile", "docker-compose.yml",
    "hatch_build.py", ".gitignore", ".dockerignore", ".npmrc",
)
NOT_OURS = {"node_modules", "static", "__pycache__"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*endings: str, under: tuple[str, ...] = FOLDERS) -> Iterator[Path]:
    """The project's files with one of these endings, as paths from the root, in a fixed order."""
    for folder in under:
        for path in sorted((ROOT / folder).rglob("*")):
            inside = path.relative_to(ROOT)
            if path.is_file() and path.name.endswith(endings) and not NOT_OURS & set(inside.parts):
                yield inside


def top_files() -> Iterator[Path]:
    """The files at the root that belong to the project."""
    for name in TOP:
        if (ROOT / name).exists():
            yield Path(name)


def modules(*under: str) -> Iterator[Path]:
    """The Python modules of packages, without empty ones."""
    for path in files(".py", under=under or PACKAGES):
        if text(path).strip():
            yield path


def text(path: Path) -> str:
    """The text of a file of the project."""
    return (ROOT / path).read_text(encoding="utf-8")


def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(text(path), str(path))


def functions(path: Path) -> Iterator[Function]:
    """Every function of a Python file, nested ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def first_sentence(docstring: str | None) -> str:
    """The first sentence of a docstring on one line; empty where there is none."""
    paragraph = " ".join((docstring or "").split("\n\n")[0].split())
    end = re.search(r"(?<!e\.g)(?<!i\.e)(?<!vs)[.!?](?= |$)", paragraph)
    return paragraph[: end.end()] if end else ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A public function or class and where it stands."""

    path: Path
    line: int
    name: str
    docstring: str | None


def public_definitions(path: Path) -> Iterator[Definition]:
    """The public functions and classes at the top of a module."""
    for node in tree(path).body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield Definition(path, node.lineno, node.name, ast.get_docstring(node))
