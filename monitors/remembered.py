"""What is remembered of one vital's readings so that a repeated one is known: by sequence, and by time and value.

Memory is bounded: a ring of small content hashes under the highest sequence, and the newest keys without a sequence.
The store's unique index stands behind both. A single batch larger than the bound is remembered whole, so that it can
be sent again.
"""

from __future__ import annotations

from array import array
from struct import Struct as Layout
from zlib import crc32

import msgspec

from monitors.instant import Instant
from monitors.reading import Status

WINDOW = 1_024
WINDOW_AT_MOST = 8_192
RECENT = 1_024

_CONTENT = Layout("<qdB").pack
_NO_TIME = -(2**63)
_NO_VALUE = float("inf")
_STATUS_NUMBER = {status: number for number, status in enumerate(Status)}
_LOW = 2**32 - 1


def content(taken_at: Instant | None, value: float | None, status: Status) -> int:
    """A 32-bit hash of what a reading says, never 0, the same in every process."""
    said = _CONTENT(
        _NO_TIME if taken_at is None else taken_at, _NO_VALUE if value is None else value + 0.0, _STATUS_NUMBER[status],
    )
    return crc32(said) or 1


def key(taken_at: Instant, value: float | None, status: Status) -> int:
    """What a reading without a sequence is known by: its time and value, or status where the value is null."""
    return taken_at << 32 | content(None, value, status if value is None else Status.OK)


class KeptCounted(msgspec.Struct):
    """A dump of `Counted`."""

    mark: int
    taken_at: Instant | None
    ring: bytes
    batch_at: Instant
    began: int


class Counted:
    """The highest sequence of a vital in one boot, and the content hashes of the 1,024 sequences below it.

    `mark` is the highest sequence, `taken_at` that reading's time.
    """

    __slots__ = ("_batch_at", "_began", "_ring", "mark", "taken_at")

    def __init__(self) -> None:
        self.mark = -1
        self.taken_at: Instant | None = None
        self._ring = array("I", bytes(4 * WINDOW))
        self._batch_at: Instant = 0
        self._began = 0

    def at(self, sequence: int) -> int:
        """The content hash of a sequence; 0 where it was not seen, or is no longer remembered."""
        below = self.mark - sequence
        return self._ring[sequence % len(self._ring)] if 0 <= below < len(self._ring) else 0

    def note(self, sequence: int, said: int, taken_at: Instant | None, received_at: Instant) -> None:
        """Remembers a reading; one that is remembered already changes nothing."""
        if sequence > self.mark:
            self._advance(sequence, received_at)
            self.taken_at = taken_at
            self._ring[sequence % len(self._ring)] = said
        elif self.mark - sequence < len(self._ring) and not self.at(sequence):
            self._ring[sequence % len(self._ring)] = said

    def forget(self, sequence: int) -> None:
        """Forgets a reading below the mark, as if it had not been told."""
        if self.at(sequence):
            self._ring[sequence % len(self._ring)] = 0

    def _advance(self, sequence: int, received_at: Instant) -> None:
        """Moves the mark; sequences that were jumped over are unseen."""
        if received_at != self._batch_at:
            self._batch_at, self._began = received_at, self.mark
        ring, jump = self._ring, sequence - self.mark
        if jump >= len(ring):
            self._ring = array("I", bytes(4 * len(ring)))
            self._began = sequence - 1
        else:
            if sequence - self._began > len(ring) and len(ring) < WINDOW_AT_MOST:
                ring = self._grown()
            for unseen in range(self.mark + 1, sequence):
                ring[unseen % len(ring)] = 0
        self.mark = sequence

    def _grown(self) -> array[int]:
        """Twice the ring, with everything that it held."""
        old = self._ring
        ring = array("I", bytes(8 * len(old)))
        for sequence in range(max(0, self.mark - len(old) + 1), self.mark + 1):
            ring[sequence % len(ring)] = old[sequence % len(old)]
        self._ring = ring
        return ring

    def kept(self) -> KeptCounted:
        """The whole state."""
        return KeptCounted(self.mark, self.taken_at, self._ring.tobytes(), self._batch_at, self._began)

    @classmethod
    def of(cls, kept: KeptCounted) -> Counted:
        """The state that was kept."""
        one = cls()
        one.mark, one.taken_at, one._ring = kept.mark, kept.taken_at, array("I", kept.ring)
        one._batch_at, one._began = kept.batch_at, kept.began
        return one


class Timed:
    """The newest 1,024 keys of a vital's readings without a sequence, oldest first."""

    __slots__ = ("_keys",)

    def __init__(self) -> None:
        self._keys: dict[int, Instant] = {}

    def __contains__(self, one: int) -> bool:
        return one in self._keys

    def note(self, one: int, received_at: Instant) -> None:
        """Remembers a key; a batch that is larger than the bound shrinks away as later ones come."""
        keys = self._keys
        if one in keys:
            return
        keys[one] = received_at
        for _ in range(2):
            if len(keys) <= RECENT:
                return
            oldest = next(iter(keys))
            if keys[oldest] == received_at:
                return
            del keys[oldest]

    def kept(self) -> list[tuple[Instant, int, Instant]]:
        """The whole state, as (taken_at, content hash, received_at)."""
        return [(one >> 32, one & _LOW, received_at) for one, received_at in self._keys.items()]

    @classmethod
    def of(cls, kept: list[tuple[Instant, int, Instant]]) -> Timed:
        """The state that was kept."""
        timed = cls()
        timed._keys = {taken_at << 32 | said: received_at for taken_at, said, received_at in kept}
        return timed
