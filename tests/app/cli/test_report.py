"""`report` on a stopped ward's folder and on a running server: files, standard output, refusals, and the audit."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from tests.app.cli.running import Commands, serving


@pytest.fixture
def opened(commands: Commands) -> Commands:
    """A folder with an open session."""
    commands.done("bed", "add", "C1")
    commands.done("session", "open", "--bed", "C1", "--protocol", "ketamine-iv", "--patient", "Ms A")
    return commands


def report(commands: Commands, *arguments: str) -> tuple[int, str, str]:
    """One report of the folder: exit code, standard output and error."""
    ended = commands.run("report", *arguments, "--data", str(commands.folder))
    return ended.code, ended.out, ended.err


def test_each_format_of_a_stopped_ward(opened: Commands, tmp_path: Path) -> None:
    pdf = tmp_path / "s1.pdf"
    code, out, err = report(opened, "s1", "--out", str(pdf))
    assert (code, out) == (0, ""), err
    assert "bytes" in err
    assert pdf.read_bytes().startswith(b"%PDF")
    assert report(opened, "s1", "--format", "rems-text")[1].startswith("REMS summary of session s1")
    assert report(opened, "s1", "--format", "csv", "--table", "events")[1].startswith("session,at,kind")
    assert json.loads(report(opened, "s1", "--format", "fhir")[1])["resourceType"] == "Bundle"
    for form in ("json", "rems"):
        told = json.loads(report(opened, "s1", "--format", form)[1])
        assert told["session"] == "s1"


def test_what_can_not_be_done_is_said(opened: Commands, tmp_path: Path) -> None:
    assert report(opened, "s1")[0] == 2
    code, _, err = report(opened, "s9", "--format", "json")
    assert (code, "there is no session" in err) == (1, True)
    code, _, err = report(opened, "s1", "--out", str(tmp_path / "nowhere" / "s1.pdf"))
    assert (code, "can't write" in err) == (3, True)
    assert report(opened, "s1", "--format", "doc")[0] == 2


def test_a_running_servers_record_is_the_same_and_is_in_its_audit(opened: Commands) -> None:
    before = json.loads(report(opened, "s1", "--format", "json")[1])
    with serving(opened.folder) as server:
        code, out, err = report(opened, "s1", "--format", "json")
        assert code == 0, err
        told = json.loads(out)
        assert {**told, "made_at": ""} == {**before, "made_at": ""}
        assert report(opened, "s9", "--format", "json")[0] == 1
        token = json.loads((opened.folder / "server.json").read_text())["token"]
        audit = httpx.get(f"{server.url}/v1/audit", headers={"Authorization": f"Bearer {token}"}).json()["entries"]
    exported = [one["details"] for one in audit if one["what"] == "RecordExported"]
    assert exported == [{"session": "s1", "format": "json"}] * 2
