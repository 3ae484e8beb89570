"""Whether judging works: the one alarm that cannot come from the Watch, because it says that the Watch fails."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from alerts.alarm import Alarm, Kind, Priority, Scope
from alerts.book import Book
from alerts.condition import Finding
from alerts.explain import sentence
from monitors.entries import Acknowledged, Entry
from monitors.instant import MINUTE, Instant

CONDITION = "judging.stalled"
WELL_AFTER = MINUTE
"""So long judging has to work before the alarm ends (proposal): a fault that returns is one episode."""

TEXT = "Judging fails: alarms may be missing, look at the patients themselves"


class _State(msgspec.Struct):
    failed_at: Instant | None
    episodes: dict[str, int]
    active: list[Alarm]


class Judging:
    """Is told when the Watch failed and when it worked, and keeps `site.judging.stalled.<n>` in a book of its own."""

    def __init__(self) -> None:
        self._book = Book()
        self._failed_at: Instant | None = None

    @property
    def stalled(self) -> bool:
        """Whether the Watch failed less than a minute ago."""
        return self._failed_at is not None

    def failed(self, at: Instant) -> None:
        """The Watch raised on what happened at `at`."""
        self._failed_at = max(at, self._failed_at or at)
        self._book.pass_to(at)
        finding = Finding(
            CONDITION, 0, Kind.TECHNICAL, Priority.HIGH, at, "proposal (docs/architecture.md)", detail=TEXT
        )
        self._book.weigh(Scope(), CONDITION, [finding], at)

    def worked(self, at: Instant) -> None:
        """The Watch took in what happened at `at`."""
        self._book.pass_to(at)
        if self._failed_at is not None and at - self._failed_at >= WELL_AFTER:
            self._failed_at = None
            self._book.weigh(Scope(), CONDITION, [], at)

    def apply(self, entry: Entry) -> None:
        """Takes in that a person saw the alarm."""
        match entry.body:
            case Acknowledged(alarm, revision, note):
                self._book.acknowledge(alarm, revision, entry.by, note, entry.at)

    def due_at(self) -> Instant | None:
        """When time alone may change something next."""
        well_at = None if self._failed_at is None else self._failed_at + WELL_AFTER
        return min((at for at in (well_at, self._book.due_at()) if at is not None), default=None)

    def events(self) -> list[Alarm]:
        """The revisions since the last call, oldest first."""
        events, self._book.events = self._book.events, []
        return [_told(alarm) for alarm in events]

    def active(self) -> list[Alarm]:
        """The alarm while it is active."""
        return [_told(alarm) for alarm in self._book.active.values()]

    def alarm(self, alarm_id: str) -> Alarm | None:
        """An episode, active or ended not long ago."""
        alarm = self._book.find(alarm_id)
        return None if alarm is None else _told(alarm)

    def refusal(self, alarm_id: str, revision: int) -> str | None:
        """Why an acknowledgement would be refused: "unknown", "worsened", or None."""
        return self._book.refusal(alarm_id, revision)

    def dump(self) -> bytes:
        """The whole state."""
        book = self._book
        return msgspec.msgpack.encode(_State(self._failed_at, book.episodes, list(book.active.values())))

    def load(self, state: bytes) -> None:
        """Becomes what was dumped."""
        known = msgspec.msgpack.decode(state, type=_State)
        self._failed_at, book = known.failed_at, Book()
        book.episodes = known.episodes
        book.restore(known.active)
        self._book = book


def _told(alarm: Alarm) -> Alarm:
    return replace(alarm, text=sentence(alarm, alarm.at))
