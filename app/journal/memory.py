"""The journal in memory, for tests: the same answers as the store's, with futures that end at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace

from alerts.alarm import Alarm, State
from app.journal.buckets import bucket_width
from app.journal.erasure import plan
from app.journal.rows import patient_of, scope_of, session_of, value_text
from app.ports import Bucket, Checkpoint, JournalError, Point, Write, Written
from monitors.entries import AnyBody, ClockCorrected, DeviceBound, Entry, Received
from monitors.instant import Instant
from monitors.offset import NEW_FOR, measured_at
from monitors.personal import erased
from monitors.reading import Batch, Quality, Reading
from monitors.steps import PatientErased
from monitors.vitals import VITALS


class MemoryJournal:
    """The Journal port without a disk, a thread or a clock.

    After `stall` nothing is recorded, whatever the seconds, until the test calls `release`; `fail_next` makes the next
    writes fail like a full disk.
    """

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._placed: list[Reading] = []
        self._keys: set[tuple[object, ...]] = set()
        self._alarms: dict[str, dict[int, Alarm]] = {}
        self._checkpoint: Checkpoint | None = None
        self._oldest = 0
        self._waiting: list[tuple[Write, Future[Written]]] = []
        self._stalled = False
        self._closed = False
        self._failures = 0

    def append(self, write: Write) -> Future[Written]:
        """Records a write at once, or keeps it waiting while stalled."""
        future: Future[Written] = Future()
        future.set_running_or_notify_cancel()
        if self._closed:
            future.set_exception(JournalError("the journal is closed: nothing more can be recorded"))
        elif self._stalled:
            self._waiting.append((write, future))
        else:
            self._settle(write, future)
        return future

    def stall(self, wall_seconds: float) -> None:
        """Keeps every later write waiting until `release`; the seconds only have to be more than none."""
        self._stalled = self._stalled or wall_seconds > 0

    def release(self) -> None:
        """Ends a stall: what waited is recorded, in order."""
        self._stalled = False
        waiting, self._waiting = self._waiting, []
        for write, future in waiting:
            self._settle(write, future)

    def fail_next(self, writes: int = 1) -> None:
        """Makes the next writes end with JournalError."""
        self._failures = writes

    def backlog(self) -> int:
        """Writes that wait for `release`."""
        return len(self._waiting)

    def close(self) -> None:
        """Records what waits."""
        self.release()
        self._closed = True

    def _settle(self, write: Write, future: Future[Written]) -> None:
        if self._failures > 0:
            self._failures -= 1
            future.set_exception(JournalError("the disk is full: free some space; nothing is recorded until then"))
            return
        before = len(self._entries)
        duplicates = sum(self._add(*one) for one in write.entries)
        for alarm in write.alarms:
            self._alarms.setdefault(alarm.id, {}).setdefault(alarm.revision, alarm)
        future.set_result(Written(tuple(range(before + 1, len(self._entries) + 1)), duplicates))

    def _add(self, at: Instant, by: str, body: AnyBody, batch: Batch | None) -> int:
        """Adds one entry; the number of its readings that were there already."""
        kept = Batch()
        for reading in batch.rows() if batch is not None else ():
            key = _key(reading)
            if key is None or key not in self._keys:
                kept.append(reading)
            if key is not None:
                self._keys.add(key)
        own = kept if isinstance(body, Received) else None
        if isinstance(body, PatientErased):
            self._erase(body)
            body = erased(body, body.left_as)
        self._entries.append(Entry(len(self._entries) + 1, at, by, body, own))
        self._placed.extend(kept.rows())
        if isinstance(body, ClockCorrected):
            self._placed = [_anew(one, body, at) for one in self._placed]
        return (len(batch) if batch is not None else 0) - len(kept)

    def _erase(self, asked: PatientErased) -> None:
        change = plan(self, asked)
        self._entries = [
            replace(entry, body=change.bodies.get(entry.number, entry.body)) for entry in self._entries
        ]
        for alarm in change.alarms:
            self._alarms[alarm.id][alarm.revision] = alarm
        self._checkpoint, self._oldest = None, len(self._entries) + 1

    def of_patient(self, patient: str) -> list[Entry]:
        """The entries that name a patient, for an erasure."""
        return [one for one in self._entries if patient and patient_of(one.body) == patient]

    def of_alarms(self, scope: str) -> list[Entry]:
        """The entries that name an alarm of that scope, for an erasure."""
        return [one for one in self._entries if not session_of(one.body) and scope_of(one.body) == scope]

    def bound(self, first: int, last: int) -> list[Entry]:
        """The entries between two numbers that bind devices, for an erasure."""
        return [one for one in self._entries if isinstance(one.body, DeviceBound) and first < one.number < last]

    def bed_before(self, device: str, number: int) -> str | None:
        """The bed a device was at before an entry, for an erasure."""
        beds = [
            one.body.bed for one in self._entries[: number - 1]
            if isinstance(one.body, DeviceBound) and one.body.device == device
        ]
        return beds[-1] if beds else None

    def alarms(self, session: str) -> list[Alarm]:
        """Every revision of a session's alarms, for an erasure."""
        known = [one for revisions in self._alarms.values() for one in revisions.values()]
        return [one for one in known if one.scope.session == session]

    def owner(self, alarm_id: str) -> str | None:
        """The session of a recorded alarm, for an erasure."""
        return next((one.scope.session for one in self._alarms.get(alarm_id, {}).values()), None)

    def ended_at(self, at: Instant) -> list[Alarm]:
        """The revisions at which alarms of no session ended then, for an erasure."""
        return [one for one in self.alarms("") if one.state is State.ENDED and one.at == at]

    def tail(self, after: int) -> Iterator[Entry]:
        """Every entry above a number."""
        yield from self._entries[after:]

    def about(self, session: str) -> Iterator[Entry]:
        """Every entry that names a session."""
        yield from (entry for entry in self._entries if session and session_of(entry.body) == session)

    def last(self) -> tuple[int, Instant]:
        """Number and time of the last entry."""
        return (self._entries[-1].number, self._entries[-1].at) if self._entries else (0, 0)

    def checkpoint(self) -> Checkpoint | None:
        """The newest checkpoint."""
        return self._checkpoint

    def save(self, checkpoint: Checkpoint) -> Future[None]:
        """Keeps a checkpoint unless there is a newer one."""
        future: Future[None] = Future()
        if self._closed:
            future.set_exception(JournalError("the journal is closed: nothing more can be recorded"))
            return future
        newest = self._oldest if self._checkpoint is None else self._checkpoint.number
        if newest <= checkpoint.number:
            self._checkpoint = checkpoint
        future.set_result(None)
        return future

    def alarm(self, alarm_id: str) -> list[Alarm]:
        """Every recorded revision of an episode."""
        return [alarm for _, alarm in sorted(self._alarms.get(alarm_id, {}).items())]

    def ended_alarms(self, session: str | None, limit: int) -> list[Alarm]:
        """The last revision of ended episodes, those that ended last first."""
        newest = [revisions[max(revisions)] for revisions in self._alarms.values()]
        ended = [
            alarm for alarm in newest
            if alarm.state is State.ENDED and (session is None or alarm.scope.session == session)
        ]
        return sorted(ended, key=lambda alarm: (-alarm.at, alarm.id))[:limit]

    def onsets(self, since: Instant, until: Instant) -> list[Alarm]:
        """Every revision of the episodes that began in [since, until), by onset, id and revision."""
        found = [
            alarm for revisions in self._alarms.values() for alarm in revisions.values()
            if since <= alarm.onset_at < until
        ]
        return sorted(found, key=lambda alarm: (alarm.onset_at, alarm.id, alarm.revision))

    def _readings(self, session: str, since: Instant, until: Instant) -> Iterator[Reading]:
        for reading in self._placed:
            if reading.session == session and since <= reading.measured_at <= until:
                yield reading

    def series(self, session: str, vitals: Sequence[str], since: Instant, until: Instant) -> list[tuple[str, str]]:
        """The (vital, device) pairs with readings, in the order of the vitals asked for, then by device."""
        found = {(str(one.vital), one.device) for one in self._readings(session, since, until)}
        asked = [str(vital) for vital in vitals or VITALS]
        return sorted((pair for pair in found if pair[0] in asked), key=lambda pair: (asked.index(pair[0]), pair[1]))

    def points(self, session: str, vital: str, device: str, since: Instant, until: Instant) -> list[Point]:
        """The readings of a series by measured_at, then by arrival."""
        own = [
            Point(one.measured_at, one.value, one.quality.value)
            for one in self._readings(session, since, until) if (one.vital, one.device) == (vital, device)
        ]
        return sorted(own, key=lambda point: point.measured_at)

    def buckets(
        self, session: str, vital: str, device: str, since: Instant, until: Instant, count: int
    ) -> list[Bucket]:
        """Extremes, mean and count of the numeric, not invalid values in at most `count` buckets of equal width."""
        usable = [
            (point.measured_at, point.value) for point in self.points(session, vital, device, since, until)
            if point.value is not None and point.quality != Quality.INVALID
        ]
        if not usable:
            return []
        first = usable[0][0]
        width = bucket_width(first, usable[-1][0], count)
        groups: dict[int, list[float]] = {}
        for at, value in usable:
            groups.setdefault((at - first) // width, []).append(value)
        return [
            Bucket(first + place * width, min(group), max(group), sum(group) / len(group), len(group))
            for place, group in sorted(groups.items())
        ]


def _anew(reading: Reading, corrected: ClockCorrected, at: Instant) -> Reading:
    """A reading as the correction of its device's time places it; `tail` has it as it was first recorded."""
    if reading.device != corrected.device or reading.taken_at is None or reading.received_at < at - NEW_FOR:
        return reading
    return reading._replace(measured_at=measured_at(reading.taken_at, reading.received_at, corrected.offset))


def _key(reading: Reading) -> tuple[object, ...] | None:
    """What makes a reading the same as another (CONTRACT section 2), None for one that is never the same."""
    if reading.sequence is not None:
        return (reading.device, reading.epoch, reading.vital, reading.sequence)
    if reading.taken_at is not None:
        return ("", reading.device, reading.vital, reading.taken_at, value_text(reading.value, reading.status))
    return None
