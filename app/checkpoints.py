"""When the folded states are saved: after so many entries, or so long after the last time, off everybody's way."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass

import structlog

from app.clock import Ticks, ticks
from app.folds import Folds
from app.ports import Checkpoint, Journal


@dataclass(frozen=True, slots=True)
class Often:
    """How often, whichever comes first; `after_s` is wall time and counts only when something changed."""

    entries: int = 5_000
    after_s: float = 60.0


class Checkpoints:
    """Saves the folds to the journal; a save that fails is logged and tried again when the next one is due."""

    def __init__(
        self, folds: Folds, journal: Journal, number: int, often: Often | None = None, ticks: Ticks = ticks
    ) -> None:
        self._folds = folds
        self._journal = journal
        self._often = often or Often()
        self._ticks = ticks
        self._number = number
        self._saved_at = ticks()
        self._saving: Future[None] | None = None

    def due(self, number: int) -> bool:
        """Whether the states after entry `number` should be saved now."""
        if number == self._number or (self._saving is not None and not self._saving.done()):
            return False
        return number - self._number >= self._often.entries or self._ticks() - self._saved_at >= self._often.after_s

    def save(self, number: int) -> Future[None]:
        """Saves the states, which must be those after entry `number`."""
        self._number = number
        self._saved_at = self._ticks()
        self._saving = self._journal.save(Checkpoint(number, self._folds.dump()))
        self._saving.add_done_callback(_report)
        return self._saving


def _report(saved: Future[None]) -> None:
    if not saved.cancelled() and saved.exception() is not None:
        structlog.get_logger(__name__).error("checkpoint_failed", error=str(saved.exception()))
