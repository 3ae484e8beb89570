"""The scalar judge's composite rules: what several vitals say together, word for word after docs/judging.md."""

from __future__ import annotations

from math import isnan
from typing import Protocol

from alerts.profile import Profile
from alerts.rules.composite import Composite
from monitors.instant import Duration, Instant
from monitors.vitals import Vital
from tests.judge.checks import Checks
from tests.judge.episodes import Book, Episode, Worst
from tests.judge.news2 import expiries, score
from tests.judge.series import Series

CONDITIONS = ("shock_index.high", "composite.two_of_three", "heart_rate.disagreement", "news2.high")
SCORED = (Vital.RESPIRATORY_RATE, Vital.SPO2, Vital.SYSTOLIC, Vital.TEMPERATURE)

HEART = (Vital.HEART_RATE, Vital.PULSE_RATE)
VITALS_OF = {
    "shock_index.high": (*HEART, Vital.SYSTOLIC), "composite.two_of_three": (*HEART, Vital.SYSTOLIC, Vital.SPO2),
    "heart_rate.disagreement": HEART, "news2.high": (*HEART, *SCORED),
}


class Place(Protocol):
    """What it asks of its session."""

    id: str
    phase: str
    profile: Profile
    checks: Checks

    def fresh(self, vital: Vital) -> bool:
        """Whether any series of a vital is fresh."""

    def judged(self, vital: Vital) -> Series | None:
        """The judged series of a vital."""


class Rule:
    """One rule: what was said last and since when, and how much of its delay is over."""

    def __init__(self, rule: Composite) -> None:
        self.rule = rule
        self.says = "off"
        self.up = False
        self.spent: Duration = 0
        self.since_at: Instant = 0

    def counts(self) -> bool:
        """Whether time brings it nearer to its change."""
        return self.says == ("clear" if self.up else "broken")

    def left(self) -> Duration:
        """How long it still has to last."""
        return max(0, (self.rule.off_after if self.up else self.rule.on_after) - self.spent)


class Together:
    """The composite rules of one session."""

    def __init__(self, place: Place, book: Book) -> None:
        self.place, self.book = place, book
        self.rules = [Rule(one) for one in place.profile.composites]
        self.at: Instant = 0
        self.ended = 0

    def end(self, alarm: Episode, now: Instant) -> None:
        """A person ends an alarm, while nothing that it looks at is fresh."""
        if alarm.condition in CONDITIONS and not any(self.place.fresh(vital) for vital in VITALS_OF[alarm.condition]):
            self.ended += 1
            for one in self.rules:
                if one.rule.condition == alarm.condition:
                    one.up, one.spent = False, 0
            self.book.end(alarm, now)

    def due(self) -> Instant | None:
        """When time alone changes one."""
        found = [self.at + one.left() for one in self.rules if one.counts()]
        if any(one.rule.condition == "news2.high" for one in self.rules):
            found += [at for at in expiries(self.place.checks.told) if at > self.at]
        return min(found, default=None)

    def resume(self, last: Instant, now: Instant) -> None:
        """Downtime counts for nothing, and nothing is known after it."""
        self._pass(last)
        for one in self.rules:
            one.says = "off" if one.says == "off" else "unknown"
        self.at = now

    def look(self, at: Instant) -> None:
        """Time passes, then what is said now counts, then what is due changes."""
        self._pass(at)
        changed = []
        for one in self.rules:
            one.says = self._said(one.rule) if self.place.phase in one.rule.phases else "off"
            if one.says == "unknown" and one.up and one.rule.condition == "heart_rate.disagreement":
                one.says = "clear"
            was_up = one.up
            if one.says == "off":
                one.up, one.spent = False, 0
            elif one.says != "unknown" and not one.counts():
                one.spent = 0
            elif one.counts() and one.left() == 0:
                one.since_at = one.since_at if one.up else at - one.spent
                one.up, one.spent = not one.up, 0
            if one.up != was_up:
                changed.append(one.rule.condition)
        for condition in set(changed):
            self._tell(condition, at)

    def _pass(self, at: Instant) -> None:
        for one in self.rules:
            if one.counts():
                one.spent += max(0, at - self.at)
        self.at = max(self.at, at)

    def _tell(self, condition: str, at: Instant) -> None:
        up = [one for one in self.rules if one.up and one.rule.condition == condition]
        worst, key = None, (self.place.id, condition)
        if up:
            one = max(up, key=lambda found: (found.rule.priority, -found.rule.order))
            limit = None if isnan(one.rule.limit) else one.rule.limit
            worst = Worst(one.rule.priority, one.rule.id, limit, one.since_at)
        before = self.book.active.get(key)
        self.book.turn(key, self.place.id, at, worst, latches=False)
        episode = self.book.active.get(key) or before
        if episode is not None:
            self.book.note_changed(episode, at)

    # ---------------------------------------------------------------- what the values say

    def _value(self, vital: Vital) -> float | str | None:
        """The fresh value of a vital, "old" where it is not fresh, None where it is not measured."""
        series = self.place.judged(vital)
        if series is None:
            return None
        return series.value if series.fresh and series.value is not None else "old"

    def _heart(self) -> float | str | None:
        ecg, pulse = self._value(Vital.HEART_RATE), self._value(Vital.PULSE_RATE)
        return ecg if isinstance(ecg, float | int) or pulse is None else pulse

    def _said(self, rule: Composite) -> str:
        match rule.condition:
            case "shock_index.high":
                return self._index(rule)
            case "heart_rate.disagreement":
                return self._disagreement(rule)
            case "news2.high":
                return self._score(rule)
            case _:
                return self._two_of_three(rule)

    def _score(self, rule: Composite) -> str:
        values = {one: self._value(one) for one in SCORED} | {Vital.HEART_RATE: self._heart()}
        if None in values.values():
            return "off"
        parts = score(values, self.place.checks.told, self.at)
        if parts is None:
            return "unknown"
        return "broken" if sum(parts) >= rule.limit or max(parts) >= rule.single else "clear"

    def _index(self, rule: Composite) -> str:
        heart, systolic = self._heart(), self._value(Vital.SYSTOLIC)
        if heart is None or systolic is None:
            return "off"
        if isinstance(heart, str) or isinstance(systolic, str):
            return "unknown"
        index = heart / systolic
        return "broken" if index > rule.limit else "clear" if index <= rule.clear else "between"

    def _disagreement(self, rule: Composite) -> str:
        ecg, pulse = self._value(Vital.HEART_RATE), self._value(Vital.PULSE_RATE)
        if ecg is None or pulse is None:
            return "off"
        if isinstance(ecg, str) or isinstance(pulse, str):
            return "unknown"
        apart = abs(ecg - pulse)
        return "broken" if apart >= rule.limit else "clear" if apart <= rule.clear else "between"

    def _two_of_three(self, rule: Composite) -> str:
        spo2, heart, systolic = self._value(Vital.SPO2), self._heart(), self._value(Vital.SYSTOLIC)
        measured = [one for one in (spo2, heart, systolic) if one is not None]
        if len(measured) < 2:
            return "off"
        beyond = [
            isinstance(spo2, float | int) and spo2 < rule.spo2_below,
            isinstance(heart, float | int) and heart > rule.heart_rate_above,
            isinstance(systolic, float | int) and systolic < rule.systolic_below,
        ].count(True)
        old = sum(isinstance(one, str) for one in measured)
        return "broken" if beyond >= 2 else "unknown" if beyond + old >= 2 else "clear"
