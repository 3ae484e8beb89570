"""The explanation of an alarm as JSON: times as RFC 3339, durations in seconds, nothing where there is nothing."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from alerts.explanation import explain
from app.explained import explained
from tests.alerts.test_explanation import ALARM, KETAMINE, nobody


def test_all_of_it_is_told() -> None:
    told = msgspec.to_builtins(explained(ALARM, explain([ALARM], KETAMINE, nobody)))
    assert told["sentence"] == ALARM.text
    assert told["rule"]["id"] == "spo2-low"
    assert told["rule"]["parameters"][0].keys() == {"name", "value", "unit", "says"}
    assert (told["limit"]["default"], told["unit"], told["slope_per_s"]) == (90, "%", -0.4)
    assert (told["since_at"], told["onset_at"]) == ("1970-01-01T00:00:08.000Z", "1970-01-01T00:00:20.000Z")
    assert (told["condition_delay_s"], told["ended_at"], told["held"]) == (12, None, None)
    assert told["changes"][0]["at"] == told["onset_at"]
    assert told["signal_delay_s"] is None
    again = msgspec.to_builtins(explained(ALARM, explain([ALARM], KETAMINE, nobody), 40_000))
    assert again["signal_delay_s"] == 0.04


def test_what_holds_it_is_told_and_what_is_not_known_is_null() -> None:
    alarm = replace(ALARM, held_by="s1.spo2.missing.1", rule="nosuch", limit=None, evidence=())
    told = msgspec.to_builtins(explained(alarm, explain([alarm], None, nobody)))
    assert told["held"]["by"] == "s1.spo2.missing.1"
    assert (told["rule"], told["limit"], told["slope_per_s"], told["evidence"]) == (None, None, None, [])
