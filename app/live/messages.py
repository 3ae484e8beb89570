"""What a screen and the server say to each other, and the JSON of an alarm and of a bed: one definition for all.

Times are RFC 3339 texts in UTC, durations float seconds. Fields are only ever added.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from alerts.alarm import Acknowledgement, Alarm, Scope
from monitors import personal
from monitors.instant import Instant, rfc3339
from monitors.reading import Mode

SITE = "site"


class ScopeMessage(Struct, frozen=True):
    """What an alarm belongs to; only what applies is there."""

    session: str | UnsetType = UNSET
    bed: str | UnsetType = UNSET
    device: str | UnsetType = UNSET
    site: str | UnsetType = UNSET


class AcknowledgedMessage(Struct, frozen=True):
    """Who saw the alarm, and until when that counts (null: for good)."""

    by: str
    at: str
    note: str
    expires_at: str | None


class AlarmMessage(Struct, frozen=True):
    """One episode at one revision; `evidence` is the points that decided it, oldest first."""

    id: str
    revision: int
    scope: ScopeMessage
    condition: str
    kind: str
    priority: str
    state: str
    onset_at: str
    since_at: str
    ended_at: str | None
    text: str
    value: float | None
    limit: float | None
    rule: str
    source: str
    vital: str
    evidence: list[tuple[str, float]]
    held_by: str | None
    suppressed_by: str | None
    unconfirmed: bool
    acknowledged: AcknowledgedMessage | None
    escalation: int
    unrecorded: bool
    end_reason: str
    mode: Mode


class VitalMessage(Struct, frozen=True):
    """The value a tile shows, its age in clinical seconds, the limits in force, and when it greys and blanks.

    `differs` says that somebody changed a limit of it for this session.
    """

    value: float | None
    unit: str
    measured_at: str
    age_s: float
    quality: str
    reason: str
    status: str
    device: str
    low: float | None
    high: float | None
    grey_after_s: float
    blank_after_s: float
    differs: bool = False


SparklineMessage = dict[str, list[tuple[str, float | None]]]


class PausedMessage(Struct, frozen=True):
    """Until when a sound of a bed is paused, and by whom."""

    until: str
    by: str


class BedMessage(Struct, frozen=True):
    """One tile; `audio_paused` is by kind of sound; without `sparkline` the screen keeps the one it has."""

    bed: str
    session: str | None
    patient: str | None
    phase: str | None
    phase_at: str | None
    opened_at: str | None
    protocol: str | None
    device: str | None
    vitals: dict[str, VitalMessage]
    audio_paused: dict[str, PausedMessage] = {}
    sparkline: SparklineMessage | UnsetType = UNSET


class Message(Struct, frozen=True, tag_field="type", tag=str.lower):
    """What every message starts from: `type` is the name."""


class Hello(Message, frozen=True):
    """The first message: which run of the server this is, where its numbers stand, and its clock."""

    epoch: str
    number: int
    server_time: str
    clock_rate: float
    mode: Mode


class Snapshot(Message, frozen=True):
    """Every subscribed bed, and every episode that is active or changed since the screen's number."""

    number: int
    server_time: str
    beds: list[BedMessage]
    alarms: list[AlarmMessage]


class Change(Message, frozen=True):
    """The beds that changed, whole, and every alarm revision since the last message, oldest first."""

    number: int
    server_time: str
    beds: list[BedMessage]
    alarms: list[AlarmMessage]


class Beat(Message, frozen=True, tag="heartbeat"):
    """The server's sign of life, every 2 wall seconds."""

    number: int
    server_time: str


class Error(Message, frozen=True):
    """A frame was not understood; nothing was changed by it."""

    code: str
    message: str
    hint: str


class Resume(Struct, frozen=True):
    """Where a screen was when it lost its link."""

    epoch: str
    number: int


class Subscribe(Message, frozen=True):
    """The beds a screen shows: all, or those named."""

    beds: Literal["all"] | list[str]
    resume: Resume | None = None


