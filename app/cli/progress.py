"""A progress bar over a recording, on a terminal only (standard error)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

STEPS = 200


class Bar(Protocol):
    """What is told how far a replay is."""

    def reach(self) -> None:
        """One more moment is done."""


class Unseen:
    """No bar: nobody looks."""

    def reach(self) -> None:
        """One more moment is done."""


class Drawn:
    """A bar of rich's, moved at most a few hundred times in all."""

    def __init__(self, moments: int) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self.progress = Progress(console=Console(stderr=True), transient=True)
        self._task = self.progress.add_task("replay", total=moments)
        self._every = max(1, moments // STEPS)
        self._done = 0

    def reach(self) -> None:
        """One more moment is done."""
        self._done += 1
        if self._done % self._every == 0:
            self.progress.update(self._task, completed=self._done)


@contextmanager
def bar(moments: int) -> Iterator[Bar]:
    """A bar over so many moments while standard error is a terminal."""
    if not sys.stderr.isatty():
        yield Unseen()
        return
    drawn = Drawn(moments)
    with drawn.progress:
        yield drawn
