"""Devices over HTTP: the key is told once, works at once, and where a device measures can be changed."""

from __future__ import annotations

from tests.app.web.server import Server


async def test_a_key_works_at_once_and_is_not_told_again(server: Server) -> None:
    await server.done("POST", "/v1/beds", {"bed": "1"})
    made = await server.done("POST", "/v1/devices", {"device": "m1", "bed": "1"}, "integrator")
    assert (await server.post(made["key"], {"vital": "spo2", "value": 97})).status_code == 202
    assert made["key"] not in (await server.ask("GET", "/v1/devices")).text


async def test_a_device_is_moved_and_taken_off(server: Server) -> None:
    await server.bed_with_device("1", "m1")
    await server.done("POST", "/v1/beds", {"bed": "2"})
    moved = await server.done("PUT", "/v1/devices/m1/bed", {"bed": "2"})
    assert moved["bed"] == "2"
    off = await server.done("PUT", "/v1/devices/m1/bed", {"bed": None})
    assert off["bed"] is None


async def test_a_gateway_says_whom_it_speaks_for(server: Server) -> None:
    await server.bed_with_device("1", "m1")
    asked = {"device": "g", "gateway": True, "devices": ["m1"]}
    key = (await server.done("POST", "/v1/devices", asked))["key"]
    mine = await server.ask("GET", "/v1/devices/mine", key)
    assert mine.json() == {"device": "g", "gateway": True, "devices": ["m1"]}
    assert (await server.ask("GET", "/v1/devices/mine", "nobody")).json()["code"] == "unknown_key"
    assert (await server.ask("GET", "/v1/devices/mine", None)).json()["code"] == "no_key"


async def test_what_would_end_with_a_move_is_told_in_a_sentence(server: Server) -> None:
    _, key = await server.bed_with_device()
    await server.feed(key, 20, spo2=84)
    refused = await server.ask("PUT", "/v1/devices/m1/bed", json={"bed": None})
    assert (refused.status_code, refused.json()["code"]) == (422, "reason_needed")
    told = refused.json()["detail"]
    assert told.startswith("SpO2 84 % below")
    assert "{" not in told
