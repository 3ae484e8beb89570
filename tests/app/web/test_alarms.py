"""Alarms over HTTP: active and ended ones, every revision, acknowledging, and the refusal of a worsened one."""

from __future__ import annotations

from typing import Any

from jsonschema import validate

from app.live.messages import schemas
from tests.app.web.server import Server


async def low_saturation(server: Server) -> tuple[dict[str, Any], str]:
    """A medium alarm of a low saturation, and the key of its device."""
    _, key = await server.bed_with_device()
    await server.feed(key, 20, heart_rate=72, spo2=92)
    await server.feed(key, 16, heart_rate=72, spo2=89)
    return await one_alarm(server), key


async def worsen(server: Server, key: str) -> None:
    """The saturation sinks on, slowly enough to be believed at once."""
    await server.feed(key, 14, heart_rate=72, spo2=86)
    await server.feed(key, 20, heart_rate=72, spo2=83)


async def one_alarm(server: Server) -> dict[str, Any]:
    """The one active alarm of the saturation."""
    body = (await server.ask("GET", "/v1/alarms?state=active", "nurse")).json()
    (alarm,) = [one for one in body["alarms"] if one["condition"] == "spo2.low"]
    found: dict[str, Any] = alarm
    return found


async def test_an_alarm_says_what_since_when_against_which_limit(server: Server) -> None:
    alarm, _ = await low_saturation(server)
    validate(alarm, schemas()["alarm"])
    assert alarm["id"] == "s1.spo2.low.1"
    assert alarm["scope"] == {"session": "s1", "bed": "1"}
    assert (alarm["value"], alarm["limit"], alarm["state"], alarm["priority"]) == (89, 90, "on", "medium")
    assert "89" in alarm["text"]
    assert alarm["evidence"]
    assert alarm["source"]
    body = (await server.ask("GET", "/v1/alarms?state=active", "nurse")).json()
    assert {"epoch", "number"} <= body.keys()


async def test_acknowledging_says_who_when_and_until_when(server: Server) -> None:
    alarm, _ = await low_saturation(server)
    path = f"/v1/alarms/{alarm['id']}/acknowledgement"
    answer = await server.ask("POST", path, "nurse", json={"revision": alarm["revision"], "note": "at the bed"})
    assert answer.status_code == 200, answer.text
    seen = answer.json()
    assert seen["state"] == "acknowledged"
    assert (seen["acknowledged"]["by"], seen["acknowledged"]["note"]) == ("nurse", "at the bed")
    assert seen["acknowledged"]["expires_at"]
    assert (await one_alarm(server))["acknowledged"] == seen["acknowledged"]


async def test_a_worsened_alarm_is_409_with_the_newer_one(server: Server) -> None:
    alarm, key = await low_saturation(server)
    await worsen(server, key)
    path = f"/v1/alarms/{alarm['id']}/acknowledgement"
    answer = await server.ask("POST", path, "nurse", json={"revision": alarm["revision"]})
    told = answer.json()
    assert (answer.status_code, told["code"]) == (409, "worsened")
    assert told["alarm"]["priority"] == "high"
    assert (await one_alarm(server))["state"] == "on"
    newer = await server.ask("POST", path, "nurse", json={"revision": told["alarm"]["revision"]})
    assert newer.status_code == 200


async def test_one_alarm_has_all_its_revisions(server: Server) -> None:
    alarm, key = await low_saturation(server)
    await worsen(server, key)
    whole = (await server.ask("GET", f"/v1/alarms/{alarm['id']}", "wall")).json()
    numbers = [one["revision"] for one in whole["revisions"]]
    assert numbers == list(range(1, whole["revision"] + 1))
    assert len(numbers) > 1
    assert [one["priority"] for one in whole["revisions"]][-1] == "high"


async def test_one_alarm_is_explained_with_its_rule_limit_delay_and_changes(server: Server) -> None:
    alarm, key = await low_saturation(server)
    await server.done(
        "POST", f"/v1/alarms/{alarm['id']}/acknowledgement", {"revision": 1, "note": "turned him"}, "nurse"
    )
    await worsen(server, key)
    whole = (await server.ask("GET", f"/v1/alarms/{alarm['id']}", "wall")).json()
    why = whole["explanation"]
    assert why["rule"]["id"] == whole["rule"] == "spo2-very-low"
    assert why["rule"]["what"].startswith("SpO2 below 85 % for ")
    assert why["rule"]["source"] == whole["source"]
    assert why["limit"] == {
        "value": 85, "unit": "%", "default": 85, "differs": False, "from_baseline": None, "baseline": None
    }
    assert (why["sentence"], why["evidence"]) == (whole["text"], whole["evidence"])
    assert why["condition_delay_s"] > 0
    changed = [one["changed"] for one in why["changes"]]
    assert [one["revision"] for one in why["changes"]] == list(range(1, whole["revision"] + 1))
    assert changed[0] == ["began as medium by spo2-low"]
    assert changed[1] == ["acknowledged by nurse: turned him"]
    assert "became worse and sounds again" in changed[-1]
    assert "priority medium -> high" in changed[-1]


async def test_a_held_alarm_says_by_what_and_why(server: Server) -> None:
    alarm, key = await low_saturation(server)
    await server.feed(key, 40, heart_rate=72)
    whole = (await server.ask("GET", f"/v1/alarms/{alarm['id']}", "nurse")).json()
    held = whole["explanation"]["held"]
    assert held["by"] == whole["held_by"] == "s1.spo2.missing.1"
    assert held["why"].startswith("No SpO2 for ")
    assert "lasts" in held["why"]
    technical = (await server.ask("GET", "/v1/alarms/s1.spo2.missing.1", "nurse")).json()["explanation"]
    assert (technical["rule"]["kind"], technical["limit"]) == ("technical", None)
    assert technical["rule"]["parameters"][0]["value"] == 20


async def test_an_ended_alarm_is_found_among_the_ended(server: Server) -> None:
    alarm, _ = await low_saturation(server)
    await server.done("POST", "/v1/sessions/s1/close", {"reason": "patient left"})
    active = (await server.ask("GET", "/v1/alarms?state=active")).json()["alarms"]
    assert alarm["id"] not in [one["id"] for one in active]
    ended = (await server.ask("GET", "/v1/alarms?state=ended&session=s1")).json()["alarms"]
    (over,) = [one for one in ended if one["id"] == alarm["id"]]
    assert (over["state"], over["end_reason"]) == ("ended", "patient left")
    assert (await server.ask("GET", "/v1/alarms?state=ended&session=s9")).json()["alarms"] == []


async def test_what_is_no_alarm_is_404(server: Server) -> None:
    for name in ("s1.spo2.low.9", "%00", "x" * 300):
        assert (await server.ask("GET", f"/v1/alarms/{name}")).status_code == 404
        refused = await server.ask("POST", f"/v1/alarms/{name}/acknowledgement", json={"revision": 1})
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown_alarm")
