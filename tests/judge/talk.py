"""The scalar judge's devices: how often each posts, whose clock is off, and who talks without a session."""

from __future__ import annotations

from alerts.alarm import Priority
from monitors.instant import MINUTE, SECOND, Duration, Instant
from monitors.reading import Reading
from tests.judge.episodes import Book, Worst
from tests.judge.readings import Learned

SKEW = "device.clock_skew"
UNASSIGNED = "device.unassigned"


class Device:
    """One device, over all sessions."""

    def __init__(self, name: str, book: Book) -> None:
        self.name, self.book = name, book
        self.posting = Learned()
        self.first_at: Instant | None = None
        self.posted_at: Instant | None = None
        self.talking_from: Instant | None = None
        self.quiet_at: Instant | None = None

    @property
    def posts_every(self) -> Duration:
        """The posting interval; 60 s under 3 gaps."""
        return MINUTE if self.posting.median is None else self.posting.median

    @property
    def patience(self) -> Duration:
        """How long it may be silent and still counts as talking."""
        return max(MINUTE, self.posts_every * 3 // 2)

    def post(self, last: Reading) -> None:
        """A post arrived; `last` is this device's last reading in it."""
        at = last.received_at
        if self.posted_at is not None:
            self.posting.gap(at - self.posted_at)
        self.posted_at = at
        self.first_at = at if self.first_at is None else self.first_at

    def weigh(self, last: Reading) -> None:
        """Its clock and its session, as the post shows them."""
        self.book.bed_of[self.name] = last.bed
        at = last.received_at
        first_at = at if self.first_at is None else self.first_at
        skewed = at - first_at >= MINUTE and abs(last.offset) > 30 * SECOND
        self._turn(SKEW, at, at if skewed else None)
        if last.session:
            self.talking_from = self.quiet_at = None
            self._turn(UNASSIGNED, at, None)
            return
        self.talking_from = at if self.talking_from is None else self.talking_from
        self.quiet_at = at + self.patience
        if at - self.talking_from >= MINUTE:
            self._turn(UNASSIGNED, at, self.talking_from)

    def _turn(self, condition: str, at: Instant, since_at: Instant | None) -> None:
        key = (self.name, condition)
        before = self.book.active.get(key)
        worst = None if since_at is None else Worst(Priority.LOW, condition, None, since_at)
        self.book.turn(key, "", at, worst, latches=False)
        one = self.book.active.get(key) or before
        if one is not None:
            self.book.note_changed(one, at)

    def pass_to(self, until: Instant, *, inclusive: bool) -> None:
        """After 60 s of silence it no longer talks."""
        due = self.quiet_at
        if due is not None and (due < until or (inclusive and due == until)):
            self.talking_from = self.quiet_at = None
            self._turn(UNASSIGNED, due, None)

    def resume(self, now: Instant) -> None:
        """Every silence counts from now."""
        if self.quiet_at is not None:
            self.quiet_at = now + self.patience

    def leave(self, now: Instant) -> None:
        """It was bound elsewhere: its own alarms end."""
        for condition in (SKEW, UNASSIGNED):
            one = self.book.active.get((self.name, condition))
            if one is not None:
                self.book.end(one, now)
