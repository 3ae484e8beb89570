"""`POST /v1/readings`: every answer of the contract, with its stable code."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from app.ingest.keys import Bucket, Keys, Rates
from app.ingest.route import Front, ReadingsRoute
from app.ingest.stream import StreamRoute
from app.recording import Patience
from app.ward import Habits
from monitors.entries import BedAdded, DeviceAdded
from monitors.wire import MAX_BYTES
from tests.app.wards import FakeWard, settle

ONE = {"vital": "spo2", "value": 97}
KEY = {"Authorization": "Bearer key-1"}


@dataclass
class Door:
    """A ward behind the front, and a client that speaks HTTP to it."""

    ward: FakeWard
    client: httpx.AsyncClient

    async def post(self, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        """Posts JSON with a device's key."""
        return await self.client.post("/v1/readings", json=body, headers=KEY if headers is None else headers)


async def elsewhere(scope: Any, receive: Any, send: Any) -> None:
    """The web application, which answers everything with 418."""
    del scope, receive
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def front(ward: FakeWard, rates: Rates | None = None) -> Front:
    """The front of a ward."""
    keys = Keys(ward.folds.roster, rates or Rates(None, None), ward.ticks)
    return Front(elsewhere, ReadingsRoute(ward.ward, keys, ward.metrics), StreamRoute(ward.ward, keys, ward.metrics))


