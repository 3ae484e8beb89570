"""`simulate` asks first, plays to a server over its own wire, reports, and ends with the right code."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from simulators.command import DONE, REFUSED, UNREACHABLE, USAGE, Wanted, simulate
from tests.simulators.toy import KEY, Toy, serving

SPEED = 50.0


def fast(**options: object) -> Toy:
    return Toy(clock_rate=SPEED, **options)  # type: ignore[arg-type]


def wanted(toy: Toy, **options: object) -> Wanted:
    given = {"key": KEY, "speed": SPEED, "duration_s": 20.0} | options
    return Wanted(url=toy.url, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("protocol", ["rest", "ws"])
def test_it_plays_a_bed_for_each_device(protocol: str, tmp_path: Path) -> None:
    with serving(fast()) as toy:
        code = simulate(wanted(toy, protocol=protocol, beds=2, report=tmp_path / "report.json"))
    told = msgspec.json.decode((tmp_path / "report.json").read_bytes())
    assert code == DONE
    assert [device["device"] for device in told["devices"]] == ["d1", "d2"]
    assert {post.device for post in toy.posts} == {"d1", "d2"}
    assert sum(device["accepted"] for device in told["devices"]) == sum(len(post.rows) for post in toy.posts)
    assert all(device["sent"] == device["accepted"] >= 40 for device in told["devices"])
    assert told["seconds"] == 20.0


@pytest.mark.parametrize("protocol", ["rest", "ws"])
def test_a_busy_server_is_asked_again(protocol: str, tmp_path: Path) -> None:
    with serving(fast(busy=2, hang_up=1)) as toy:
        assert simulate(wanted(toy, protocol=protocol, report=tmp_path / "report.json", duration_s=60.0)) == DONE
    (device,) = msgspec.json.decode((tmp_path / "report.json").read_bytes())["devices"]
    assert device["retries"] >= 2
    assert device["sent"] == device["accepted"]


def test_a_key_of_its_own_needs_no_name() -> None:
    with serving(fast(devices=None)) as toy:
        assert simulate(wanted(toy)) == DONE
    assert {post.device for post in toy.posts} == {None}


def test_names_can_be_given() -> None:
    with serving(fast(devices=None)) as toy:
        assert simulate(wanted(toy, devices=("a", "b"), scenario="demo-ward")) == DONE
    assert {post.device for post in toy.posts} == {"a", "b"}


@pytest.mark.parametrize(
    ("toy", "options", "code", "said"),
    [
        (Toy(clock_rate=20.0), {}, REFUSED, "give --speed 20"),
        (fast(mode="production"), {}, REFUSED, "--mode test"),
        (fast(), {"key": "other"}, REFUSED, "doesn't know this --key"),
        (fast(), {"beds": 3}, REFUSED, "3 beds need 3"),
        (fast(), {"protocol": "hl7"}, USAGE, "take rest or ws"),
        (fast(), {"protocol": "fax"}, USAGE, "take rest or ws"),
        (fast(), {"scenario": "earthquake"}, USAGE, "calm"),
        (fast(), {"beds": 0}, USAGE, "give 1 or more"),
        (fast(), {"speed": 0.0}, USAGE, "above 0"),
        (fast(), {"seed": -1}, USAGE, "0 or more"),
    ],
)
def test_what_cannot_be_is_said_with_the_fix(
    toy: Toy, options: dict[str, object], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(toy):
        assert simulate(wanted(toy, **options)) == code
    assert said in capsys.readouterr().err
    assert not toy.posts


def test_no_server_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate(Wanted("http://127.0.0.1:9", KEY)) == UNREACHABLE
    assert "can't reach http://127.0.0.1:9" in capsys.readouterr().err
    assert simulate(Wanted("127.0.0.1", KEY)) == USAGE


def test_ten_minutes_of_eight_beds_are_played_in_seconds() -> None:
    with serving(Toy(clock_rate=2000.0, devices=[f"d{number}" for number in range(8)])) as toy:
        code = simulate(wanted(toy, speed=2000.0, duration_s=600.0, scenario="demo-ward"))
    assert code == DONE
    assert sum(len(post.rows) for post in toy.posts) > 8 * 600 * 2
