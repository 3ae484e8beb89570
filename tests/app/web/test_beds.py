"""Beds over HTTP: added by who may, named once, listed with what is at them."""

from __future__ import annotations

from tests.app.web.server import Server


async def test_a_bed_is_added_and_listed_with_its_session_and_device(server: Server) -> None:
    session, _ = await server.bed_with_device("C1", "m1")
    answer = await server.ask("GET", "/v1/beds", "nurse")
    assert answer.json() == {"beds": [{"bed": "C1", "session": session, "devices": ["m1"], "audio_paused": {}}]}


async def test_a_bed_exists_once(server: Server) -> None:
    await server.done("POST", "/v1/beds", {"bed": "C1"})
    answer = await server.ask("POST", "/v1/beds", json={"bed": "C1"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "bed_taken"


async def test_a_name_that_cannot_be_one_is_refused_with_the_rule(server: Server) -> None:
    for name in ("a.b", "x" * 41, "a b", "\u0000", "ü"):
        answer = await server.ask("POST", "/v1/beds", json={"bed": name})
        assert answer.status_code == 422, name
        assert answer.json()["field"] == "bed"
        assert answer.json()["code"] == "bad_name"


async def test_a_nurse_adds_no_bed(server: Server) -> None:
    answer = await server.ask("POST", "/v1/beds", "nurse", json={"bed": "C1"})
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_permitted"
