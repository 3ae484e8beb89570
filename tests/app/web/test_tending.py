"""Shelving, ended holds and audio pauses over HTTP: who may, what is refused and why, and what the audit keeps."""

from __future__ import annotations

from typing import Any

import pytest

from monitors.instant import SECOND, rfc3339
from tests.app.web.server import Server
from tests.app.web.test_alarms import low_saturation, one_alarm

ALARM = "/v1/alarms/s1.spo2.low.1"


async def refused(server: Server, method: str, path: str, body: Any = None) -> dict[str, Any]:
    """The problem of a request that must be refused, with its status."""
    answer = await server.ask(method, path, "nurse", **({} if body is None else {"json": body}))
    assert answer.status_code >= 400, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_shelved_alarm_is_in_sight_with_the_reason_until_it_is_taken_off(server: Server) -> None:
    alarm, _ = await low_saturation(server)
    asked = {"revision": alarm["revision"], "minutes": 10, "reason": "known COPD"}
    shelved = await server.done("POST", f"{ALARM}/shelving", asked, "nurse")
    until = rfc3339(server.clock.at + 600 * SECOND)
    assert (shelved["state"], shelved["suppressed_by"]) == ("on", f"shelved by nurse until {until}: known COPD")
    assert (await one_alarm(server))["suppressed_by"] == shelved["suppressed_by"]
    for _ in range(2):
        off = await server.ask("DELETE", f"{ALARM}/shelving", "nurse")
        assert (off.status_code, off.json()["suppressed_by"], off.json()["revision"]) == (200, None, 3)
    kinds = [one["what"] for one in (await server.ask("GET", "/v1/audit", "auditor")).json()["entries"]]
    assert (kinds.count("Shelved"), kinds.count("Unshelved")) == (1, 1)


async def test_what_is_not_shelved_is_told_by_field_rule_and_fix(server: Server) -> None:
    alarm, key = await low_saturation(server)
    asked = {"revision": alarm["revision"], "minutes": 10, "reason": "why"}
    long = await refused(server, "POST", f"{ALARM}/shelving", asked | {"minutes": 31})
    assert (long["code"], long["field"], long["hint"]) == ("bad_duration", "minutes", "more than 0, at most 30")
    assert (await refused(server, "POST", f"{ALARM}/shelving", asked | {"minutes": 0}))["code"] == "bad_duration"
    assert (await refused(server, "POST", f"{ALARM}/shelving", asked | {"reason": " "}))["code"] == "reason_needed"
    assert (await refused(server, "POST", f"{ALARM}/shelving", asked | {"revision": 9}))["field"] == "revision"
    unknown = await refused(server, "POST", "/v1/alarms/s9.spo2.low.1/shelving", asked)
    assert (unknown["status"], unknown["code"]) == (404, "unknown_alarm")
    await server.feed(key, 14, heart_rate=72, spo2=86)
    await server.feed(key, 20, heart_rate=72, spo2=83)
    worse = await refused(server, "POST", f"{ALARM}/shelving", asked)
    assert (worse["status"], worse["code"], worse["alarm"]["priority"]) == (409, "worsened", "high")
    high = await refused(server, "POST", f"{ALARM}/shelving", asked | {"revision": worse["alarm"]["revision"]})
    assert (high["status"], high["code"], high["hint"]) == (409, "not_shelvable", "acknowledge it")


async def test_a_hold_is_ended_with_a_reason_and_only_a_hold(server: Server) -> None:
    _, key = await low_saturation(server)
    assert (await refused(server, "POST", f"{ALARM}/hold-end", {"reason": "well"}))["code"] == "not_held"
    server.clock.at += 240 * SECOND
    await server.built.ward.record("", lambda _at: [])
    server.built.ward.wake()
    await server.feed(key, 1, temperature=37)
    assert (await one_alarm(server))["held_by"]
    assert (await refused(server, "POST", f"{ALARM}/hold-end", {"reason": ""}))["code"] == "reason_needed"
    ended = await server.done("POST", f"{ALARM}/hold-end", {"reason": "sits up and talks"}, "nurse")
    assert (ended["state"], ended["end_reason"]) == ("ended", "sits up and talks")
    again = await refused(server, "POST", f"{ALARM}/hold-end", {"reason": "again"})
    assert (again["status"], again["code"]) == (404, "unknown_alarm")


async def test_a_composite_alarm_is_ended_once_nothing_that_it_looks_at_is_fresh(server: Server) -> None:
    _, key = await server.bed_with_device()
    await server.feed(key, 70, heart_rate=115, systolic=95)
    path = "/v1/alarms/s1.shock_index.high.1/hold-end"
    assert (await refused(server, "POST", path, {"reason": "well"}))["code"] == "not_held"
    server.clock.at += 3_600 * SECOND
    await server.built.ward.record("", lambda _at: [])
    server.built.ward.wake()
    await server.feed(key, 1, temperature=37)
    ended = await server.done("POST", path, {"reason": "sits up and talks"}, "nurse")
    assert (ended["state"], ended["end_reason"], ended["held_by"]) == ("ended", "sits up and talks", None)


async def test_a_bed_shows_what_is_paused_and_until_when(server: Server) -> None:
    await server.bed_with_device()
    asked = {"kind": "physiological", "seconds": 60}
    paused = await server.done("POST", "/v1/beds/1/audio-pause", asked, "nurse")
    until = rfc3339(server.clock.at + 60 * SECOND)
    assert paused["audio_paused"] == {"physiological": {"until": until, "by": "nurse"}}
    assert (await server.ask("GET", "/v1/beds")).json()["beds"][0]["audio_paused"] == paused["audio_paused"]
    for _ in range(2):
        answer = await server.ask("DELETE", "/v1/beds/1/audio-pause?kind=physiological", "nurse")
        assert (answer.status_code, answer.json()["audio_paused"]) == (200, {})
    server.clock.at += SECOND
    await server.done("POST", "/v1/beds/1/audio-pause", asked, "nurse")
    server.clock.at += 60 * SECOND
    assert (await server.ask("GET", "/v1/beds")).json()["beds"][0]["audio_paused"] == {}


async def test_a_pause_is_refused_beyond_its_bounds(server: Server) -> None:
    await server.bed_with_device()
    asked = {"kind": "technical", "seconds": 60}
    long = await refused(server, "POST", "/v1/beds/1/audio-pause", asked | {"seconds": 121})
    assert (long["code"], long["field"], long["hint"]) == ("bad_duration", "seconds", "more than 0, at most 120")
    assert (await refused(server, "POST", "/v1/beds/9/audio-pause", asked))["code"] == "unknown_bed"
    assert (await refused(server, "DELETE", "/v1/beds/9/audio-pause?kind=technical"))["code"] == "unknown_bed"
    assert (await refused(server, "POST", "/v1/beds/1/audio-pause", asked | {"kind": "all"}))["field"] == "kind"
    assert (await refused(server, "DELETE", "/v1/beds/1/audio-pause"))["field"] == "kind"


@pytest.mark.parametrize(("method", "path"), [
    ("POST", f"{ALARM}/shelving"), ("DELETE", f"{ALARM}/shelving"), ("POST", f"{ALARM}/hold-end"),
    ("POST", "/v1/beds/1/audio-pause"), ("DELETE", "/v1/beds/1/audio-pause?kind=technical"),
])
async def test_a_wall_tends_nothing(server: Server, method: str, path: str) -> None:
    for role in ("wall", "auditor", "integrator"):
        assert (await server.ask(method, path, role, json={})).json()["code"] == "not_permitted"
