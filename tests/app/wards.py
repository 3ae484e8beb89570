"""A ward on a memory journal for tests: a small setting, and everything a test wants to look at."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from app.credentials import digest
from app.folds import Folds
from app.journal.memory import MemoryJournal
from app.live.board import BedViews
from app.live.hub import Hub
from app.metrics import Metrics
from app.people import People
from app.ports import Write
from app.recording import Patience
from app.ward import Habits, Ward
from monitors.entries import AnyBody, BedAdded, DeviceAdded, DeviceBound, SessionOpened
from monitors.instant import SECOND, Instant
from monitors.reading import Mode
from monitors.session import Roster
from monitors.speaker import Speaker
from monitors.wire import Answer, Post
from tests.app.fakes import NOON, FakeClock, FakeIntake, FakeTicks, FakeWatch

if TYPE_CHECKING:
    from alerts.watch import Watch
    from monitors.intake import Intake

SETTING: tuple[AnyBody, ...] = (
    BedAdded("C1"), BedAdded("C2"),
    DeviceAdded("d1", digest("key-1")), DeviceBound("d1", "C1"),
    DeviceAdded("d2", digest("key-2")), DeviceBound("d2", "C2"),
    SessionOpened("s1", "C1", "general", "general", "patient 1", "infusion"),
)
"""Two beds with a device each, and an open session on the first."""


def settled_journal(*bodies: AnyBody, at: Instant = NOON - SECOND) -> MemoryJournal:
    """A journal that holds these bodies."""
    journal = MemoryJournal()
    journal.append(Write([(at, "", body, None) for body in bodies]))
    return journal


def folds_of(watch: FakeWatch | None = None) -> Folds:
    """Empty folds: a real roster and real people, a fake intake and Watch."""
    roster = Roster()
    return Folds(roster, cast("Intake", FakeIntake(roster)), cast("Watch", watch or FakeWatch()), People())


class FakeWard:
    """A ward on a memory journal, with everything a test wants to look at."""

    def __init__(
        self, bodies: Sequence[AnyBody] = SETTING, journal: MemoryJournal | None = None, habits: Habits | None = None
    ) -> None:
        self.journal = journal if journal is not None else settled_journal(*bodies)
        self.clock = FakeClock()
        self.ticks = FakeTicks()
        self.watch = FakeWatch()
        self.folds = folds_of(self.watch)
        self.restored = self.folds.restore(self.journal)
        board = BedViews(self.folds.roster, self.folds.watch)
        self.hub = Hub(board, self.clock, Mode.TEST, epoch="e1", ticks=self.ticks)
        self.metrics = Metrics()
        chosen = habits or Habits(Patience(write_s=0.001, retry_s=0.001))
        self.ward = Ward(
            self.journal, self.folds, self.hub, board, self.clock, self.metrics, chosen, self.ticks
        )

    async def __aenter__(self) -> FakeWard:
        await self.ward.start(self.restored.alarms)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.journal.release()
        await self.ward.stop()

    async def receive(self, body: Post, device: str = "d1") -> tuple[int, Answer]:
        """Posts, and gives status and answer."""
        outcome = await self.ward.receive(body, Speaker(device, frozenset({device})))
        return outcome.status, outcome.answer

    def told(self) -> list[tuple[str, int, bool]]:
        """Every revision on its way to the screens: id, revision, unrecorded."""
        return [(one.id, one.revision, one.unrecorded) for one in self.hub.feed.revisions(0, None)]

    def bodies(self) -> list[str]:
        """The kinds of entries in the journal."""
        return [type(entry.body).__name__ for entry in self.journal.tail(0)]


async def settle(turns: int = 50) -> None:
    """Lets everything that is ready run."""
    for _ in range(turns):
        await asyncio.sleep(0)


async def until(look: object, within_s: float = 2.0) -> None:
    """Waits until a callable holds; fails when it does not in time."""
    assert callable(look)
    async with asyncio.timeout(within_s):
        while not look():  # noqa: ASYNC110  # anything may make it hold
            await asyncio.sleep(0)
