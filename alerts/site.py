"""The alarms of the whole site that the program tells the Watch of: recording, and the channels of notifications."""

from __future__ import annotations

from alerts.alarm import Kind, Priority, Scope
from alerts.book import Book
from alerts.condition import Finding
from monitors.entries import ChannelChanged, RecordingChanged
from monitors.instant import Instant

RECORDING = "recording.stalled"
CHANNEL = "notification.failing_"
"""The channel's name follows."""


def tell(book: Book, told: RecordingChanged | ChannelChanged, at: Instant) -> None:
    """Recording, or a channel of notifications, does not work, or does again."""
    match told:
        case RecordingChanged(stalled):
            text = "Not recorded for {time}: what is shown is judged, but not stored"
            _turn(book, RECORDING, at, "proposal (docs/architecture.md)", text if stalled else None)
        case ChannelChanged(channel, dead, text):
            text = text or f"Notifications through {channel} fail: nobody is reached that way"
            _turn(book, CHANNEL + channel, at, "proposal (docs/notifications.md)", text if dead else None)


def _turn(book: Book, condition: str, at: Instant, source: str, text: str | None) -> None:
    found = [] if text is None else [Finding(condition, 0, Kind.TECHNICAL, Priority.MEDIUM, at, source, detail=text)]
    book.weigh(Scope(), condition, found, at)
