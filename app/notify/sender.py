"""The sender: a task of its own that queues what the ladder says, sends it, and writes down what became of it.

Nothing is sent before it is queued in the journal, and nothing counts as sent before that is written too: what lies
between is sent again after a crash. While recording is stalled a message goes out all the same (DESIGN law 2).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import structlog

from alerts.alarm import Alarm
from app.metrics import Metrics
from app.notify.ladder import Rung, What, due, queued
from app.notify.message import Origin, compose
from app.notify.outbox import DEAD_AFTER, WORTH_SENDING, ChannelState, Letter, Outbox, wait_after
from app.ports import Channel, ChannelError, Clock
from app.service import Recorder
from monitors.asides import NotificationFailed, NotificationQueued, NotificationSent
from monitors.entries import AnyBody, ChannelChanged
from monitors.instant import Instant

WITHIN_S = 30.0
"""Wall seconds an attempt may take, whatever the channel itself allows."""

END_WITHIN_S = 1.0
AGAIN_AFTER_S = 1.0
"""Wall seconds after a turn that broke."""

SOONEST_S = 0.01
TEST_TEXT = "Test message: this channel works"
NOT_CONFIGURED = "the channel is no longer set up"
TOO_LATE = "its alarm is over and it is too late"


class Alarms(Protocol):
    """What is asked of the folds."""

    def active(self) -> list[Alarm]:
        """Every active alarm."""

    def alarm(self, alarm_id: str) -> Alarm | None:
        """An alarm, active or ended not long ago."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """A channel, and whom it reaches."""

    rung: Rung
    channel: Channel


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attempt ended: sent when `error` is "". `tried` False: none was made and none will be."""

    id: str
    channel: str
    error: str = ""
    tried: bool = True


