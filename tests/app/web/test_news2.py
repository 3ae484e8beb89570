"""NEWS2 over HTTP: a score, or what it lacks; never without the note that it is secondary (H16)."""

from __future__ import annotations

from monitors.entries import ObservationMade
from tests.app.web.server import Server

PATH = "/v1/sessions/s1/news2"


async def test_it_says_what_it_lacks_and_then_scores(server: Server) -> None:
    _, key = await server.bed_with_device()
    await server.feed(key, 2, heart_rate=118, spo2=97)
    lacking = (await server.ask("GET", PATH, "wall")).json()
    assert (lacking["total"], lacking["parts"]) == (None, {})
    assert set(lacking["missing"]) == {"respiratory_rate", "on_oxygen", "systolic", "consciousness", "temperature"}
    await server.feed(key, 1, heart_rate=118, spo2=97, respiratory_rate=16, systolic=200, diastolic=120, temperature=37)
    now = server.clock.at
    await server.built.ward.record("nurse", lambda _at: [ObservationMade("s1", "acvpu", "A", now)])
    scored = (await server.ask("GET", f"{PATH}?oxygen=false", "wall")).json()
    assert (scored["total"], scored["asks_for"], scored["missing"]) == (2, None, [])
    assert "secondary" in scored["note"]
    oxygen = (await server.ask("GET", f"{PATH}?oxygen=true", "wall")).json()
    assert oxygen["total"] == 4
    at = server.clock.at
    await server.built.ward.record("nurse", lambda _at: [ObservationMade("s1", "oxygen", "oxygen", at)])
    assert (await server.ask("GET", PATH, "wall")).json()["total"] == 4, "as observed"


async def test_unknown_and_closed_sessions_are_told(server: Server) -> None:
    await server.bed_with_device()
    assert (await server.ask("GET", "/v1/sessions/s9/news2", "wall")).json()["code"] == "unknown_session"
    await server.done("POST", "/v1/sessions/s1/close", {"reason": "over"}, "nurse")
    assert (await server.ask("GET", PATH, "wall")).json()["code"] == "session_closed"
    wrong = (await server.ask("GET", f"{PATH}?scale=3", "wall")).json()
    assert (wrong["code"], wrong["field"]) == ("bad_request", "scale")
