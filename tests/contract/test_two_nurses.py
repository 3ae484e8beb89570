"""Two nurses act at once on one session, each on a connection of her own: one history, and each is told the truth."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import pytest

from tests.app.courses import FINE, IV, filled, ordered
from tests.program import Ward, run

pytestmark = pytest.mark.contract

ROUNDS = 8


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    """A running ward with one bed and its monitor."""
    one = Ward(tmp_path)
    where = ("--data", str(one.folder))
    run("user", "add", "nora", "--role", "nurse", "--generate-password", *where)
    one.token = run("token", "add", "--user", "nora", *where)["token"]
    run("bed", "add", "C1", *where)
    one.keys["m1"] = run("device", "add", "m1", "--bed", "C1", *where)["key"]
    one.start()
    yield one
    one.kill()


def both(ward: Ward, path: str, body: dict[str, Any]) -> list[httpx.Response]:
    """The same request from two connections at the same moment."""
    gate = Barrier(2)

    def ask() -> httpx.Response:
        with httpx.Client(base_url=ward.url, headers={"Authorization": f"Bearer {ward.token}"}, timeout=30) as client:
            client.get("/healthz")  # the connection stands before the moment
            gate.wait(10)
            return client.post(path, json=body)

    with ThreadPoolExecutor(2) as threads:
        return [one.result() for one in [threads.submit(ask), threads.submit(ask)]]


def test_both_are_answered_and_the_session_has_one_history(ward: Ward) -> None:
    headers = {"Authorization": f"Bearer {ward.token}"}
    with httpx.Client(base_url=ward.url, headers=headers, timeout=30) as client:
        asked = {"bed": "C1", "protocol": IV.protocol, "patient": "Mr A", "weight_kg": 70}
        session = client.post("/v1/sessions", json=asked).raise_for_status().json()["session"]
        readings = [{"vital": vital, "value": value} for vital, value in FINE.items()]
        assert ward.post(client, "m1", {"readings": readings}).status_code == 202
        requests = {one.path: one for one in ordered(IV)}
        check_in, dose = requests["PATH/check-in"], requests["PATH/doses"]
        client.post(filled(check_in.path, session), json=dict(check_in.body)).raise_for_status()
        started = both(ward, filled(dose.path, session), dict(dose.body))
        assert sorted(one.status_code for one in started) == [201, 409]
        assert {one.json().get("code") for one in started} == {None, "dose_running"}
        for value in range(ROUNDS):
            seen = both(ward, "/v1/observations", {"session": session, "what": "mood", "value": value})
            assert [one.status_code for one in seen] == [201, 201]
        stopped = both(ward, filled("PATH/doses/d1/stop", session), {"reason": "complete"})
        assert sorted(one.status_code for one in stopped) == [201, 409]
    told = ward.ask(f"/v1/sessions/{session}/treatment")
    numbers = [one["number"] for one in told["observations"]]
    assert (len(told["doses"]), len(numbers), len(set(numbers))) == (1, 2 * ROUNDS, 2 * ROUNDS)
    ward.kill()
    ward.start()
    again = ward.ask(f"/v1/sessions/{session}/treatment")
    assert again["observations"] == told["observations"], "after kill -9 it is the same history"
    assert again["doses"] == told["doses"]