class Sender:
    """Sends through its outlets; `patient` gives the label of a session's patient."""

    def __init__(
        self, outlets: Sequence[Outlet], origin: Origin, recorder: Recorder, outbox: Outbox, alarms: Alarms,
        patient: Callable[[str], str], clock: Clock, metrics: Metrics,
    ) -> None:
        self.outbox = outbox
        self._outlets = {outlet.rung.channel: outlet for outlet in outlets}
        self._origin = origin
        self._recorder = recorder
        self._alarms = alarms
        self._patient = patient
        self._clock = clock
        self._metrics = metrics
        self._changed: dict[str, Alarm] = {}
        self._ended: list[Ended] = []
        self._left: list[AnyBody] = []
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        metrics.watch_notifications(outbox.count_waiting, lambda: sum(one.dead for one in outbox.channels.values()))

    @property
    def channels(self) -> dict[str, ChannelState]:
        """Every channel that is set up, and how it does."""
        return {name: self.outbox.channels.get(name, ChannelState()) for name in self._outlets}

    def tell(self, alarms: Sequence[Alarm]) -> None:
        """Hears of alarm revisions, oldest first; it only notes them."""
        if self._outlets:
            self._changed.update((alarm.id, alarm) for alarm in alarms)
            self._wake.set()

    def wake(self) -> None:
        """Looks at the time now."""
        self._wake.set()

    def start(self) -> None:
        """Begins with what an earlier run left: alarms that are active, messages that wait, those who were told."""
        self.tell(self._alarms.active())
        for name, outlet in self._outlets.items():
            told = self.outbox.channels.get(name, ChannelState()).told if outlet.rung.closing else {}
            over = [self._alarms.alarm(one) for one, last in told.items() if last.what in (What.ON, What.WORSE)]
            self.tell([alarm for alarm in over if alarm is not None and not alarm.active])
        self._left = self._of_gone_channels()
        self._task = asyncio.create_task(self._run(), name="notifications")

    async def stop(self) -> None:
        """Gives what is on its way a moment to end; what does not is sent again at the next start."""
        if self._task is None:
            return
        if self._busy:
            await asyncio.wait(list(self._busy.values()), timeout=END_WITHIN_S)
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        for task in self._busy.values():
            task.cancel()
        with suppress(Exception):
            await self._write_down()
        for outlet in self._outlets.values():
            await outlet.channel.close()
        self._task = None

    async def test(self, by: str) -> list[Ended]:
        """Sends a test message through every channel, once, and tells how each ended."""
        names = list(self._outlets)

        def make(at: Instant) -> list[AnyBody]:
            return [
                NotificationQueued(self.outbox.next_id(name, at, place), name, What.TEST.value, TEST_TEXT)
                for place, name in enumerate(names)
            ]

        entries = await self._recorder.record(by, make) if names else []
        told = [entry.body for entry in entries if isinstance(entry.body, NotificationQueued)]
        self._count_queued(told)
        ended = list(await asyncio.gather(*(self._try(self._outlets[one.channel], one) for one in told)))
        self._ended += ended
        self._wake.set()
        return ended

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            wait_s: float | None = AGAIN_AFTER_S
            try:
                await self._turn()
                wait_s = self._wait_s()
            except Exception:
                self._metrics.turn_errors.inc()
                structlog.get_logger(__name__).exception("notifying_failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), wait_s)

    async def _turn(self) -> None:
        await self._write_down()
        await self._queue()
        now = self._clock.now()
        for name, outlet in self._outlets.items():
            ready = [] if name in self._busy else [one for one in self._open(name) if (one.next_at or 0) <= now]
            late = [one for one in ready if self._too_late(one, now)]
            self._ended += [Ended(one.queued.id, name, TOO_LATE, tried=False) for one in late]
            if late:
                self._wake.set()
            elif ready:
                self._busy[name] = asyncio.create_task(self._send(outlet, ready[0].queued))

    async def _queue(self) -> None:
        """Writes down what is to be sent of the alarms that changed."""
        changed, self._changed = self._changed, {}
        if not self._due(changed, 0):
            return
        try:
            entries = await self._recorder.record("", lambda at: self._due(changed, at))
        except BaseException:
            self._changed = changed | self._changed
            raise
        self._count_queued([entry.body for entry in entries if isinstance(entry.body, NotificationQueued)])

    def _due(self, changed: dict[str, Alarm], at: Instant) -> list[NotificationQueued]:
        found: list[NotificationQueued] = []
        for name, outlet in self._outlets.items():
            for alarm in changed.values():
                what = due(outlet.rung, alarm, self.outbox.told(name, alarm.id))
                if what is not None:
                    patient = self._patient(alarm.scope.session) if outlet.rung.patient else ""
                    found.append(queued(outlet.rung, alarm, what, self.outbox.next_id(name, at, len(found)), patient))
        return found

    async def _send(self, outlet: Outlet, told: NotificationQueued) -> None:
        self._ended.append(await self._try(outlet, told))
        del self._busy[told.channel]
        self._wake.set()

    async def _try(self, outlet: Outlet, told: NotificationQueued) -> Ended:
        """One attempt; whatever it raises is an error of the channel."""
        error = ""
        try:
            async with asyncio.timeout(WITHIN_S):
                await outlet.channel.send(compose(told, self._origin))
        except ChannelError as failed:
            error = str(failed)
        except TimeoutError:
            error = "no answer in time"
        except Exception as broken:
            # Without the trace: it may hold the address, which may hold a secret.
            error = f"broke inside ({type(broken).__name__})"
        if error:
            structlog.get_logger(__name__).warning("notification_failed", channel=told.channel, id=told.id, why=error)
        return Ended(told.id, told.channel, error)

    async def _write_down(self) -> None:
        """Records how attempts ended; what could not be recorded yet is neither forgotten nor sent again meanwhile."""
        if self._left:
            await self._recorder.record("", lambda _at: self._left)
            self._left = []
        ended = list(self._ended)
        if not ended:
            return
        await self._recorder.record("", lambda at: [body for one in ended for body in self._told_of(one, at)])
        del self._ended[: len(ended)]
        for one in ended:
            if one.tried:
                self._metrics.notification("failed" if one.error else "sent", one.channel)

    def _told_of(self, one: Ended, at: Instant) -> list[AnyBody]:
        """The entries of an attempt: how it ended, and whether the channel is dead, or alive again, by it."""
        letter, channel = self.outbox.letters.get(one.id), self.outbox.channels.get(one.channel, ChannelState())
        if not one.error:
            alive = [ChannelChanged(one.channel, dead=False)] if channel.dead else []
            return [NotificationSent(one.id, one.channel), *alive]
        if not one.tried:
            return [NotificationFailed(one.id, one.channel, 0, None, one.error)]
        attempt = 1 + (letter.attempts if letter else 0)
        next_at = at + wait_after(attempt) if letter is not None and letter.waiting else None
        failed = NotificationFailed(one.id, one.channel, attempt, next_at, one.error)
        if channel.dead or channel.failures + 1 < DEAD_AFTER:
            return [failed]
        text = f"Notifications through {one.channel} fail: nobody is reached that way ({one.error})"
        return [failed, ChannelChanged(one.channel, dead=True, text=text)]

    def _of_gone_channels(self) -> list[AnyBody]:
        """What ends all that belongs to channels that are no longer set up."""
        found: list[AnyBody] = []
        for name, state in self.outbox.channels.items():
            if name not in self._outlets:
                found += [
                    NotificationFailed(one.queued.id, name, 0, None, NOT_CONFIGURED)
                    for one in self.outbox.waiting(name)
                ]
                found += [ChannelChanged(name, dead=False)] if state.dead else []
        return found

    def _open(self, channel: str) -> list[Letter]:
        """What waits for a channel, without what has ended and is yet to be written down."""
        ended = {one.id for one in self._ended}
        return [one for one in self.outbox.waiting(channel) if one.queued.id not in ended]

    def _too_late(self, letter: Letter, now: Instant) -> bool:
        if now - letter.queued_at < WORTH_SENDING:
            return False
        alarm = self._alarms.alarm(letter.queued.alarm)
        return alarm is None or not alarm.active

    def _wait_s(self) -> float | None:
        """Wall seconds until the next message is due; None while none waits."""
        due_at = [one.next_at or 0 for name in self._outlets if name not in self._busy for one in self._open(name)]
        return max(SOONEST_S, self._clock.wall_seconds(min(due_at))) if due_at else None

    def _count_queued(self, told: Sequence[NotificationQueued]) -> None:
        for one in told:
            self._metrics.notification("queued", one.channel)
