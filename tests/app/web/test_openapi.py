"""The OpenAPI: it has every route, the readings from their one definition, and no reference that leads nowhere."""

from __future__ import annotations

import json
import re
from typing import Any

from fastapi.routing import APIRoute

from tests.app.web.server import Server


async def document(server: Server) -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = (await server.client.get("/v1/openapi.json")).json()
    return found


async def test_every_route_of_the_contract_is_in_it(server: Server) -> None:
    paths = (await document(server))["paths"]
    assert "/v1/readings" in paths
    for route in server.built.web.routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            assert route.path_format in paths, route.path


async def test_every_reference_leads_somewhere(server: Server) -> None:
    whole = await document(server)
    parts = whole["components"]["schemas"]
    for reference in set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(whole))):
        assert reference in parts, reference


async def test_readings_are_described_by_the_wire_format(server: Server) -> None:
    whole = await document(server)
    post = whole["paths"]["/v1/readings"]["post"]
    assert {"202", "400", "401", "403", "413", "422", "429", "503"} <= post["responses"].keys()
    assert "spo2" in json.dumps(whole["components"]["schemas"]["Vital"])
    assert whole["components"]["schemas"]["live_snapshot"]["properties"].keys() >= {"beds", "alarms", "number"}


async def test_every_refusal_is_a_problem(server: Server) -> None:
    for path, methods in (await document(server))["paths"].items():
        for method, told in methods.items():
            for status, answer in told["responses"].items():
                if int(status) >= 400:
                    assert "application/problem+json" in answer["content"], f"{method} {path} {status}"
