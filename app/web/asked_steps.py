"""What requests about a treatment may say; amounts in the dose's unit, times RFC 3339 (left out: now)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, AwareDatetime, Field

from app.web.asked import Asked, Name, Text
from monitors.instant import MINUTE, Instant, from_datetime

Short: TypeAlias = Annotated[str, Field(min_length=1, max_length=80)]
Number: TypeAlias = Annotated[int, Field(ge=0, le=2**53)]
Minutes: TypeAlias = Annotated[float, Field(ge=0, le=60 * 24 * 31)]


def within_reason(at: datetime) -> datetime:
    """A time that a clinic may mean: other years are slips of the keyboard, and overflow."""
    if not 2000 <= at.year <= 2100:
        raise ValueError("give a year from 2000 to 2100")
    return at


When: TypeAlias = Annotated[AwareDatetime, Field(strict=False), AfterValidator(within_reason)]


class Timed(Asked):
    """Something that happened at a time: now, where none is said."""

    at: When | None = None

    @property
    def instant(self) -> Instant:
        """When it happened; 0 for now."""
        return 0 if self.at is None else from_datetime(self.at)


class CheckIn(Asked):
    """The patient, identified twice, and what is planned; `patient` repeats the session's label."""

    patient: Text
    identified_by: Annotated[list[Short], Field(max_length=5)]
    age_years: float
    weight_kg: float
    weight_confirmed: bool = False
    drug: Short
    route: Short
    dose: float
    dose_unit: Short = "mg"
    lasts_min: Minutes = 0
    concomitants: Annotated[list[Short], Field(max_length=10, default_factory=list)]
    prescriber: Annotated[str, Field(max_length=80)] = ""
    note: Text = ""

    @property
    def lasts_for(self) -> int:
        """Microseconds."""
        return round(self.lasts_min * MINUTE)


class Override(Asked):
    """Why the treatment begins although the gate stands against it."""

    reason: Text


class NewDose(Timed):
    """A dose that goes in; with `corrects`, the start of `dose` told anew."""

    drug: Short
    route: Short
    amount: float
    unit: Short = "mg"
    lasts_min: Minutes = 0
    lot: Annotated[str, Field(max_length=80)] = ""
    note: Text = ""
    dose: Annotated[str, Field(max_length=40)] = ""
    corrects: Number = 0


class NewRate(Timed):
    """Another rate (unit an hour) of an infusion, towards `amount` in all, and why."""

    amount: Annotated[float, Field(le=1e6)]
    per_hour: Annotated[float, Field(le=1e6)]
    reason: Text


class Stand(Timed):
    """Why an infusion stands still."""

    reason: Text


class Go(Timed):
    """An infusion runs on."""


class Stop(Timed):
    """An infusion is over; without `given` what went in is reckoned from its rates."""

    given: Annotated[float | None, Field(ge=0)] = None
    reason: Text
    corrects: Number = 0


class NewObservation(Timed):
    """What a person saw; `items` are the answers whose sum `value` is, `corrects` the number of another observation."""

    session: Name
    what: Short
    value: float | Annotated[str, Field(max_length=500)]
    items: Annotated[list[float], Field(max_length=20, default_factory=list)]
    note: Text = ""
    corrects: Number = 0


class NewScore(Timed):
    """A scale's number of a patient between sessions; `corrects` is the number of another score's entry."""

    what: Short
    value: float
    note: Text = ""
    corrects: Number = 0


class NewEvent(Timed):
    """An adverse event; with `corrects`, `event` told anew."""

    what: Short
    severity: Short
    serious: bool = False
    note: Text = ""
    event: Annotated[str, Field(max_length=40)] = ""
    corrects: Number = 0


class EventEnd(Timed):
    """An adverse event is over."""

    note: Text = ""


class Handing(Asked):
    """Who takes over."""

    to: Short
    note: Text = ""


class Discharging(Asked):
    """Who goes with the person; why they leave where a criterion is not met; whether active alarms were looked at."""

    patient: Text
    escort: Annotated[str, Field(max_length=80)] = ""
    reason: Text = ""
    alarms_seen: bool = False
