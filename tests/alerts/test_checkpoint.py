"""Checkpoint plus tail equals the whole."""

from __future__ import annotations

import msgspec
import pytest

from alerts import checkpoint
from alerts.profile_file import load_profile
from alerts.watch import Watch
from monitors.entries import Acknowledged
from tests.alerts.building import PROFILES, Fed, profiles


def test_a_watch_restored_in_the_middle_of_everything_goes_on_the_same() -> None:
    whole, split = Fed("s1", "s2"), Fed("s1", "s2")
    for fed in (whole, split):
        fed.steady(0, 66, session="s1", spo2=97, heart_rate=80)
        fed.steady(66, 80, session="s1", spo2=86, heart_rate=130)
        fed.put(80, Acknowledged("s1.spo2.low.1", 1))
    state = split.watch.dump()
    split.watch = Watch(profiles())
    split.watch.load(state)
    for fed in (whole, split):
        fed.steady(81, 90, session="s1", spo2=82, heart_rate=130)
        fed.steady(90, 140, session="s2", device="d2", spo2=97)
        fed.wait(400)
    assert whole.log == split.log
    assert whole.watch.dump() == split.watch.dump()
    assert len(whole.log) > 5


def test_new_limits_count_from_the_restart_and_other_rules_are_refused() -> None:
    fed = Fed("s1")
    fed.steady(0, 30, spo2=91)
    state = fed.watch.dump()
    text = (PROFILES / "ketamine-iv.toml").read_text()
    stricter = load_profile("ketamine-iv.toml", text.replace("below = 90\nclear = 92", "below = 92\nclear = 94"))
    fed.watch = Watch(profiles() | {"ketamine-iv": stricter})
    fed.watch.load(state)
    fed.steady(30, 45, spo2=91)
    assert "below 92" in fed.the("spo2.low").text
    other = load_profile("ketamine-iv.toml", text.replace('id = "spo2-low"', 'id = "spo2-else"'))
    with pytest.raises(ValueError, match="other rules"):
        Watch(profiles() | {"ketamine-iv": other}).load(state)


def test_another_versions_state_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        checkpoint.decode(msgspec.msgpack.encode({"now": 1}))
