"""What a message says: everything one needs to walk to the bed, and never the patient unless it was put in."""

from __future__ import annotations

import pytest

from app.notify.message import Origin, compose
from monitors.asides import NotificationQueued
from monitors.reading import Mode
from tests.app.fakes import NOON

TOLD = NotificationQueued(
    "pager.1.1", "pager", "on", "SpO2 84 % below 85 % for 14 s", "high", "s1.spo2.low.1", 3, 1, NOON, "spo2.low", "s1",
    "4", since_at=NOON,
)


def test_it_says_where_what_how_urgent_and_since_when() -> None:
    message = compose(TOLD, Origin("Ward 3", Mode.REAL, "https://ward.example"))
    assert message.title == "HIGH: Ward 3, bed 4"
    assert message.text.splitlines() == [
        "SpO2 84 % below 85 % for 14 s", "since 11:06:40 UTC", "s1.spo2.low.1, revision 3", "https://ward.example",
    ]
    assert message.urgent
    assert message.fields["id"] == message.id == "pager.1.1"
    assert message.fields["since_at"].startswith("2026-11-18T11:06:40")
    assert "patient" not in message.fields


@pytest.mark.parametrize("mode", [Mode.TEST, Mode.DEMO])
def test_what_is_no_patient_is_marked(mode: Mode) -> None:
    message = compose(TOLD, Origin("Ward 3", mode))
    assert message.title.startswith("TEST HIGH")
    assert "TEST" in message.text
    assert message.fields["mode"] == mode.value


def test_it_says_what_became_of_it() -> None:
    ended = compose(
        NotificationQueued("p.1.2", "p", "ended", "SpO2", "high", bed="4", since_at=NOON, ended_at=NOON + 60_000_000),
        Origin("W", Mode.REAL),
    )
    assert ended.title == "HIGH ended: W, bed 4"
    assert "until 11:07:40" in ended.text
    assert not ended.urgent


def test_the_patient_is_there_when_the_entry_has_one() -> None:
    named = compose(NotificationQueued("p.1.3", "p", "on", "SpO2", "high", patient="Mr A"), Origin("W", Mode.REAL))
    assert named.fields["patient"] == "Mr A"
    assert "Mr A" in named.text
