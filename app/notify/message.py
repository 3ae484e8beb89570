"""What a notification says, from its journal entry and the ward's own facts: as JSON, and as a title and a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from monitors.asides import NotificationQueued
from monitors.instant import rfc3339, to_datetime
from monitors.reading import Mode

WORDS = {"on": "", "worse": "WORSE", "acknowledged": "acknowledged", "ended": "ended", "test": "test message"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Who sends: the ward's name, its mode, and where its board is ("" when nobody said)."""

    ward: str
    mode: Mode
    link: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One notification as channels send it; `urgent` is that of a high alarm that is on."""

    id: str
    title: str
    text: str
    urgent: bool
    fields: dict[str, Any]


def compose(told: NotificationQueued, origin: Origin) -> Message:
    """The message of an entry: without the patient, unless the entry has one."""
    title, text = _title(told, origin), _text(told, origin)
    return Message(told.id, title, text, told.priority == "high" and told.what in ("on", "worse"), {
        "id": told.id, "what": told.what, "ward": origin.ward, "mode": origin.mode.value, "bed": told.bed or None,
        "device": told.device or None, "session": told.session or None, "alarm": told.alarm or None,
        "revision": told.revision or None, "condition": told.condition or None, "priority": told.priority or None,
        "sentence": told.text, "since_at": rfc3339(told.since_at) if told.since_at else None,
        "ended_at": rfc3339(told.ended_at) if told.ended_at is not None else None,
        "link": origin.link or None, "title": title, "text": text,
    } | ({"patient": told.patient} if told.patient else {}))


def _title(told: NotificationQueued, origin: Origin) -> str:
    """TEST HIGH WORSE: Ward 3, bed 4."""
    mark = "" if origin.mode is Mode.REAL else "TEST"
    first = " ".join(word for word in (mark, told.priority.upper(), WORDS[told.what]) if word)
    place = f", bed {told.bed}" if told.bed else f", device {told.device}" if told.device else ""
    return f"{first}: {origin.ward}{place}"


def _text(told: NotificationQueued, origin: Origin) -> str:
    lines = [told.text]
    if told.since_at:
        until = f", until {to_datetime(told.ended_at):%H:%M:%S}" if told.ended_at is not None else ""
        lines.append(f"since {to_datetime(told.since_at):%H:%M:%S}{until} UTC")
    if told.patient:
        lines.append(told.patient)
    if told.alarm:
        lines.append(f"{told.alarm}, revision {told.revision}")
    if origin.mode is not Mode.REAL:
        lines.append(f"TEST: the server is in {origin.mode.value} mode, this is no patient")
    return "\n".join([*lines, origin.link] if origin.link else lines)
