"""Profiles that are like another: what a file says counts, rule by rule; the rest is the other's."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

SITE = "site"
"""The name of the clinic's own file of rules and figures, on which every profile stands."""

OWN = ("like", "without", "rule", "suspicion", "observation_rule", "composite")


class LikenessError(Exception):
    """A file is like one that isn't there, like itself, or takes away what isn't there; the text names key and fix."""


def whole(text: str, others: Mapping[str, str], seen: tuple[str, ...] = ()) -> dict[str, Any]:
    """The tables of a profile's text with those of the profile that it is like; `others` are the texts by name.

    One that is like none stands on the site's file, if there is one: what the profile says itself comes first.
    Raises tomllib.TOMLDecodeError and LikenessError.
    """
    own = tomllib.loads(text)
    name = own.get("like")
    if name is None and SITE in others and SITE not in seen:
        name = SITE
    if name is None:
        if "without" in own:
            raise LikenessError("without: there is nothing to leave out; say `like` too")
        return own
    if name in seen:
        raise LikenessError(f"like: {' -> '.join((*seen, name))} goes in a circle; take one of them out")
    if name not in others:
        raise LikenessError(f"like: there is no profile {name!r}; one of {', '.join(sorted(others))}")
    base = whole(others[name], others, (*seen, name))
    rules = _replaced(base.get("rule", []), own.get("rule", []), "id")
    for one in own.get("without", []):
        if all(rule.get("id") != one for rule in rules):
            raise LikenessError(f"without: {name} has no rule {one!r}; name one of its ids")
    kept = [rule for rule in rules if rule.get("id") not in own.get("without", [])]
    suspicions = _replaced(base.get("suspicion", []), own.get("suspicion", []), "vital")
    others_kept = {
        name: _replaced(base.get(name, []), own.get(name, []), "id")
        for name in ("observation_rule", "composite") if name in base or name in own
    }
    tables = {"rule": kept, "suspicion": suspicions} | others_kept
    return base | {key: value for key, value in own.items() if key not in OWN} | tables


def _replaced(before: list[dict[str, Any]], own: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """The tables of before, each replaced by the own one of the same key; own ones that are new come behind."""
    mine = {table.get(key): table for table in own}
    known = {table.get(key) for table in before}
    return [mine.get(table.get(key), table) for table in before] + [one for one in own if one.get(key) not in known]
