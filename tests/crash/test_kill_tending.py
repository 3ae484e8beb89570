"""`kill -9` takes no alarm off the shelf, and ends no pause, before its time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.program import Ward, wait_for

pytestmark = pytest.mark.crash


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    """A running ward with one monitor."""
    made = Ward(tmp_path).provision({"m1": "C1"}).start()
    yield made
    made.kill()


def tend(ward: Ward, path: str, body: dict[str, Any]) -> None:
    """Asks something of the server as the nurse."""
    headers = {"Authorization": f"Bearer {ward.token}"}
    answer = httpx.post(ward.url + path, json=body, headers=headers, timeout=20, trust_env=False)
    assert answer.status_code == 200, answer.text


def test_shelves_and_pauses_run_on_through_a_kill(ward: Ward) -> None:
    now = ward.now()
    readings = [
        {"vital": "heart_rate", "value": 45, "taken_at": (now - timedelta(seconds=30 - second)).isoformat()}
        for second in range(31)
    ]
    with httpx.Client(timeout=20, trust_env=False) as client:
        assert ward.post(client, "m1", {"readings": readings}).status_code == 202
    (alarm,) = wait_for(lambda: ward.alarms("heart_rate.low"), 25, "the alarm")
    asked = {"revision": alarm["revision"], "minutes": 20, "reason": "an athlete"}
    tend(ward, f"/v1/alarms/{alarm['id']}/shelving", asked)
    tend(ward, "/v1/beds/C1/audio-pause", {"kind": "technical", "seconds": 110})
    (shelved,), beds = ward.alarms("heart_rate.low"), ward.ask("/v1/beds")["beds"]
    assert shelved["suppressed_by"].endswith(": an athlete")
    ward.kill()
    ward.start()
    (after,) = ward.alarms("heart_rate.low")
    assert (after["suppressed_by"], after["id"]) == (shelved["suppressed_by"], alarm["id"])
    assert ward.ask("/v1/beds")["beds"][0]["audio_paused"] == beds[0]["audio_paused"] != {}
