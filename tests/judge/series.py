"""The scalar judge's series: its clock, its intervals, its clauses and its technical findings."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from alerts.profile import Profile
from monitors.instant import MINUTE, SECOND, Duration, Instant
from monitors.reading import Quality, Reading, Status
from monitors.vitals import CUFF_VITALS, Vital
from tests.judge.clauses import Clause, Fall, Finding

LASTS = {"probe_off": 5 * SECOND, "invalid": 10 * SECOND, "failed": 0}
SPOKEN = (Status.OK, Status.MOTION, Status.LOW_PERFUSION, Status.INFLATING)


def usable(reading: Reading) -> bool:
    """Whether a reading has a value that may be trusted."""
    return reading.value is not None and reading.quality is not Quality.INVALID


def cause_of(reading: Reading) -> str:
    """Why an unusable reading is unusable."""
    if reading.status is Status.PROBE_OFF:
        return "probe_off"
    if reading.status is Status.FAILED and reading.vital in CUFF_VITALS:
        return "failed"
    if reading.status in SPOKEN and reading.value is not None:
        return "invalid"
    return "missing"


def measured_by_cuff(reading: Reading) -> bool:
    """Whether a reading is a cuff's."""
    return reading.vital in CUFF_VITALS and reading.method != "arterial"


class Learned:
    """An interval learned from gaps: nothing under 3, the lower median of the last 9, after 9 it only shrinks."""

    def __init__(self) -> None:
        self.gaps: list[Duration] = []
        self.seen = 0
        self.median: Duration | None = None

    def gap(self, gap: Duration) -> None:
        """Notes one gap; a gap of 0 doesn't count."""
        if gap <= 0:
            return
        self.gaps = [*self.gaps, gap][-9:]
        self.seen += 1
        if self.seen < 3:
            return
        median = sorted(self.gaps)[(len(self.gaps) - 1) // 2]
        self.median = median if self.seen <= 9 or self.median is None else min(self.median, median)


class Place(Protocol):
    """What a series asks of its session."""

    profile: Profile
    phase: str

    def baseline(self, vital: Vital) -> float | None:
        """The session's baseline of a vital."""


class Picture(NamedTuple):
    """What a series shows now: rules up, the technical finding up ("" for none), and freshness."""

    findings: tuple[Finding, ...]
    cause: str
    cause_since_at: Instant
    fresh: bool

    def shown(self) -> tuple[object, ...]:
        """What makes a difference when it changes."""
        return [finding.rule.id for finding in self.findings], self.cause, self.fresh


class Series:
    """One (session, vital, device)."""

    def __init__(self, place: Place, first: Reading) -> None:
        self.place, self.vital, self.device = place, first.vital, first.device
        thresholds = [rule for rule in place.profile.thresholds if rule.vital is first.vital]
        self.clauses = [Clause(rule) for rule in thresholds]
        self.falls = [Fall(rule) for rule in place.profile.trends if rule.vital is first.vital]
        self.clock = first.measured_at
        self.interval = Learned()
        self.posting: Duration = 0
        self.cuff = measured_by_cuff(first)
        self.measured_at: Instant | None = None
        self.value: float | None = None
        self.received_at = first.received_at
        self.points: dict[Instant, float] = {}
        self.speaking = self.fresh = False
        self.grey_at = self.speaks_until = first.received_at
        self.heard_at = self.silent_from = first.received_at
        self.cause, self.cause_from = "", 0
        self.cause_since_at = 0
        self.cause_up = False

    # ---------------------------------------------------------------- intervals

    @property
    def expected(self) -> Duration:
        """The expected interval."""
        if self.interval.median is not None:
            return self.interval.median
        return self.place.profile.cadence.get(self.place.phase, 15 * MINUTE) if self.cuff else MINUTE

    def at_least(self, least: Duration, posting: Duration | None = None) -> Duration:
        """The larger of a figure, 2.5 expected and 1.5 posting intervals (those of the last judged reading)."""
        return max(least, self.expected * 5 // 2, (self.posting if posting is None else posting) * 3 // 2)

    @property
    def grey_for(self) -> Duration:
        """How long a reading speaks after it was received."""
        return self.expected + MINUTE if self.cuff else self.at_least(5 * SECOND)

    # ---------------------------------------------------------------- time

    def due(self) -> Instant | None:
        """The next deadline of this series."""
        found = [] if self.missing_at is None else [self.missing_at]
        if self.cause in LASTS and not self.cause_up:
            found.append(max(self.clock, self.cause_from + LASTS[self.cause]))
        if self.fresh:
            found.append(self.grey_at)
        found += [due for one in self.clauses if (due := self._due_of(one)) is not None]
        return min(found, default=None)

    def _due_of(self, clause: Clause) -> Instant | None:
        """When a clause changes: at the latest at the instant the reading stops speaking."""
        due = clause.due(self.clock)
        return due if due is not None and self.speaking and due <= self.speaks_until else None

    @property
    def missing_at(self) -> Instant | None:
        """When it will be missing."""
        if self.cuff or self.cause_up or self.cause not in ("", "missing"):
            return None
        return max(self.clock, self.silent_from + self.at_least(20 * SECOND))

    def pass_to(self, until: Instant, *, inclusive: bool) -> None:
        """Fires every deadline before `until` (with `inclusive`, at it too); only clauses move the clock."""
        while (due := self.due()) is not None and (due < until or (inclusive and due == until)):
            completing = [clause for clause in self.clauses if self._due_of(clause) == due]
            if completing:
                self._move(due)
            for clause in completing:
                clause.fire(due)
            if due >= self.grey_at:
                self.fresh = False
            if self.cause in LASTS and not self.cause_up and due >= self.cause_from + LASTS[self.cause]:
                self.cause_up = True
            if self.missing_at == due:
                self.cause, self.cause_up = "missing", True

    def _move(self, to: Instant) -> None:
        """The clock goes on; what speaks counts, up to the instant it greys."""
        if self.speaking:
            for clause in self.clauses:
                clause.speak_for(max(0, min(to, self.speaks_until) - self.clock))
        self.clock = to

    @property
    def since_at(self) -> Instant:
        """Since when its technical finding stands; missing counts from the last usable reading."""
        return self.heard_at if self.cause == "missing" else self.cause_since_at

    def picture(self) -> Picture:
        """What the series shows."""
        found = [Finding(one.rule, one.limit or 0.0, one.since_at) for one in self.clauses if one.up]
        found += [Finding(one.rule, one.rule.limit, one.since_at) for one in self.falls if one.up]
        cause = self.cause if self.cause_up else ""
        return Picture(tuple(found), cause, self.since_at, self.fresh)

    # ---------------------------------------------------------------- what happens

    def apply(self, reading: Reading, posting: Duration) -> None:
        """A reading that is neither late nor older than the newest judged one."""
        at = max(reading.measured_at, self.clock)
        self.pass_to(at, inclusive=False)
        self._move(at)
        self.cuff = measured_by_cuff(reading)
        if self.measured_at is not None:
            self.interval.gap(reading.measured_at - self.measured_at)
        self.measured_at, self.received_at, self.posting = reading.measured_at, reading.received_at, posting
        if usable(reading) and reading.value is not None:
            self._apply_value(reading, reading.value)
        else:
            self._apply_cause(cause_of(reading))
        self.pass_to(at, inclusive=True)

    def _apply_value(self, reading: Reading, value: float) -> None:
        self.value, self.heard_at, self.silent_from = value, reading.received_at, reading.received_at
        self.cause, self.cause_up = "", False
        self.speaking = self.fresh = True
        self.grey_at = self.speaks_until = reading.received_at + self.grey_for
        self.points[reading.measured_at] = value
        baseline = self.place.baseline(self.vital)
        for clause in self.clauses:
            clause.apply(value, baseline, self.place.phase)
        for fall in self.falls:
            if self.place.phase in fall.rule.phases:
                fall.look(self.clock, value, baseline, self.points)

    def _apply_cause(self, cause: str) -> None:
        self.speaking = self.fresh = False
        if cause == "missing" and self.cause == "":
            self.cause = "missing"
        elif cause != self.cause:
            self.cause, self.cause_up = cause, False
            self.cause_from = self.cause_since_at = self.clock

    def overhear(self, reading: Reading) -> None:
        """A reading measured before the newest judged one: it enters the window and counts as heard."""
        if usable(reading) and reading.value is not None:
            self.points.setdefault(reading.measured_at, reading.value)
            self.heard_at = self.silent_from = reading.received_at

    def move(self, shift: Duration) -> None:
        """The device's first minute was placed `shift` too late."""
        self.points = {at - shift: value for at, value in self.points.items()}
        self.measured_at = None if self.measured_at is None else max(0, self.measured_at - shift)

    def enter_phase(self, now: Instant) -> None:
        """The phase changed: the series passes to now, and the last value is compared again."""
        self.pass_to(now, inclusive=False)
        self._move(max(now, self.clock))
        if self.cuff:
            self.interval = Learned()
            if self.fresh:
                self.grey_at = self.speaks_until = max(now, self.received_at + self.grey_for)
        baseline = self.place.baseline(self.vital)
        for clause in self.clauses:
            clause.enter_phase(self.value, baseline, self.place.phase)
        for fall in self.falls:
            if self.place.phase not in fall.rule.phases:
                fall.up, fall.passes, fall.fails = False, 0, 0

    def put_down(self, condition: str) -> None:
        """Whatever it had found of a condition is forgotten, the reading that broke the limit too."""
        for clause in self.clauses:
            if clause.rule.condition == condition:
                clause.put_down()
        for fall in self.falls:
            if fall.rule.condition == condition:
                fall.up, fall.passes, fall.fails = False, 0, 0

    def resume(self, last: Instant, now: Instant) -> None:
        """Nothing speaks after the last entry until the next reading, and every silence counts from now."""
        self.speaks_until, self.fresh = min(self.speaks_until, last), False
        self.silent_from = now
        if not self.cause_up and self.cause in LASTS:
            self.cause_from = self.cause_since_at = now
