"""The program's start: nothing heavy is imported for its help or for a command that needs little."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.program import environment

HEAVY = {"numpy", "fastapi", "uvicorn", "alembic", "sqlalchemy", "httpx", "pydantic", "rich.progress", "app.wiring"}


def imported(statement: str) -> set[str]:
    """The modules that a fresh Python has after a statement."""
    code = f"{statement}\nimport sys; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment())
    return set(done.stdout.split())


def test_the_help_imports_nothing_heavy() -> None:
    assert not imported("import app.cli; app.cli.program()") & HEAVY


@pytest.mark.parametrize("module", ["app.cli.remote", "app.cli.target"])
def test_a_command_on_a_server_imports_little(module: str) -> None:
    assert not imported(f"import {module}") & HEAVY


def test_a_command_on_a_folder_imports_no_web_and_no_judge() -> None:
    found = imported("import app.cli.local")
    assert not found & {"fastapi", "uvicorn", "numpy", "alembic", "app.wiring", "alerts.watch"}
