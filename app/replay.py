"""Replays a recording through a bare Watch in the recording's own time (CONTRACT section 7): no clock, no journal.

Times are instants counted from the recording's zero. Each bed is one session `s<bed>` with one device `d<bed>`. The
rows of one time are judged together at that time; deadlines before it fire first, those at it after it. A bed stops at
its last row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from alerts.alarm import Alarm, Kind
from alerts.load import Figures, Seat, Tally, load
from alerts.profile import Profile
from alerts.watch import Watch
from monitors.entries import AnyBody, Entry, PhaseChanged, Received, SessionClosed, SessionOpened
from monitors.instant import MINUTE, Instant
from monitors.plausible import assess, believable
from monitors.protocols.recording import Row
from monitors.reading import Batch, Mode, Quality, Reading, Status
from monitors.vitals import KINDS, Vital

BASELINE_AT_MOST = 20 * MINUTE
BASELINE_CUFFS = 3
COMPANION = {Vital.SYSTOLIC: Vital.DIASTOLIC, Vital.DIASTOLIC: Vital.SYSTOLIC}
COMPOSITES = ("composite", "shock_index", "news2")
PARAMS = {"heart_rate", "spo2", "blood_pressure", "respiratory_rate"}


@dataclass(slots=True)
class _Bed:
    """Where one bed's session stands: in phase baseline while `calm`, at most until `phase_until`."""

    name: str
    opened_at: Instant
    phase_until: Instant
    cuffs_needed: int = BASELINE_CUFFS
    calm: bool = True

    @property
    def session(self) -> str:
        """The session's id."""
        return f"s{self.name}"


@dataclass(slots=True)
class Outcome:
    """Every episode by its id, in the order of their beginning: `first` as it began, `last` as it was at the end.

    `tally` and `seats` are what the alarm load is made of; there, the end of a bed ends its alarms.
    """

    first: dict[str, Alarm] = field(default_factory=dict)
    last: dict[str, Alarm] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    seats: list[Seat] = field(default_factory=list)

    def take(self, revisions: Iterable[Alarm]) -> None:
        """Takes revisions in, oldest first."""
        for alarm in revisions:
            self.first.setdefault(alarm.id, alarm)
            self.last[alarm.id] = alarm
            self.tally.take(alarm)

    def close(self, seat: Seat, revisions: Iterable[Alarm]) -> None:
        """Takes in that a bed's recording ended, and the alarms with it."""
        self.seats.append(seat)
        for alarm in revisions:
            if alarm.id in self.first:
                self.tally.take(alarm)

    def load(self) -> Figures:
        """The alarm load of the whole recording."""
        since = min((seat.opened_at for seat in self.seats), default=0)
        until = max((seat.closed_at or 0 for seat in self.seats), default=0) + 1
        return load(self.tally.courses.values(), self.seats, since, until)


