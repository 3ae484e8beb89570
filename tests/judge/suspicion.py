"""The scalar judge's suspicion: what makes a series suspect, and how long a due alarm is held for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from alerts.profile import Suspicion
from monitors.instant import Duration, Instant
from tests.judge.clauses import Clause


class Before(NamedTuple):
    """The reading before one: its value, None when it was unusable, and until when it spoke."""

    value: float | None
    measured_at: Instant
    speaks_until: Instant


class Now(NamedTuple):
    """A usable reading as it is applied at `at`."""

    at: Instant
    value: float
    measured_at: Instant
    speaks_until: Instant
    questionable: bool


class Suspect:
    """What one series is suspected of; without figures it is never suspect."""

    def __init__(self, figures: Suspicion | None) -> None:
        self.figures = figures
        self.until: Instant = 0
        self.jump_until: Instant = 0
        self.reference: float | None = None
        self.fall_at: Instant | None = None
        self.deep_from: Instant | None = None

    def at(self, t: Instant) -> bool:
        """Whether the series is suspect."""
        return t < max(self.until, self.jump_until)

    def hear(self, now: Now, before: Before | None, points: dict[Instant, float]) -> None:
        """A usable reading is applied; `points` has it already."""
        one = self.figures
        if one is None:
            return
        j, v = now.at, now.value
        if self.reference is not None and v >= self.reference - one.returned:
            self.reference, self.jump_until = None, 0
        if before is not None and (before.value is None or j > before.speaks_until):
            self._to(j + one.return_for)
        elif (
            before is not None and before.value is not None and before.value - v >= one.jump
            and now.measured_at - before.measured_at <= one.jump_within
        ):
            self.reference = before.value if self.reference is None else self.reference
            self.jump_until = j + one.lasts
        elif self.reference is None and v < one.fall_below and (self.fall_at is None or j - self.fall_at >= one.lasts):
            highest = max((value for t, value in points.items() if j - one.fall_within <= t <= j), default=v)
            if highest - v >= one.fall:
                self.fall_at = j
                self._to(j + one.fall_held)
        if now.questionable:
            self._to(now.speaks_until)
        self.deep_from = (j if self.deep_from is None else self.deep_from) if v <= one.deep else None

    def _to(self, until: Instant) -> None:
        self.until = max(self.until, until)

    def inflate(self, at: Instant) -> None:
        """A cuff inflates."""
        if self.figures is not None and self.figures.inflating_for:
            self._to(at + self.figures.inflating_for)

    def last_instant(self, begun_at: Instant, spent: Duration) -> Instant:
        """Until when a hold that began then may last, `spent` of its budget being gone."""
        one = self.figures
        if one is None:
            return begun_at
        found = [max(self.until, self.jump_until), begun_at + max(0, one.held_at_most - spent)]
        if self.deep_from is not None:
            found.append(max(self.deep_from + one.deep_for, begun_at + max(0, one.deep_at_most - spent)))
        return min(found)


@dataclass
class Hold:
    """Clauses of one series and condition that are due and don't go up."""

    begun_at: Instant
    spent: Duration
    until: Instant


class Taken(NamedTuple):
    """What a hold took."""

    condition: str
    begun_at: Instant
    ended_at: Instant


def spent(taken: list[Taken], condition: str, since: Instant, at: Instant) -> Duration:
    """What the earlier holds of a session took of a condition between two instants."""
    found = [min(one.ended_at, at) - max(one.begun_at, since) for one in taken if one.condition == condition]
    return sum(max(0, one) for one in found)


class Holding:
    """What of a series goes up and down by time: its clauses, and the holds that keep them from going up."""

    def __init__(
        self, clauses: list[Clause], figures: Suspicion | None, taken: list[Taken],
        others: Callable[[], Iterable[Holding]],
    ) -> None:
        self.clauses, self.taken, self.others = clauses, taken, others
        self.suspect = Suspect(figures)
        self.holds: dict[str, Hold] = {}
        self.clock: Instant = 0
        self.speaks_until: Instant = 0
        self.speaking = self.doubted = self.unconfirmed = False

    def due_of(self, clause: Clause) -> Instant | None:
        """When a clause that isn't held changes: at the latest at the instant the reading stops speaking."""
        if not clause.up and clause.rule.condition in self.holds:
            return None
        due = clause.due(self.clock, doubted=self.doubted)
        return due if due is not None and self.speaking and due <= self.speaks_until else None

    def _held(self, condition: str) -> list[Clause]:
        """The clauses of a condition that are due at the clock and down; a gap changes nothing of it."""
        down = [one for one in self.clauses if one.rule.condition == condition and not one.up]
        return [one for one in down if one.due(self.clock, doubted=self.doubted) == self.clock]

    def held_until(self, at: Instant) -> list[str]:
        """The conditions whose hold may last until this instant."""
        return [name for name, one in self.holds.items() if max(self.clock, one.until) == at]

    def change(self, at: Instant) -> None:
        """Holds that are over let their due clauses go up; other clauses that are due change, or begin a hold."""
        for condition in self.held_until(at):
            self._end_hold(condition, at)
            for clause in self._held(condition):
                clause.fire(at)
            speaks = self.speaking and at <= self.speaks_until
            self.unconfirmed = self.unconfirmed or self.suspect.at(at) or not speaks
        for clause in self.clauses:
            if self.due_of(clause) == at and (clause.up or not self._hold(clause.rule.condition, at)):
                clause.fire(at)

    def _hold(self, condition: str, at: Instant) -> bool:
        """Whether a clause that is due now is held; one that is not although suspect is unconfirmed."""
        figures = self.suspect.figures
        if figures is None or not self.suspect.at(at):
            return False
        under_way = [one.holds[condition] for one in self.others() if condition in one.holds]
        running = [Taken(condition, one.begun_at, at) for one in under_way]
        gone = spent([*self.taken, *running], condition, at - figures.budget_in, at)
        hold = Hold(at, gone, self.suspect.last_instant(at, gone))
        if hold.until > at:
            self.holds[condition] = hold
            return True
        self.unconfirmed = True
        return False

    def _end_hold(self, condition: str, at: Instant) -> None:
        self.taken.append(Taken(condition, self.holds.pop(condition).begun_at, at))

    def confirm(self) -> None:
        """After a usable reading: what is no longer suspect and still breaks what is up, or has nothing up, is sure."""
        up = [clause for clause in self.clauses if clause.up]
        if not self.doubted and (not up or any(clause.broken for clause in up)):
            self.unconfirmed = False

    def review(self) -> None:
        """After a reading or a phase change: a hold with nothing due is over, others may last anew."""
        for condition, hold in list(self.holds.items()):
            if self._held(condition):
                hold.until = self.suspect.last_instant(hold.begun_at, hold.spent)
            else:
                self._end_hold(condition, self.clock)

    def inflate(self, at: Instant) -> None:
        """A cuff of the session inflates."""
        self.suspect.inflate(at)
        for hold in self.holds.values():
            hold.until = self.suspect.last_instant(hold.begun_at, hold.spent)
