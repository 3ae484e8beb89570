"""The commands on a stopped ward's folder: what they print, what they refuse, how they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import target
from app.journal.lock import acquire
from tests.app.cli.running import Commands


def test_from_an_empty_folder_to_a_session(commands: Commands) -> None:
    assert commands.done("bed", "add", "C1")["bed"] == "C1"
    made = commands.done("device", "add", "m1", "--bed", "C1")
    assert made["device"] == "m1"
    assert made["key"]
    opened = commands.done("session", "open", "--bed", "C1", "--protocol", "ketamine-iv", "--patient", "Mr A",
                           "--weight-kg", "70")
    assert (opened["session"], opened["phase"], opened["weight_kg"]) == ("s1", "baseline", 70)
    assert commands.done("session", "phase", "s1", "infusion")["phase"] == "infusion"
    assert commands.done("bed", "list") == [{"bed": "C1", "session": "s1", "devices": ["m1"], "audio_paused": {}}]
    assert commands.done("session", "close", "s1", "--reason", "done")["closed_at"]


@pytest.mark.parametrize("form", [["--devices", "m1,m2"], ["--devices", "m1", "--devices", "m2"]])
def test_a_gateways_devices_come_with_commas_or_repeated(commands: Commands, form: list[str]) -> None:
    for name in ("m1", "m2"):
        commands.done("device", "add", name)
    made = commands.done("device", "add", "g", "--gateway", *form)
    assert made["devices"] == ["m1", "m2"]
    assert made["key"]


def test_people_and_their_tokens(commands: Commands) -> None:
    anna = commands.done("user", "add", "anna", "--role", "nurse", "--generate-password")
    assert (anna["user"], anna["role"], len(anna["password"]) > 10) == ("anna", "nurse", True)
    wall = commands.done("user", "add", "screen", "--role", "wall")
    assert wall == {"user": "screen", "role": "wall"}
    token = commands.done("token", "add", "--user", "anna")
    assert token["user"] == "anna"
    assert token["token"]
    assert commands.done("user", "reset", "anna")["password"] != anna["password"]


def test_a_device_is_mapped_and_taken_off(commands: Commands) -> None:
    commands.done("bed", "add", "C1")
    commands.done("device", "add", "m1")
    assert commands.done("device", "map", "m1", "C1")["bed"] == "C1"
    assert commands.done("device", "map", "m1", "--none")["bed"] is None
    assert commands.on("device", "map", "m1").code == 2
    assert commands.done("device", "list") == [{"device": "m1", "bed": None, "gateway": False, "devices": []}]


def test_a_device_leaves_an_open_session_with_a_reason_only(commands: Commands) -> None:
    commands.done("bed", "add", "C1")
    commands.done("device", "add", "m1", "--bed", "C1")
    commands.done("session", "open", "--bed", "C1", "--protocol", "general", "--patient", "Mr A")
    refused = commands.on("device", "map", "m1", "--none")
    assert (refused.code, "s1" in refused.err) == (1, True)
    assert commands.done("device", "map", "m1", "--none", "--reason", "broken")["bed"] is None


def test_a_session_is_moved_with_what_goes_along(commands: Commands) -> None:
    for bed in ("C1", "C2", "C3"):
        commands.done("bed", "add", bed)
    for device in ("m1", "m2"):
        commands.done("device", "add", device, "--bed", "C1")
    for bed, patient in (("C1", "Mr A"), ("C3", "Mr C")):
        commands.done("session", "open", "--bed", bed, "--protocol", "general", "--patient", patient)
    move = ("session", "move", "s1", "--bed", "C2", "--device", "m2", "--reason", "sunlight")
    refused = commands.on(*move, "--patient", "Mr B")
    assert (refused.code, "wristband" in refused.err, "Mr A" in refused.err) == (1, True, False)
    assert commands.done(*move, "--patient", "Mr A")["bed"] == "C2"
    assert [(one["device"], one["bed"]) for one in commands.done("device", "list")] == [("m1", "C1"), ("m2", "C2")]
    swap = ("device", "map", "m2", "C3", "--reason", "swapped")
    assert commands.on(*swap).code == 1
    assert commands.done(*swap, "--patient", "Mr C")["bed"] == "C3"


@pytest.mark.parametrize(("arguments", "said"), [
    (["bed", "add", "C.1"], "letters"),
    (["device", "add", "m1", "--bed", "C9"], "C9"),
    (["session", "open", "--bed", "C1", "--protocol", "iv", "--patient", "A"], "ketamine-iv"),
    (["session", "close", "s1", "--reason", " "], "reason"),
    (["user", "add", "x", "--role", "king"], "nurse"),
    (["token", "add", "--user", "nobody"], "nobody"),
])
def test_a_refusal_ends_with_1_and_says_the_fix(commands: Commands, arguments: list[str], said: str) -> None:
    ended = commands.on(*arguments)
    assert (ended.code, ended.out) == (1, "")
    assert said in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("arguments", [
    ["bed", "add"], ["nonsense"], ["bed", "add", "C1", "--colour", "red"], ["bed", "add", "C1", "--token", "x"],
    ["bed", "list", "--url", "http://127.0.0.1:1"], ["bed", "list", "--url", "nonsense", "--token", "x"],
    ["serve", "--mode", "holiday"], ["serve", "--workers", "2"], ["serve", "--test-clock", "5"],
    ["replay", "x.csv", "--url", "http://127.0.0.1:1"],
])
def test_a_wrong_use_ends_with_2(commands: Commands, arguments: list[str]) -> None:
    assert commands.run(*arguments).code == 2


def test_what_cannot_be_reached_or_opened_ends_with_3(commands: Commands, tmp_path: Path) -> None:
    assert commands.run("bed", "list", "--url", "http://127.0.0.1:1", "--token", "x").code == 3
    file = tmp_path / "file"
    file.write_text("")
    assert commands.run("bed", "list", "--data", str(file)).code == 3
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "infusion-watch.db").write_text("this is no database")
    ended = commands.run("bed", "list", "--data", str(tmp_path / "odd"))
    assert ended.code == 3
    assert "Traceback" not in ended.err


def test_a_folder_held_by_something_silent_is_given_up(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target, "TRIES", 2)
    lock = acquire(commands.folder)
    assert lock is not None
    with lock:
        assert commands.on("bed", "list").code == 3
    assert commands.done("bed", "list") == []


def test_a_wrong_setting_is_named(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFUSION_WATCH_PORT", "many")
    ended = commands.on("bed", "list")
    assert ended.code == 2
    assert "port" in ended.err


def test_without_json_it_is_for_people(commands: Commands) -> None:
    commands.done("bed", "add", "C1")
    listed = commands.run("bed", "list", "--data", str(commands.folder)).out.splitlines()
    assert [line.split() for line in listed] == [["bed", "session", "devices"], ["C1", "-", "-"]]


def test_the_store_is_brought_to_this_version(commands: Commands) -> None:
    made = commands.done("migrate")
    assert made["schema"]
    assert commands.done("migrate") == made
