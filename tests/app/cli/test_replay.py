"""`replay`: the rows and objects it prints, what it says of a bad recording, and a recording posted to a server."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import httpx
import pytest
from jsonschema import validate

from app.cli.output import Stopped
from app.cli.progress import Unseen
from app.cli.replay import seconds_text
from app.cli.repost import repost
from app.live.messages import schemas
from monitors.protocols.recording import read
from tests.app.cli.running import Commands

RECORDING = Path(__file__).parents[2] / "data" / "s25047.csv"
TWO_BEDS = ["bed,time_s,heart_rate,spo2", "1,0,72,97", "2,0,73,96", "1,60,74,", "2,60,,"]


def test_it_prints_a_row_for_each_episode(commands: Commands, tmp_path: Path) -> None:
    printed = commands.run("replay", str(RECORDING))
    rows = list(csv.DictReader(printed.out.splitlines()))
    assert printed.code == 0
    assert list(rows[0]) == ["bed", "time_s", "param", "priority", "condition", "text"]
    assert "blood_pressure.low" in {row["condition"] for row in rows}
    assert all(row["text"] and row["bed"] == "0" for row in rows)
    assert [float(row["time_s"]) for row in rows] == sorted(float(row["time_s"]) for row in rows)
    target = tmp_path / "alarms.csv"
    written = commands.run("replay", str(RECORDING), "--alarms", str(target))
    assert (written.code, written.out) == (0, "")
    assert target.read_text() == printed.out


def test_it_prints_alarms_as_the_contract_shows_them(commands: Commands) -> None:
    lines = commands.run("replay", str(RECORDING), "--profile", "ketamine-iv", "--json").out.splitlines()
    alarms = [json.loads(line) for line in lines]
    assert alarms
    for alarm in alarms:
        validate(alarm, schemas()["alarm"])
    assert alarms[0]["id"].startswith("s0.")


def test_it_prints_the_alarm_load_as_a_table_and_as_json(commands: Commands) -> None:
    episodes = commands.run("replay", str(RECORDING), "--json").out.splitlines()
    table = commands.run("replay", str(RECORDING), "--load").out
    assert table.startswith(f"{len(episodes)} alarms in ")
    assert "by rule" in table
    told = json.loads(commands.run("replay", str(RECORDING), "--load", "--json").out)
    assert told["alarms"] == len(episodes) == sum(one["alarms"] for one in told["by_kind"])
    assert told["bed_hours"] > 1
    assert {one["waiting"] for one in told["acknowledgement"]} == {0}


def test_a_recording_that_cannot_be_read_is_told_by_line_and_column(commands: Commands, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("time_s,spo2\n0,97\n1,often\n")
    ended = commands.run("replay", str(bad))
    assert ended.code == 1
    assert "line 3" in ended.err
    assert "spo2" in ended.err
    bad.write_bytes(b"\xff\xfe\x00")
    assert commands.run("replay", str(bad)).code == 1
    assert commands.run("replay", str(tmp_path / "none.csv")).code == 3
    assert commands.run("replay", str(RECORDING), "--profile", "mine").code == 2


def test_seconds_are_written_without_what_says_nothing() -> None:
    assert [seconds_text(at) for at in (0, 60_000_000, 1_500_000, -500_000)] == ["0", "60", "1.5", "-0.5"]


class Ward:
    """A server that keeps what it is posted, and is busy once."""

    def __init__(self, mode: str = "test", gateway: bool = True, devices: tuple[str, ...] = ("1", "2")) -> None:
        self.mode, self.gateway, self.devices = mode, gateway, devices
        self.posts: list[dict[str, object]] = []
        self.busy = True
        self.waits: list[float] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        """One request."""
        match request.url.path:
            case "/readyz":
                return httpx.Response(200, json={"mode": self.mode})
            case "/v1/devices/mine":
                return httpx.Response(200, json={"gateway": self.gateway, "devices": list(self.devices)})
        if self.busy:
            self.busy = False
            return httpx.Response(503, headers={"retry-after": "2"})
        self.posts.append(json.loads(request.content))
        return httpx.Response(202, json={})

    def play(self, lines: list[str], speed: float = 60.0) -> None:
        """Posts a recording."""
        repost(
            read(lines), "http://ward.test", "key", speed, Unseen(), transport=httpx.MockTransport(self.answer),
            wait=self.waits.append, ticks=lambda: 0.0,
        )


def test_rows_are_posted_at_their_speed_by_the_devices_of_their_beds() -> None:
    ward = Ward()
    ward.play(TWO_BEDS)
    first, second = ward.posts
    assert [(one["device"], one["vital"], one["value"]) for one in first["readings"]] == [  # type: ignore[attr-defined]
        ("1", "heart_rate", 72), ("1", "spo2", 97), ("2", "heart_rate", 73), ("2", "spo2", 96),
    ]
    assert len(second["readings"]) == 1  # type: ignore[arg-type]
    assert first["epoch"] == second["epoch"]
    assert ward.waits == [2.0, 1.0]


def test_one_bed_needs_no_name() -> None:
    ward = Ward(gateway=False, devices=("m1",))
    ward.play(["time_s,spo2", "0,97"])
    assert "device" not in ward.posts[0]["readings"][0]  # type: ignore[index]


@pytest.mark.parametrize(("ward", "said"), [
    (Ward(mode="production"), "production"), (Ward(gateway=False), "one device"), (Ward(devices=("1",)), "named 2"),
])
def test_what_does_not_fit_is_refused_before_anything_is_posted(ward: Ward, said: str) -> None:
    with pytest.raises(Stopped, match=said):
        ward.play(TWO_BEDS)
    assert not ward.posts
