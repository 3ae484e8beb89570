"""What waits for its turn in the ward's loop: posts, commands and nudges, in one bounded line."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from monitors.entries import AnyBody, Entry
from monitors.instant import Instant
from monitors.refused import Refused

if TYPE_CHECKING:
    from monitors.speaker import Speaker
    from monitors.wire import Answer, Post

POSTS_WAITING = 10_000
POSTS_A_GROUP = 512
READINGS_A_GROUP = 4_000
"""A group is one write; this many readings take a third of the patience for one (a single larger post stays whole)."""

Make = Callable[[Instant], Sequence[AnyBody]]
"""Makes the bodies of a command at the instant it is given; may raise Refused."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a post: the answer, and whether its readings are durable."""

    answer: Answer
    recorded: bool

    @property
    def status(self) -> int:
        """The HTTP status: 422 when all was rejected, 503 while it is not durable, else 202."""
        if self.answer.rejected and not self.answer.accepted and not self.answer.duplicates:
            return 422
        return 202 if self.recorded else 503


@dataclass(frozen=True, slots=True, eq=False)
class Posted:
    """A post, whose key it came with, when it came (wall ticks), and who waits for its outcome."""

    post: Post
    speaker: Speaker
    came_at: float
    outcome: asyncio.Future[Outcome]

    def answer(self, answer: Answer, *, recorded: bool) -> None:
        """Answers it, if somebody still waits."""
        if not self.outcome.done():
            self.outcome.set_result(Outcome(answer, recorded))

    def refuse(self, reason: Exception) -> None:
        """Ends it with an exception, if somebody still waits."""
        if not self.outcome.done():
            self.outcome.set_exception(reason)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A command: who gave it, what makes its entries, and who waits for them."""

    by: str
    make: Make
    entries: asyncio.Future[list[Entry]]

    def refuse(self, reason: Exception) -> None:
        """Ends it with an exception, if somebody still waits."""
        if not self.entries.done():
            self.entries.set_exception(reason)


class Nudge(Enum):
    """What the loop is reminded of."""

    TIME = auto()
    RECOVERED = auto()
    STOP = auto()


Item = Posted | Asked | Nudge


class Line:
    """First come, first served; neighbouring posts are taken as one group."""

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._there = asyncio.Event()

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: Item) -> None:
        """Adds at the end; raises Refused (busy) when too many posts wait."""
        if isinstance(item, Posted) and len(self._items) >= POSTS_WAITING:
            raise Refused("busy", "too many posts are waiting", "send it again in a second", status=503)
        self._items.append(item)
        self._there.set()

    async def take(self) -> Asked | Nudge | list[Posted]:
        """Waits for the next thing: a group of posts, a command or a nudge."""
        while not self._items:
            self._there.clear()
            await self._there.wait()
        first = self._items.popleft()
        if not isinstance(first, Posted):
            return first
        group = [first]
        readings = first.post.size
        while self._items and len(group) < POSTS_A_GROUP:
            item = self._items[0]
            if not isinstance(item, Posted) or readings + item.post.size > READINGS_A_GROUP:
                break
            group.append(item)
            readings += item.post.size
            self._items.popleft()
        return group
