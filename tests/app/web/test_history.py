"""History: raw points in their order, buckets that lose no extreme, and query times that may be anything."""

from __future__ import annotations

from typing import Any

import pytest

from monitors.instant import SECOND
from tests.app.web.server import Server


async def asked(server: Server, **query: str | int) -> Any:
    """The history of session s1."""
    answer = await server.ask("GET", "/v1/history", "nurse", params={"session": "s1", **query})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_points_are_what_was_posted(server: Server) -> None:
    _, key = await server.bed_with_device()
    for value in (97, 96, None):
        server.clock.at += SECOND
        await server.post(key, {"vital": "spo2", "value": value})
    body = await asked(server, vitals="spo2")
    (series,) = body["series"]
    assert (body["session"], series["vital"], series["device"], series["unit"]) == ("s1", "spo2", "m1", "%")
    assert [(value, quality) for _, value, quality in series["points"]] == [
        (97, "valid"), (96, "valid"), (None, "invalid"),
    ]
    assert [at for at, *_ in series["points"]] == sorted(at for at, *_ in series["points"])
    assert series["points"][0][0].endswith("Z")


async def test_buckets_come_only_where_there_is_more_than_asked_for(server: Server) -> None:
    _, key = await server.bed_with_device()
    await server.feed(key, 30, heart_rate=72)
    await server.feed(key, 1, heart_rate=131)
    (series,) = (await asked(server, points=5))["series"]
    assert "points" not in series
    assert len(series["buckets"]) <= 5
    assert max(high for _, _, high, _, _ in series["buckets"]) == 131
    assert sum(count for *_, count in series["buckets"]) == 31
    (raw,) = (await asked(server, points=31))["series"]
    assert len(raw["points"]) == 31


async def test_series_are_apart_by_vital_and_can_be_chosen(server: Server) -> None:
    _, key = await server.bed_with_device()
    await server.feed(key, 2, heart_rate=72, spo2=97, systolic=120)
    assert len((await asked(server))["series"]) == 3
    assert {one["vital"] for one in (await asked(server, vitals="spo2, heart_rate"))["series"]} == {
        "spo2", "heart_rate",
    }


async def test_a_span_is_kept(server: Server) -> None:
    _, key = await server.bed_with_device()
    await server.feed(key, 10, spo2=97)
    body = await asked(server, **{"from": "2026-11-22T10:00:03Z", "to": "2026-11-22T11:00:05+01:00"})
    assert len(body["series"][0]["points"]) == 3


@pytest.mark.parametrize("query", [
    {"from": "0001-01-01T00:00:00+14:00"}, {"to": "9999-12-31T23:59:59-14:00"},
    {"from": "9999-12-31T23:59:59Z", "to": "0001-01-01T00:00:00Z"}, {"vitals": ",,"}, {"points": 1_000_000},
])
async def test_odd_times_are_answered(server: Server, query: dict[str, str | int]) -> None:
    _, key = await server.bed_with_device()
    await server.feed(key, 3, spo2=97)
    await asked(server, **query)


@pytest.mark.parametrize(("query", "field"), [
    ({"from": "yesterday"}, "from"), ({"to": "2026-11-22T10:00:00"}, "to"), ({"vitals": "mood"}, "vitals"),
    ({"points": "many"}, "points"), ({"from": "99999999999999999999"}, "from"),
])
async def test_what_is_not_understood_is_named(server: Server, query: dict[str, str], field: str) -> None:
    await server.bed_with_device()
    answer = await server.ask("GET", "/v1/history", params={"session": "s1", **query})
    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize("session", ["s9", "\x00", "x" * 1000])
async def test_an_unknown_session_is_404(server: Server, session: str) -> None:
    answer = await server.ask("GET", "/v1/history", params={"session": session})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_session")
