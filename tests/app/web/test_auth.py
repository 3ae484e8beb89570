"""Who may come in: every route declares it, strangers and wrong roles are refused, another site's page gets nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute

from app.roles import Permission
from app.web.auth import COOKIE, declared
from app.web.errors import MEDIA_TYPE
from tests.app.web.server import LOCAL, Server

RAW = {"/v1/readings", "/v1/stream"}
"""In front of the application, with keys of their own; their tests are in tests/app/ingest."""

OPEN_TO_ALL = {
    "/healthz", "/readyz", "/metrics", "/v1/sign-in", "/setup", "/", "/sign-in", "/board", "/beds/{bed}",
    "/assets/{path:path}", "/{name}",
}


def routes(app: FastAPI) -> Iterator[Any]:
    """Every route of the application but the one of the OpenAPI document itself."""
    for route in app.routes:
        if getattr(route, "path", "") != "/v1/openapi.json":
            yield route


def test_every_route_declares_its_permission_or_that_it_is_public(server: Server) -> None:
    found = list(routes(server.built.web))
    assert len(found) > 30
    for route in found:
        assert isinstance(route, APIRoute | APIWebSocketRoute), f"{route} can't declare anything"
        assert declared(route) is not None, f"{route.path} declares neither a permission nor that it is public"


def test_what_is_public_is_on_a_short_list(server: Server) -> None:
    public = {route.path for route in routes(server.built.web) if declared(route) == "public"}
    assert public == OPEN_TO_ALL


def test_a_route_without_a_declaration_is_found() -> None:
    app = FastAPI(openapi_url=None)

    @app.get("/forgotten")
    async def forgotten() -> None: ...

    @app.websocket("/forgotten")
    async def forgotten_too() -> None: ...

    assert [declared(route) for route in app.routes if isinstance(route, APIRoute | APIWebSocketRoute)] == [None, None]


async def test_a_stranger_is_refused_everywhere_else(server: Server) -> None:
    asked = 0
    for route in routes(server.built.web):
        if not isinstance(route, APIRoute) or declared(route) == "public":
            continue
        path = re.sub(r"\{[^}]*\}", "x", route.path)
        for method in route.methods or ():
            answer = await server.ask(method, path, None, json={})
            assert answer.status_code == 401, f"{method} {path} answers a stranger {answer.status_code}"
            assert answer.headers["content-type"] == MEDIA_TYPE
            asked += 1
    assert asked > 20


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic abc", "Bearer nobody", "nonsense", "Bearer \u00fc"])
async def test_a_bad_token_is_401(server: Server, header: str) -> None:
    answer = await server.client.get("/v1/beds", headers={b"Authorization": header.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.json()["code"] == "unknown_token"


@pytest.mark.parametrize(("role", "method", "path"), [
    ("wall", "POST", "/v1/alarms/s1.spo2.low.1/acknowledgement"), ("wall", "POST", "/v1/sessions"),
    ("nurse", "POST", "/v1/users"), ("nurse", "GET", "/v1/audit"), ("nurse", "POST", "/v1/test/stall"),
    ("integrator", "POST", "/v1/sessions"), ("auditor", "POST", "/v1/beds"), ("tester", "GET", "/v1/users"),
    ("administrator", "GET", "/v1/devices/mine"),
])
async def test_a_role_does_only_what_it_may(server: Server, role: str, method: str, path: str) -> None:
    answer = await server.ask(method, path, role, json={"revision": 1})
    assert answer.status_code in (401, 403), answer.text


async def test_a_devices_key_is_no_token(server: Server) -> None:
    _, key = await server.bed_with_device()
    assert (await server.ask("GET", "/v1/beds", key)).status_code == 401
    assert (await server.ask("GET", "/v1/devices/mine", key)).json() == {
        "device": "m1", "gateway": False, "devices": ["m1"],
    }


async def test_the_local_token_is_an_administrators(server: Server) -> None:
    me = await server.ask("GET", "/v1/me", LOCAL)
    assert me.json()["user"] == "local"
    assert me.json()["role"] == "administrator"
    assert Permission.POST_READINGS not in me.json()["permissions"]


@pytest.mark.parametrize("headers", [
    {"origin": "http://evil.test"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"},
    {"sec-fetch-site": "same-site"},
])
async def test_another_sites_page_changes_nothing_with_a_cookie(server: Server, headers: dict[str, str]) -> None:
    await sign_in(server)
    answer = await server.client.post("/v1/sign-out", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["code"] == "other_origin"
    assert (await server.client.get("/v1/me")).status_code == 200


async def test_the_dashboards_own_page_does(server: Server) -> None:
    await sign_in(server)
    own = {"origin": "http://ward.test", "sec-fetch-site": "same-origin"}
    assert (await server.client.post("/v1/sign-out", headers=own)).status_code == 204


async def sign_in(server: Server) -> None:
    """Gives the client the cookie of a nurse."""
    asked = {"user": "anna", "role": "nurse", "password": "long enough"}
    await server.done("POST", "/v1/users", asked)
    answer = await server.client.post("/v1/sign-in", json={"name": "anna", "password": "long enough"})
    assert answer.status_code == 200
    assert COOKIE in answer.cookies
