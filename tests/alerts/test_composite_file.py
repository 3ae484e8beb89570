"""The [[composite]] tables of a profile: each takes exactly its figures, mistakes are named."""

from __future__ import annotations

import pytest

from alerts.profile_file import ProfileError, load_profile
from tests.alerts.building import PROFILES

TEXT = (PROFILES / "ketamine-iv.toml").read_text()


@pytest.mark.parametrize(("old", "new", "said"), [
    ("above = 1.1", "above = 10", ["composite[1] (shock-index)", "above: 10", "0.3 to 3"]),
    ("above = 1.1\nclear = 1.0", "above = 1.1\nclear = 1.2", ["clear: 1.2", "quiet side"]),
    ("above = 1.1\nclear", "apart = 20\nclear", ["apart, clear given", "takes exactly above, clear"]),
    ('condition = "shock_index.high"', 'condition = "shock.high"', ["condition: 'shock.high'", "shock_index.high"]),
    ("spo2_below = 92\n", "", ["takes exactly spo2_below, heart_rate_above, systolic_below"]),
    ('id = "two-of-three"', 'id = "spo2-low"', ["id: used twice"]),
    ("on_after_s = 60\noff_after_s = 60", "on_after_s = 6000\noff_after_s = 60", ["on_after_s: 6000", "0 to 600"]),
    ("apart = 20", "appart = 20", ["appart"]),
    ("score = 5", "score = 21", ["composite[3] (news2-urgent)", "score: 21", "1 to 20"]),
    ("single = 3", "single = 4", ["single: 4", "1, 2 or 3, with news2.high only"]),
    ("clear = 1.0", "clear = 1.0\nsingle = 3", ["(shock-index)", "with news2.high only"]),
    ("score = 7", "", ["no figure given", "news2.high takes exactly score"]),
])
def test_a_mistake_is_named_with_file_key_and_fix(old: str, new: str, said: list[str]) -> None:
    assert old in TEXT
    with pytest.raises(ProfileError) as refused:
        load_profile("clinic.toml", TEXT.replace(old, new, 1))
    assert str(refused.value).startswith("clinic.toml: ")
    for words in said:
        assert words in str(refused.value)


def test_a_file_that_is_like_another_replaces_a_rule_by_its_id() -> None:
    own = """name = "own"
title = "Own"
like = "ketamine-iv"
[[composite]]
id = "shock-index"
condition = "shock_index.high"
above = 0.9
clear = 0.8
on_after_s = 30
off_after_s = 30
priority = "high"
source = "signed by Dr Okafor"
"""
    found = load_profile("own.toml", own, {path.stem: path.read_text() for path in PROFILES.glob("*.toml")})
    assert {rule.id: rule.limit for rule in found.composites if rule.id != "two-of-three"} == {
        "heart-rates-apart": 20, "shock-index": 0.9, "news2-urgent": 5, "news2-emergency": 7,
    }
