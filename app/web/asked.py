"""What requests may say: strict, without unknown fields, so that a mistake is named and never guessed at."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]
Text: TypeAlias = Annotated[str, Field(max_length=500)]


class Asked(BaseModel):
    """The root of every request body."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class SignIn(Asked):
    """A person's name and password."""

    name: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=200)]


class NewUser(Asked):
    """A person or a screen: with a password, with one to be made, or with neither (tokens only)."""

    user: Name
    role: Name
    password: Annotated[str, Field(max_length=200)] | None = None
    generate_password: bool = False


class NewPassword(Asked):
    """The password to set; without it one is made."""

    password: Annotated[str, Field(max_length=200)] | None = None


class Nothing(Asked):
    """An empty object."""


class NewBed(Asked):
    """A bed's name, which is its id."""

    bed: Name


class NewDevice(Asked):
    """A device at a bed, or a gateway with the devices it speaks for."""

    device: Name
    bed: Name | None = None
    gateway: bool = False
    devices: Annotated[list[Name], Field(max_length=5000)] = []


class Binding(Asked):
    """Where a device measures from now on; null takes it off its bed. A reason is asked while it has an alarm.

    From one patient to another the label of the latter's session is asked.
    """

    bed: Name | None
    reason: Text = ""
    patient: Text = ""


class NewSession(Asked):
    """A treatment that begins; `weight_kg` in kilograms."""

    bed: Name
    protocol: Name
    patient: Text
    weight_kg: float | None = None


class NewPhase(Asked):
    """baseline, infusion or recovery."""

    phase: Name


class NewPlace(Asked):
    """The bed a session goes on at, with which devices of its bed, its patient's label again, and why."""

    bed: Name
    devices: Annotated[list[Name], Field(max_length=100)]
    patient: Text
    reason: Text


class NewLimit(Asked):
    """Another limit of a rule, as a profile's file would write it, and why."""

    limit: float
    reason: Text


class ConfirmedLimit(Asked):
    """The very limit that another person proposed."""

    limit: float


class Closing(Asked):
    """Why the session is over."""

    reason: Text


class Knowing(Asked):
    """Who a patient is: a name, an ISO date of birth, and female, male, other or unknown; "" is what is not told."""

    name: Text = ""
    birth_date: Text = ""
    sex: Text = ""


class Erasing(Asked):
    """Why a person is erased, without naming them."""

    reason: Text


class Acknowledging(Asked):
    """The revision that was seen, and a note."""

    revision: Annotated[int, Field(ge=1, le=2**31)]
    note: Text = ""


class Shelving(Asked):
    """The revision that was seen, for how many minutes it is put off, and why."""

    revision: Annotated[int, Field(ge=1, le=2**31)]
    minutes: float
    reason: Text


class Ending(Asked):
    """Why a held alarm is over."""

    reason: Text


class Pausing(Asked):
    """Which sound of a bed is paused, for how many seconds."""

    kind: Literal["physiological", "technical"]
    seconds: float


class Stall(Asked):
    """How long recording hangs, in wall seconds."""

    seconds: Annotated[float, Field(gt=0, le=600)]
