"""What can happen to a ward: the bodies of the journal's entries, the only input of the states a restart rebuilds.

State is folded from entries: the Roster, the Intake, the Watch and the People each have `apply(entry)`. A live server
and a restart call the same `apply` with the same entries, so they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from monitors.instant import Duration, Instant
from monitors.reading import Batch


class Body(msgspec.Struct, frozen=True, tag_field="kind", tag=True):
    """The base of every entry's body; on disk `kind` is the class name."""


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


class RecordingChanged(Body, frozen=True):
    """Recording stalled, or works again."""

    stalled: bool


class NotificationQueued(Body, frozen=True):
    """A message about an alarm is to be sent through a channel; written before it is sent, with all that it says.

    `what` is on, worse, acknowledged, ended or test (without an alarm). It takes the place of one about the same alarm
    and channel that was not sent yet. `patient` is "" unless the channel is set up to name patients.
    """

    id: str
    channel: str
    what: str
    text: str
    priority: str = ""
    alarm: str = ""
    revision: int = 0
    armed_revision: int = 0
    armed_at: Instant = 0
    condition: str = ""
    session: str = ""
    bed: str = ""
    device: str = ""
    patient: str = ""
    since_at: Instant = 0
    ended_at: Instant | None = None


class NotificationSent(Body, frozen=True):
    """The channel took a message."""

    id: str
    channel: str


class NotificationFailed(Body, frozen=True):
    """A channel did not take a message at this attempt (from 1; 0: none was made); `next_at` None: no more follow."""

    id: str
    channel: str
    attempt: int
    next_at: Instant | None
    error: str


class ChannelChanged(Body, frozen=True):
    """A channel of notifications takes nothing any more (dead), or does again; `text` says it to people."""

    channel: str
    dead: bool
    text: str = ""


class UserAdded(Body, frozen=True):
    """A person (or a screen) with a role; `password_hash` None means: by token only."""

    user: str
    role: str
    password_hash: str | None = None


class PasswordSet(Body, frozen=True):
    """A person's password changed; every sign-in of theirs ends."""

    user: str
    password_hash: str


class TokenAdded(Body, frozen=True):
    """A bearer token, known by its SHA-256, speaks for a user."""

    user: str
    token_hash: str


class SignedIn(Body, frozen=True):
    """A browser holds a cookie, known by its SHA-256, until a time."""

    user: str
    cookie_hash: str
    expires_at: Instant


class SignedOut(Body, frozen=True):
    """A cookie is worth nothing any more."""

    cookie_hash: str


AnyBody = (
    BedAdded | DeviceAdded | DeviceBound | SessionOpened | PhaseChanged | SessionClosed | Received | ClockCorrected
    | Advanced | Resumed | Acknowledged | Shelved | Unshelved | HoldEnded | AudioPaused | AudioResumed
    | RecordingChanged | NotificationQueued | NotificationSent | NotificationFailed | ChannelChanged
    | UserAdded | PasswordSet | TokenAdded | SignedIn | SignedOut
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
