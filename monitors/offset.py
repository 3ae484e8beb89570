"""A device's clock: how far it is off, so that every reading gets a time of the server's own clock.

The offset is the smallest (received - taken) of the device's last 5 minutes, or (received - sent) where it says when it
sent. A constant error, a wrong zone or a step is so taken out; what is left is the quickest way a message took.

Three points beyond the plain rule, all so that stored readings sent later are not taken for live ones:
- minutes in which the device is silent do not count (each silence counts at most one minute);
- a batch that is late as a whole starts the offset anew only where its times fell behind what was heard before, or
  where, after a silence, its times go on at the pace of the clock: times that go on faster are a backlog being sent;
- a batch whose sequences are below what was heard is old, and tells nothing about the clock now.
"""

from __future__ import annotations

import msgspec

from monitors.instant import MILLISECOND, MINUTE, SECOND, Duration, Instant

WINDOW = 5 * MINUTE
SILENCE_COUNTS = MINUTE
LATE_AFTER = 20 * SECOND
SKEWED_OVER = 30 * SECOND
NEW_FOR = MINUTE
REBUILT_OVER = 5 * SECOND
_PACE_SLACK = 250 * MILLISECOND


class Moment(msgspec.Struct, frozen=True):
    """What a device's batch says of its clock: when it came, the newest `taken_at` in it, and `sent_at`.

    `late_after` is how old a reading may be and still be live (it follows the device's posting interval). `fell` says
    that `taken_at` fell while `sequence` rose or the device restarted, `old` that all of it was overtaken already.
    """

    received_at: Instant
    newest: Instant
    sent_at: Instant | None
    late_after: Duration = LATE_AFTER
    fell: bool = False
    old: bool = False


class Placed(msgspec.Struct, frozen=True):
    """The offset a batch is placed with; `shift`, where not 0, is how much too late the device's first minute was."""

    offset: Duration
    shift: Duration = 0


def measured_at(taken_at: Instant | None, received_at: Instant, offset: Duration) -> Instant:
    """When a reading was measured, by the server's clock: when it arrived at the latest, and so without `taken_at`."""
    return received_at if taken_at is None else max(0, min(received_at, taken_at + offset))


class DeviceClock(msgspec.Struct):
    """The state of one device's offset.

    `heard` are (listening time, received - taken), rising in both; `sent` is the smallest (received - sent) and the
    listening time it was found at. Listening time is received time with long silences cut short. `lagging` is when the
    first of an unbroken row of late batches came, and its newest time.

    Everything follows from what the journal keeps of a batch: when it came, its newest `taken_at`, and the offset it
    was given; batches that came at one instant with one offset may be taken in as one.
    """

    first_at: Instant | None = None
    last_at: Instant | None = None
    newest: Instant | None = None
    offset: Duration | None = None
    listened: Duration = 0
    heard: list[tuple[Duration, Duration]] = msgspec.field(default_factory=list)
    sent: tuple[Duration, Duration] | None = None
    lagging: tuple[Instant, Instant] | None = None
    live_at: Instant | None = None

    def place(self, moment: Moment) -> Placed:
        """The offset of a batch that has times of its own; remembers what it says."""
        young = self.first_at is None or moment.received_at - self.first_at <= NEW_FOR
        before = self.offset
        offset = self._decide(moment)
        self.settle(moment.received_at, moment.newest, offset, moment.late_after)
        shift = 0 if before is None else before - offset
        # A clock that starts anew says nothing of the readings before it.
        misjudged = young and shift > REBUILT_OVER and moment.sent_at is None and not moment.fell
        return Placed(offset, shift if misjudged else 0)

    def settle(self, received_at: Instant, newest: Instant, offset: Duration, late_after: Duration) -> None:
        """Takes in a batch whose offset is decided; taking in the last one again changes nothing."""
        if self.last_at is not None and received_at < self.last_at:
            return
        self.listen(received_at)
        lag = received_at - newest
        known = self._smallest(lag)
        if offset > known:
            self.heard, self.sent, self.newest = [], None, None
            known = lag
        self._remember(lag)
        if offset < min(known, lag):
            self.sent = (self.listened, offset)
        self.offset = offset
        self.newest = newest if self.newest is None else max(self.newest, newest)
        if lag <= offset + late_after:
            self.live_at, self.lagging = received_at, None
        elif self.lagging is None and self.live_at != received_at:
            self.lagging = (received_at, newest)
        elif self.lagging is not None and self.lagging[0] == received_at:
            self.lagging = (received_at, max(newest, self.lagging[1]))

    def listen(self, received_at: Instant) -> None:
        """The device was heard, with or without times of its own."""
        if self.first_at is None or self.last_at is None:
            self.first_at = self.last_at = received_at
        elif received_at > self.last_at:
            self.listened += min(received_at - self.last_at, SILENCE_COUNTS)
            self.last_at = received_at

    def skew(self, received_at: Instant, *, told: bool) -> Duration:
        """The offset where it is worth telling a person, else 0; `told` says that the batch had `sent_at`."""
        if self.offset is None or abs(self.offset) <= SKEWED_OVER or self.first_at is None:
            return 0
        return self.offset if told or received_at - self.first_at >= NEW_FOR else 0

    def _decide(self, moment: Moment) -> Duration:
        lag = moment.received_at - moment.newest
        best = lag if moment.sent_at is None else min(lag, moment.received_at - moment.sent_at)
        if self.offset is None or self.last_at is None:
            return best
        if moment.fell:
            return best
        silence = moment.received_at - self.last_at
        late = best - self.offset > moment.late_after
        if late and silence <= moment.late_after and self._stepped(moment):
            return best
        return min(best, self._smallest(lag, min(silence, SILENCE_COUNTS)))

    def _stepped(self, moment: Moment) -> bool:
        """Whether a batch that is late as a whole shows a clock that was set back, rather than old readings."""
        if moment.sent_at is not None:
            return True
        if moment.old:
            return False
        if self.lagging is None:
            return self.newest is None or moment.newest < self.newest
        passed = moment.received_at - self.lagging[0]
        gone_on = moment.newest - self.lagging[1]
        return gone_on <= passed + passed // 4 + _PACE_SLACK

    def _smallest(self, lag: Duration, ahead: Duration = 0) -> Duration:
        """The smallest that is known `ahead` of the listening time, a batch that lags this much among it."""
        since = self.listened + ahead - WINDOW
        smallest = lag
        for at, one in self.heard:
            if at >= since:
                smallest = min(smallest, one)
                break
        if self.sent is not None and self.sent[0] >= since:
            smallest = min(smallest, self.sent[1])
        return smallest

    def _remember(self, lag: Duration) -> None:
        since = self.listened - WINDOW
        kept = [(at, one) for at, one in self.heard if at >= since and one < lag]
        if not kept or self.listened - kept[-1][0] >= SECOND:
            kept.append((self.listened, lag))
        self.heard = kept
        if self.sent is not None and (self.sent[0] < since or self.sent[1] >= lag):
            self.sent = None
