"""`rules`: a profile in words, for people and for scripts, and a file that can or can't be used as one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.cli.running import Commands

GENERAL = Path(__file__).parents[3] / "alerts" / "profiles" / "general.toml"


def test_every_rule_is_told_in_words_with_priority_and_source(commands: Commands) -> None:
    told = commands.run("rules", "explain", "--profile", "ketamine-iv")
    assert told.code == 0
    for words in ("spo2-low", "medium", "SpO2 below 90 %", "Mindray", "cuff_every.infusion: 10 min"):
        assert words in told.out


def test_scripts_are_told_every_number_with_its_unit(commands: Commands) -> None:
    told = commands.run("rules", "explain", "--profile", "general", "--json").json
    assert told["profile"] == "general"
    for rule in told["rules"]:
        assert rule.keys() >= {"rule", "condition", "priority", "phases", "what", "parameters", "source"}
        assert all(one.keys() == {"name", "value", "unit", "says"} for one in rule["parameters"])


def test_one_rule_is_told_with_all_its_numbers(commands: Commands) -> None:
    told = commands.run("rules", "explain", "--rule", "spo2-low").out
    assert "heart-rate" not in told
    assert "limit: 90 %" in told
    assert "latches: no" in told
    assert "on_count: 1," in told


@pytest.mark.parametrize(("option", "name"), [("--profile", "nosuch"), ("--rule", "nosuch")])
def test_what_is_not_there_is_a_mistake_of_usage_that_names_what_is(commands: Commands, option: str, name: str) -> None:
    ended = commands.run("rules", "explain", option, name)
    assert (ended.code, ended.out) == (2, "")
    assert "one of" in ended.err


def test_a_file_that_can_be_used_is_summed_up(commands: Commands) -> None:
    assert "usable" in commands.run("rules", "check", str(GENERAL)).out
    told = commands.run("rules", "check", str(GENERAL), "--json")
    assert told.code == 0
    assert (told.json["usable"], told.json["profile"]) == (True, "general")


@pytest.mark.parametrize(("old", "new", "words"), [
    ("below = 90", "beneath = 90", ("general.toml", "beneath", "docs/profiles.md")),
    ("clear = 92", "clear = 88", ("general.toml", "spo2-low", "clear", "quiet side")),
    ("on_after_s = 10", "on_after_s = 10000", ("general.toml", "on_after_s", "0 to 600")),
    ("below = 90", "below = 0.9", ("general.toml", "spo2-low", "not plausible", "50 to 100")),
    ("below = 85", "below = 92", ("general.toml", "spo2-very-low", "clear")),
])
def test_a_file_that_cannot_be_used_is_told_by_file_key_and_fix(
    commands: Commands, tmp_path: Path, old: str, new: str, words: tuple[str, ...]
) -> None:
    bad = tmp_path / "general.toml"
    bad.write_text(GENERAL.read_text().replace(old, new, 1))
    ended = commands.run("rules", "check", str(bad), "--json")
    assert ended.code == 1
    for word in words:
        assert word in ended.err
    assert json.loads(ended.out)["usable"] is False


def test_a_file_that_is_not_there_or_no_text_is_told(commands: Commands, tmp_path: Path) -> None:
    assert commands.run("rules", "check", str(tmp_path / "none.toml")).code == 3
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    assert commands.run("rules", "check", str(tmp_path / "bytes.toml")).code == 1
