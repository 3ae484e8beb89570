"""Whether anybody can hear: an active alarm of high priority at a bed that no armed screen watches is one itself.

The program tells which beds are heard (`ListeningChanged`); a Watch that expects no screens (a replay) takes every bed
as heard until it is told otherwise (docs/judging.md, "Unwatched"; hazard H2).
"""

from __future__ import annotations

import msgspec
from msgspec import structs

from alerts.alarm import Kind, Priority, Scope
from alerts.book import Book
from alerts.condition import Finding
from monitors.entries import ListeningChanged
from monitors.instant import SECOND, Duration, Instant

CONDITION = "session.unwatched"
GRACE: Duration = 10 * SECOND
"""How long nobody may listen (proposal: a page that is loaded anew, or a link that was lost, is back within it)."""

TEXT = "Nobody can hear this bed for {time}: no screen with its sound on watches it"
SOURCE = "CONTRACT section 4; 10 s: proposal (docs/judging.md)"


class Heard(msgspec.Struct):
    """At which beds somebody listens (None: at all), and since when nobody does at the others.

    `told` says that somebody said so, or that screens are expected.
    """

    beds: frozenset[str] | None
    told: bool
    lost: dict[str, Instant] = {}
    lost_else: Instant = 0


class Listening:
    """Knows where somebody listens, and keeps `session.unwatched` of every session."""

    def __init__(self, book: Book, *, screens: bool) -> None:
        self.book = book
        self.screens = screens
        self.heard = Heard(frozenset() if screens else None, screens)

    def tell(self, told: ListeningChanged, at: Instant) -> None:
        """Somebody listens at these beds from now on, and at no other."""
        now = None if told.all_beds else frozenset(told.beds)
        before = self.heard.beds
        if now is None:
            self.heard = Heard(None, told=True)
        elif before is None:
            self.heard = Heard(now, told=True, lost_else=at)
        else:
            lost = {bed: since for bed, since in self.heard.lost.items() if bed not in now}
            self.heard = structs.replace(self.heard, beds=now, lost=lost | dict.fromkeys(before - now, at))

    def resume(self, at: Instant) -> None:
        """After a restart no screen is there yet."""
        if self.heard.told:
            self.heard = Heard(frozenset(), told=True, lost_else=at)

    def restore(self, heard: Heard) -> None:
        """Goes on from a checkpoint; where screens are expected only what somebody said counts."""
        if heard.told or not self.screens:
            self.heard = heard

    def due_at(self) -> Instant | None:
        """When the next session is unwatched if nothing changes."""
        waiting = (since for scope, since in self._unheard().items() if self.book.current(scope, CONDITION) is None)
        first = min(waiting, default=None)
        return None if first is None else first + GRACE

    def look(self, at: Instant) -> None:
        """Brings every session's alarm in line with who listens at `at`."""
        unheard = self._unheard()
        standing = {alarm.scope for alarm in self.book.active.values() if alarm.condition == CONDITION}
        for scope in sorted(standing - set(unheard)):
            self.book.weigh(scope, CONDITION, [], at)
        for scope, since in unheard.items():
            if scope not in standing and since + GRACE <= at:
                found = Finding(CONDITION, 0, Kind.TECHNICAL, Priority.HIGH, since, SOURCE, detail=TEXT)
                self.book.weigh(scope, CONDITION, [found], at)

    def _unheard(self) -> dict[Scope, Instant]:
        """The sessions with an active alarm of high priority that nobody hears, and since when."""
        heard, found = self.heard, dict[Scope, Instant]()
        if heard.beds is None:
            return found
        for alarm in self.book.active.values():
            scope, high = alarm.scope, alarm.priority is Priority.HIGH and alarm.condition != CONDITION
            if high and scope.session and scope.bed not in heard.beds:
                found[scope] = min(found.get(scope, alarm.armed_at), alarm.armed_at)
        return {scope: max(since, heard.lost.get(scope.bed, heard.lost_else)) for scope, since in found.items()}
