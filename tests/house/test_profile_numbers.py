"""Every number of a shipped profile: documented, with a unit and a source, and read by the program."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest

from alerts.profile_file import ProfileError, load_profile
from tests.house import rule_pages, tree
from tests.house.numbers import numbers_of, profiles

LINE = re.compile(r"^(\w+) = (-?[\d.]+)$", re.MULTILINE)
SHIPPED = dict(profiles())


def test_the_pages_made_from_the_program_are_current() -> None:
    made = rule_pages.pages()
    there = set(tree.files(".md", under=("docs/rules",)))
    assert there == {path for path in made if path.parent == rule_pages.FOLDER}, "`make docs`, and drop the others"
    for path, text in made.items():
        assert tree.text(path) == text, f"{path}: `make docs` writes it anew"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_number_has_a_unit_a_source_and_words(name: str) -> None:
    found, words = list(numbers_of(SHIPPED[name])), rule_pages.key_words()
    assert len(found) > (5 if "\nlike = " in SHIPPED[name] else 50)
    for number in found:
        assert number.unit, number
        assert number.source, f"{number}: say where it comes from, in `source` or in a comment above its table"
        path = number.key if number.part == number.key else f"{number.part}.{number.key}"
        tables = ("rule", "suspicion", "composite", "observation_rule")
        assert words.keys() & {path, number.key, *(f"{table}.{number.key}" for table in tables)}, path


@pytest.mark.parametrize("name", SHIPPED)
def test_no_number_is_ignored(name: str) -> None:
    text = SHIPPED[name]
    whole = load_profile(f"{name}.toml", text, SHIPPED)
    for match in LINE.finditer(text):
        number = match.group(2)
        other = f"{float(number) + 0.5:g}" if "." in number else str(int(number) + 1)
        changed = f"{text[:match.start(2)]}{other}{text[match.end(2):]}"
        line = text.count("\n", 0, match.start()) + 1
        with suppress(ProfileError):  # what is refused was read
            after = load_profile(f"{name}.toml", changed, SHIPPED)
            assert after != whole, f"{name}.toml:{line}: {match.group()} says nothing"
