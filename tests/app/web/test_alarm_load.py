"""The alarm load over HTTP and in the metrics: figures, their definitions, the window, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from monitors.instant import SECOND
from tests.app.web.server import START, Server
from tests.app.web.test_alarms import low_saturation


async def load(server: Server, query: str = "", role: str = "wall") -> dict[str, Any]:
    """The load that a role is told."""
    answer = await server.ask("GET", f"/v1/alarms/load{query}", role)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_load_tells_alarms_a_bed_hour_and_its_definitions(server: Server) -> None:
    alarm, _ = await low_saturation(server)
    found = await load(server, "?bed=1")
    assert found["alarms"] == 1
    seconds = (server.clock.at - START) / SECOND
    assert found["bed_hours"] == pytest.approx(seconds / 3600, abs=1e-6)
    assert found["per_bed_hour"] == pytest.approx(3600 / seconds, rel=1e-3)
    assert found["by_rule"] == [{"name": alarm["rule"], "alarms": 1, "per_bed_hour": found["per_bed_hour"]}]
    assert [one["name"] for one in found["by_priority"]] == ["high", "medium", "low"]
    assert {one["name"]: one["value"] for one in found["definitions"]} == {
        "standing_after_min": 10, "chattering_onsets": 3, "chattering_within_min": 10, "flood_onsets": 10,
        "flood_within_min": 10,
    }
    assert all(one["source"] for one in found["definitions"])


async def test_the_window_is_half_open(server: Server) -> None:
    alarm, _ = await low_saturation(server)
    onset = alarm["onset_at"]
    assert (await load(server, f"?to={onset}"))["alarms"] == 0
    assert (await load(server, f"?from={onset}"))["alarms"] == 1


async def test_an_acknowledgement_counts_in_the_figures_and_in_the_metrics(server: Server) -> None:
    alarm, key = await low_saturation(server)
    await server.feed(key, 5, heart_rate=72, spo2=89)
    waiting = {one["priority"]: one["waiting"] for one in (await load(server))["acknowledgement"]}
    assert waiting == {"high": 0, "medium": 1, "low": 0}
    await server.done("POST", f"/v1/alarms/{alarm['id']}/acknowledgement", {"revision": alarm["revision"]}, "nurse")
    medium = (await load(server))["acknowledgement"][1]
    assert (medium["acknowledged"], medium["waiting"], medium["never"]) == (1, 0, 0)
    assert medium["median_s"] == medium["p90_s"] == 5
    text = (await server.ask("GET", "/metrics", None)).text
    assert 'alarm_onsets_total{condition="spo2.low",priority="medium",rule="spo2-low"} 1.0' in text
    assert 'alarm_acknowledged_seconds_count{priority="medium"} 1.0' in text
    assert "alarms_standing 0.0" in text
    assert "beds_flooding 0.0" in text
    assert "ward_flooding 0.0" in text


async def test_what_is_no_window_and_no_bed_is_refused(server: Server) -> None:
    await server.bed_with_device()
    for query, status, code in (
        ("?from=2026-11-23T10:00:00Z&to=2026-11-22T10:00:00Z", 422, "bad_request"),
        ("?from=2026-01-01T10:00:00Z", 422, "bad_request"),
        ("?from=yesterday", 422, "bad_request"),
        ("?bed=9", 404, "unknown_bed"),
    ):
        answer = await server.ask("GET", f"/v1/alarms/load{query}", "nurse")
        assert (answer.status_code, answer.json()["code"]) == (status, code), query
