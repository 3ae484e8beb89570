"""The ward: the one serial loop that everything passes through, with one timer at the Watch's next deadline."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from alerts.alarm import Alarm
from alerts.load import LOOKBACK
from app.checkpoints import Checkpoints, Often
from app.clock import Ticks, ticks
from app.folds import Folds
from app.live.board import BedViews, Changed
from app.live.hub import Hub
from app.metrics import Metrics
from app.ports import Clock, Journal, JournalError, Write
from app.recording import Patience, Recorder
from app.turn import Turns
from app.waiting import Asked, Line, Make, Nudge, Outcome, Posted
from monitors.entries import AnyBody, Entry, RecordingChanged, Resumed
from monitors.instant import Instant
from monitors.refused import Refused

if TYPE_CHECKING:
    from monitors.speaker import Speaker
    from monitors.wire import Post

SOONEST_S = 0.01
"""Wall seconds: a deadline that is still past after it was judged is looked at again no sooner."""

FAILING_S = 1.0
"""The same while judging fails: each attempt is a stack trace in the log."""


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

    @property
    def judging(self) -> str:
        """ok, or stalled when the Watch failed within the last minute."""
        return "stalled" if self.folds.judging.stalled else "ok"

    async def start(self, again: list[Alarm] | None = None) -> None:
        """Opens the ward on restored folds; `again` are the alarm revisions of the replay (Folds.restore).

        A journal that takes nothing does not keep it closed: it judges, and says that it isn't recorded.
        """
        self._metrics.watch_judging(lambda: self.folds.failures)
        self._metrics.watch_journal(self._recorder.lag_s, self._recorder.backlog)
        self._metrics.watch_screens(self.hub.screens, self.hub.armed_screens)
        self._metrics.watch_alarms(self.folds.active, self.clock.now)
        recorded = not again or await self._recorder.write(Write(alarms=again))
        now = self.clock.now()
        self._board.rebuild(self.journal, now)
        self._metrics.load.begin(self.journal.onsets(now - LOOKBACK, now), self.folds.active())
        self._begin([] if recorded or again is None else again)
        self._loop = asyncio.create_task(self._run(), name="ward")
        self._open = True
        if self._recorder.number:
            await self.record("", self._resuming)
        self._arm()

    def _begin(self, unrecorded: list[Alarm]) -> None:
        """Shows what is active, and which revisions of it are not durable."""
        late = {(alarm.id, alarm.revision) for alarm in unrecorded}
        active = self.folds.active()
        self.hub.begin(alarm for alarm in active if (alarm.id, alarm.revision) not in late)
        here = [alarm for alarm in active if (alarm.id, alarm.revision) in late]
        self.hub.publish(here, Changed(), recorded=False)

    def _resuming(self, _now: Instant) -> list[AnyBody]:
        """A start after an earlier one; a stall that was on when that ended is over, or shows itself anew."""
        if any(alarm.condition == "recording.stalled" for alarm in self.folds.active()):
            return [Resumed(), RecordingChanged(stalled=False)]
        return [Resumed()]

    async def stop(self) -> None:
        """Finishes what waits, records what a stall kept back, saves a checkpoint, and takes nothing more."""
        if self._loop is None:
            return
        self._open = False
        if self._timer is not None:
            self._timer.cancel()
        self.journal.release()
        self._line.put(Nudge.STOP)
        await self._loop
        if await self._recorder.drained(self._habits.stop_s):
            await self._turns.recovered()
        else:
            structlog.get_logger(__name__).error("recording_lost", writes=self._recorder.backlog())
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
        deadline = self.folds.next_deadline()
        if deadline is not None and self._open:
            wait_s = self.clock.wall_seconds(deadline)
            if wait_s < SOONEST_S:
                wait_s = FAILING_S if self.folds.judging.stalled else SOONEST_S
            self._timer = asyncio.get_running_loop().call_later(wait_s, self.wake)

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
