"""Signing in: the cookie's rights, the same answer for every wrong try, and a bound on tries."""

from __future__ import annotations

import pytest

from app.accounts import VERIFYING, WAITING
from app.web.sign_in import NAMES_AN_ADDRESS
from monitors.instant import MINUTE
from tests.app.web.server import START, Server, running

PASSWORD = "long enough"


async def add_anna(server: Server) -> None:
    """A nurse with a password."""
    await server.done("POST", "/v1/users", {"user": "anna", "role": "nurse", "password": PASSWORD})


async def test_the_cookie_is_closed_to_scripts_and_other_sites(server: Server) -> None:
    await add_anna(server)
    answer = await server.client.post("/v1/sign-in", json={"name": "anna", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert answer.json()["user"] == "anna"
    assert "acknowledge" in answer.json()["permissions"]
    assert answer.json()["ward"] == "Ward 3"
    assert (await server.client.get("/v1/me")).json() == answer.json()


async def test_signing_out_ends_it(server: Server) -> None:
    await add_anna(server)
    signed = await server.client.post("/v1/sign-in", json={"name": "anna", "password": PASSWORD})
    kept = dict(signed.cookies)
    assert (await server.client.post("/v1/sign-out")).status_code == 204
    assert (await server.client.get("/v1/me", cookies=kept)).status_code == 401


async def test_a_cookie_ends_with_its_time(server: Server) -> None:
    await add_anna(server)
    await server.client.post("/v1/sign-in", json={"name": "anna", "password": PASSWORD})
    server.clock.at = START + 12 * 60 * MINUTE - 1
    assert (await server.client.get("/v1/me")).status_code == 200
    server.clock.at += 1
    assert (await server.client.get("/v1/me")).status_code == 401


async def test_a_wrong_password_and_an_unknown_name_sound_the_same(server: Server) -> None:
    await add_anna(server)
    wrong = await server.client.post("/v1/sign-in", json={"name": "anna", "password": "wrong one"})
    unknown = await server.client.post("/v1/sign-in", json={"name": "eve", "password": "wrong one"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert "set-cookie" not in wrong.headers


async def test_tries_are_limited_for_a_name() -> None:
    async with running(sign_in_tries=2) as server:
        await add_anna(server)
        codes = [
            (await server.client.post("/v1/sign-in", json={"name": name, "password": "wrong one"})).status_code
            for name in ("anna", "Anna", "anna", "other")
        ]
        assert codes == [401, 401, 429, 401]
        last = await server.client.post("/v1/sign-in", json={"name": "anna", "password": PASSWORD})
        assert last.status_code == 429
        assert int(last.headers["retry-after"]) > 0


async def test_tries_are_limited_for_an_address_whatever_the_names() -> None:
    async with running(sign_in_tries=1) as server:
        tries = [
            await server.client.post("/v1/sign-in", json={"name": f"name{n}", "password": "wrong one"})
            for n in range(NAMES_AN_ADDRESS + 1)
        ]
        assert [one.status_code for one in tries] == [401] * NAMES_AN_ADDRESS + [429]
        assert "address" in tries[-1].json()["detail"]
        assert int(tries[-1].headers["retry-after"]) > 0


async def test_who_comes_when_too_many_wait_is_told_to_come_back_and_has_lost_no_try() -> None:
    async with running(sign_in_tries=1) as server:
        await add_anna(server)
        server.built.context.accounts._asking = VERIFYING + WAITING
        for _ in range(3):
            answer = await server.client.post("/v1/sign-in", json={"name": "anna", "password": PASSWORD})
            assert (answer.status_code, answer.json()["code"]) == (429, "too_many_sign_ins")
            assert int(answer.headers["retry-after"]) > 0
        server.built.context.accounts._asking = 0
        answer = await server.client.post("/v1/sign-in", json={"name": "anna", "password": PASSWORD})
        assert answer.status_code == 200


@pytest.mark.parametrize(("behind_tls", "marked"), [(True, True), (False, False)])
async def test_behind_a_tls_proxy_the_cookie_goes_over_https_only(behind_tls: bool, marked: bool) -> None:
    async with running(secure_cookie=behind_tls) as server:
        await add_anna(server)
        answer = await server.client.post("/v1/sign-in", json={"name": "anna", "password": PASSWORD})
        assert ("secure" in answer.headers["set-cookie"].lower().split("; ")) is marked


async def test_a_success_forgives_the_tries_before() -> None:
    async with running(sign_in_tries=2) as server:
        await add_anna(server)
        for password in ("wrong one", PASSWORD, "wrong one", PASSWORD):
            answer = await server.client.post("/v1/sign-in", json={"name": "anna", "password": password})
        assert answer.status_code == 200


async def test_who_signed_in_is_in_the_audit(server: Server) -> None:
    await add_anna(server)
    await server.client.post("/v1/sign-in", json={"name": "anna", "password": PASSWORD})
    entries = (await server.ask("GET", "/v1/audit", "auditor")).json()["entries"]
    assert ("anna", "SignedIn") in [(entry["by"], entry["what"]) for entry in entries]
