"""The scalar judge's series: its clock, its clauses, its holds and its technical findings."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from alerts.alarm import Priority
from alerts.profile import Profile
from monitors.instant import MINUTE, SECOND, Duration, Instant
from monitors.reading import Quality, Reading, Status
from monitors.vitals import KINDS, Vital
from tests.judge.clauses import Beyond, Clause, Finding
from tests.judge.falls import Fall, Plunge
from tests.judge.readings import Learned, cause_of, measured_by_cuff, usable
from tests.judge.suspicion import Before, Holding, Now, Taken

LASTS = {"probe_off": 5 * SECOND, "invalid": 10 * SECOND, "failed": 0}


class Place(Protocol):
    """What a series asks of its session."""

    profile: Profile
    phase: str
    taken: list[Taken]
    series: dict[tuple[Vital, str], Series]

    def baseline(self, vital: Vital) -> float | None:
        """The session's baseline of a vital."""


class Picture(NamedTuple):
    """What a series shows now: rules up, the technical finding up ("" for none), freshness, and its marks."""

    findings: tuple[Finding, ...]
    cause: str
    cause_since_at: Instant
    fresh: bool
    unconfirmed: bool
    repeat: bool

    def shown(self) -> tuple[object, ...]:
        """What makes a difference when it changes."""
        return [finding.rule.id for finding in self.findings], *self[1:2], *self[3:]


