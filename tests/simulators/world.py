"""Fakes for the simulators' tests: time that passes at once, and a server that keeps what it takes."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import TypeVar

from simulators import message
from simulators.device import Outgoing
from simulators.fleet import Pace
from simulators.senders import LinkError, Reply

T = TypeVar("T")
TURNS = 50


@dataclass(slots=True)
class Time:
    """Wall seconds that jump to whatever is waited for next."""

    now: float = 1000.0
    _due: list[tuple[float, int, asyncio.Future[None]]] = field(default_factory=list)
    _count: int = 0

    def ticks(self) -> float:
        return self.now

    async def wait(self, seconds: float) -> None:
        self._count += 1
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._due, (self.now + seconds, self._count, future))
        await future

    def pace(self, speed: float = 1.0) -> Pace:
        return Pace(speed, self.ticks, self.wait)

    async def run(self, doing: Coroutine[object, object, T]) -> T:
        """Runs something to its end, letting time jump whenever everybody waits."""
        task = asyncio.ensure_future(doing)
        while not task.done():
            for _ in range(TURNS):
                await asyncio.sleep(0)
            while self._due and self._due[0][2].done():
                heapq.heappop(self._due)
            if self._due:
                at, _, future = heapq.heappop(self._due)
                self.now = max(self.now, at)
                future.set_result(None)
        return await task


Answer = Callable[[Outgoing], Reply | None]


@dataclass(slots=True)
class Server:
    """Takes every reading once; `answer` may say something else instead, `before` is awaited first."""

    answer: Answer = lambda _: None
    before: Callable[[], Awaitable[None]] | None = None
    kept: dict[tuple[str | None, str, int], message.Reading] = field(default_factory=dict)
    messages: list[Outgoing] = field(default_factory=list)

    async def send(self, sent: Outgoing) -> Reply:
        if self.before is not None:
            await self.before()
        self.messages.append(sent)
        instead = self.answer(sent)
        if instead is not None:
            return instead
        return self.take(sent)

    def take(self, sent: Outgoing) -> Reply:
        new = 0
        for reading in sent.readings:
            key = (sent.device, sent.epoch, reading.sequence)
            assert self.kept.get(key, reading) == reading
            new += key not in self.kept
            self.kept[key] = reading
        return Reply(accepted=new, duplicates=len(sent.readings) - new)


def lost() -> Reply:
    """A link that fails."""
    raise LinkError("gone")
