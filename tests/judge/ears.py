"""The scalar judge's ears: since when nobody hears a bed, word for word after docs/judging.md."""

from __future__ import annotations

from monitors.entries import ListeningChanged
from monitors.instant import Instant


class Ears:
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
