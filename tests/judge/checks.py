"""The scalar judge's checks of the protocol: what is due, what is overdue, what persons observed."""

from __future__ import annotations

from alerts.alarm import Priority
from alerts.profile import ObservationRule, Profile
from monitors.entries import CheckDone, CheckExpected, ObservationMade
from monitors.instant import MINUTE, Instant
from monitors.reading import Reading
from monitors.vitals import Vital
from tests.judge.episodes import Book, Worst
from tests.judge.readings import usable

OVERDUE = "check.bp_overdue"


class Waiting:
    """A check that is to be done."""

    def __init__(self, due_at: Instant, asked_at: Instant) -> None:
        self.due_at, self.asked_at = due_at, asked_at
        self.up = False


class Checks:
    """Those of one session."""

    def __init__(self, session: str, profile: Profile, book: Book, phase: str, at: Instant) -> None:
        self.session, self.profile, self.book, self.phase = session, profile, book, phase
        self.not_before = at
        self.counted_from = [at]
        self.overdue_since: Instant | None = None
        self.waiting: dict[str, Waiting] = {}
        self.seen: dict[str, list[Instant]] = {}
        self.told: dict[str, tuple[Instant, float | str]] = {}
        self.up: dict[str, tuple[ObservationRule, Instant]] = {}

    # ---------------------------------------------------------------- time

    def _overdue_at(self) -> Instant | None:
        late = self.profile.bp_overdue.get(self.phase)
        if late is None or self.overdue_since is not None:
            return None
        return max(self.counted_from) + self.profile.cadence[self.phase] + late

    def due(self) -> Instant | None:
        """The next deadline; one that passed while the program was down comes at its start."""
        found = [self._overdue_at(), *(one.due_at for one in self.waiting.values() if not one.up)]
        earliest = min((at for at in found if at is not None), default=None)
        return None if earliest is None else max(earliest, self.not_before)

    def pass_to(self, at: Instant) -> None:
        """What is due goes up."""
        overdue_at = self._overdue_at()
        if overdue_at is not None and overdue_at <= at:
            self.overdue_since = max(self.counted_from)
            self._turn(OVERDUE, at, Worst(Priority.LOW, "bp-overdue", None, self.overdue_since))
        for what, one in self.waiting.items():
            if not one.up and one.due_at <= at:
                one.up = True
                self._turn(f"check.{what}_due", at, Worst(Priority.LOW, "check-due", None, one.due_at))

    # ---------------------------------------------------------------- what happens

    def hear(self, readings: list[Reading], now: Instant) -> None:
        """Readings that are not late: a pressure says that it was measured."""
        heard = [one for one in readings if one.vital in (Vital.SYSTOLIC, Vital.MEAN) and usable(one)]
        self.counted_from += [one.received_at for one in heard]
        if heard:
            newest = max(one.received_at for one in heard)
            for what, one in list(self.waiting.items()):
                if what[:3] == "bp_" and one.due_at <= newest + 5 * MINUTE:
                    self._done(what, now)
            self._not_overdue(now)

    def enter_phase(self, phase: str, now: Instant) -> None:
        """The session moves to a phase."""
        self.phase = phase
        self.counted_from.append(now)
        if phase not in self.profile.bp_overdue:
            self._not_overdue(now)

    def take(self, body: CheckExpected | CheckDone | ObservationMade, now: Instant) -> None:
        """What persons, or the plan of the session, say."""
        match body:
            case CheckExpected():
                before = self.waiting.get(body.what)
                if body.due_at is None:
                    self._done(body.what, now)
                elif before is not None and before.up and body.due_at <= now:
                    before.due_at, before.asked_at = body.due_at, now
                else:
                    self._done(body.what, now)
                    self.waiting[body.what] = Waiting(body.due_at, now)
                    self.pass_to(now)
            case CheckDone():
                self._done(body.what, now)
            case ObservationMade():
                self._observed(body, min(body.at, now), now)

    def _not_overdue(self, now: Instant) -> None:
        if self.overdue_since is not None:
            self.overdue_since = None
            self._turn(OVERDUE, now, None)

    def _done(self, what: str, now: Instant) -> None:
        one = self.waiting.pop(what, None)
        if one is not None and one.up:
            self._turn(f"check.{what}_due", now, None)

    def _observed(self, body: ObservationMade, seen_at: Instant, now: Instant) -> None:
        seen = self.seen.setdefault(body.what, [])
        if any(at > seen_at for at in seen):
            return
        seen.append(seen_at)
        self.told[body.what] = (seen_at, body.value)
        rules = [rule for rule in self.profile.observation_rules if rule.what == body.what]
        for rule in rules:
            if not isinstance(body.value, str):
                self._compare(rule, body.value, seen_at)
        if rules:
            self._weigh(rules[0].condition, now)
        one = self.waiting.get(body.what)
        if one is not None and seen_at >= one.asked_at:
            self._done(body.what, now)

    def _compare(self, rule: ObservationRule, value: float, seen_at: Instant) -> None:
        if value <= rule.limit and rule.id not in self.up:
            self.up[rule.id] = (rule, seen_at)
        if value >= rule.clear:
            self.up.pop(rule.id, None)

    def _weigh(self, condition: str, now: Instant) -> None:
        """The worst rule of a condition speaks, when all of them were compared."""
        found = [one for one in self.up.values() if one[0].condition == condition]
        if not found:
            self._turn(condition, now, None)
            return
        rule, since_at = max(found, key=lambda one: (one[0].priority, -one[0].order))
        self._turn(condition, now, Worst(rule.priority, rule.id, rule.limit, since_at))

    # ---------------------------------------------------------------- alarms

    def conditions(self) -> set[str]:
        """What is up."""
        found = {f"check.{what}_due" for what, one in self.waiting.items() if one.up}
        found |= {rule.condition for rule, _ in self.up.values()}
        return found | ({OVERDUE} if self.overdue_since is not None else set())

    def _turn(self, condition: str, at: Instant, worst: Worst | None) -> None:
        key = (self.session, condition)
        before = self.book.active.get(key)
        self.book.turn(key, self.session, at, worst, latches=False)
        one = self.book.active.get(key) or before
        if one is not None:
            self.book.note_changed(one, at)
