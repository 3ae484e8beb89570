"""The intake: which readings are new, when they were measured, how good they are, and where they belong.

`accept` decides and remembers at once; what it decided goes to the journal and is never decided again: `apply` takes a
journaled batch into the same memory, so that a restart leaves the state that `accept` left.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

import msgspec

from monitors.entries import ClockCorrected, Entry
from monitors.instant import SECOND, Duration, Instant
from monitors.interval import Cadence
from monitors.offset import LATE_AFTER, DeviceClock, Moment, Placed, measured_at
from monitors.order import KeptOrder, Order, Verdict
from monitors.plausible import assess, believable
from monitors.reading import Batch, Mode, Reading
from monitors.session import Roster
from monitors.speaker import Speaker, by_device, check_whole
from monitors.vitals import CUFF_VITALS, Vital
from monitors.wire import Answer, Finding, Post, Row

__all__ = ["Accepted", "Intake", "Speaker"]


class Accepted(msgspec.Struct, frozen=True):
    """What became of a post: the readings to keep, and the answer.

    `corrected` are devices of whose first minute the readings before this post were placed with an offset that was far
    too large; they go to the journal before the batch.
    """

    batch: Batch
    answer: Answer
    corrected: tuple[ClockCorrected, ...] = ()


class _Heard(msgspec.Struct):
    """What is remembered of one device; `late_after` holds for everything received at `turn_at`."""

    order: Order
    clock: DeviceClock
    cadence: Cadence
    turn_at: Instant = 0
    late_after: Duration = LATE_AFTER

    def turn(self, now: Instant) -> Duration:
        """How old a reading may be, when received now, and still be live."""
        if now > self.turn_at:
            self.turn_at = now
            self.late_after = max(LATE_AFTER, self.cadence.interval * 3 // 2)
        return self.late_after


class _Kept(msgspec.Struct):
    order: KeptOrder
    clock: DeviceClock
    cadence: Cadence
    turn_at: Instant
    late_after: Duration


_New = Sequence[tuple[Row, Verdict]]


class Intake:
    """The memory of all devices, by which each post is judged (CONTRACT sections 1 and 2).

    It holds about 4 kB for each device, vital and boot.
    """

    def __init__(self, roster: Roster, server_mode: Mode) -> None:
        self._roster = roster
        self._mode = server_mode
        self._heard: dict[str, _Heard] = {}

    def accept(self, post: Post, speaker: Speaker, now: Instant) -> Accepted:
        """Decides a post that arrived at `now`, and remembers its readings as taken.

        Raises Refused, with nothing remembered: device_not_allowed, mode_refused (both 403).
        """
        check_whole(post, speaker, self._mode)
        rejected = list(post.rejected)
        readings: list[tuple[int, Reading]] = []
        findings: list[Finding] = []
        corrected: list[ClockCorrected] = []
        groups = by_device(post, speaker, self._roster.devices, rejected)
        for device, rows in groups.items():
            if placed := self._judge(device, rows, post, now, readings, findings):
                corrected.append(ClockCorrected(device, placed.offset, placed.shift))
        if len(groups) > 1:
            readings.sort(key=lambda pair: pair[0])
            findings.sort(key=lambda finding: finding.index)
        rejected.sort(key=lambda rejection: rejection.index)
        duplicates = sum(map(len, groups.values())) - len(readings)
        answer = Answer(len(readings), duplicates, rejected, findings, post.ref)
        return Accepted(Batch.of(one for _, one in readings), answer, tuple(corrected))

    def apply(self, entry: Entry) -> None:
        """Takes the readings of a journaled entry into memory; what is there already changes nothing.

        A ClockCorrected needs nothing done: the readings that follow it carry the offset, and are all that is kept.
        """
        if entry.batch is None:
            return
        by_device: dict[str, list[Reading]] = {}
        for reading in entry.batch.rows():
            by_device.setdefault(reading.device, []).append(reading)
        for device, readings in by_device.items():
            heard = self._of(device)
            for (received_at, offset), part in groupby(readings, key=_PLACED):
                _take_in(heard, list(part), received_at, offset)

    def dump(self) -> bytes:
        """The whole state."""
        return msgspec.msgpack.encode({
            device: _Kept(heard.order.kept(), heard.clock, heard.cadence, heard.turn_at, heard.late_after)
            for device, heard in self._heard.items()
        })

    def load(self, state: bytes) -> None:
        """Becomes what was dumped; raises msgspec.ValidationError for another version's state."""
        self._heard = {
            device: _Heard(Order.of(kept.order), kept.clock, kept.cadence, kept.turn_at, kept.late_after)
            for device, kept in msgspec.msgpack.decode(state, type=dict[str, _Kept]).items()
        }

    def posting_interval(self, device: str) -> Duration:
        """How often a device usually posts; a minute while that is not known."""
        heard = self._heard.get(device)
        return heard.cadence.interval if heard is not None else Cadence().interval

    def _of(self, device: str) -> _Heard:
        heard = self._heard.get(device)
        if heard is None:
            heard = self._heard[device] = _Heard(Order(), DeviceClock(), Cadence())
        return heard

    def _judge(
        self, device: str, rows: list[Row], post: Post, now: Instant,
        readings: list[tuple[int, Reading]], findings: list[Finding],
    ) -> Placed | None:
        """Adds one device's new readings and what is worth telling of them; by what its earlier ones were misplaced."""
        heard = self._of(device)
        verdicts = heard.order.judge(rows, post.epoch, now)
        new = [pair for pair in zip(rows, verdicts, strict=True) if not pair[1].duplicate]
        if not new:
            return None
        companions = _companions(device, rows, now)
        misplaced: Placed | None = None
        live = False
        for part in _parts(new):
            placed = _place(heard, part, post.sent_at, now)
            misplaced = placed if placed.shift else misplaced
            skew = heard.clock.skew(now, told=post.sent_at is not None)
            for row, verdict in part:
                one = self._reading(device, row, verdict.epoch, placed.offset, now, heard.late_after, companions)
                readings.append((row.index, one))
                live = live or not one.late
                _tell(findings, row, one, skew if row.taken_at is not None else 0, restarted=verdict.restarted)
        if live:
            heard.cadence.note(now)
        return misplaced

    def _reading(
        self, device: str, row: Row, epoch: str, offset: Duration, now: Instant, late_after: Duration,
        companions: dict[tuple[Vital, str], float],
    ) -> Reading:
        at = measured_at(row.taken_at, now, offset)
        method, measurement, companion = row.method or "", row.measurement or "", None
        if row.vital in CUFF_VITALS:
            method = method or "cuff"
            measurement = measurement or _measurement(device, row, now)
            companion = companions.get((_OTHER[row.vital], measurement)) if row.vital in _OTHER else None
        quality, reason = assess(row.vital, row.value, row.status, companion)
        bed, session = self._roster.where(device, at)
        return Reading(
            device, epoch, row.vital, row.value, row.status, quality, reason, row.sequence, row.taken_at, now, at,
            offset, now - at > late_after, session, bed, method, measurement, row.mode or self._mode,
        )


