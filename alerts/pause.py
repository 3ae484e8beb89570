"""Audio pauses: timed, per bed, physiological and technical kinds apart; they quiet a sound, never an alarm."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from alerts.alarm import Alarm, Kind, Priority
from monitors.instant import Duration, Instant


class Sound(StrEnum):
    """Which alarms of a bed a pause quiets; the protocol's go with the technical ones."""

    PHYSIOLOGICAL = "physiological"
    TECHNICAL = "technical"


class Pause(NamedTuple):
    """Until when the sound is paused, by whom, and when the first of an unbroken row of pauses began."""

    until_at: Instant
    by: str
    began_at: Instant


def sound_of(kind: Kind) -> Sound:
    """Which pause quiets alarms of a kind."""
    return Sound.PHYSIOLOGICAL if kind is Kind.PHYSIOLOGICAL else Sound.TECHNICAL


class Pauses:
    """The pauses that run, by bed and kind of sound."""

    def __init__(self) -> None:
        self.running: dict[tuple[str, str], Pause] = {}

    def begin(self, bed: str, sound: str, by: str, lasting: Duration, at_most: Duration, at: Instant) -> None:
        """Pauses a sound from `at`; where it is paused already, the whole lasts `at_most` at most."""
        before = self.running.get((bed, sound))
        began_at = at if before is None or before.until_at <= at else before.began_at
        self.running[bed, sound] = Pause(min(at + lasting, began_at + at_most), by, began_at)

    def end(self, bed: str, sound: str) -> None:
        """Somebody wants to hear it again."""
        self.running.pop((bed, sound), None)

    def clear(self, bed: str) -> None:
        """Another patient's pauses are none of this one's."""
        for sound in Sound:
            self.end(bed, sound)

    def cap(self, bed: str, at_most: Duration) -> None:
        """No pause of a bed lasts longer than its profile says now."""
        for (place, sound), one in self.running.items():
            if place == bed:
                self.running[place, sound] = one._replace(until_at=min(one.until_at, one.began_at + at_most))

    def pierce(self, alarm: Alarm) -> None:
        """A new or worse alarm of high priority is heard at once: the pause of its kind on its bed is over."""
        if alarm.priority is Priority.HIGH:
            self.end(alarm.scope.bed, sound_of(alarm.kind))

    def due_at(self) -> Instant | None:
        """When the next pause is over."""
        return min((one.until_at for one in self.running.values()), default=None)

    def lapse(self, at: Instant) -> None:
        """Ends what was paused until `at` or before."""
        self.running = {key: one for key, one in self.running.items() if one.until_at > at}

    def at(self, now: Instant) -> dict[str, dict[str, Pause]]:
        """What is paused at an instant: bed -> kind of sound -> pause."""
        found: dict[str, dict[str, Pause]] = {}
        for (bed, sound), one in self.running.items():
            if one.until_at > now:
                found.setdefault(bed, {})[sound] = one
        return found
