"""Health: readiness says mode, clock and recording, also while recording hangs; metrics count."""

from __future__ import annotations

import pytest

from app.settings import ServerMode
from tests.app.web.server import Server, running


async def test_ready_says_mode_clock_and_recording(server: Server) -> None:
    ready = (await server.ask("GET", "/readyz", None)).json()
    assert ready == {
        "ready": True, "mode": "test", "clock_rate": 1.0, "recording": "ok", "now": "2026-11-22T10:00:00.000Z",
        "reason": None,
    }
    assert (await server.ask("GET", "/healthz", None)).json() == {"healthy": True}


async def test_a_stall_is_shown_and_its_device_told_to_come_again(server: Server) -> None:
    _, key = await server.bed_with_device()
    stalled = await server.ask("POST", "/v1/test/stall", "tester", json={"seconds": 5})
    assert stalled.json() == {"seconds": 5}
    answer = await server.post(key, {"vital": "spo2", "value": 97})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert (await server.ask("GET", "/readyz", None)).json()["recording"] == "stalled"
    server.journal.release()


@pytest.mark.parametrize("mode", [ServerMode.PRODUCTION, ServerMode.DEMO])
async def test_the_hooks_exist_in_test_mode_only(mode: ServerMode) -> None:
    async with running(mode=mode) as server:
        answer = await server.ask("POST", "/v1/test/stall", json={"seconds": 5})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert (await server.ask("GET", "/readyz", None)).json()["mode"] == mode.value


@pytest.mark.parametrize("seconds", [0, -1, 601, "5", True, None])
async def test_a_stall_has_a_bound(server: Server, seconds: object) -> None:
    assert (await server.ask("POST", "/v1/test/stall", "tester", json={"seconds": seconds})).status_code == 422


async def test_metrics_count_what_came(server: Server) -> None:
    _, key = await server.bed_with_device()
    await server.feed(key, 3, spo2=97)
    await server.post(key, {"vital": "mood", "value": 1})
    text = (await server.ask("GET", "/metrics", None)).text
    assert "readings_accepted_total 3.0" in text
    assert 'readings_rejected_total{code="unknown_vital"} 1.0' in text


async def test_a_judge_that_fails_is_not_ready_and_an_alarm_that_can_be_acknowledged(server: Server) -> None:
    _, key = await server.bed_with_device()
    watch, judge = server.built.ward.folds.watch, server.built.ward.folds.watch._receive

    def fail(_batch: object, _now: int) -> None:
        raise ValueError("a bug in a rule")

    watch._receive = fail  # type: ignore[method-assign,assignment]
    await server.feed(key, 5, spo2=70)
    ready = (await server.ask("GET", "/readyz", None)).json()
    assert not ready["ready"]
    assert "judging failed" in ready["reason"]
    (alarm,) = (await server.ask("GET", "/v1/alarms", "nurse")).json()["alarms"]
    assert (alarm["id"], alarm["priority"], alarm["kind"]) == ("site.judging.stalled.1", "high", "technical")
    seen = await server.done("POST", f"/v1/alarms/{alarm['id']}/acknowledgement", {"revision": 1}, "nurse")
    assert (seen["state"], seen["revision"]) == ("acknowledged", 2)
    watch._receive = judge  # type: ignore[method-assign]
    await server.feed(key, 61, spo2=97, heart_rate=70)
    assert (await server.ask("GET", "/readyz", None)).json()["ready"]
    ended = (await server.ask("GET", "/v1/alarms?state=ended", "nurse")).json()["alarms"]
    assert "site.judging.stalled.1" in [one["id"] for one in ended]
