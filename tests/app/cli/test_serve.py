"""`serve`: its first line, its set-up link, its file with the address, the commands on it, and its end."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from tests.app.cli.running import Commands, Serving, serving
from tests.program import command, environment


def local_token(folder: Path) -> str:
    """The token of this machine's command line."""
    return str(json.loads((folder / "server.json").read_text())["token"])


def test_commands_on_its_folder_go_through_the_server(commands: Commands) -> None:
    with serving(commands.folder, "--mode", "test", "--test-clock", "20") as server:
        assert (commands.folder / "server.json").stat().st_mode & 0o777 == 0o600
        ready = httpx.get(f"{server.url}/readyz").json()
        assert (ready["ready"], ready["mode"], ready["clock_rate"]) == (True, "test", 20)
        commands.done("bed", "add", "C1")
        key = commands.done("device", "add", "m1", "--bed", "C1")["key"]
        opened = commands.done("session", "open", "--bed", "C1", "--protocol", "general", "--patient", "Mr Secret")
        bearer = {"Authorization": f"Bearer {key}"}
        posted = httpx.post(f"{server.url}/v1/readings", json={"vital": "spo2", "value": 97}, headers=bearer)
        assert posted.status_code == 202
        away = ("--url", server.url, "--token", local_token(commands.folder))
        assert commands.run("session", "list", "--json", *away).json[0]["session"] == opened["session"]
        commands.done("bed", "add", "C2")
        moved = ("--bed", "C2", "--device", "m1", "--patient", "Mr Secret", "--reason", "sunlight")
        assert commands.done("session", "move", opened["session"], *moved)["bed"] == "C2"
        refused = commands.on("bed", "add", "C1")
        assert refused.code == 1
        assert "exists" in refused.err
        assert commands.run("bed", "list", "--url", server.url, "--token", "wrong").code == 1
        assert server.end() == 0
        assert "Secret" not in server.errors.read_text()
    assert not (commands.folder / "server.json").exists()
    assert commands.done("bed", "list")[1]["session"] == opened["session"]


def set_up_link(server: Serving) -> str:
    """The link on standard error."""
    found = re.search(r"http://\S+/setup\?token=\S+", server.errors.read_text())
    assert found
    return found[0]


def test_an_empty_folder_gets_a_link_for_its_first_administrator(commands: Commands) -> None:
    with serving(commands.folder) as server:
        link = set_up_link(server)
        page = httpx.get(link)
        assert page.status_code == 200
        form = {"token": link.rpartition("=")[2], "name": "ada", "password": "long enough"}
        assert httpx.post(f"{server.url}/setup", data=form).status_code == 303
        assert server.end(signal.SIGINT) == 0
    with serving(commands.folder) as server:
        assert "setup?token" not in server.errors.read_text()
        signed = httpx.post(f"{server.url}/v1/sign-in", json={"name": "ada", "password": "long enough"})
        assert signed.json()["role"] == "administrator"


def test_it_ends_soon_with_a_screen_that_stays(commands: Commands) -> None:
    with serving(commands.folder) as server:
        bearer = {"Authorization": f"Bearer {local_token(commands.folder)}"}
        address = server.url.replace("http", "ws", 1) + "/v1/live"
        with connect(address, additional_headers=bearer, proxy=None) as screen:
            assert json.loads(screen.recv(timeout=10))["type"] == "hello"
            assert server.end(within=8) == 0


def test_after_a_kill_the_old_address_is_not_believed(commands: Commands) -> None:
    with serving(commands.folder) as server:
        commands.done("bed", "add", "C1")
        server.end(signal.SIGKILL)
    assert (commands.folder / "server.json").exists()
    assert [bed["bed"] for bed in commands.done("bed", "list")] == ["C1"]


def test_a_folder_has_one_server_and_a_port_one_owner(commands: Commands, tmp_path: Path) -> None:
    with serving(commands.folder) as server:
        again = commands.run("serve", "--port", "0", "--data", str(commands.folder))
        assert again.code == 3
        assert "in use" in again.err
        port = server.url.rpartition(":")[2]
        other = commands.run("serve", "--port", port, "--data", str(tmp_path / "other"))
        assert other.code == 3
        assert port in other.err


def test_more_than_one_worker_is_refused(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "2")
    ended = commands.run("serve", "--port", "0", "--data", str(commands.folder))
    assert (ended.code, "WEB_CONCURRENCY" in ended.err) == (2, True)


def test_a_channel_that_cannot_be_had_stops_the_start_by_name(commands: Commands) -> None:
    commands.folder.mkdir(exist_ok=True)
    table = '[[notify]]\nname = "pager"\nkind = "webhook"\nurl = "https://x.example"\nsecret_env = "NOT_THERE"\n'
    (commands.folder / "infusion-watch.toml").write_text(table)
    commands.done("bed", "add", "C1")
    arguments = [*command(), "serve", "--port", "0", "--data", str(commands.folder)]
    ended = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False, env=environment())
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "channel pager: secret_env names NOT_THERE" in ended.stderr
