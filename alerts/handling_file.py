"""The part of a profile file that says how alarms are handled: expiry, escalation, pauses and shelves, with bounds."""

from __future__ import annotations

import math

import msgspec
from msgspec import structs

from alerts.alarm import Priority
from alerts.handling import DEFAULT, Handling
from monitors.instant import MINUTE, SECOND, Duration, seconds


class Expiry(msgspec.Struct, forbid_unknown_fields=True):
    """Minutes for each priority."""

    high: float
    medium: float
    low: float


class Escalation(msgspec.Struct, forbid_unknown_fields=True):
    """Seconds for each priority; 0 is never."""

    high: float = 0
    medium: float = 0
    low: float = 0


class HandlingKeys(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The keys as written; escalation tables that are not there are the usual ones."""

    acknowledgement_expires_min: Expiry
    escalation_louder_after_s: Escalation | None = None
    escalation_next_role_after_s: Escalation | None = None
    audio_pause_at_most_s: float = 120
    shelve_at_most_min: float = 30


def read_handling(written: HandlingKeys) -> Handling:
    """The figures of a profile; raises ValueError naming the key and the fix."""
    expiry = structs.asdict(written.acknowledgement_expires_min)
    for name, minutes in expiry.items():
        _within(f"acknowledgement_expires_min.{name}", minutes, 0.5, 120, "min")
    _within("audio_pause_at_most_s", written.audio_pause_at_most_s, 10, DEFAULT.pause_at_most / SECOND, "s")
    _within("shelve_at_most_min", written.shelve_at_most_min, 1, DEFAULT.shelve_at_most / MINUTE, "min")
    louder = _escalation("escalation_louder_after_s", written.escalation_louder_after_s, 600, DEFAULT.louder_after)
    next_role = _escalation(
        "escalation_next_role_after_s", written.escalation_next_role_after_s, 3600, DEFAULT.next_role_after
    )
    for priority in louder.keys() & next_role.keys():
        if next_role[priority] <= louder[priority]:
            key = f"escalation_next_role_after_s.{priority.name.lower()}"
            after_s, louder_s = next_role[priority] / SECOND, louder[priority] / SECOND
            raise ValueError(f"{key}: {after_s:g} s; give more than louder's {louder_s:g}, the step before it")
    return Handling(
        {Priority[name.upper()]: round(minutes * MINUTE) for name, minutes in expiry.items()}, louder, next_role,
        seconds(written.audio_pause_at_most_s), round(written.shelve_at_most_min * MINUTE),
    )


def _escalation(
    key: str, written: Escalation | None, most_s: float, usual: dict[Priority, Duration]
) -> dict[Priority, Duration]:
    """A table of escalation; a higher priority never comes after a lower one, and 0 leaves one out."""
    if written is None:
        return dict(usual)
    sooner = 0.0
    for name, after_s in structs.asdict(written).items():
        if after_s:
            _within(f"{key}.{name}", after_s, 5, most_s, "s; 0 is never")
        later = after_s or math.inf
        if later < sooner:
            raise ValueError(f"{key}.{name}: {after_s:g} s; give 0 or no less than the higher priority's")
        sooner = later
    return {Priority[name.upper()]: seconds(after_s) for name, after_s in structs.asdict(written).items() if after_s}


def _within(key: str, given: float, least: float, most: float, unit: str) -> None:
    if not least <= given <= most:
        raise ValueError(f"{key}: {given:g}; give {least:g} to {most:g} {unit}")
