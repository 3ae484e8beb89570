"""Every message has a JSON Schema that it meets, and the names of the contract."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import msgspec
import pytest

from alerts.alarm import Acknowledgement, Priority, Scope, State
from app.live import messages
from app.live.messages import (
    Beat,
    BedMessage,
    Change,
    Error,
    Hello,
    Listening,
    PausedMessage,
    Resume,
    Snapshot,
    Subscribe,
    VitalMessage,
    alarm_json,
    alarm_message,
    decode,
    encode,
)
from monitors.reading import Mode
from tests.app.fakes import NOON, alarm

TIME = "2026-11-22T10:00:00.000Z"
VITAL = VitalMessage(96, "%", TIME, 1.5, "valid", "", "ok", "d1", 90, None, 5, 30)
BED = BedMessage(
    "C1", "s1", "p", "infusion", TIME, TIME, "general", "d1", {"spo2": VITAL},
    {"technical": PausedMessage(TIME, "nora")}, {"spo2": [(TIME, None)]},
)
FULL = replace(
    alarm("s1.spo2.low.1", 3, Scope("s1", "", "C1"), priority=Priority.HIGH, state=State.ENDED),
    evidence=((NOON, 91.0), (NOON, 87.0)), acknowledged=Acknowledgement("nurse", NOON, "seen", None),
)


def check(name: str, body: Any) -> None:
    """Raises when a body does not meet the schema of a message."""
    jsonschema.validate(json.loads(json.dumps(body)), messages.schemas()[name])


@pytest.mark.parametrize(("name", "message"), [
    ("hello", Hello("e", 1, TIME, 20.0, Mode.TEST)),
    ("snapshot", Snapshot(1, TIME, [BED], [alarm_message(FULL, Mode.TEST)])),
    ("change", Change(1, TIME, [BED], [])),
    ("beat", Beat(1, TIME)),
    ("error", Error("not_understood", "what", "how")),
], ids=lambda value: value if isinstance(value, str) else "")
def test_what_the_server_says_meets_its_schema(name: str, message: messages.FromServer) -> None:
    body = json.loads(encode(message))
    assert body["type"] == {"beat": "heartbeat"}.get(name, name)
    check(name, body)


@pytest.mark.parametrize(("text", "said"), [
    ('{"type":"subscribe","beds":"all"}', Subscribe("all")),
    ('{"type":"subscribe","beds":["C1"],"resume":{"epoch":"e","number":4}}', Subscribe(["C1"], Resume("e", 4))),
    ('{"type":"heartbeat"}', messages.Heartbeat()),
    ('{"type":"listening","audio":"armed","visible":false,"new":1}', Listening("armed", visible=False)),
])
def test_what_a_screen_says_is_understood(text: str, said: messages.FromScreen) -> None:
    assert decode(text) == said
    check(json.loads(text)["type"], json.loads(text))


GARBLED = ("not json", "[]", '{"type":"unheard-of"}', '{"type":"subscribe","beds":17}', "", "\x00" * 9)


@pytest.mark.parametrize("text", GARBLED)
def test_a_garbled_frame_is_an_error_of_one_kind(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(text)


def test_an_alarm_has_the_contracts_fields() -> None:
    body = alarm_json(FULL, Mode.TEST, unrecorded=True)
    check("alarm", body)
    assert body["scope"] == {"session": "s1", "bed": "C1"}
    assert (body["priority"], body["state"], body["unrecorded"], body["mode"]) == ("high", "ended", True, "test")
    assert body["acknowledged"] == {"by": "nurse", "at": body["onset_at"], "note": "seen", "expires_at": None}
    assert body["evidence"][0][1] == 91.0


@pytest.mark.parametrize(("scope", "shown"), [
    (Scope(), {"site": "site"}), (Scope("", "d1", ""), {"device": "d1"}),
    (Scope("", "d1", "C1"), {"device": "d1", "bed": "C1"}),
])
def test_a_scope_shows_only_what_applies(scope: Scope, shown: dict[str, str]) -> None:
    assert alarm_json(alarm("x", 1, scope), Mode.TEST)["scope"] == shown


def test_a_bed_without_a_new_point_keeps_its_sparkline() -> None:
    bed = BedMessage("C1", None, None, None, None, None, None, None, {})
    body = json.loads(encode(Change(1, TIME, [bed], [])))
    assert "sparkline" not in body["beds"][0]
    check("bed", body["beds"][0])