class Series(Holding):
    """One (session, vital, device)."""

    def __init__(self, place: Place, first: Reading) -> None:
        self.place, self.vital, self.device = place, first.vital, first.device
        thresholds = [rule for rule in place.profile.thresholds if rule.vital is first.vital]
        figures, others = place.profile.suspicions.get(first.vital), lambda: place.series.values()
        super().__init__([Clause(rule) for rule in thresholds], figures, place.taken, others)
        self.falls = [Fall(rule) for rule in place.profile.trends if rule.vital is first.vital]
        self.plunges = [Plunge(rule) for rule in place.profile.rapids if rule.vital is first.vital]
        self.beyond: Finding | None = None
        self.repeat_from: Instant | None = None
        self.clock = first.measured_at
        self.interval = Learned()
        self.posting: Duration = 0
        self.cuff = measured_by_cuff(first)
        self.measured_at: Instant | None = None
        self.value: float | None = None
        self.value_before: float | None = None
        self.received_at = first.received_at
        self.points: dict[Instant, float] = {}
        self.statuses: dict[Instant, Status] = {}
        self.fresh = False
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
        found += [due for one in self.clauses if (due := self.due_of(one)) is not None]
        return min([*found, *(max(self.clock, one.until) for one in self.holds.values())], default=None)

    @property
    def missing_at(self) -> Instant | None:
        """When it will be missing."""
        if self.cuff or self.cause_up or self.cause not in ("", "missing"):
            return None
        return max(self.clock, self.silent_from + self.at_least(20 * SECOND))

    def pass_to(self, until: Instant, *, inclusive: bool) -> None:
        """Fires every deadline before `until` (with `inclusive`, at it too); only clauses move the clock."""
        while (due := self.due()) is not None and (due < until or (inclusive and due == until)):
            if due in [self.due_of(clause) for clause in self.clauses] or self.held_until(due):
                self._move(due)
                self.change(due)
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
                clause.speak_for(max(0, min(to, self.speaks_until) - self.clock), doubted=self.doubted)
        self.clock = to

    # ---------------------------------------------------------------- what it shows

    @property
    def since_at(self) -> Instant:
        """Since when its technical finding stands; missing counts from the last usable reading."""
        return self.heard_at if self.cause == "missing" else self.cause_since_at

    def picture(self) -> Picture:
        """What the series shows."""
        found = [Finding(one.rule, one.limit or 0.0, one.since_at) for one in self.clauses if one.up]
        found += [Finding(one.rule, one.rule.limit, one.since_at) for one in self.falls if one.up]
        found += [Finding(one.rule, one.rule.gate_below, one.since_at) for one in self.plunges if one.up]
        found += [self.beyond] if self.beyond is not None else []
        cause = self.cause if self.cause_up else ""
        repeat = self.repeat_from is not None
        return Picture(tuple(found), cause, self.since_at, self.fresh, self.unconfirmed, repeat)

    # ---------------------------------------------------------------- what happens

    def apply(self, reading: Reading, posting: Duration) -> None:
        """A reading that is neither late nor older than the newest judged one."""
        at = max(reading.measured_at, self.clock)
        self.pass_to(at, inclusive=False)
        self._move(at)
        self.cuff = measured_by_cuff(reading)
        before = self._before()
        if self.measured_at is not None:
            self.interval.gap(reading.measured_at - self.measured_at)
        self.measured_at, self.received_at, self.posting = reading.measured_at, reading.received_at, posting
        if usable(reading) and reading.value is not None:
            self._apply_value(reading, reading.value, before)
        else:
            self._apply_cause(cause_of(reading))
            self._fall_beyond(reading)

    def settle(self) -> None:
        """What is due at the clock, after every reading of the instant is applied, goes up or down."""
        self.pass_to(self.clock, inclusive=True)
        if self.speaking:
            self.confirm()

    def _before(self) -> Before | None:
        if self.measured_at is None:
            return None
        return Before(self.value if self.speaking else None, self.measured_at, self.speaks_until)

    def _apply_value(self, reading: Reading, value: float, before: Before | None) -> None:
        self._repeat(reading, value)
        self.value_before, self.value = self.value, value
        self.heard_at = self.silent_from = reading.received_at
        self.cause, self.cause_up, self.beyond = "", False, None
        self.speaking = self.fresh = True
        self.grey_at = self.speaks_until = reading.received_at + self.grey_for
        self.points[reading.measured_at], self.statuses[reading.measured_at] = value, reading.status
        questionable = reading.quality is Quality.QUESTIONABLE
        now = Now(self.clock, value, reading.measured_at, self.speaks_until, questionable)
        self.suspect.hear(now, before, self.points)
        self.doubted = self.suspect.at(self.clock)
        self._look(value)
        self.review()

    def _look(self, value: float) -> None:
        baseline, phase = self.place.baseline(self.vital), self.place.phase
        for clause in self.clauses:
            clause.apply(value, self.value_before, baseline, phase)
        for fall in self.falls:
            if phase in fall.rule.phases:
                fall.look(self.clock, value, baseline, self.points, suspect=self.doubted)
        for plunge in self.plunges:
            if phase in plunge.rule.phases:
                plunge.look(self.clock, value, self.points, suspect=self.doubted)

    def _repeat(self, reading: Reading, value: float) -> None:
        """A cuff far over the one before it asks to be repeated."""
        jump, self.repeat_from = self.place.profile.repeat_jump, None
        if self.vital is Vital.SYSTOLIC and jump is not None and measured_by_cuff(reading) and self.value is not None:
            change = value - self.value
            self.repeat_from = self.clock if change >= jump or change <= -2 * jump else None

    def _fall_beyond(self, reading: Reading) -> None:
        """Values that fall under a limit and then out of the plausible range are no failure of the device."""
        if self.beyond or cause_of(reading) != "invalid" or reading.status is not Status.OK or len(self.points) < 2:
            return
        t1, t2 = sorted(self.points)[-2:]
        reach, b = self.at_least(10 * SECOND, 0), self.points[t2]
        near = b < self.points[t1] and t2 - t1 <= reach and reading.measured_at - t2 <= reach
        limits = [one.limit for one in self.clauses if one.rule.side < 0 and one.limit is not None and b < one.limit]
        high = max(value for t, value in self.points.items() if t2 - reach <= t <= t2)
        if near and high - b < 40 and limits and self.statuses[t2] is Status.OK:
            last = max(rule.order for rule in self.place.profile.rules) + 1
            rule = Beyond("out-of-range", f"{KINDS[self.vital].topic}.low", Priority.HIGH, last)
            self.beyond = Finding(rule, max(limits), self.clock)

    def _apply_cause(self, cause: str) -> None:
        self.speaking = self.fresh = False
        if cause == "missing" and self.cause == "":
            self.cause = "missing"
        elif cause != self.cause:
            self.cause, self.cause_up = cause, False
            self.cause_from = self.cause_since_at = self.clock

    def overhear(self, reading: Reading) -> None:
        """A reading measured before the newest judged one: it enters the window and counts as heard."""
        if usable(reading):
            self.remember(reading)
            self.heard_at = self.silent_from = reading.received_at

    def remember(self, reading: Reading) -> None:
        """A usable reading that isn't judged enters the window; of an instant that is known the judged one stays."""
        if usable(reading) and reading.value is not None and reading.measured_at not in self.points:
            self.points[reading.measured_at] = reading.value
            self.statuses[reading.measured_at] = reading.status

    def move(self, shift: Duration) -> None:
        """The device's first minute was placed `shift` too late."""
        self.points = {at - shift: value for at, value in self.points.items()}
        self.statuses = {at - shift: status for at, status in self.statuses.items()}
        self.measured_at = None if self.measured_at is None else max(0, self.measured_at - shift)

    def enter_phase(self, now: Instant) -> None:
        """The phase changed: the series passes to now, and the last value is compared again."""
        self.pass_to(now, inclusive=False)
        self._move(max(now, self.clock))
        if self.cuff:
            self.interval = Learned()
            if self.fresh:
                self.grey_at = self.speaks_until = max(now, self.received_at + self.grey_for)
        self._compare_again()

    def change_limits(self, now: Instant) -> None:
        """The session's limits changed: likewise."""
        self.pass_to(now, inclusive=False)
        self._move(max(now, self.clock))
        for clause in self.clauses:
            clause.rule = next(rule for rule in self.place.profile.thresholds if rule.id == clause.rule.id)
        self._compare_again()

    def _compare_again(self) -> None:
        baseline = self.place.baseline(self.vital)
        for clause in self.clauses:
            clause.enter_phase(self.value, self.value_before, baseline, self.place.phase)
        looking: list[Fall | Plunge] = [*self.falls, *self.plunges]
        for one in looking:
            if self.place.phase not in one.rule.phases:
                one.leave_phase()
        self.review()

    def put_down(self, condition: str) -> None:
        """Whatever it had found of a condition is forgotten, the reading that broke the limit too."""
        if condition in self.holds:
            self._end_hold(condition, self.clock)
        for clause in self.clauses:
            if clause.rule.condition == condition:
                clause.put_down()
        looking: list[Fall | Plunge] = [*self.falls, *self.plunges]
        for one in looking:
            if one.rule.condition == condition:
                one.leave_phase()
        if self.beyond is not None and self.beyond.rule.condition == condition:
            self.beyond = None

    def resume(self, last: Instant, now: Instant) -> None:
        """Nothing speaks after the last entry until the next reading, and every silence counts from now."""
        self.speaks_until, self.fresh, self.silent_from = min(self.speaks_until, last), False, now
        for hold in self.holds.values():
            hold.until = max(hold.until, now)
        if not self.cause_up and self.cause in LASTS:
            self.cause_from = self.cause_since_at = now
