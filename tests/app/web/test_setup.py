"""The set-up page: the link's holder becomes the first administrator, once, and nobody else does."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.app.web.server import SETUP, Server, running

FORM = {"token": SETUP, "name": "ada", "password": "long enough"}


@pytest.fixture
async def empty() -> AsyncIterator[Server]:
    """A server without people."""
    async with running(people=False) as one:
        yield one


async def test_the_link_makes_the_first_administrator_and_signs_them_in(empty: Server) -> None:
    page = await empty.client.get("/setup", params={"token": SETUP})
    assert (page.status_code, "<form" in page.text) == (200, True)
    made = await empty.client.post("/setup", data=FORM)
    assert (made.status_code, made.headers["location"]) == (303, "/")
    me = (await empty.client.get("/v1/me")).json()
    assert (me["user"], me["role"]) == ("ada", "administrator")


async def test_it_works_once(empty: Server) -> None:
    await empty.client.post("/setup", data=FORM)
    again = await empty.client.post("/setup", data={**FORM, "name": "eve"})
    assert again.status_code == 403
    assert (await empty.client.get("/setup", params={"token": SETUP})).status_code == 403


@pytest.mark.parametrize("token", ["", "guess", SETUP[:-1]])
async def test_another_token_opens_nothing(empty: Server, token: str) -> None:
    assert (await empty.client.get("/setup", params={"token": token})).status_code == 403
    assert (await empty.client.post("/setup", data={**FORM, "token": token})).status_code == 403


async def test_a_short_password_is_told_and_may_be_tried_again(empty: Server) -> None:
    refused = await empty.client.post("/setup", data={**FORM, "password": "short", "name": '"><b>'})
    assert refused.status_code == 422
    assert "role=\"alert\"" in refused.text
    assert "<b>" not in refused.text
    assert (await empty.client.post("/setup", data=FORM)).status_code == 303


async def test_a_form_that_is_none_or_too_large_is_refused(empty: Server) -> None:
    assert (await empty.client.post("/setup", content=b"\xff\xfe")).status_code == 422
    assert (await empty.client.post("/setup", content=b"x" * 20_000)).status_code == 413
