"""The doses of a session, read from its history: how much went in by an instant, and when an infusion will be over."""

from __future__ import annotations

from dataclasses import dataclass, field

from alerts.treatment.history import History
from monitors.entries import Entry
from monitors.instant import HOUR, Duration, Instant
from monitors.steps import DoseChanged, DosePaused, DoseResumed, DoseStarted, DoseStopped


@dataclass(slots=True)
class Dose:
    """One dose; `rates` are (since, unit an hour), 0 while paused; `amount` is what is to go in, in all.

    `number` is that of the entry that told its start, `stop_number` of the one that told its end.
    """

    id: str
    number: int
    drug: str
    route: str
    unit: str
    lot: str
    amount: float
    lasts_for: Duration
    started_at: Instant
    by: str
    rates: list[tuple[Instant, float]] = field(default_factory=list)
    stopped_at: Instant | None = None
    stopped_given: float = 0
    stop_number: int = 0
    reason: str = ""

    @property
    def infusion(self) -> bool:
        """Whether it goes in over a time."""
        return self.lasts_for > 0

    @property
    def running(self) -> bool:
        """Whether it is an infusion that nobody stopped, paused or not."""
        return self.infusion and self.stopped_at is None

    @property
    def paused(self) -> bool:
        """Whether it stands still, to run on."""
        return self.running and self.rates[-1][1] == 0

    @property
    def per_hour(self) -> float:
        """The rate at which it runs, or ran before it was paused; 0 for what is no infusion."""
        return next((rate for _, rate in reversed(self.rates) if rate), 0.0)

    def given(self, at: Instant) -> float:
        """What went in up to an instant, by what was told of it; reckoned to a thousandth of the unit."""
        if self.stopped_at is not None and at >= self.stopped_at:
            return self.stopped_given
        if not self.infusion:
            return self.amount if at >= self.started_at else 0.0
        ends = [since for since, _ in self.rates[1:]] + [max(at, self.rates[-1][0])]
        parts = (
            rate * max(0, min(end, at) - since) / HOUR for (since, rate), end in zip(self.rates, ends, strict=True)
        )
        return min(self.amount, round(sum(parts), 3))

    @property
    def ends_at(self) -> Instant | None:
        """When the whole amount will be, or was, in; None while paused. For one that was stopped, when that was."""
        if self.stopped_at is not None:
            return self.stopped_at
        if not self.infusion:
            return self.started_at
        since, rate = self.rates[-1]
        if rate == 0:
            return None
        before = sum(r * (end - start) / HOUR for (start, r), (end, _) in zip(self.rates, self.rates[1:], strict=False))
        return since + round(max(0.0, self.amount - before) / rate * HOUR)


def doses(history: History) -> dict[str, Dose]:
    """The doses by id, in the order in which they were started; a corrected start is as it was told last."""
    starts = {
        entry.body.dose: entry for entry in history if isinstance(entry.body, DoseStarted)
    }
    found: dict[str, Dose] = {}
    for entry in history:
        match entry.body:
            case DoseStarted(dose=name) if name not in found:
                found[name] = _begun(starts[name])
            case DoseChanged(dose=name) as told if name in found:
                found[name].amount = told.amount
                found[name].rates.append((told.at, told.per_hour))
            case DosePaused(dose=name, at=at) if name in found:
                found[name].rates.append((at, 0.0))
            case DoseResumed(dose=name, at=at) if name in found:
                found[name].rates.append((at, found[name].per_hour))
            case DoseStopped(dose=name) as told if name in found:
                found[name].stopped_at, found[name].stopped_given = told.at, told.given
                found[name].reason, found[name].stop_number = told.reason, entry.number
            case _:
                pass
    return found


def _begun(entry: Entry) -> Dose:
    """A dose as its start was told."""
    told = entry.body
    assert isinstance(told, DoseStarted)
    rates = [(told.at, told.amount * HOUR / told.lasts_for)] if told.lasts_for else []
    return Dose(
        told.dose, entry.number, told.drug, told.route, told.unit, told.lot, told.amount, told.lasts_for, told.at,
        entry.by, rates,
    )


def first_dose_at(history: History) -> Instant | None:
    """When the first dose began; None before it."""
    return min((dose.started_at for dose in doses(history).values()), default=None)
