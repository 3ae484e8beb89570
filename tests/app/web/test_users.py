"""Users over HTTP: made with a password, with a made one or with neither; no hash is ever shown."""

from __future__ import annotations

from tests.app.web.server import Server


async def test_a_made_password_is_told_once_and_works(server: Server) -> None:
    made = await server.done("POST", "/v1/users", {"user": "anna", "role": "nurse", "generate_password": True})
    signed = await server.client.post("/v1/sign-in", json={"name": "anna", "password": made["password"]})
    assert signed.status_code == 200
    listed = (await server.ask("GET", "/v1/users")).text
    assert made["password"] not in listed
    assert "argon2" not in listed


async def test_users_are_listed_with_their_roles(server: Server) -> None:
    users = (await server.ask("GET", "/v1/users")).json()["users"]
    assert {"user": "wall", "role": "wall", "password": False} in users


async def test_a_token_that_was_made_works_at_once(server: Server) -> None:
    await server.done("POST", "/v1/users", {"user": "script", "role": "integrator"})
    token = (await server.done("POST", "/v1/users/script/tokens", {}))["token"]
    me = await server.ask("GET", "/v1/me", token)
    assert (me.json()["user"], me.json()["role"]) == ("script", "integrator")


async def test_a_name_is_taken_whatever_its_case(server: Server) -> None:
    answer = await server.ask("POST", "/v1/users", json={"user": "NURSE", "role": "nurse"})
    assert (answer.status_code, answer.json()["code"]) == (409, "user_taken")


async def test_a_reset_tells_a_new_password_and_an_unknown_name_is_404(server: Server) -> None:
    first = await server.done("POST", "/v1/users", {"user": "anna", "role": "nurse", "generate_password": True})
    second = await server.done("POST", "/v1/users/anna/password", {})
    assert second["password"] not in (None, first["password"])
    assert (await server.ask("POST", "/v1/users/nobody/password", json={})).json()["code"] == "unknown_user"
    assert (await server.ask("POST", "/v1/users/anna/password", json={"password": "short"})).status_code == 422
