"""What screens are told, without sockets: one bounded record of what changed, and a place in it for each screen.

A screen's outbox is its place in the record, so a slow one costs nothing: when it is ready again, it takes the newest
state of every bed that changed meanwhile and every alarm revision in order. One that falls behind the record's end is
given a snapshot instead, and is given up when that happens again before it has caught up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from msgspec import structs

from app.live.messages import AlarmMessage

REVISIONS = 5_000
"""Alarm revisions kept for screens that lag."""

ENDED = 2_000
"""Ended episodes kept in their last revision for screens that come back."""


class Told(NamedTuple):
    """An alarm revision, which bed it shows on ("" for none), whether it is active, and which bed it left by it."""

    message: AlarmMessage
    bed: str
    active: bool
    left: str = ""

    @property
    def everywhere(self) -> bool:
        """Whether it concerns every screen: the site's, and a device's that is at no bed."""
        return not self.bed

    def shows(self, beds: frozenset[str] | None) -> bool:
        """Whether it concerns a screen of these beds (None: all)."""
        return beds is None or self.everywhere or self.bed in beds

    def seen_from(self, beds: frozenset[str] | None) -> AlarmMessage | None:
        """What such a screen is told of it; where only the bed that it left is shown: that it is over there.

        That screen hears no more of it: an alarm that stayed active would sound there for good.
        """
        if self.shows(beds):
            return self.message
        if beds is not None and self.left in beds:
            return structs.replace(self.message, state="ended", end_reason=f"at bed {self.bed} from now on")
        return None


class Step(NamedTuple):
    """What a screen is to be sent next: all after `since` (None: all there is) to `number`, of `beds` (None: all)."""

    snapshot: bool
    beds: frozenset[str] | None
    since: int | None
    number: int


class Feed:
    """The record: `number` grows with each offer and never falls."""

    def __init__(self, revisions: int = REVISIONS, ended: int = ENDED) -> None:
        self.number = 0
        self.floor = 0
        self.episode_floor = 0
        self._revisions: deque[tuple[int, Told]] = deque()
        self._bound = revisions
        self._ended_bound = ended
        self._episodes: dict[str, tuple[int, Told]] = {}
        self._ended: deque[tuple[int, str]] = deque()
        self._beds: dict[str, int] = {}
        self._lines: dict[str, int] = {}

    def offer(self, alarms: Iterable[Told], beds: Iterable[str] = (), lines: Iterable[str] = ()) -> int:
        """Adds alarm revisions, oldest first, and the names of beds that changed or whose sparkline grew."""
        self.number += 1
        for told in alarms:
            self._revisions.append((self.number, told))
            self._keep(told)
        while len(self._revisions) > self._bound:
            self.floor, _ = self._revisions.popleft()
        for bed in beds:
            self._beds[bed] = self.number
        for bed in lines:
            self._lines[bed] = self.number
        return self.number

    def revisions(self, since: int, beds: frozenset[str] | None) -> list[AlarmMessage]:
        """Every revision after a number, oldest first."""
        found: list[AlarmMessage] = []
        for number, told in reversed(self._revisions):
            if number <= since:
                break
            if (message := told.seen_from(beds)) is not None:
                found.append(message)
        found.reverse()
        return found

    def episodes(self, since: int | None, beds: frozenset[str] | None) -> list[AlarmMessage]:
        """Every episode that is active, or changed after a number, in its last revision."""
        return [
            told.message for number, told in self._episodes.values()
            if (told.active or (since is not None and number > since)) and told.shows(beds)
        ]

    def changed_beds(self, since: int, beds: frozenset[str] | None) -> Iterator[tuple[str, bool]]:
        """The beds that changed after a number, and whether their sparkline grew."""
        for bed, number in self._beds.items():
            if number > since and (beds is None or bed in beds):
                yield bed, self._lines.get(bed, 0) > since

    def reword(self, change: Callable[[AlarmMessage], AlarmMessage]) -> None:
        """Puts other messages in the place of those that are kept; nobody is told anew."""
        again = [(number, told._replace(message=change(told.message))) for number, told in self._revisions]
        self._revisions = deque(again)
        self._episodes = {
            name: (number, told._replace(message=change(told.message)))
            for name, (number, told) in self._episodes.items()
        }

    def last(self, alarm_id: str) -> Told | None:
        """The last revision offered of an episode, while it is kept."""
        kept = self._episodes.get(alarm_id)
        return kept[1] if kept else None

    def _keep(self, told: Told) -> None:
        name = told.message.id
        self._episodes.pop(name, None)
        self._episodes[name] = (self.number, told)
        if told.active:
            return
        self._ended.append((self.number, name))
        while len(self._ended) > self._ended_bound:
            number, oldest = self._ended.popleft()
            if self._episodes.get(oldest, (0, None))[0] == number:
                del self._episodes[oldest]
                self.episode_floor = number


@dataclass(slots=True)
class Outbox:
    """One screen's place in the feed, and the beds it shows (None: all); empty until it subscribes."""

    feed: Feed
    beds: frozenset[str] | None = None
    sent: int = 0
    subscribed: bool = False
    given_up: bool = False
    _due: bool = False
    _since: int | None = None
    _resyncing: bool = False

    def subscribe(self, beds: frozenset[str] | None, resume: int | None) -> None:
        """Shows these beds from now on, beginning with a snapshot; `resume` is the number it had in this epoch."""
        self.beds = beds
        self.subscribed = self._due = True
        self._since = self._reachable(resume)

    def take(self) -> Step | None:
        """What to send next, None when there is nothing; what is taken counts as sent."""
        if not self.subscribed or self.given_up:
            return None
        number = self.feed.number
        if self._due:
            return self._snapshot(self._since)
        if number == self.sent:
            return None
        if self.sent < self.feed.floor:
            self.given_up = self._resyncing
            self._resyncing = True
            return None if self.given_up else self._snapshot(self._reachable(self.sent))
        self._resyncing = False
        step = Step(snapshot=False, beds=self.beds, since=self.sent, number=number)
        self.sent = number
        return step

    def _snapshot(self, since: int | None) -> Step:
        self._due = False
        self.sent = self.feed.number
        return Step(snapshot=True, beds=self.beds, since=since, number=self.sent)

    def _reachable(self, number: int | None) -> int | None:
        return number if number is not None and self.feed.episode_floor <= number <= self.feed.number else None
