"""The scalar judge's listening: since when nobody hears a bed, word for word after docs/judging.md."""

from __future__ import annotations

from alerts.alarm import Priority
from monitors.entries import ListeningChanged
from monitors.instant import SECOND, Instant
from tests.judge.episodes import Book, Worst

UNWATCHED = "session.unwatched"


class Listening:
    """Every entry that said who listens, and since when each bed is unheard."""

    def __init__(self) -> None:
        self.told: list[tuple[Instant, ListeningChanged]] = []

    def tell(self, body: ListeningChanged, at: Instant) -> None:
        """Somebody listens at these beds from now on."""
        self.told.append((at, body))

    def resume(self, at: Instant) -> None:
        """Nobody is there yet: at every bed nobody listens from now on, if ever anything was said of it."""
        if self.told:
            self.told = [(at, ListeningChanged())]

    def unheard_since(self, bed: str) -> Instant | None:
        """Since when nobody has listened at a bed; None while somebody does."""
        since = None
        for at, body in self.told:
            if body.all_beds or bed in body.beds:
                since = None
            elif since is None:
                since = at
        return since


class Hearing:
    """Whether a session's alarms of high priority are heard."""

    def __init__(self, session: str, bed: str, book: Book) -> None:
        self.session, self.bed, self.book = session, bed, book
        self.listening = Listening()

    def _unwatched_at(self) -> Instant | None:
        """When it is unwatched: nobody has heard an active alarm of high priority for 10 s."""
        since = self.listening.unheard_since(self.bed)
        sounding = [
            one.armed_at for one in self.book.of(self.session)
            if one.worst.priority is Priority.HIGH and one.condition != UNWATCHED
            and one.id.split(".")[0] == self.session
        ]
        return None if since is None or not sounding else max(since, min(sounding)) + 10 * SECOND

    def _told(self) -> bool:
        return (self.session, UNWATCHED) in self.book.active

    def due(self) -> Instant | None:
        """When time puts it up."""
        return None if self._told() else self._unwatched_at()

    def look(self, at: Instant) -> None:
        """Turns `session.unwatched`."""
        due, key = self._unwatched_at(), (self.session, UNWATCHED)
        if due is None or (due <= at and not self._told()):
            worst = None if due is None else Worst(Priority.HIGH, UNWATCHED, None, due - 10 * SECOND)
            before = self.book.active.get(key)
            self.book.turn(key, self.session, at, worst, latches=False)
            one = self.book.active.get(key) or before
            if one is not None:
                self.book.note_changed(one, at)
