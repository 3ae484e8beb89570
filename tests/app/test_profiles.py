"""The clinic's own profile files over those of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from alerts.profile_file import ProfileError
from app.profiles import read_profiles, read_texts

OWN = """name = "ketamine-iv"
title = "Ketamine, our house"
like = "general"
[[rule]]
id = "spo2-low"
vital = "spo2"
condition = "spo2.low"
below = 92
clear = 93
on_after_s = 10
off_after_s = 15
priority = "medium"
source = "signed by Dr Okafor on 2026-10-01"
"""
SITE = """[[rule]]
id = "fever"
vital = "temperature"
condition = "temperature.high"
above = 38.5
clear = 38
priority = "low"
source = "signed by Dr Okafor on 2026-10-01"

[[rule]]
id = "spo2-low"
vital = "spo2"
condition = "spo2.low"
below = 70
clear = 71
priority = "low"
source = "a profile says otherwise"
"""


def limits(folder: Path, profile: str) -> dict[str, float]:
    """The limits of a profile by rule."""
    return {rule.id: rule.limit for rule in read_profiles(folder)[profile].thresholds}


def test_a_file_of_the_clinic_takes_the_place_of_its_namesake(tmp_path: Path) -> None:
    (tmp_path / "ketamine-iv.toml").write_text(OWN)
    assert limits(tmp_path, "ketamine-iv")["spo2-low"] == 92
    assert limits(tmp_path, "general")["spo2-low"] == 90
    assert read_profiles(tmp_path)["ketamine-im"].name == "ketamine-im"


def test_the_sites_rules_hold_wherever_a_profile_says_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(SITE)
    for name in read_profiles(tmp_path):
        found = limits(tmp_path, name)
        assert (found["fever"], found["spo2-low"]) == (38.5, 90), "site < profile"
    assert "site" not in read_profiles(tmp_path), "it is no profile by itself"


def test_what_cannot_be_read_or_used_is_told_with_file_and_fix(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"nowhere.*name a folder"):
        read_texts(tmp_path / "nowhere")
    (tmp_path / "site.toml").write_text(SITE.replace("above = 38.5", "above = 385"))
    with pytest.raises(ProfileError, match=r"fever.*385 is not plausible for temperature"):
        read_profiles(tmp_path)