def opened(ward: FakeWard, rates: Rates | None = None) -> httpx.AsyncClient:
    """A client of a ward."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(front(ward, rates)), base_url="http://ward")


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """A ward that takes readings."""
    async with FakeWard() as ward, opened(ward) as client:
        yield Door(ward, client)


@pytest.mark.parametrize("body", [ONE, [ONE], {"readings": [ONE]}, {"device": "d1", "readings": [ONE]}])
async def test_the_shapes_of_a_batch_are_accepted(door: Door, body: Any) -> None:
    answer = await door.post(body)
    assert answer.status_code == 202
    assert answer.json() == {"accepted": 1, "duplicates": 0, "rejected": [], "findings": []}
    assert answer.headers["content-type"] == "application/json"


async def test_partly_and_wholly_rejected(door: Door) -> None:
    wrong = {"vital": "blood_sugar", "value": 5}
    part = await door.post([ONE, wrong])
    assert (part.status_code, part.json()["accepted"], part.json()["rejected"][0]["index"]) == (202, 1, 1)
    whole = await door.post([wrong])
    assert (whole.status_code, whole.json()["accepted"]) == (422, 0)
    assert b'readings_rejected_total{code="unknown_vital"} 2.0' in door.ward.metrics.text()


@pytest.mark.parametrize(("headers", "code"), [
    ({}, "no_key"), ({"Authorization": ""}, "no_key"), ({"Authorization": "Bearer "}, "no_key"),
    ({"Authorization": "Basic a2V5LTE="}, "no_key"), ({"Authorization": "Bearer a-nurses-token"}, "unknown_key"),
])
async def test_no_or_unknown_key(door: Door, headers: dict[str, str], code: str) -> None:
    answer = await door.post(ONE, headers)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert "problem+json" in answer.headers["content-type"]
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["hint"]


async def test_a_key_counts_from_the_moment_its_device_is_there(door: Door) -> None:
    from app.credentials import digest

    late = {"Authorization": "Bearer late"}
    assert (await door.post(ONE, late)).status_code == 401
    await door.ward.ward.record("", lambda _now: [DeviceAdded("d9", digest("late"))])
    assert (await door.post(ONE, late)).status_code == 202


async def test_what_is_not_json(door: Door) -> None:
    answer = await door.client.post("/v1/readings", content=b'{"readings":[', headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (400, "not_json")


async def test_another_devices_batch_is_refused_whole(door: Door) -> None:
    answer = await door.post({"device": "d2", "readings": [ONE]})
    assert (answer.status_code, answer.json()["code"]) == (403, "device_not_allowed")


async def test_too_many_and_too_large(door: Door) -> None:
    many = await door.post([ONE] * 5001)
    assert (many.status_code, many.json()["code"]) == (413, "too_many_readings")
    large = await door.post([ONE | {"measurement": "x" * MAX_BYTES}])
    assert (large.status_code, large.json()["code"]) == (413, "too_large")


async def test_a_body_that_does_not_say_its_size_is_cut_off_at_the_bound(door: Door) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(64):
            sent += 65_536
            yield b" " * 65_536

    answer = await door.client.post("/v1/readings", content=endless(), headers=KEY)
    assert answer.status_code == 413
    assert sent <= MAX_BYTES + 2 * 65_536


async def test_a_stall_is_answered_503_with_retry_after(door: Door) -> None:
    door.ward.journal.stall(60)
    answer = await door.post(ONE)
    assert (answer.status_code, answer.json()["code"]) == (503, "not_recorded")
    assert int(answer.headers["retry-after"]) >= 1


async def test_a_post_waits_for_its_own_durability() -> None:
    async with FakeWard(habits=Habits(Patience(write_s=30))) as ward, opened(ward) as client:
        ward.journal.stall(60)
        answer = asyncio.create_task(client.post("/v1/readings", json=ONE, headers=KEY))
        await settle()
        assert not answer.done()
        ward.journal.release()
        assert (await answer).status_code == 202


async def test_a_key_that_posts_too_fast_is_told_when_to_come_back() -> None:
    async with FakeWard() as ward, opened(ward, Rates(device=2, gateway=None)) as client:
        codes = [(await client.post("/v1/readings", json=ONE, headers=KEY)).status_code for _ in range(4)]
        assert codes == [202, 202, 429, 429]
        other = await client.post("/v1/readings", json=ONE, headers={"Authorization": "Bearer key-2"})
        assert other.status_code == 202, "one device's haste is not another's"
        ward.ticks.at += 1
        again = await client.post("/v1/readings", json=ONE, headers=KEY)
        assert again.status_code == 202


async def test_a_key_that_sends_too_many_readings_is_told_and_sends_them_again() -> None:
    async with FakeWard() as ward, opened(ward, Rates(None, None, device_readings=10)) as client:
        codes = [(await client.post("/v1/readings", json=[ONE] * 6, headers=KEY)).status_code for _ in range(2)]
        assert codes == [202, 429]
        ward.ticks.at += 1
        again = await client.post("/v1/readings", json=[ONE] * 6, headers=KEY)
        assert again.status_code == 202
        refused = await client.post("/v1/readings", json=[ONE] * 6, headers=KEY)
        assert (refused.json()["code"], int(refused.headers["retry-after"])) == ("too_fast", 1)
        assert "10 readings a second" in refused.json()["detail"]


async def test_a_changed_roster_does_not_fill_the_bucket_again() -> None:
    async with FakeWard() as ward, opened(ward, Rates(device=1, gateway=None)) as client:
        await client.post("/v1/readings", json=ONE, headers=KEY)
        await ward.ward.record("", lambda _now: [BedAdded("C8")])
        answer = await client.post("/v1/readings", json=ONE, headers=KEY)
        assert (answer.status_code, answer.json()["code"]) == (429, "too_fast")
        assert int(answer.headers["retry-after"]) >= 1


def test_a_bucket_holds_one_seconds_worth() -> None:
    bucket = Bucket(10, 10, 0.0)
    assert [bucket.take(0.0) for _ in range(10)] == [0.0] * 10
    assert bucket.take(0.0) == pytest.approx(0.1)
    assert [bucket.take(1000.0) for _ in range(11)][-1] > 0


def test_a_batch_larger_than_the_bucket_passes_when_it_is_full_and_is_paid_for_afterwards() -> None:
    bucket = Bucket(10, 10, 0.0)
    assert bucket.take(0.0, 50) == 0.0
    assert bucket.take(1.0) == pytest.approx(3.1)
    assert bucket.take(5.0, 50) == 0.0


async def test_everything_else_is_the_webs(door: Door) -> None:
    assert (await door.client.get("/v1/readings")).status_code == 418
    assert (await door.client.post("/v1/readings/x")).status_code == 418


async def test_a_client_that_leaves_in_its_body_is_no_error(door: Door) -> None:
    messages: Sequence[dict[str, Any]] = [
        {"type": "http.request", "body": json.dumps(ONE).encode()[:5], "more_body": True}, {"type": "http.disconnect"},
    ]
    left = iter(messages)
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return next(left)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/v1/readings", "method": "POST", "headers": [(b"authorization", b"Bearer key-1")]}
    await front(door.ward)(scope, receive, send)
    assert sent == []
