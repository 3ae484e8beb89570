"""A group of posts on its way to the journal: their readings as one entry, cut only where a device's time is corrected.

What a correction places anew must lie before it, so it ends the entry that gathers, and the next one follows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.entries import AnyBody, Entry, Received
from monitors.instant import Instant
from monitors.reading import Batch

if TYPE_CHECKING:
    from monitors.intake import Accepted


class Gathering:
    """Entries of one instant, made of what the intake accepted."""

    def __init__(self) -> None:
        self._ended: list[tuple[AnyBody, Batch | None]] = []
        self._batch = Batch()

    def add(self, accepted: Accepted) -> None:
        """Takes in one post's readings, after the corrections that they gave rise to."""
        if accepted.corrected:
            self._end()
            self._ended += [(corrected, None) for corrected in accepted.corrected]
        if len(self._batch):
            self._batch.extend(accepted.batch)
        else:
            self._batch = accepted.batch

    def entries(self, first: int, at: Instant) -> list[Entry]:
        """What was gathered as entries of one instant, numbered from `first`; empty when nothing is new."""
        self._end()
        return [Entry(number, at, "", body, batch) for number, (body, batch) in enumerate(self._ended, first)]

    def _end(self) -> None:
        if len(self._batch):
            self._ended.append((Received(len(self._batch)), self._batch))
            self._batch = Batch()
