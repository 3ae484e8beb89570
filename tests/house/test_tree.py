"""The tree keeps its shape: a test file for each core module, nothing built, no address, no path of one machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house import tree

ADDRESS = re.compile(r'"resolved": *"https?:|index[-]url|pythonhosted\.org|registry\.npmjs|pypi\.org/simple')
MACHINE_PATH = re.compile(r"(?:^|[^A-Za-z0-9_.}-])/(?:work|tmp|root|home)/[A-Za-z]")
FAKE = re.compile(r"unittest\.mock|MagicMock|\bmocker\b|time\.sleep\(|asyncio\.sleep\((?!0\))")
READ = (".py", ".md", ".toml", ".json", ".ts", ".svelte", ".html", ".css", ".npmrc", ".yml", "run", "venv")
SLOW_ON_PURPOSE = ("tests/browser", "tests/crash", "tests/house", "tests/program.py")


def test_each_core_module_has_its_test_file() -> None:
    missing = []
    for path in tree.modules("alerts", "monitors"):
        mirror = Path("tests") / path.with_name(f"test_{path.name}")
        if path.name != "__init__.py" and not (tree.ROOT / mirror).exists():
            missing.append(f"{path} has no {mirror}")
    assert not missing, "\n".join(missing)


def test_no_address_of_a_registry_and_no_path_of_a_machine() -> None:
    here = Path(__file__).resolve().relative_to(tree.ROOT)
    found = [
        f"{path}:{number} {line.strip()[:120]}"
        for path in [*tree.top_files(), *tree.files(*READ)]
        if path != here
        for number, line in enumerate(tree.text(path).splitlines(), 1)
        if ADDRESS.search(line) or MACHINE_PATH.search(line)
    ]
    assert not found, "\n".join(found)


def test_tests_fake_by_hand_and_do_not_sleep() -> None:
    found = [
        f"{path}:{number} {line.strip()[:120]}"
        for path in tree.files(".py", under=("tests",))
        if not str(path).startswith(SLOW_ON_PURPOSE)
        for number, line in enumerate(tree.text(path).splitlines(), 1)
        if FAKE.search(line)
    ]
    assert not found, "\n".join(found)


def test_no_module_level_state() -> None:
    found = [
        f"{path}:{line} {name}" for path in tree.modules() for line, name in empty_containers(tree.tree(path).body)
    ]
    assert not found, "\n".join(found)


def empty_containers(body: list[ast.stmt]) -> Iterator[tuple[int, str]]:
    """The names at a module's top that are bound to an empty container: something is meant to fill it later."""
    for node in body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and is_empty_container(node.value):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            yield node.lineno, ast.unparse(target)


def is_empty_container(value: ast.expr) -> bool:
    """Whether an expression makes an empty list, dict, set or deque."""
    match value:
        case ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
        case ast.Call(func=ast.Name(id=name), args=[], keywords=[]):
            return name in {"list", "dict", "set", "deque", "Counter", "OrderedDict"}
        case ast.Call(func=ast.Name(id="defaultdict")):
            return True
        case _:
            return False
