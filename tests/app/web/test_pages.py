"""Pages: the built dashboard, a plain word where it was not built, and nothing outside its folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.web import errors
from app.web.pages import pages


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """An application with only the pages of `tmp_path/static`."""
    app = FastAPI(openapi_url=None)
    app.router.routes.extend(pages(tmp_path / "static").routes)
    errors.install(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ward.test") as one:
        yield one


def build(folder: Path) -> None:
    """A dashboard, and a secret beside it."""
    (folder / "static" / "assets").mkdir(parents=True)
    (folder / "static" / "index.html").write_text("<title>Board</title>")
    (folder / "static" / "favicon.svg").write_text("<svg/>")
    (folder / "static" / "assets" / "main-abc.js").write_text("1")
    (folder / "secret.txt").write_text("secret")


async def test_the_dashboard_and_its_files_are_served(client: httpx.AsyncClient, tmp_path: Path) -> None:
    build(tmp_path)
    page = await client.get("/")
    assert "Board" in page.text
    assert page.headers["cache-control"] == "no-cache"
    assert "immutable" in (await client.get("/assets/main-abc.js")).headers["cache-control"]
    assert (await client.get("/favicon.svg")).status_code == 200


@pytest.mark.parametrize("path", ["/%2e%2e%2fsecret.txt", "/assets/..%2f..%2fsecret.txt", "/assets/%00", "/x" * 3000])
async def test_nothing_outside_is_served(client: httpx.AsyncClient, tmp_path: Path, path: str) -> None:
    build(tmp_path)
    answer = await client.get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text.replace("secret.txt", "")


async def test_a_dashboard_that_was_not_built_is_told(client: httpx.AsyncClient) -> None:
    page = await client.get("/")
    assert page.status_code == 503
    assert "dashboard was not built" in page.text
