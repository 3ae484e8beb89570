"""Profiles: every number in range, every mistake named with its file, key and fix."""

from __future__ import annotations

import pytest

from alerts.alarm import Priority
from alerts.profile_file import ProfileError, load_profile
from monitors.instant import MINUTE, SECOND
from tests.alerts.building import PROFILES, profile, profiles

TEXT = (PROFILES / "ketamine-iv.toml").read_text()


def test_the_projects_profiles_load_and_every_rule_has_its_source() -> None:
    assert set(profiles()) == {"ketamine-iv", "ketamine-im", "esketamine-nasal", "pain-infusion", "general"}
    for one in profiles().values():
        assert all(len(rule.source) > 20 for rule in one.rules)
        assert [rule.order for rule in sorted(one.rules, key=lambda rule: rule.order)] == list(range(len(one.rules)))


def test_units_are_those_of_the_core() -> None:
    one = profile("ketamine-iv")
    spo2 = next(rule for rule in one.thresholds if rule.id == "spo2-low")
    assert (spo2.side, spo2.limit, spo2.clear, spo2.on_after) == (-1, 90, 92, 15 * SECOND)
    assert one.cadence["infusion"] == 10 * MINUTE
    assert one.handling.expires_after[Priority.HIGH] == 2 * MINUTE
    mean = next(rule for rule in one.thresholds if rule.id == "mean-low")
    assert (mean.inclusive, mean.on_count) == (True, 3)
    assert one.trends[0].limit == 90


@pytest.mark.parametrize(("old", "new", "said"), [
    ("below = 90\nclear = 92", "below = 90\nclear = 88", ["spo2-low", "clear"]),
    ("below = 90\nclear = 92", "below = 90\nabove = 20\nclear = 92", ["below and above", "exactly one"]),
    ("below = 90\nclear = 92", "clear = 92", ["none given", "exactly one"]),
    ("below = 90\nclear = 92", "below = 900\nclear = 920", ["spo2-low", "900", "not plausible"]),
    ('condition = "spo2.low"', 'condition = "spo2.high"', ["condition", "spo2.low"]),
    ("on_after_s = 10", "on_after_s = 6000", ["on_after_s", "0 to 600"]),
    ("on_after_s = 15", 'on_after_s = "15"', ["rule[0].on_after_s"]),
    ("on_after_s = 10", "on_delay = 10", ["on_delay"]),
    ("below = 85\nclear = 87", "below = 95\nclear = 96", ["spo2-very-low", "more extreme"]),
    ("above_baseline = 18\nclear = 12", "above_baseline = -18\nclear = -20", ["above_baseline", "positive"]),
    ('id = "spo2-very-low"', 'id = "spo2-low"', ["used twice"]),
    ("slope_per_s = -0.045", "slope_per_s = 0.045", ["slope_per_s", "negative"]),
    ("window_s = 30\n", "", ["window_s"]),
    ("infusion = 10", "infusion = 0", ["infusion", "0.5 to 120"]),
    ('name = "ketamine-iv"', "name = ", ["not TOML"]),
])
def test_a_mistake_is_named_with_file_key_and_fix(old: str, new: str, said: list[str]) -> None:
    assert old in TEXT
    with pytest.raises(ProfileError) as refused:
        load_profile("clinic.toml", TEXT.replace(old, new, 1))
    assert str(refused.value).startswith("clinic.toml: ")
    for words in said:
        assert words in str(refused.value)