class Heartbeat(Message, frozen=True):
    """The screen's sign of life, every 2 wall seconds."""


class Listening(Message, frozen=True):
    """Whether the screen's sound is armed, and whether it can be seen."""

    audio: Literal["armed", "blocked", "off"]
    visible: bool = True


FromScreen = Subscribe | Heartbeat | Listening
FromServer = Hello | Snapshot | Change | Beat | Error

_ENCODER = msgspec.json.Encoder()
_SCREEN: msgspec.json.Decoder[FromScreen] = msgspec.json.Decoder(FromScreen)


def encode(message: FromServer) -> str:
    """The message as the text of a frame."""
    return _ENCODER.encode(message).decode()


def decode(text: str | bytes) -> FromScreen:
    """What a screen said; raises msgspec.DecodeError for what cannot be understood."""
    return _SCREEN.decode(text)


def alarm_message(alarm: Alarm, mode: Mode, *, unrecorded: bool = False) -> AlarmMessage:
    """An alarm as the contract shows it."""
    return AlarmMessage(
        id=alarm.id, revision=alarm.revision, scope=_scope(alarm.scope), condition=alarm.condition,
        kind=alarm.kind.value, priority=alarm.priority.name.lower(), state=alarm.state.value,
        onset_at=rfc3339(alarm.onset_at), since_at=rfc3339(alarm.since_at), ended_at=optional(alarm.ended_at),
        text=alarm.text, value=alarm.value, limit=alarm.limit, rule=alarm.rule, source=alarm.source,
        vital=alarm.vital, evidence=[(rfc3339(at), value) for at, value in alarm.evidence], held_by=alarm.held_by,
        suppressed_by=alarm.suppressed_by, unconfirmed=alarm.unconfirmed,
        acknowledged=_acknowledged(alarm.acknowledged), escalation=alarm.escalation, unrecorded=unrecorded,
        end_reason=alarm.end_reason, mode=mode,
    )


def unsaid(message: AlarmMessage) -> AlarmMessage:
    """An alarm without what persons wrote: their person was erased."""
    seen = message.acknowledged
    if seen is not None:
        seen = msgspec.structs.replace(seen, note=personal.without(seen.note))
    by = message.suppressed_by  # another alarm's id, or a sentence with the reason for shelving
    return msgspec.structs.replace(
        message, acknowledged=seen, end_reason=personal.without(message.end_reason),
        suppressed_by=personal.ERASED if by is not None and " " in by else by,
    )


def alarm_json(alarm: Alarm, mode: Mode, *, unrecorded: bool = False) -> dict[str, Any]:
    """The same as plain values, for answers over HTTP."""
    plain: dict[str, Any] = msgspec.to_builtins(alarm_message(alarm, mode, unrecorded=unrecorded))
    return plain


def optional(at: Instant | None) -> str | None:
    """An instant as text, or nothing."""
    return None if at is None else rfc3339(at)


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of every message by its `type`, the server's before the screens'; `alarm` and `bed` too.

    The server's sign of life and the screens' have one name; the screens' is `heartbeat`, the server's `beat`.
    """
    named: dict[str, type[Struct]] = {
        "hello": Hello, "snapshot": Snapshot, "change": Change, "beat": Beat, "error": Error, "subscribe": Subscribe,
        "heartbeat": Heartbeat, "listening": Listening, "alarm": AlarmMessage, "bed": BedMessage,
    }
    return {name: msgspec.json.schema(struct) for name, struct in named.items()}


def _scope(scope: Scope) -> ScopeMessage:
    if not scope.session and not scope.device:
        return ScopeMessage(site=SITE)
    return ScopeMessage(scope.session or UNSET, scope.bed or UNSET, scope.device or UNSET)


def _acknowledged(seen: Acknowledgement | None) -> AcknowledgedMessage | None:
    if seen is None:
        return None
    return AcknowledgedMessage(seen.by, rfc3339(seen.at), seen.note, optional(seen.expires_at))
