"""What can happen at a simulated bed: to the patient, to the sensors, and to the monitor itself.

Times are seconds of the scenario (0 is its start), durations seconds.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Something that happens from `at_s` on; in a scenario's file `kind` is its name."""

    at_s: float

    @property
    def ends_s(self) -> float:
        """When it is over."""
        return self.at_s

    def active(self, time_s: float) -> bool:
        """Whether it is going on."""
        return self.at_s <= time_s < self.ends_s


class Episode(Event, frozen=True, kw_only=True):
    """A change in the patient: it comes over `rise_s`, stays for `hold_s` and goes over `recovery_s`."""

    rise_s: float
    hold_s: float
    recovery_s: float

    @property
    def ends_s(self) -> float:
        """When the patient is as before."""
        return self.at_s + self.rise_s + self.hold_s + self.recovery_s

    def strength(self, time_s: float) -> float:
        """How far it has come: 0 is not at all, 1 is all of it."""
        since = time_s - self.at_s
        if since < 0:
            return 0.0
        if since < self.rise_s:
            return since / self.rise_s
        left = self.ends_s - time_s
        if left > self.recovery_s:
            return 1.0
        return max(0.0, left / self.recovery_s) if self.recovery_s else 0.0


class Change(Episode, frozen=True, kw_only=True):
    """An episode in which one vital goes to a value, in the vital's usual unit."""

    VITAL: ClassVar[str]

    to: float


class Desaturation(Change, frozen=True, kw_only=True, tag="desaturation", forbid_unknown_fields=True):
    """SpO2 falls to a value."""

    VITAL = "spo2"


class Bradycardia(Change, frozen=True, kw_only=True, tag="bradycardia", forbid_unknown_fields=True):
    """The heart rate falls to a value."""

    VITAL = "heart_rate"


class Tachycardia(Change, frozen=True, kw_only=True, tag="tachycardia", forbid_unknown_fields=True):
    """The heart rate rises to a value."""

    VITAL = "heart_rate"


class SlowBreathing(Change, frozen=True, kw_only=True, tag="slow_breathing", forbid_unknown_fields=True):
    """The respiratory rate falls to a value."""

    VITAL = "respiratory_rate"


class BloodPressureRise(Episode, frozen=True, kw_only=True, tag="bp_rise", forbid_unknown_fields=True):
    """The systolic pressure rises by so many mmHg (falls, when below 0), the diastolic by 0.69 of it."""

    by: float


class Lasting(Event, frozen=True, kw_only=True):
    """Something that goes on for `for_s`."""

    for_s: float

    @property
    def ends_s(self) -> float:
        """When it is over."""
        return self.at_s + self.for_s


class ProbeOff(Lasting, frozen=True, kw_only=True, tag="probe_off", forbid_unknown_fields=True):
    """The oximeter's probe is off the finger, and its monitor says so."""


class Motion(Lasting, frozen=True, kw_only=True, tag="motion", forbid_unknown_fields=True):
    """The patient moves: SpO2 and pulse jump about and are marked."""


class Dropout(Lasting, frozen=True, kw_only=True, tag="dropout", forbid_unknown_fields=True):
    """A vital is not reported at all."""

    vital: str


class WrongCuff(Lasting, frozen=True, kw_only=True, tag="wrong_cuff", forbid_unknown_fields=True):
    """The cuff is too small: it reads too high."""

    too_high: float = 12.0


class FailedCuff(Lasting, frozen=True, kw_only=True, tag="failed_cuff", forbid_unknown_fields=True):
    """The cuff measures nothing, and its monitor says so."""


class InflatingArm(Lasting, frozen=True, kw_only=True, tag="inflating_arm", forbid_unknown_fields=True):
    """The cuff inflates on the oximeter's arm: SpO2 falls for a while and is marked."""


class CuffNow(Event, frozen=True, kw_only=True, tag="cuff", forbid_unknown_fields=True):
    """One more cuff measurement, out of turn."""


class Silent(Lasting, frozen=True, kw_only=True, tag="silent", forbid_unknown_fields=True):
    """The monitor is off: nothing is measured."""


class LinkDown(Lasting, frozen=True, kw_only=True, tag="link_down", forbid_unknown_fields=True):
    """The monitor measures but can't send; it sends what it kept when the link is back."""


class Reboot(Lasting, frozen=True, kw_only=True, tag="reboot", forbid_unknown_fields=True):
    """The monitor is off for a while and then counts from 0 again in a new epoch."""


class ClockError(Event, frozen=True, kw_only=True, tag="clock_error", forbid_unknown_fields=True):
    """From now on the monitor's clock is wrong by so many seconds."""

    by_s: float

    @property
    def ends_s(self) -> float:
        """Never."""
        return float("inf")


AnyEvent = (
    Desaturation | Bradycardia | Tachycardia | SlowBreathing | BloodPressureRise | ProbeOff | Motion | Dropout
    | WrongCuff | FailedCuff | InflatingArm | CuffNow | Silent | LinkDown | Reboot | ClockError
)

KINDS = (
    "desaturation", "bradycardia", "tachycardia", "slow_breathing", "bp_rise", "probe_off", "motion", "dropout",
    "wrong_cuff", "failed_cuff", "inflating_arm", "cuff", "silent", "link_down", "reboot", "clock_error",
)
