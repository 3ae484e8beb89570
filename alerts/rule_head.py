"""What the table of every rule in a profile file must have: an id of its own, and a source for its numbers."""

from __future__ import annotations


def complaint(rule: str, source: str, used: set[str]) -> str | None:
    """What is wrong with a rule's id or source, by key and fix; the id is among the `used` ones from then on."""
    if rule in used:
        return "id: used twice; give each rule its own"
    used.add(rule)
    return None if source.strip() else "source: empty; say where the number comes from"
