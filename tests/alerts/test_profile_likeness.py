"""Profiles that are like another: what they say counts, the rest is the other's, mistakes are named."""

from __future__ import annotations

import pytest

from alerts.profile_file import ProfileError, load_profile
from alerts.profile_likeness import whole
from tests.alerts.building import PROFILES, profile

TEXTS = {path.stem: path.read_text() for path in PROFILES.glob("*.toml")}


def test_a_rule_of_the_same_id_replaces_and_a_new_one_comes_behind() -> None:
    text = """like = "other"
without = ["b"]
[[rule]]
id = "a"
limit = 2
[[rule]]
id = "c"
"""
    other = """title = "Other"
[[rule]]
id = "a"
limit = 1
[[rule]]
id = "b"
"""
    assert whole(text, {"other": other}) == {
        "title": "Other", "rule": [{"id": "a", "limit": 2}, {"id": "c"}], "suspicion": [],
    }


@pytest.mark.parametrize(("text", "said"), [
    ('like = "nobody"', "clinic.toml: like: there is no profile 'nobody'; one of clinic, esketamine-nasal"),
    ('like = "general"\nwithout = ["spo2-lower"]', "without: general has no rule 'spo2-lower'; name one of its ids"),
    ('without = ["spo2-low"]', "without: there is nothing to leave out; say `like` too"),
    ('like = "clinic"', "like: clinic -> clinic goes in a circle"),
])
def test_a_mistake_is_named_with_file_key_and_fix(text: str, said: str) -> None:
    with pytest.raises(ProfileError) as refused:
        load_profile("clinic.toml", text, {**TEXTS, "clinic": text})
    assert said in str(refused.value)


@pytest.mark.parametrize("name", ["ketamine-im", "esketamine-nasal", "pain-infusion"])
def test_the_other_routes_are_judged_like_an_infusion_but_by_their_own_cadence(name: str) -> None:
    one, infusion = profile(name), profile("ketamine-iv")
    assert one.cadence != infusion.cadence
    assert {rule.id for rule in infusion.rules} <= {rule.id for rule in one.rules}
    assert (one.suspicions, one.handling) == (infusion.suspicions, infusion.handling)


def test_before_a_spray_the_pressure_must_be_lower_than_after_it() -> None:
    gate = next(rule for rule in profile("esketamine-nasal").thresholds if rule.id == "systolic-before-dose")
    assert gate.limit == 140
    assert set(gate.phases) == {"baseline"}
