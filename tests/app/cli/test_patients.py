"""Finding and erasing patients on the command line, on a stopped ward's folder and on a running server."""

from __future__ import annotations

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
