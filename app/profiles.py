"""The profiles: those that come with the program, and over them the clinic's own files, read once at the start."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from alerts.profile import Profile
from alerts.profile_file import ProfileError, load_profile
from alerts.profile_likeness import SITE


def read_texts(folder: Path | None = None) -> dict[str, str]:
    """The text of every profile's file, by its name; a file of the clinic's folder takes the place of its namesake.

    Raises ProfileError when the folder can't be read.
    """
    shipped = sorted(files("alerts").joinpath("profiles").iterdir(), key=lambda one: one.name)
    texts = {
        one.name.removesuffix(".toml"): one.read_text(encoding="utf-8") for one in shipped if one.name.endswith(".toml")
    }
    if folder is None:
        return texts
    try:
        own = {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.toml"))}
        next(folder.iterdir(), None)  # a glob of no folder finds nothing, and says nothing
    except (OSError, UnicodeDecodeError) as closed:
        raise ProfileError(f"{folder}: the profiles can't be read ({closed}); name a folder of .toml files") from None
    return texts | own


def read_profiles(folder: Path | None = None) -> dict[str, Profile]:
    """Every profile by its file's name; raises ProfileError naming file, key and fix."""
    texts = read_texts(folder)
    return {name: load_profile(f"{name}.toml", text, texts) for name, text in texts.items() if name != SITE}
