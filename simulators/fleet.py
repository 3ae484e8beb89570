"""Many monitors at once, each sending to the server at its own pace, patiently and without losing what was not taken.

Times are seconds of the scenario; waiting for the server (back-off, Retry-After) is wall time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from simulators.device import Monitor, Outgoing
from simulators.report import Tally
from simulators.senders import LinkError, Reply, Sender

FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 5.0
SHORTEST_TICK_S = 0.1
"""Wall seconds between two posts of a monitor when time runs fast: readings then go in groups."""

AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
HOPELESS = frozenset({401, 403, 404, 405})

Wait = Callable[[float], Awaitable[None]]


class Stopped(Exception):
    """A monitor can't go on: the server will never take what it says; the text is the server's."""


@dataclass(slots=True)
class Pace:
    """Scenario time: from 0 at the start, `speed` times as fast as the wall."""

    speed: float = 1.0
    ticks: Callable[[], float] = time.monotonic
    wait: Wait = asyncio.sleep
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self.ticks()

    def now(self) -> float:
        """Seconds of the scenario."""
        return (self.ticks() - self._began) * self.speed

    async def until(self, time_s: float) -> None:
        """Waits for a time of the scenario, but at least long enough that other monitors get their turn."""
        await self.wait(max(0.0, (time_s - self.now()) / self.speed))


async def run(monitors: Sequence[Monitor], sender: Sender, pace: Pace, until_s: float | None) -> list[Tally]:
    """Plays all monitors to a time (None: for ever, until cancelled) and tells what became of their readings.

    A monitor that the server refuses for good stops with its problem noted; the others go on.
    """
    tallies = [Tally(monitor.identity.device or "", monitor.plan.bed) for monitor in monitors]
    pairs = list(zip(monitors, tallies, strict=True))
    try:
        async with asyncio.TaskGroup() as group:
            for monitor, tally in pairs:
                group.create_task(_play(monitor, tally, sender, pace, until_s))
    except asyncio.CancelledError:
        pass
    for monitor, tally in pairs:
        tally.unsent, tally.lost = monitor.waiting, monitor.lost
    return tallies


async def _play(monitor: Monitor, tally: Tally, sender: Sender, pace: Pace, until_s: float | None) -> None:
    step_s = max(1.0, pace.speed * SHORTEST_TICK_S)
    due_s = 0.0
    monitor.skip(0.0)
    while until_s is None or due_s < until_s:
        due_s = max(due_s + step_s, float(int(pace.now() - monitor.phase_s)))
        await pace.until(due_s + monitor.phase_s)
        monitor.advance(due_s)
        try:
            await _empty(monitor, tally, sender, pace)
        except Stopped as stopped:
            tally.problem = str(stopped)
            return


async def _empty(monitor: Monitor, tally: Tally, sender: Sender, pace: Pace) -> None:
    """Sends what is kept; what the server can't take now is sent again, with longer and longer waits."""
    wait_s = FIRST_WAIT_S
    while (message := monitor.outgoing(max(0.0, pace.now() - monitor.phase_s))) is not None:
        reply = await _send(message, tally, sender, pace)
        if reply is None or reply.status in AGAIN:
            tally.retries += 1
            asked_s = reply.retry_after_s if reply is not None else None
            await pace.wait(wait_s if asked_s is None else asked_s)
            wait_s = min(wait_s * 2.0, LONGEST_WAIT_S)
            monitor.advance(pace.now() - monitor.phase_s)
            continue
        wait_s = FIRST_WAIT_S
        _settle(monitor, message, reply, tally)


async def _send(message: Outgoing, tally: Tally, sender: Sender, pace: Pace) -> Reply | None:
    """The server's answer; None when the link failed."""
    began = pace.ticks()
    try:
        reply = await sender.send(message)
    except LinkError:
        return None
    tally.latencies_s.append(pace.ticks() - began)
    return reply


def _settle(monitor: Monitor, message: Outgoing, reply: Reply, tally: Tally) -> None:
    """Counts an answer and forgets what was sent; raises Stopped where nothing will ever be taken."""
    if reply.status in HOPELESS:
        raise Stopped(reply.sentence)
    tally.sent += len(message.readings)
    tally.accepted += reply.accepted
    tally.duplicates += reply.duplicates
    tally.rejected += len(reply.rejected) if reply.rejected else len(message.readings) * (reply.status >= 400)
    if reply.rejected or reply.status >= 400:
        tally.problem = tally.problem or reply.sentence
    monitor.acknowledge(message)
