"""Sessions over HTTP: opened, moved, closed with a reason, listed open ones first."""

from __future__ import annotations

from tests.app.web.server import Server


async def test_a_session_lives_from_baseline_to_its_end(server: Server) -> None:
    session, _ = await server.bed_with_device()
    shown = (await server.ask("GET", f"/v1/sessions/{session}", "wall")).json()
    assert (shown["phase"], shown["patient"], shown["closed_at"]) == ("baseline", "Mr A", None)
    moved = await server.ask("PUT", f"/v1/sessions/{session}/phase", "nurse", json={"phase": "infusion"})
    assert moved.json()["phase"] == "infusion"
    refused = await server.ask("POST", f"/v1/sessions/{session}/close", "nurse", json={"reason": " "})
    assert (refused.status_code, refused.json()["code"]) == (422, "reason_needed")
    closed = await server.ask("POST", f"/v1/sessions/{session}/close", "nurse", json={"reason": "done"})
    assert closed.json()["closed_at"]
    again = await server.ask("POST", f"/v1/sessions/{session}/close", "nurse", json={"reason": "done"})
    assert (again.status_code, again.json()["code"]) == (409, "session_closed")


async def test_a_session_goes_on_at_another_bed_with_its_device(server: Server) -> None:
    session, key = await server.bed_with_device()
    await server.done("POST", "/v1/beds", {"bed": "2"})
    await server.feed(key, 40, spo2=86)
    (before,) = (await server.ask("GET", "/v1/alarms", "nurse")).json()["alarms"]
    assert (before["condition"], before["scope"]["bed"]) == ("spo2.low", "1")
    asked = {"bed": "2", "devices": ["m1"], "patient": "Mr B", "reason": "sunlight"}
    wrong = await server.ask("POST", f"/v1/sessions/{session}/bed", "nurse", json=asked)
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["field"]) == (409, "wrong_patient", "patient")
    assert "Mr A" not in wrong.text
    assert (await server.ask("POST", f"/v1/sessions/{session}/bed", "wall", json=asked)).status_code == 403
    moved = await server.done("POST", f"/v1/sessions/{session}/bed", asked | {"patient": "Mr A"}, "nurse")
    assert (moved["session"], moved["bed"], moved["closed_at"]) == (session, "2", None)
    (after,) = (await server.ask("GET", "/v1/alarms", "nurse")).json()["alarms"]
    assert (after["id"], after["scope"]["bed"], after["state"]) == (before["id"], "2", before["state"])
    await server.feed(key, 5, spo2=97)
    history = (await server.ask("GET", "/v1/history", "nurse", params={"session": session})).json()
    (series,) = history["series"]
    assert [value for _, value, _ in series["points"]] == [86.0] * 40 + [97.0] * 5
    beds = (await server.ask("GET", "/v1/beds", "nurse")).json()["beds"]
    assert [(one["bed"], one["session"], one["devices"]) for one in beds] == [("1", None, []), ("2", session, ["m1"])]
    told = (await server.ask("GET", "/v1/audit", "auditor")).json()["entries"]
    assert [one["what"] for one in told][-2:] == ["SessionMoved", "DeviceBound"]


async def test_open_sessions_are_listed_first(server: Server) -> None:
    first, _ = await server.bed_with_device("1", "m1")
    await server.done("POST", f"/v1/sessions/{first}/close", {"reason": "done"})
    second, _ = await server.bed_with_device("2", "m2")
    listed = (await server.ask("GET", "/v1/sessions", "nurse")).json()["sessions"]
    assert [one["session"] for one in listed] == [second, first]


async def test_an_unknown_session_is_404(server: Server) -> None:
    for name in ("s9", "%00", "..%2F..%2Fx"):
        assert (await server.ask("GET", f"/v1/sessions/{name}")).status_code == 404
