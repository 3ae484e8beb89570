"""Security headers: on every answer, and none that breaks a clinic without HTTPS."""

from __future__ import annotations

import pytest

from tests.app.web.server import Server


@pytest.mark.parametrize("path", ["/", "/healthz", "/v1/beds", "/v1/nothing", "/setup"])
async def test_every_answer_has_them(server: Server, path: str) -> None:
    headers = (await server.ask("GET", path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_plain_http_is_not_upgraded(server: Server) -> None:
    headers = (await server.ask("GET", "/")).headers
    assert "upgrade-insecure-requests" not in headers["content-security-policy"]
    assert "strict-transport-security" not in headers


async def test_what_patients_do_is_kept_in_no_cache(server: Server) -> None:
    assert (await server.ask("GET", "/v1/alarms")).headers["cache-control"] == "no-store"
