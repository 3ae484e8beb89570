"""What stands beside the readings: phases, limits in force and events of any span of a session, open or closed."""

from __future__ import annotations

from typing import Any

from monitors.instant import MINUTE, rfc3339
from tests.app.courses import IV
from tests.app.web.server import START, Server
from tests.app.web.walking import walk


async def looked_at(server: Server, session: str, since: float, until: float) -> Any:
    """A span by its minutes."""
    span = {"from": rfc3339(START + round(since * MINUTE)), "to": rfc3339(START + round(until * MINUTE))}
    answer = await server.ask("GET", f"/v1/sessions/{session}/timeline", "nurse", params=span)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_span_of_a_closed_session(server: Server) -> None:
    session = await walk(server, IV)
    told = await looked_at(server, session, 35.5, 50.5)
    assert [one["phase"] for one in told["phases"]] == ["infusion"]
    assert [one["name"] for one in told["events"] if one["kind"] == "dose"] == [
        "ketamine (d1) paused after", "ketamine (d1) goes on after", "ketamine (d1) changed to",
    ]
    high = {one["vital"]: one["high"] for one in told["limits"]}
    assert (high["systolic"], high["heart_rate"]) == (140, 120), "the systolic's rests on its baseline of 122"
    whole = await server.done("GET", f"/v1/sessions/{session}/timeline", role="nurse")
    assert [one["phase"] for one in whole["phases"]] == ["baseline", "infusion", "recovery"]
    assert whole["events"][0]["name"] == "opened"
    assert whole["events"][-1]["at"] >= whole["events"][0]["at"]


async def test_an_open_session_and_who_may_look(server: Server) -> None:
    session = await walk(server, IV, until=12)
    told = await looked_at(server, session, 0, 12)
    assert told["phases"][-1]["phase"] == "baseline"
    for role in ("wall", "integrator"):
        answer = await server.ask("GET", f"/v1/sessions/{session}/timeline", role)
        assert answer.status_code == 403, "what persons told is no wall's business"
    assert (await server.ask("GET", "/v1/sessions/s9/timeline", "nurse")).status_code == 404
