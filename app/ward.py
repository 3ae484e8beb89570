"""The ward: the one serial loop that everything passes through, with one timer at the Watch's next deadline."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from alerts.alarm import Alarm
from app.checkpoints import Checkpoints, Often
from app.clock import Ticks, ticks
from app.folds import Folds
from app.live.board import BedViews
from app.live.hub import Hub
from app.metrics import Metrics
from app.ports import Clock, Journal, JournalError, Write
from app.recording import Patience, Recorder
from app.turn import Turns
from app.waiting import Asked, Line, Make, Nudge, Outcome, Posted
from monitors.entries import Entry, Resumed
from monitors.instant import Instant
from monitors.refused import Refused

if TYPE_CHECKING:
    from monitors.speaker import Speaker
    from monitors.wire import Post

SOONEST_S = 0.01
"""Wall seconds: a deadline that is still past after it was judged is looked at again no sooner."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How patient the ward is with its journal, how often it saves, and how long its end may take (wall seconds)."""

    patience: Patience = field(default_factory=Patience)
    often: Often = field(default_factory=Often)
    stop_s: float = 5.0


class Ward:
    """Takes posts and commands in, one after the other; nothing else changes the folds of a running server."""

    def __init__(
        self, journal: Journal, folds: Folds, hub: Hub, board: BedViews, clock: Clock, metrics: Metrics,
        habits: Habits | None = None, ticks: Ticks = ticks,
    ) -> None:
        self.folds = folds
        self.hub = hub
        self.clock = clock
        self.journal = journal
        self._board = board
        self._metrics = metrics
        self._habits = habits or Habits()
        self._ticks = ticks
        self._line = Line()
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.Task[None] | None = None
        self._open = False
        number, at = journal.last()
        self._recorder = Recorder(journal, number, self._recovered, self._habits.patience, ticks)
        self._turns = Turns(folds, self._recorder, board, hub, clock, metrics, ticks)
        self._turns.start_at(at)
        self._checkpoints = Checkpoints(folds, journal, number, self._habits.often, ticks)

    @property
    def recording(self) -> str:
        """ok or stalled, as `/readyz` says it."""
        return "stalled" if self._turns.stalled or self._recorder.stalled else "ok"

    async def start(self, again: list[Alarm] | None = None) -> None:
        """Opens the ward on restored folds; `again` are the alarm revisions of the replay (Folds.restore).

        Raises JournalError when the journal takes nothing at all.
        """
        self._metrics.watch_judging(lambda: self.folds.failures)
        self._metrics.watch_journal(self._recorder.lag_s, self._recorder.backlog)
        self._metrics.watch_screens(self.hub.screens, self.hub.armed_screens)
        self._metrics.watch_alarms(self.folds.watch.active)
        if again:
            await asyncio.wrap_future(self.journal.append(Write(alarms=again)))
        self._board.rebuild(self.journal, self.clock.now())
        self.hub.begin(self.folds.watch.active())
        self._loop = asyncio.create_task(self._run(), name="ward")
        self._open = True
        if self._recorder.number:
            await self.record("", lambda _now: [Resumed()])
        self._arm()

    async def stop(self) -> None:
        """Finishes what waits, saves a checkpoint, and takes nothing more."""
        if self._loop is None:
            return
        self._open = False
        if self._timer is not None:
            self._timer.cancel()
        self._line.put(Nudge.STOP)
        await self._loop
        await self._recorder.drained(self._habits.stop_s)
        if self._turns.settled:
            with suppress(TimeoutError, JournalError):
                async with asyncio.timeout(self._habits.stop_s):
                    await asyncio.wrap_future(self._checkpoints.save(self._recorder.number))
        self._loop = None

    async def receive(self, post: Post, speaker: Speaker) -> Outcome:
        """Takes a post in and answers it as soon as it is durable, or as soon as it is known not to be in time.

        Raises Refused when the whole post is refused, when too many wait (busy), or when the server stops (stopping).
        """
        self._check_open()
        posted = Posted(post, speaker, self._ticks(), asyncio.get_running_loop().create_future())
        self._line.put(posted)
        return await posted.outcome

    async def record(self, by: str, make: Make) -> list[Entry]:
        """Records what `make` gives at the ward's own instant; it has taken effect, on the screens too, on return.

        `make` runs inside the loop, so nothing changes between its checks and the entries; what it raises is passed on.
        """
        self._check_open()
        asked = Asked(by, make, asyncio.get_running_loop().create_future())
        self._line.put(asked)
        return await asked.entries

    def wake(self) -> None:
        """Looks at the time now: for a deadline that came nearer by something that is no entry."""
        if self._open:
            self._line.put(Nudge.TIME)

    async def _run(self) -> None:
        while True:
            taken = await self._line.take()
            if taken is Nudge.STOP:
                return
            try:
                await self._turn(taken)
            except Exception as error:
                self._survive(taken, error)
            self._arm()
            if self._turns.settled and self._checkpoints.due(self._recorder.number):
                self._save()

    async def _turn(self, taken: Asked | Nudge | list[Posted]) -> None:
        match taken:
            case Asked():
                await self._turns.command(taken)
            case Nudge.RECOVERED:
                await self._turns.recovered()
            case Nudge():
                await self._turns.time()
            case group:
                await self._turns.posts(group)

    def _survive(self, taken: Asked | Nudge | list[Posted], error: Exception) -> None:
        """A turn broke: it is counted and logged, whoever waits is answered, and the loop goes on."""
        self._metrics.turn_errors.inc()
        structlog.get_logger(__name__).error("turn_failed", exc_info=error)
        refusal = Refused("not_recorded", "something broke while this was taken in", "send it again", status=503)
        for waiting in taken if isinstance(taken, list) else [taken]:
            if not isinstance(waiting, Nudge):
                waiting.refuse(refusal)

    def _arm(self) -> None:
        """Sets the one timer to the Watch's next deadline."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        deadline = self._deadline()
        if deadline is not None and self._open:
            wait_s = max(self.clock.wall_seconds(deadline), SOONEST_S)
            self._timer = asyncio.get_running_loop().call_later(wait_s, self.wake)

    def _deadline(self) -> Instant | None:
        try:
            return self.folds.watch.next_deadline()
        except Exception:
            self._metrics.turn_errors.inc()
            structlog.get_logger(__name__).exception("next_deadline_failed")
            return None

    def _save(self) -> None:
        try:
            self._checkpoints.save(self._recorder.number)
        except Exception:
            structlog.get_logger(__name__).exception("checkpoint_failed")

    def _recovered(self) -> None:
        self._line.put(Nudge.RECOVERED)

    def _check_open(self) -> None:
        if not self._open:
            raise Refused("stopping", "the server is starting or stopping", "send it again in a second", status=503)
