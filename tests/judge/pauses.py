"""The scalar judge's audio pauses: everything that was asked is kept, and worked out anew whenever it is looked at."""

from __future__ import annotations

from typing import NamedTuple

from monitors.instant import Duration, Instant

KINDS = ("physiological", "technical")


class Asked(NamedTuple):
    """A pause that somebody asked for, or (without a person) its end."""

    at: Instant
    by: str = ""
    lasting: Duration = 0
    at_most: Duration = 0


class Pauses:
    """What was asked of each bed and kind, in order."""

    def __init__(self) -> None:
        self.asked: dict[tuple[str, str], list[Asked]] = {}

    def ask(self, bed: str, kind: str, asked: Asked) -> None:
        """A person pauses a sound."""
        self.asked.setdefault((bed, kind), []).append(asked)

    def end(self, bed: str, kind: str) -> None:
        """A person resumes it, or an alarm pierces it."""
        self.ask(bed, kind, Asked(0))

    def running(self, now: Instant) -> dict[tuple[str, str], tuple[Instant, str]]:
        """What is paused now: until when, and by whom."""
        found = {}
        for key, asked in self.asked.items():
            began_at = until_at = 0
            by = ""
            for one in asked:
                if not one.by:
                    until_at = 0
                    continue
                began_at = one.at if until_at <= one.at else began_at
                until_at, by = min(one.at + one.lasting, began_at + one.at_most), one.by
            if until_at > now:
                found[key] = (until_at, by)
        return found
