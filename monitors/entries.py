"""What can happen to a ward: the bodies of the journal's entries, the only input of the states a restart rebuilds.

State is folded from entries: the Roster, the Intake, the Watch and the People each have `apply(entry)`. A live server
and a restart call the same `apply` with the same entries, so they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from monitors.asides import (
    CourseExported,
    LimitProposed,
    NotificationFailed,
    NotificationQueued,
    NotificationSent,
    PasswordSet,
    RecordExported,
    SignedIn,
    SignedOut,
    TokenAdded,
    UserAdded,
)
from monitors.body import Body
from monitors.instant import Duration, Instant
from monitors.reading import Batch
from monitors.steps import AnyStep, PatientErased, PatientKnown, ScoreTold


class BedAdded(Body, frozen=True):
    """A place (chair, room) exists; its name is its id."""

    bed: str


class DeviceAdded(Body, frozen=True):
    """A device (or, with `gateway`, a gateway speaking for `devices`) may speak with the key of this SHA-256."""

    device: str
    key_hash: str
    gateway: bool = False
    devices: tuple[str, ...] = ()


class DeviceBound(Body, frozen=True):
    """From this entry's time the device measures at this bed; None takes it off. Its alarms end with the reason."""

    device: str
    bed: str | None
    reason: str = ""


class SessionOpened(Body, frozen=True):
    """A treatment begins at a bed, judged by a profile."""

    session: str
    bed: str
    protocol: str
    profile: str
    patient: str
    phase: str
    weight_kg: float | None = None


class PhaseChanged(Body, frozen=True):
    """The session moves to a phase: baseline, infusion or recovery."""

    session: str
    phase: str


class LimitChanged(Body, frozen=True):
    """A rule of the session has another limit from now on, as its profile would write it; None: the profile's again.

    Where that took a second person, `proposed_by` is the first one.
    """

    session: str
    rule: str
    limit: float | None
    reason: str
    proposed_by: str = ""


class SessionClosed(Body, frozen=True):
    """The treatment is over; its active alarms end with the reason."""

    session: str
    reason: str


class Received(Body, frozen=True):
    """A group of readings was accepted; they are kept as columns beside the entry, in their order."""

    readings: int


class ClockCorrected(Body, frozen=True):
    """What a device took in its first minute was placed too late: all it told so far is placed anew with `offset`.

    Those with a `taken_at` were measured at min(received_at, taken_at + offset); `shift` (microseconds, over 0) is how
    much earlier that is for the last of them. It stands before the readings that showed it.
    """

    device: str
    offset: Duration
    shift: Duration


class Advanced(Body, frozen=True):
    """Time alone changed something."""


class Resumed(Body, frozen=True):
    """The program started again: what lies between the last entry and this one is a gap."""


class Acknowledged(Body, frozen=True):
    """A person saw an alarm at a revision."""

    alarm: str
    revision: int
    note: str = ""


class Shelved(Body, frozen=True):
    """A person puts an alarm off for a time (microseconds): it stays active, and isn't sounded."""

    alarm: str
    shelved_for: Duration
    reason: str


class Unshelved(Body, frozen=True):
    """A person takes an alarm off the shelf."""

    alarm: str


class HoldEnded(Body, frozen=True):
    """A person ends a physiological alarm that a technical one holds; only new data begins another."""

    alarm: str
    reason: str


class AudioPaused(Body, frozen=True):
    """A person pauses the sound of a bed's alarms, physiological or technical ones, for a time (microseconds)."""

    bed: str
    sound: str
    paused_for: Duration


class AudioResumed(Body, frozen=True):
    """A person ends such a pause."""

    bed: str
    sound: str


class ListeningChanged(Body, frozen=True):
    """From now on screens that can be heard watch these beds (or all of them), and no others."""

    beds: tuple[str, ...] = ()
    all_beds: bool = False


class RecordingChanged(Body, frozen=True):
    """Recording stalled, or works again."""

    stalled: bool


class ChannelChanged(Body, frozen=True):
    """A channel of notifications takes nothing any more (dead), or does again; `text` says it to people."""

    channel: str
    dead: bool
    text: str = ""


class CheckExpected(Body, frozen=True):
    """A check of the protocol is to be done by `due_at`; a later one of `what` takes its place, None withdraws it.

    `what` is a word of lower-case letters, digits and _ (it becomes part of an alarm's name).
    """

    session: str
    what: str
    due_at: Instant | None


class CheckDone(Body, frozen=True):
    """A check was done."""

    session: str
    what: str


class ObservationMade(Body, frozen=True):
    """A person saw `what` at an instant: a number of a scale (moaas: 0 to 5), or a word (acvpu: A, C, V, P, U).

    `items` are the answers that a scale's total is the sum of. One that `corrects` the entry of that number is of the
    same `what` and instant, so that it counts in its place.
    """

    session: str
    what: str
    value: float | str
    at: Instant
    items: tuple[float, ...] = ()
    note: str = ""
    corrects: int = 0


class SessionMoved(Body, frozen=True):
    """From now on the session is at another bed; its devices are bound there by entries of their own."""

    session: str
    bed: str
    reason: str


AnyBody = (
    BedAdded | DeviceAdded | DeviceBound | SessionOpened | PhaseChanged | SessionClosed | Received | ClockCorrected
    | LimitChanged | LimitProposed
    | Advanced | Resumed | Acknowledged | Shelved | Unshelved | HoldEnded | AudioPaused | AudioResumed
    | RecordingChanged | ListeningChanged | NotificationQueued | NotificationSent | NotificationFailed | ChannelChanged
    | UserAdded | PasswordSet | TokenAdded | SignedIn | SignedOut
    | CheckExpected | CheckDone | ObservationMade | SessionMoved | PatientKnown | PatientErased | AnyStep
    | RecordExported | ScoreTold | CourseExported
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its number in the journal (from 1), its time, who caused it ("" for the program), and what happened.

    `batch` is there for `Received` only.
    """

    number: int
    at: Instant
    by: str
    body: AnyBody
    batch: Batch | None = None


_DECODER: msgspec.json.Decoder[AnyBody] = msgspec.json.Decoder(AnyBody)


def decode(text: bytes) -> AnyBody:
    """The body of its JSON; raises msgspec.ValidationError for what this version doesn't know."""
    return _DECODER.decode(text)


def encode(body: AnyBody) -> bytes:
    """The body as JSON, with its `kind`."""
    return msgspec.json.encode(body)
