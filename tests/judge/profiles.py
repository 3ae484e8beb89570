"""The profiles of the judges' tests: the project's own, and small ones whose delays are over within a few readings."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from alerts.profile import Profile
from alerts.profile_file import load_profile

HERE = Path(__file__).parent
SHIPPED = ("general", "ketamine-iv", "ketamine-im", "esketamine-nasal", "pain-infusion")


@cache
def profiles() -> dict[str, Profile]:
    """Every profile the tests judge by, by name."""
    folder = files("alerts") / "profiles"
    texts = {name: (folder / f"{name}.toml").read_text("utf-8") for name in SHIPPED}
    texts |= {name: (HERE / f"{name}.toml").read_text("utf-8") for name in ("quick", "at-once")}
    return {name: load_profile(f"{name}.toml", text, texts) for name, text in texts.items()}
