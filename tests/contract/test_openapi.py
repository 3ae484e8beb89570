"""A running server against its own OpenAPI: whatever comes in, no 5xx, no answer that is not documented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.server_file import read
from tests.app.cli.running import serving

pytestmark = pytest.mark.contract

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
]
EXAMPLES = 12


@dataclass(frozen=True, slots=True)
class Running:
    """A server with a bed, a device, a session and a user that requests can meet."""

    url: str
    token: str
    key: str

    def meet(self, case: schemathesis.Case[Any]) -> None:
        """Makes every other request be about things that exist."""
        known = {"session": "s1", "device": "m1", "user": "anna", "alarm": "s1.spo2.low.1"}
        if len(str(case.path_parameters)) % 2:
            case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})

    def bearer(self, path: str) -> dict[str, str]:
        """A device's key where one is asked for, else an administrator's token."""
        key = self.key if path in ("/v1/readings", "/v1/devices/mine") else self.token
        return {"Authorization": f"Bearer {key}"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The real program in another process."""
    folder = tmp_path_factory.mktemp("contract") / "ward"
    with serving(Path(folder), "--mode", "test") as server:
        address = read(folder)
        assert address is not None
        with httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {address.token}"}) as client:
            client.post("/v1/beds", json={"bed": "C1"}).raise_for_status()
            made = client.post("/v1/devices", json={"device": "m1", "bed": "C1"}).raise_for_status()
            asked = {"bed": "C1", "protocol": "ketamine-iv", "patient": "A"}
            client.post("/v1/sessions", json=asked).raise_for_status()
            client.post("/v1/users", json={"user": "anna", "role": "nurse"}).raise_for_status()
        yield Running(server.url, address.token, made.json()["key"])
        assert httpx.get(f"{server.url}/readyz").json()["recording"] == "ok"


def operations(running: Running) -> Iterator[Any]:
    """Every operation but the hook that makes recording hang: its 503 is asked for."""
    loaded = schemathesis.openapi.from_url(f"{running.url}/v1/openapi.json")
    for result in loaded.exclude(path="/v1/test/stall").get_all_operations():
        if not isinstance(result, Ok):
            pytest.fail(f"an operation can't be read: {result.err()}")
        yield result.ok()


def test_whatever_comes_in_the_answer_is_documented(running: Running) -> None:
    asked = []
    for operation in operations(running):

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        )
        def try_it(case: schemathesis.Case[Any]) -> None:
            running.meet(case)
            case.call_and_validate(headers=running.bearer(case.operation.path), checks=CHECKS)

        try_it()
        asked.append(operation.label)
    assert len(asked) > 20, asked
    assert "POST /v1/readings" in asked