class Replay:
    """One run over a recording."""

    def __init__(self, rows: Sequence[Row], profiles: Mapping[str, Profile], profile: str) -> None:
        self._rows = rows
        self._profile = profile
        recorded = {name: one.without_checks() for name, one in profiles.items()}
        self._watch = Watch(recorded, Mode.REAL)
        self._beds: dict[str, _Bed] = {}
        self._outcome = Outcome()
        self._number = 0
        systolic = {row.bed for row in rows if Vital.SYSTOLIC in row.values}
        self._cuffless = {row.bed for row in rows if Vital.MEAN in row.values} - systolic
        self._ends_at = {row.bed: row.at for row in rows}

    def run(self, reached: Callable[[], None] = lambda: None) -> Outcome:
        """Judges everything and gives the episodes; `reached` is told after each time."""
        for at, together in groupby(self._rows, key=lambda row: row.at):
            rows = list(together)
            self._end_baselines(at - 1)
            for row in rows:
                if row.bed not in self._beds:
                    self._open(row.bed, at)
            batch = batch_of(rows)
            if len(batch):
                self._apply(at, Received(len(batch)), batch)
            for row in rows:
                self._count_cuff(row)
            self._end_baselines(at)
            if not len(batch):
                self._pass(at)
            for row in rows:
                if self._ends_at[row.bed] == at:
                    self._stop(row.bed, at)
            reached()
        return self._outcome

    def _open(self, bed: str, at: Instant) -> None:
        one = self._beds[bed] = _Bed(bed, at, at if bed in self._cuffless else at + BASELINE_AT_MOST)
        self._apply(at, SessionOpened(one.session, bed, self._profile, self._profile, "", "baseline"))

    def _end_baselines(self, at: Instant) -> None:
        """Moves every bed whose baseline is over by an instant to infusion, each at its own time, in their order."""
        due = [bed for bed in self._beds.values() if bed.calm and bed.phase_until <= at]
        for bed in sorted(due, key=lambda one: one.phase_until):
            bed.calm = False
            self._apply(bed.phase_until, PhaseChanged(bed.session, "infusion"))

    def _count_cuff(self, row: Row) -> None:
        """The third plausible systolic ends a baseline."""
        bed = self._beds[row.bed]
        if bed.calm and Vital.SYSTOLIC in row.values and assess_in(row, Vital.SYSTOLIC)[0] is not Quality.INVALID:
            bed.cuffs_needed -= 1
            if bed.cuffs_needed == 0:
                bed.phase_until = min(bed.phase_until, row.at)

    def _stop(self, bed: str, at: Instant) -> None:
        """Ends a bed at its last row: what its end alone would change is no finding of the recording."""
        over = self._beds.pop(bed)
        revisions = self._judge(at, SessionClosed(over.session, "end of the recording"))
        self._outcome.close(Seat(bed, over.opened_at, at), revisions)

    def _pass(self, at: Instant) -> None:
        """Lets time alone pass to a row that reported nothing."""
        self._watch.advance(at)
        self._outcome.take(self._watch.events())

    def _apply(self, at: Instant, body: AnyBody, batch: Batch | None = None) -> None:
        self._outcome.take(self._judge(at, body, batch))

    def _judge(self, at: Instant, body: AnyBody, batch: Batch | None = None) -> list[Alarm]:
        self._number += 1
        self._watch.apply(Entry(self._number, at, "", body, batch))
        return self._watch.events()


def assess_in(row: Row, vital: Vital) -> tuple[Quality, str]:
    """The quality of a row's value beside its companion's, and why it is not valid."""
    other = COMPANION.get(vital)
    companion = row.values.get(other) if other is not None else None
    if other is not None and not believable(other, companion, Status.OK):
        companion = None
    return assess(vital, row.values[vital], Status.OK, companion)


def batch_of(rows: Iterable[Row]) -> Batch:
    """Rows of one time as the batch that the beds' devices would have sent then."""
    return Batch.of(reading for row in rows for reading in readings_of(row))


def readings_of(row: Row) -> Iterator[Reading]:
    """The readings of one row, with what can be believed of them."""
    for vital, value in row.values.items():
        quality, reason = assess_in(row, vital)
        yield Reading(
            device=f"d{row.bed}", epoch="0", vital=vital, value=value, status=Status.OK, quality=quality, reason=reason,
            sequence=None, taken_at=row.at, received_at=row.at, measured_at=row.at, offset=0, late=False,
            session=f"s{row.bed}", bed=row.bed, method="", measurement=str(row.at), mode=Mode.REAL,
        )


def param(alarm: Alarm) -> str:
    """The `param` column of an alarm: its vital's topic, or technical, composite, protocol."""
    if alarm.kind is not Kind.PHYSIOLOGICAL:
        return alarm.kind.value
    if alarm.condition.startswith(COMPOSITES):
        return "composite"
    topic = alarm.condition.partition(".")[0]
    if topic in PARAMS or alarm.vital not in tuple(Vital):
        return topic
    return KINDS[Vital(alarm.vital)].topic
