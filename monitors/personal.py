"""Which words of an entry may name a person, and the entry without them: what stays is who did what, when, how much.

Every kind that tells of a session, a patient or an alarm is listed (a test sees to that), and each of its texts is on
one side or the other. What a person wrote freely counts as personal, whatever it says; words of a list do not.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from monitors.asides import CourseExported, LimitProposed, NotificationQueued, RecordExported
from monitors.body import Body
from monitors.entries import (
    Acknowledged,
    CheckDone,
    CheckExpected,
    DeviceBound,
    HoldEnded,
    LimitChanged,
    ObservationMade,
    PhaseChanged,
    SessionClosed,
    SessionMoved,
    SessionOpened,
    Shelved,
    Unshelved,
)
from monitors.steps import (
    AdverseEventEnded,
    AdverseEventNoted,
    CheckedIn,
    DischargeDecided,
    DoseChanged,
    DosePaused,
    DoseResumed,
    DoseStarted,
    DoseStopped,
    GateOverridden,
    HandedOver,
    PatientErased,
    PatientKnown,
    ScoreTold,
)

ERASED = "erased"
"""What stands where a person's words stood."""

TEXTS: dict[type[Body], tuple[str, str]] = {
    PatientKnown: ("name birth_date sex", "patient"),
    PatientErased: ("", "patient left_as reason"),
    ScoreTold: ("note", "patient what"),
    CourseExported: ("", "patient format"),
    SessionOpened: ("", "session bed protocol profile patient phase"),
    PhaseChanged: ("", "session phase"),
    SessionClosed: ("reason", "session"),
    SessionMoved: ("reason", "session bed"),
    DeviceBound: ("reason", "device bed"),
    LimitChanged: ("reason", "session rule proposed_by"),
    LimitProposed: ("reason", "session rule"),
    RecordExported: ("", "session format"),
    CheckExpected: ("", "session what"),
    CheckDone: ("", "session what"),
    ObservationMade: ("value note", "session what"),
    Acknowledged: ("note", "alarm"),
    Shelved: ("reason", "alarm"),
    Unshelved: ("", "alarm"),
    HoldEnded: ("reason", "alarm"),
    NotificationQueued: ("text", "id channel what priority alarm condition session bed device patient"),
    CheckedIn: ("note", "session identified_by drug route dose_unit concomitants prescriber"),
    GateOverridden: ("reason", "session findings"),
    DoseStarted: ("note", "session dose drug route unit lot"),
    DoseChanged: ("reason", "session dose"),
    DosePaused: ("reason", "session dose"),
    DoseResumed: ("", "session dose"),
    DoseStopped: ("reason", "session dose"),
    AdverseEventNoted: ("what note", "session event severity"),
    AdverseEventEnded: ("note", "session event"),
    HandedOver: ("note", "session to"),
    DischargeDecided: ("escort reason", "session met unmet"),
}
"""The texts of each such kind: those that may name the person, and those that never do; `patient` is written anew."""

WORDS = frozenset({"acvpu", "oxygen"})
"""Observations whose value is a word of a list; that of any other is a number, or written freely."""

_LEFT_AS = re.compile(r"erased-[0-9]+")

AnyKind = TypeVar("AnyKind", bound=Body)


def without(text: str) -> str:
    """What is left of a text; nothing of none."""
    return ERASED if text else ""


def left_as(number: int) -> str:
    """The label under which the sessions of an erased person stay."""
    return f"{ERASED}-{number}"


def is_left_as(label: str) -> bool:
    """Whether a label is one of those, so that nobody else may be called so."""
    return _LEFT_AS.fullmatch(label) is not None


def erased(body: AnyKind, label: str) -> AnyKind:
    """The body without what may name its person, who is `label` from now on; one of another kind stays as it is."""
    changes: dict[str, Any] = {}
    for name in TEXTS.get(type(body), ("", ""))[0].split():
        said = getattr(body, name)
        if isinstance(said, str):
            changes[name] = without(said)
    if isinstance(body, PatientKnown):
        changes = dict.fromkeys(changes, "")
    elif isinstance(body, ObservationMade) and body.what in WORDS:
        del changes["value"]
    if getattr(body, "patient", ""):
        changes["patient"] = label
    return msgspec.structs.replace(body, **changes)
