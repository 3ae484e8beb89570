"""`/v1/signals` over HTTP: one sound for whom it speaks, and the name of every silence."""

from __future__ import annotations

from tests.app.web.server import Server


async def test_an_alarm_sounds_until_it_is_acknowledged(server: Server) -> None:
    _, key = await server.bed_with_device()
    quiet = (await server.ask("GET", "/v1/signals", "wall")).json()
    assert quiet == {"signals": [], "sound": None, "speaks_for": []}
    await server.feed(key, 12, heart_rate=130, spo2=97)
    told = (await server.ask("GET", "/v1/signals", "wall")).json()
    assert told["speaks_for"] == ["s1.heart_rate.high.1"]
    assert len(told["sound"]["pulses"]) == 3
    (one,) = told["signals"]
    assert (one["priority"], one["light"]["colour"], one["quiet"]) == ("medium", "yellow", None)
    await server.done("POST", "/v1/alarms/s1.heart_rate.high.1/acknowledgement", {"revision": 1}, "nurse")
    told = (await server.ask("GET", "/v1/signals", "wall")).json()
    assert (told["sound"], told["signals"][0]["quiet"]["code"]) == (None, "acknowledged")
    assert told["signals"][0]["light"]["flash_hz"] == 0
