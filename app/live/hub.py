"""All that is on its way to the screens: numbered, kept for a screen that returns, and encoded once for equal views."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence, Set
from typing import Literal

import msgspec

from alerts.alarm import Alarm
from app.clock import Ticks, ticks
from app.live.board import BedViews, Changed
from app.live.feed import Feed, Outbox, Step, Told
from app.live.messages import (
    AlarmMessage,
    Beat,
    BedMessage,
    Change,
    Error,
    Hello,
    Snapshot,
    Subscribe,
    alarm_message,
    encode,
    unsaid,
)
from app.ports import Clock
from monitors.instant import Duration, Instant, rfc3339
from monitors.reading import Mode

FRESH_S = 0.05
"""Wall seconds for which an encoded message serves other screens: ages in it are no older than that."""

TIMED = 5_000
"""Alarms of which the time of their first way to the screens is kept."""

Audio = Literal["armed", "blocked", "off"]
Listener = Callable[[Sequence[Alarm]], None]
"""Is told of every alarm revision that goes to the screens; it must be quick and may not raise."""


class Screen:
    """One connected screen: its outbox, whether it can be heard, and what wakes its writer."""

    __slots__ = ("_hub", "audio", "outbox", "user", "visible", "wake")

    def __init__(self, hub: Hub, user: str) -> None:
        self._hub = hub
        self.user = user
        self.outbox = Outbox(hub.feed)
        self.audio: Audio = "off"
        self.visible = False
        self.wake = asyncio.Event()

    def subscribe(self, wanted: Subscribe) -> None:
        """Begins (again) with a snapshot of the beds it wants."""
        beds = None if wanted.beds == "all" else frozenset(wanted.beds)
        resume = wanted.resume
        self.outbox.subscribe(beds, resume.number if resume and resume.epoch == self._hub.epoch else None)
        self.wake.set()
        self._hub.listening_changed()

    def listen(self, audio: Audio, *, visible: bool) -> None:
        """Says whether it can be heard, and whether it is in sight."""
        self.audio, self.visible = audio, visible
        self._hub.listening_changed()

    def next_text(self) -> str | None:
        """The next message to send, None when there is none."""
        while (step := self.outbox.take()) is not None:
            text = self._hub.text(step)
            if text is not None:
                return text
        return None


class Hub:
    """The live feed of one run of the server; `epoch` is another one after each start.

    `listening_changed` is called whenever another set of beds may be heard.
    """

    def __init__(
        self, board: BedViews, clock: Clock, mode: Mode, *, epoch: str | None = None, ticks: Ticks = ticks
    ) -> None:
        self.epoch = epoch or secrets.token_hex(8)
        self.mode = mode
        self.feed = Feed()
        self._board = board
        self._clock = clock
        self._ticks = ticks
        self._screens: set[Screen] = set()
        self._listeners: list[Listener] = []
        self.listening_changed: Callable[[], None] = lambda: None
        self._unrecorded: dict[str, Alarm] = {}
        self._first_told: OrderedDict[str, Instant] = OrderedDict()
        self._texts: dict[Step, tuple[float, str | None]] = {}

    @property
    def number(self) -> int:
        """The number of the last change."""
        return self.feed.number

    def begin(self, active: Iterable[Alarm]) -> None:
        """Knows the alarms that are active when the server starts."""
        self.publish(active, Changed(), recorded=True)
        self._first_told.clear()  # they were told before this start

    def publish(self, alarms: Iterable[Alarm], changed: Changed, *, recorded: bool) -> None:
        """Sends alarm revisions (oldest first) and changed beds on their way; `recorded` False marks the alarms."""
        alarms = list(alarms)
        self._time(alarms)
        told = [self._told(alarm, recorded=recorded) for alarm in alarms]
        if not told and not changed.beds:
            return
        self.feed.offer(told, changed.beds, changed.lines)
        self._texts.clear()
        for screen in self._screens:
            screen.wake.set()
        for listener in self._listeners if alarms else ():
            listener(alarms)

    def mark_recorded(self) -> None:
        """Tells the alarms that were unrecorded again, as recorded ones."""
        alarms = list(self._unrecorded.values())
        self._unrecorded.clear()
        self.publish(alarms, Changed(), recorded=True)

    def forget(self, sessions: Set[str]) -> None:
        """Takes what persons wrote out of these sessions' alarms, for screens that come back: somebody was erased."""
        self.feed.reword(lambda message: unsaid(message) if message.scope.session in sessions else message)
        self._texts.clear()

    def _time(self, alarms: Iterable[Alarm]) -> None:
        """Notes when new alarms went on their way to the screens."""
        for alarm in alarms:
            if alarm.revision == 1:
                self._first_told.setdefault(alarm.id, self._clock.now())
        while len(self._first_told) > TIMED:
            self._first_told.popitem(last=False)

    def signal_delay(self, alarm: Alarm) -> Duration | None:
        """From an alarm's decision to its way to the screens; None for one told before this start, or long ago."""
        told_at = self._first_told.get(alarm.id)
        return None if told_at is None else max(0, told_at - alarm.onset_at)

    def is_unrecorded(self, alarm: Alarm) -> bool:
        """Whether this revision of an alarm was told before it was durable, and still is not."""
        held = self._unrecorded.get(alarm.id)
        return held is not None and held.revision == alarm.revision

    def message(self, alarm: Alarm) -> AlarmMessage:
        """The alarm as screens and `/v1/alarms` show it."""
        return alarm_message(alarm, self.mode, unrecorded=self.is_unrecorded(alarm))

    def active(self) -> list[AlarmMessage]:
        """Every active alarm that was told, with which `epoch` and `number` a screen can resume."""
        return self._running(self.feed.episodes(None, None))

    def listen(self, listener: Listener) -> None:
        """Tells somebody beside the screens of every alarm revision from now on."""
        self._listeners.append(listener)

    def join(self, user: str) -> Screen:
        """A new screen of a person."""
        screen = Screen(self, user)
        self._screens.add(screen)
        return screen

    def leave(self, screen: Screen) -> None:
        """Forgets a screen."""
        self._screens.discard(screen)
        self.listening_changed()

    def screens(self) -> int:
        """How many screens are connected."""
        return len(self._screens)

    def armed_screens(self) -> int:
        """How many screens say that their sound can be heard."""
        return sum(screen.audio == "armed" for screen in self._screens)

    def heard(self) -> frozenset[str] | None:
        """The beds that screens which can be heard watch; None for every bed."""
        watching = [one.outbox.beds for one in self._screens if one.audio == "armed" and one.outbox.subscribed]
        if any(beds is None for beds in watching):
            return None
        return frozenset[str]().union(*(beds for beds in watching if beds is not None))

    def hello(self) -> str:
        """The first message of a connection."""
        return encode(Hello(self.epoch, self.number, rfc3339(self._clock.now()), self._clock.rate, self.mode))

    def beat(self) -> str:
        """The server's sign of life."""
        return encode(Beat(self.number, rfc3339(self._clock.now())))

    def error(self, code: str, message: str, hint: str) -> str:
        """The answer to a frame that was not understood."""
        return encode(Error(code, message, hint))

    def text(self, step: Step) -> str | None:
        """A step as the text of a frame, made once for all screens that take the same; None when it holds nothing."""
        made_at, text = self._texts.get(step, (float("-inf"), None))
        if self._ticks() - made_at <= FRESH_S:
            return text
        text = self._snapshot(step) if step.snapshot else self._change(step)
        self._texts[step] = (self._ticks(), text)
        return text

    def _snapshot(self, step: Step) -> str:
        now = self._clock.now()
        beds = [
            self._board.view(bed, now, sparkline=True)
            for bed in self._board.beds() if step.beds is None or bed in step.beds
        ]
        alarms = self._running(self.feed.episodes(step.since, step.beds))
        return encode(Snapshot(step.number, rfc3339(now), beds, alarms))

    def _running(self, told: list[AlarmMessage]) -> list[AlarmMessage]:
        """The same revisions with the values and sentences of now."""
        now = self._board.running(self._clock.now())
        made: list[AlarmMessage] = []
        for message in told:
            alarm = now.get(message.id)
            if alarm is not None and alarm.revision == message.revision:
                message = msgspec.structs.replace(message, value=alarm.value, text=alarm.text)
            made.append(message)
        return made

    def _change(self, step: Step) -> str | None:
        now = self._clock.now()
        since = step.since or 0
        beds: list[BedMessage] = [
            self._board.view(bed, now, sparkline=grew) for bed, grew in self.feed.changed_beds(since, step.beds)
        ]
        alarms = self.feed.revisions(since, step.beds)
        return encode(Change(step.number, rfc3339(now), beds, alarms)) if beds or alarms else None

    def _told(self, alarm: Alarm, *, recorded: bool) -> Told:
        if recorded:
            held = self._unrecorded.get(alarm.id)
            if held is not None and held.revision < alarm.revision:
                del self._unrecorded[alarm.id]
        else:
            self._unrecorded[alarm.id] = alarm
        bed, last = alarm.scope.bed, self.feed.last(alarm.id)
        left = last.bed if last is not None and last.bed != bed else ""
        return Told(alarm_message(alarm, self.mode, unrecorded=not recorded), bed, alarm.active, left)
