"""The scalar judge's session: its series, its baselines, and what its findings make of its alarms."""

from __future__ import annotations

from alerts.alarm import Priority, State
from alerts.profile import Profile
from monitors.entries import SessionOpened
from monitors.instant import MINUTE, Duration, Instant
from monitors.reading import Reading, Status
from monitors.vitals import CUFF_VITALS, KINDS, VITALS, Vital
from tests.judge.baseline import Baseline
from tests.judge.checks import Checks
from tests.judge.clauses import with_limits
from tests.judge.episodes import Book, Episode, Worst
from tests.judge.listening import Hearing
from tests.judge.readings import usable
from tests.judge.series import Series
from tests.judge.standing import REPEAT, UNMONITORED, Standing, technical
from tests.judge.suspicion import Taken
from tests.judge.together import CONDITIONS, Together

WATCHED = (Vital.SPO2, Vital.HEART_RATE, Vital.PULSE_RATE)
CAUSES = ("missing", "probe_off", "invalid", "failed")


class Session(Standing):
    """One session; series and devices are kept in the order of their first appearance."""

    def __init__(self, opened: SessionOpened, profile: Profile, at: Instant, book: Book) -> None:
        super().__init__(opened.session)
        self.bed, self.profile, self.book = opened.bed, profile, book
        self.phase, self.left_baseline = opened.phase, False
        self.began_at = at if opened.phase in profile.unmonitored_from else None
        self.together = Together(self, book)
        self.hearing = Hearing(self.id, opened.bed, book)
        self.taken: list[Taken] = []
        self.limits: dict[str, float] = {}
        self.baselines: dict[Vital, Baseline] = {}
        self.resumed_at = self.posted_at = at
        self.left_at = at - MINUTE
        self.posts_every: dict[str, Duration] = {}
        self.worst_late: dict[tuple[Vital, int], float] = {}
        self.checks = Checks(self.id, profile, book, opened.phase, at)

    def baseline(self, vital: Vital) -> float | None:
        """The session's baseline of a vital."""
        found = self.baselines.get(vital)
        return found.known(frozen=self.left_baseline) if found else None

    # ---------------------------------------------------------------- what happens

    def apply(self, readings: list[Reading], posts_every: dict[str, Duration], now: Instant) -> None:
        """Readings that are not late: new series appear, then those of one measured_at together, deadlines first."""
        self.posts_every, self.posted_at = posts_every, now
        for one in readings:
            self._appears(one)
        for at in sorted({reading.measured_at for reading in readings}):
            self.pass_to(at, inclusive=False, within=True)
            last = {(one.vital, one.device): one for one in readings if one.measured_at == at}
            together = [one for one in readings if last.get((one.vital, one.device)) is one]
            changed_at = self._apply(together, posts_every)
            self._enter_baselines([one for one in together if self._judges(one)])
            if changed_at:
                self._weigh(max(changed_at))

    def _appears(self, reading: Reading) -> None:
        key = (reading.vital, reading.device)
        if key not in self.series:
            self.series[key] = Series(self, reading)
            self.book.last_session_of[reading.device] = self.id

    def _judges(self, reading: Reading) -> bool:
        """Whether a reading is not older than the newest judged one of its series."""
        newest = self.series[reading.vital, reading.device].measured_at
        return newest is None or reading.measured_at >= newest

    def _apply(self, together: list[Reading], posts_every: dict[str, Duration]) -> list[Instant]:
        """Applies the readings of one instant, then what is due goes up or down; the j of the series that changed."""
        before = [(self.series[one.vital, one.device], self._shown(one)) for one in together]
        for one in together:
            if one.vital in CUFF_VITALS and one.status is Status.INFLATING and self._judges(one):
                for other in self.series.values():
                    other.inflate(max(one.measured_at, self.series[one.vital, one.device].clock))
        changed_at = [j for one in together if (j := self._apply_one(one, posts_every[one.device])) is not None]
        for series, (_, judges) in before:
            if judges:
                series.settle()
        return changed_at + [one.clock for one, (shown, _) in before if one.picture().shown() != shown]

    def _shown(self, reading: Reading) -> tuple[object, bool]:
        return self.series[reading.vital, reading.device].picture().shown(), self._judges(reading)

    def _apply_one(self, reading: Reading, posting: Duration) -> Instant | None:
        """Applies a reading to its series; its j when the series is new or the session no longer unmonitored."""
        one = self.series[reading.vital, reading.device]
        new, unmonitored = one.measured_at is None, self.unmonitored
        if self._judges(reading):
            one.apply(reading, posting)
        else:
            one.overhear(reading)
        if reading.vital in WATCHED:
            self.unmonitored = self.unmonitored and not usable(reading)
        return one.clock if new or unmonitored != self.unmonitored else None

    def _takes_cuffs(self) -> bool:
        return self.phase == "baseline" and not self.left_baseline

    def _enter_baselines(self, judged: list[Reading]) -> None:
        for one in judged:
            if usable(one) and (one.vital not in CUFF_VITALS or self._takes_cuffs()):
                self.baselines.setdefault(one.vital, Baseline(one.vital)).enter(one)

    def enter_phase(self, phase: str, now: Instant) -> None:
        """The session moves to a phase; pressures' baselines freeze when it leaves baseline."""
        self.left_baseline = self.left_baseline or (self.phase == "baseline" and phase != "baseline")
        self.phase = phase
        if self.began_at is None and phase in self.profile.unmonitored_from:
            self.began_at = now
        for one in self.series.values():
            one.enter_phase(now)
        self._weigh(now)
        self.checks.enter_phase(phase, now)

    def change_limit(self, rule: str, limit: float | None, original: Profile, now: Instant) -> None:
        """A rule has another limit, or its own again; the last values are compared again, as in a new phase."""
        self.limits = {**self.limits, rule: limit} if limit is not None else {**self.limits}
        if limit is None:
            self.limits.pop(rule, None)
        self.profile = with_limits(original, self.limits)
        for one in self.series.values():
            one.change_limits(now)
        self._weigh(now)

    def resume(self, last: Instant, now: Instant) -> None:
        """The program started again."""
        self.resumed_at = self.checks.not_before = now
        self.together.resume(last, now)
        for one in self.series.values():
            one.resume(last, now)
        self._weigh(now)

    def move(self, device: str, shift: Duration) -> None:
        """A device's first minute was placed `shift` too late."""
        for one in self.series.values():
            if one.device == device:
                one.move(shift)
        for vital, baseline in self.baselines.items():
            if baseline.first_at is not None and {name for other, name in self.series if other is vital} == {device}:
                baseline.first_at -= shift

    def forget(self, device: str, now: Instant) -> None:
        """A device left: its series are forgotten, and what stood on it alone ends."""
        alone = [one for one in self.book.of(self.id) if self.stands_on(one) == {device}]
        left = [key for key in self.series if key[1] == device]
        self.series = {key: one for key, one in self.series.items() if key[1] != device}
        vitals = {vital for vital, _ in self.series}
        kept = vitals | {KINDS[vital].topic for vital in vitals} | {"session", "check"}
        kept |= {rule.what for rule in self.profile.observation_rules}
        for one in self.book.of(self.id):
            scope, topic = one.id.split(".")[:2]
            together = one.condition in CONDITIONS
            if one in alone or scope == device or (scope == self.id and topic not in kept and not together):
                self.book.end(one, now)
        if left:
            self.left_at = now
            self.began_at = now if self.began_at is None and not self.watched() else self.began_at
        self._weigh(now)

    def end_hold(self, alarm: Episode, now: Instant) -> None:
        """A person ends an alarm without data: what the stale series had found of its condition counts no more."""
        if not alarm.held_by:
            self.together.end(alarm, now)
            return
        for one in self.series.values():
            if KINDS[one.vital].topic == alarm.condition.split(".")[0]:
                one.put_down(alarm.condition)
        self.book.end(alarm, now)
        self._weigh(now)

    # ---------------------------------------------------------------- time

    def watched(self) -> list[Series]:
        """The series that a session must not be without."""
        return [one for one in self.series.values() if one.vital in WATCHED]

    def monitored_until(self) -> Instant:
        """When it was last monitored, or else since when it should have been."""
        none = max(self.began_at or 0, self.resumed_at, self.left_at)
        return max((one.heard_at for one in self.watched()), default=none)

    def unmonitored_at(self) -> Instant | None:
        """When it will be unmonitored: when each of the series has been silent for its own longest."""
        if self.unmonitored:
            return None
        earliest = max(self.posted_at, self.left_at + MINUTE)
        if watched := self.watched():
            silent = [one.silent_from + one.at_least(MINUTE) for one in watched]
            return max(earliest, *silent)
        return None if self.began_at is None else max(earliest, MINUTE + max(self.began_at, self.resumed_at))

    def due(self) -> Instant | None:
        """The session's next deadline."""
        found = [one.due() for one in self.series.values()]
        found += [self.book.due(one) for one in self.book.of(self.id)]
        found += [self.unmonitored_at(), self.checks.due(), self.together.due(), self.hearing.due()]
        return min((at for at in found if at is not None), default=None)

    def pass_to(self, until: Instant, *, inclusive: bool, within: bool = False) -> None:
        """Fires every deadline, in the order of time, and weighs after those of each instant.

        `within` a burst nobody looks who listens: that waits until the entry is applied.
        """
        while (due := self.due()) is not None and (due < until or (inclusive and due == until)):
            if self.unmonitored_at() == due:
                self.unmonitored = True
            for series in self.series.values():
                series.pass_to(due, inclusive=True)
            self._weigh(due)
            self.checks.pass_to(due)
            for one in self.book.of(self.id):
                self.book.pass_to(one, due)
            if not within:
                self.together.look(due)
                self.hearing.look(due)

    def _weigh(self, at: Instant) -> None:
        """Everything that is up at an instant, turned into the alarms' next revisions."""
        physiological = self._physiological(at)
        silent = self.silent()
        up: dict[tuple[str, str], Instant] = {(device, "device.silent"): since for device, since in silent.items()}
        named: list[tuple[Vital, str]] = []
        for vital in VITALS:
            series = self.judged(vital)
            if series is None or not series.cause_up or (series.cause == "missing" and series.device in silent):
                continue
            up.setdefault((self.id, technical(vital, series.cause)), series.since_at)
            named.append((vital, series.cause))
        holders: dict[str, tuple[str, str] | None] = {}
        for one in physiological:
            self.book.note_changed(one, at)
            topic, lasting = one.condition.split(".")[0], one.active and one.state is not State.LATCHED
            holders[one.id] = self.holder(topic, named, silent) if lasting else None
        for key in dict.fromkeys([*((one.id.split(".")[0], one.condition) for one in self.book.of(self.id)), *up]):
            if key in up or key[1] == "device.silent" or key[1].split(".")[1] in (*CAUSES, "cuff_failed"):
                priority = Priority.MEDIUM if key in holders.values() else Priority.LOW
                worst = Worst(priority, key[1], None, up[key]) if key in up else None
                self._turn(key, at, worst, latches=False)
        worst = Worst(Priority.HIGH, UNMONITORED, None, self.monitored_until()) if self.unmonitored else None
        self._turn((self.id, UNMONITORED), at, worst, latches=True)
        systolic = self.judged(Vital.SYSTOLIC)
        repeat_from = None if systolic is None else systolic.repeat_from
        worst = None if repeat_from is None else Worst(Priority.LOW, "repeat-bp", None, repeat_from)
        self._turn((self.id, REPEAT), at, worst, latches=False)
        for one in physiological:
            holder = holders[one.id]
            self.book.hold(one, self.book.active[holder].id if holder else None, at)

    def conditions(self) -> set[str]:
        """Every condition that is up, of the series and of the protocol."""
        return super().conditions() | {f"{self.id}.{one}" for one in self.checks.conditions()}

    def _turn(self, key: tuple[str, str], at: Instant, worst: Worst | None, *, latches: bool) -> None:
        before = self.book.active.get(key)
        self.book.turn(key, self.id, at, worst, latches=latches)
        one = self.book.active.get(key) or before
        if one is not None:
            self.book.note_changed(one, at)

    def _named(self) -> list[str]:
        """The physiological conditions of the profile."""
        return list(dict.fromkeys(rule.condition for rule in self.profile.rules))

    def _physiological(self, at: Instant) -> list[Episode]:
        """Turns the physiological alarms; those touched or active, in the order of the profile."""
        found = []
        for condition in self._named():
            up = [
                (finding, series.unconfirmed)
                for vital in VITALS if (series := self.judged(vital)) is not None and self.feeds(vital)
                for finding in series.picture().findings if finding.rule.condition == condition
            ]
            worst = None
            if up:
                one, mark = max(up, key=lambda found: found[0].rank)
                worst = Worst(one.rule.priority, one.rule.id, one.limit, one.since_at, one.rule.stage, mark)
            before = self.book.active.get((self.id, condition))
            latches = any(finding.rule.latches and not mark for finding, mark in up)
            self.book.turn((self.id, condition), self.id, at, worst, latches=latches)
            after = self.book.active.get((self.id, condition)) or before
            if after is not None:
                found.append(after)
        return found