_OTHER = {Vital.SYSTOLIC: Vital.DIASTOLIC, Vital.DIASTOLIC: Vital.SYSTOLIC}
_PLACED = attrgetter("received_at", "offset")


def _parts(new: _New) -> list[_New]:
    """A batch in the middle of which the device's clock fell, cut there; what came before keeps the old offset."""
    cut = next((place for place, (_, verdict) in enumerate(new) if verdict.fell), 0)
    return [new[:cut], new[cut:]] if cut else [new]


def _place(heard: _Heard, part: _New, sent_at: Instant | None, now: Instant) -> Placed:
    """The offset for a part of a batch; without any `taken_at` the clock tells nothing new."""
    late_after = heard.turn(now)
    times = [row.taken_at for row, _ in part if row.taken_at is not None]
    if not times:
        heard.clock.listen(now)
        return Placed(heard.clock.offset or 0)
    fell = any(verdict.fell for _, verdict in part)
    old = all(verdict.old for _, verdict in part)
    return heard.clock.place(Moment(now, max(times), sent_at, late_after, fell, old))


def _companions(device: str, rows: Sequence[Row], now: Instant) -> dict[tuple[Vital, str], float]:
    """The first believable systolic and diastolic of each measurement."""
    found: dict[tuple[Vital, str], float] = {}
    for row in rows:
        if row.vital in _OTHER and row.value is not None and believable(row.vital, row.value, row.status):
            found.setdefault((row.vital, row.measurement or _measurement(device, row, now)), row.value)
    return found


def _measurement(device: str, row: Row, now: Instant) -> str:
    """What groups pressures that name no measurement: the device and the time."""
    return f"{device}@{now if row.taken_at is None else row.taken_at}"


def _tell(findings: list[Finding], row: Row, one: Reading, skew: Duration, *, restarted: bool) -> None:
    """Adds what is worth knowing about a reading that was kept."""
    if restarted:
        findings.append(Finding(row.index, one.quality, "device restarted"))
    if one.reason:
        findings.append(Finding(row.index, one.quality, one.reason))
    if one.late:
        age_s = (one.received_at - one.measured_at) / SECOND
        findings.append(Finding(row.index, one.quality, f"late: measured {age_s:.0f} s before it arrived"))
    if skew:
        way = "behind" if skew > 0 else "ahead"
        findings.append(Finding(row.index, one.quality, f"device clock is {abs(skew) / SECOND:.0f} s {way}"))


def _take_in(heard: _Heard, part: Sequence[Reading], received_at: Instant, offset: Duration) -> None:
    """Remembers what a device told at one instant, placed with one offset."""
    for reading in part:
        heard.order.note(reading)
    late_after = heard.turn(received_at)
    times = [reading.taken_at for reading in part if reading.taken_at is not None]
    if times:
        heard.clock.settle(received_at, max(times), offset, late_after)
    else:
        heard.clock.listen(received_at)
    if not all(reading.late for reading in part):
        heard.cadence.note(received_at)
