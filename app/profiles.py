"""The profiles that come with the program, read from their files."""

from __future__ import annotations

from importlib.resources import files

from alerts.profile import Profile
from alerts.profile_file import load_profile


def read_texts() -> dict[str, str]:
    """The text of every profile's file, by its name."""
    found = sorted(files("alerts").joinpath("profiles").iterdir(), key=lambda one: one.name)
    return {
        one.name.removesuffix(".toml"): one.read_text(encoding="utf-8") for one in found if one.name.endswith(".toml")
    }


def read_profiles() -> dict[str, Profile]:
    """Every profile by its file's name; raises ProfileError naming file, key and fix."""
    texts = read_texts()
    return {name: load_profile(f"{name}.toml", text, texts) for name, text in texts.items()}
