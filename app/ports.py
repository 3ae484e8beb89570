"""The ports: what the application needs of the outside, as protocols that adapters fulfil."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from alerts.alarm import Alarm
from monitors.entries import AnyBody, Entry
from monitors.instant import Instant
from monitors.reading import Batch

if TYPE_CHECKING:
    from app.notify.message import Message


class Clock(Protocol):
    """The server's own clock: monotonic time anchored to UTC at start (CONTRACT section 1)."""

    @property
    def rate(self) -> float:
        """How many times faster than the wall it runs (1 outside test mode)."""

    def now(self) -> Instant:
        """The current instant; it never falls."""

    def wall_seconds(self, until: Instant) -> float:
        """Wall seconds left until an instant (negative when it has passed)."""


@dataclass(frozen=True, slots=True)
class Write:
    """Entries to make durable together, in order, with the alarm revisions they gave rise to.

    `entries` are (at, by, body, batch); `batch` is there for `Received` only.
    """

    entries: Sequence[tuple[Instant, str, AnyBody, Batch | None]] = ()
    alarms: Sequence[Alarm] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What became durable: the number of each entry, and how many readings the unique index already held."""

    numbers: tuple[int, ...]
    duplicates: int = 0


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The folded states after the entry of this number, by name ("watch", "intake", "roster", "people")."""

    number: int
    states: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Point:
    """One recorded reading of a series, for history."""

    measured_at: Instant
    value: float | None
    quality: str


@dataclass(frozen=True, slots=True)
class Bucket:
    """The extremes, mean and count of the values measured in [since, next bucket's since)."""

    since: Instant
    low: float
    high: float
    mean: float
    count: int


class Journal(Protocol):
    """The durable, append-only truth. `append` may be called from the event loop; its future ends in another thread."""

    def append(self, write: Write) -> Future[Written]:
        """Queues a write; the future ends when it is durable, or with JournalError when it cannot be.

        A ClockCorrected places the device's readings before it anew, for `series`, `points` and `buckets`. A
        PatientErased takes, in the same transaction, all that may name its person out of the entries and alarms before
        it, and out of itself; numbers, times and measurements stay, checkpoints from before it go.
        """

    def tail(self, after: int) -> Iterator[Entry]:
        """Every entry with a number above `after`, in order, `Received` with their batch as it was first recorded."""

    def about(self, session: str) -> Iterator[Entry]:
        """Every entry that names a session itself, in order: not its readings, nor what names one of its alarms."""

    def last(self) -> tuple[int, Instant]:
        """Number and time of the last entry; (0, 0) when there is none."""

    def checkpoint(self) -> Checkpoint | None:
        """The newest checkpoint."""

    def save(self, checkpoint: Checkpoint) -> Future[None]:
        """Stores a checkpoint, off the commit path, and forgets the ones before the last."""

    def alarm(self, alarm_id: str) -> list[Alarm]:
        """Every recorded revision of an episode, oldest first; empty when unknown."""

    def ended_alarms(self, session: str | None, limit: int) -> list[Alarm]:
        """The last revision of ended episodes, newest first, of one session or of all."""

    def onsets(self, since: Instant, until: Instant) -> list[Alarm]:
        """Every recorded revision of the episodes whose onset lies in [since, until), by onset, id and revision."""

    def series(self, session: str, vitals: Sequence[str], since: Instant, until: Instant) -> list[tuple[str, str]]:
        """The (vital, device) pairs that have readings of a session in [since, until], in a fixed order."""

    def points(self, session: str, vital: str, device: str, since: Instant, until: Instant) -> list[Point]:
        """The recorded readings of a series in [since, until], by measured_at, then by arrival."""

    def buckets(
        self, session: str, vital: str, device: str, since: Instant, until: Instant, count: int
    ) -> list[Bucket]:
        """At most `count` buckets of equal width over the series' own range in [since, until]; empty ones left out."""

    def stall(self, wall_seconds: float) -> None:
        """Test hook: the writer hangs for this long before its next commit."""

    def release(self) -> None:
        """Ends every stall of the test hook at once."""

    def backlog(self) -> int:
        """Writes queued and not yet durable."""

    def close(self) -> None:
        """Finishes what is queued and lets go of the store."""


class JournalError(Exception):
    """The store could not make a write durable."""


class Unrecordable(JournalError):
    """The write itself can't be stored (a number over 64 bits, half a character): trying it again is in vain."""


class Channel(Protocol):
    """A way out of the building for notifications."""

    async def send(self, message: Message) -> None:
        """Hands a message over; raises ChannelError when it was not taken. The same message may come again."""

    async def close(self) -> None:
        """Lets go of what it holds."""


class ChannelError(Exception):
    """A channel did not take a message; the text says why, without addresses and secrets."""
