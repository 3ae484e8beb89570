"""The outbox: what was queued, sent and failed, channel by channel; folded from the journal, so that nothing is lost.

A message that was queued and is neither sent nor given up is to be sent, whatever happened to the program meanwhile.
"""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

import msgspec

from alerts.alarm import Priority
from monitors.asides import NotificationFailed, NotificationQueued, NotificationSent
from monitors.entries import ChannelChanged, Entry
from monitors.instant import MINUTE, SECOND, Duration, Instant
from monitors.personal import erased

DEAD_AFTER = 3
"""Failed attempts in a row after which a channel is dead (proposal)."""

WAIT_AT_MOST = MINUTE
WORTH_SENDING = 60 * MINUTE
"""How long after it was queued a message is still tried when its alarm is over (proposal)."""

LETTERS_KEPT = 500
"""Messages that are kept for looking at, beside those that wait."""

TOLD_KEPT = 5_000
"""Alarms for which a channel's last telling is remembered: more than can be active."""


def wait_after(attempt: int) -> Duration:
    """How long to wait after a failed attempt (from 1): 1, 2, 4 … 60 s, without chance."""
    return min(SECOND << min(attempt - 1, 20), WAIT_AT_MOST)


class Told(NamedTuple):
    """What a channel was told last of an alarm: as what, at which priority, and of which onset or worsening.

    `armed_at` is since when it had sounded then: later, it has fallen silent for a while and sounds anew.
    """

    what: str
    priority: Priority
    armed_revision: int
    armed_at: Instant


class Letter(msgspec.Struct):
    """One message and what became of it; `next_at` is when it is due, None when it is not to be sent any more."""

    queued: NotificationQueued
    queued_at: Instant
    next_at: Instant | None
    attempts: int = 0
    sent_at: Instant | None = None
    error: str = ""
    replaced: bool = False

    @property
    def waiting(self) -> bool:
        """Whether it is to be sent."""
        return self.next_at is not None

    @property
    def state(self) -> str:
        """sent, waiting, failing, replaced or given_up."""
        if self.sent_at is not None:
            return "sent"
        if self.replaced:
            return "replaced"
        if not self.attempts:
            return "waiting"
        return "given_up" if self.next_at is None else "failing"


class ChannelState(msgspec.Struct):
    """How a channel does: failed attempts in a row, the last error, when it took something, what each alarm told."""

    failures: int = 0
    error: str = ""
    sent_at: Instant | None = None
    dead: bool = False
    told: dict[str, Told] = {}


class _State(msgspec.Struct):
    count: int = 0
    letters: dict[str, Letter] = {}
    channels: dict[str, ChannelState] = {}


class Outbox:
    """Messages by id, oldest first, and the channels by name."""

    def __init__(self) -> None:
        self._state = _State()

    @property
    def letters(self) -> dict[str, Letter]:
        """Every message that waits, and the last ones that don't, oldest first."""
        return self._state.letters

    @property
    def channels(self) -> dict[str, ChannelState]:
        """Every channel that was ever used."""
        return self._state.channels

    def next_id(self, channel: str, at: Instant, ahead: int = 0) -> str:
        """The id of the next message queued; `ahead` counts those of the same instant before it."""
        return f"{channel}.{at}.{self._state.count + ahead + 1}"

    def told(self, channel: str, alarm: str) -> Told | None:
        """What a channel was told last of an alarm."""
        known = self.channels.get(channel)
        return None if known is None else known.told.get(alarm)

    def waiting(self, channel: str) -> list[Letter]:
        """What is to be sent through a channel: high alarms first, then the oldest."""
        found = [one for one in self.letters.values() if one.waiting and one.queued.channel == channel]
        return sorted(found, key=lambda one: one.queued.priority != "high")

    def count_waiting(self) -> int:
        """How many messages are to be sent."""
        return sum(one.waiting for one in self.letters.values())

    def apply(self, entry: Entry) -> None:
        """Takes one entry in."""
        match entry.body:
            case NotificationQueued() as body:
                self._queue(body, entry.at)
            case NotificationSent(name, channel):
                known = self._channel(channel)
                known.failures, known.error, known.sent_at = 0, "", entry.at
                if letter := self.letters.get(name):
                    letter.sent_at, letter.next_at, letter.error = entry.at, None, ""
            case NotificationFailed(name, channel, attempt, next_at, error):
                if attempt:
                    known = self._channel(channel)
                    known.failures, known.error = known.failures + 1, error
                if letter := self.letters.get(name):
                    letter.attempts, letter.error = attempt or letter.attempts, error
                    letter.next_at = None if letter.replaced else next_at
            case ChannelChanged(channel, dead):
                self._channel(channel).dead = dead
            case _:
                pass

    def forget(self, sessions: Set[str], left_as: str) -> None:
        """Takes the words out of an erased person's messages; what still waits of them is not sent any more."""
        for letter in self.letters.values():
            if letter.queued.session in sessions:
                letter.queued, letter.next_at = erased(letter.queued, left_as), None

    def _queue(self, body: NotificationQueued, at: Instant) -> None:
        self._state.count += 1
        if body.alarm:
            for letter in self.waiting(body.channel):
                if letter.queued.alarm == body.alarm:
                    letter.next_at, letter.replaced = None, True
            told = self._channel(body.channel).told
            told.pop(body.alarm, None)
            priority = Priority[body.priority.upper()]
            told[body.alarm] = Told(body.what, priority, body.armed_revision, body.armed_at)
            if len(told) > TOLD_KEPT:
                del told[next(iter(told))]
        # A test is tried once, by whoever asked for it: a restart does not send it again.
        self.letters[body.id] = Letter(body, at, at if body.alarm else None)
        _forget(self.letters)

    def _channel(self, name: str) -> ChannelState:
        return self.channels.setdefault(name, ChannelState())

    def dump(self) -> bytes:
        """The whole state."""
        return msgspec.msgpack.encode(self._state)

    def load(self, state: bytes) -> None:
        """Becomes what was dumped."""
        self._state = msgspec.msgpack.decode(state, type=_State)


def _forget(letters: dict[str, Letter]) -> None:
    """Forgets the oldest of those that don't wait, beyond those that are kept for looking at."""
    over = [name for name, letter in letters.items() if not letter.waiting]
    for name in over[: max(0, len(over) - LETTERS_KEPT)]:
        del letters[name]
