"""Patients, their scores and courses on the command line, on a stopped ward's folder and on a running server."""

from __future__ import annotations

from pathlib import Path

from tests.app.cli.running import Commands, serving


def treated(commands: Commands, label: str, bed: str) -> str:
    """A session that is over."""
    commands.done("bed", "add", bed)
    asked = ("--bed", bed, "--protocol", "general", "--patient", label)
    session = str(commands.done("session", "open", *asked)["session"])
    commands.done("session", "close", session, "--reason", f"{label} went home")
    return session


def held(commands: Commands, text: str) -> bool:
    """Whether any file of the folder has a text in it."""
    return any(text.encode() in path.read_bytes() for path in commands.folder.iterdir())


def test_a_patient_is_found_and_erased_in_a_stopped_ward(commands: Commands) -> None:
    session, other = treated(commands, "label-of-zed", "C1"), treated(commands, "label-of-ann", "C2")
    (found,) = commands.done("patient", "find", "zed")
    assert (found["patient"], [one["session"] for one in found["sessions"]]) == ("label-of-zed", [session])
    assert held(commands, "label-of-zed")
    done = commands.done("patient", "erase", "label-of-zed", "--reason", "asked for it")
    assert done == {"left_as": "erased-1", "sessions": 1}
    assert not held(commands, "label-of-zed")
    assert commands.done("patient", "find", "zed") == []
    shown = commands.run("patient", "find", "label", "--data", str(commands.folder)).out
    assert shown.splitlines()[1].split() == ["label-of-ann", "-", "-", "-", other]


def test_a_refusal_says_the_fix(commands: Commands) -> None:
    commands.done("bed", "add", "C1")
    commands.done("session", "open", "--bed", "C1", "--protocol", "general", "--patient", "p-1")
    refused = commands.on("patient", "erase", "p-1", "--reason", "asked")
    assert (refused.code, "close it first" in refused.err) == (1, True)
    refused = commands.on("patient", "erase", "p-9", "--reason", "asked")
    assert (refused.code, "p-9" in refused.err) == (1, True)


def test_a_running_server_is_asked_and_starts_again_without_them(commands: Commands) -> None:
    treated(commands, "ward 3/17", "C1")
    with serving(commands.folder):
        (found,) = commands.done("patient", "find", "3/17")
        assert found["patient"] == "ward 3/17"
        assert commands.done("patient", "erase", "ward 3/17", "--reason", "asked")["left_as"] == "erased-1"
    with serving(commands.folder):
        assert not held(commands, "ward 3/17"), "whatever a killed server left in the log is gone with the next start"
        (kept,) = commands.done("patient", "find", "")
        assert kept["patient"] == "erased-1"


def course(commands: Commands, label: str, *more: str) -> dict[str, object]:
    """A patient's course as JSON."""
    ended = commands.run("patient", "course", label, "--format", "json", *more, "--data", str(commands.folder))
    assert ended.code == 0, ended.err
    found: dict[str, object] = ended.json
    return found


def test_a_score_and_a_course_of_a_stopped_ward_and_of_a_running_server(commands: Commands, tmp_path: Path) -> None:
    session = treated(commands, "ward 3/17", "C1")
    at = "2026-11-01T09:00:00+01:00"
    (first,) = commands.done("patient", "score", "ward 3/17", "phq9", "21", "--at", at, "--note", "by phone")["scores"]
    assert (first["value"], first["at"], first["by"]) == (21, "2026-11-01T08:00:00.000Z", "local")
    shown = commands.run("patient", "score", "ward 3/17", "mood", "3", "--data", str(commands.folder)).out
    assert [line.split()[1] for line in shown.splitlines()] == ["what", "phq9", "mood"]
    stopped = course(commands, "ward 3/17")
    page = tmp_path / "course.pdf"
    ended = commands.run("patient", "course", "ward 3/17", "--out", str(page), "--data", str(commands.folder))
    assert (ended.code, page.read_bytes()[:4]) == (0, b"%PDF"), ended.err
    with serving(commands.folder):
        running = course(commands, "ward 3/17")
        assert running["sessions"] == stopped["sessions"]
        assert running["scores"] == stopped["scores"]
        told = commands.done("patient", "score", "ward 3/17", "phq9", "12", "--corrects", str(first["entry"]))
        assert [one["struck"] for one in told["scores"]] == [True, False, False]
    assert [one["session"] for one in course(commands, "ward 3/17")["sessions"]] == [session]  # type: ignore[attr-defined]


def test_what_a_course_or_score_can_not_be_is_said(commands: Commands) -> None:
    treated(commands, "p-1", "C1")
    assert commands.run("patient", "course", "p-1", "--data", str(commands.folder)).code == 2
    for wrong in ("yesterday", "2026-11-01T09:00:00"):
        ended = commands.on("patient", "score", "p-1", "phq9", "9", "--at", wrong)
        assert (ended.code, "is no time" in ended.err) == (2, True)
    ended = commands.on("patient", "score", "p-1", "phq9", "28")
    assert (ended.code, "0 to 27" in ended.err) == (1, True)
    ended = commands.run("patient", "course", "p-9", "--format", "json", "--data", str(commands.folder))
    assert (ended.code, "there is no patient" in ended.err) == (1, True)
