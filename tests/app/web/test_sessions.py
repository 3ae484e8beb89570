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


async def test_open_sessions_are_listed_first(server: Server) -> None:
    first, _ = await server.bed_with_device("1", "m1")
    await server.done("POST", f"/v1/sessions/{first}/close", {"reason": "done"})
    second, _ = await server.bed_with_device("2", "m2")
    listed = (await server.ask("GET", "/v1/sessions", "nurse")).json()["sessions"]
    assert [one["session"] for one in listed] == [second, first]


async def test_an_unknown_session_is_404(server: Server) -> None:
    for name in ("s9", "%00", "..%2F..%2Fx"):
        assert (await server.ask("GET", f"/v1/sessions/{name}")).status_code == 404
