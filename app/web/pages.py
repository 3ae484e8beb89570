"""The pages: the built dashboard under `/`, its assets, and a plain word where it was not built."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse, HTMLResponse, Response

from app.web.auth import PUBLIC
from app.web.errors import Trouble

STATIC = Path(__file__).parent / "static"
PAGES = ("/", "/sign-in", "/board", "/beds/{bed}")
NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Infusion Watch</title>
<body><h1>The dashboard was not built</h1>
<p>The server works, but this installation has no dashboard. It is built while the package is installed:
run <code>make demo</code>, or <code>pip install .</code> in the project's folder, and start the server again.</p>
</body></html>
"""


def pages(static: Path = STATIC) -> APIRouter:
    """The routes of the pages, out of a folder of built files."""
    router = APIRouter(dependencies=[PUBLIC], include_in_schema=False)

    async def index() -> Response:
        """The dashboard's page; the dashboard itself finds out who is signed in."""
        page = static / "index.html"
        if not page.is_file():
            return HTMLResponse(NOT_BUILT, 503)
        return FileResponse(page, headers={"cache-control": "no-cache"})

    async def asset(path: str) -> Response:
        """A file of the dashboard; its name holds its hash, so it may be kept for good."""
        return _file(static, f"assets/{path}", "public, max-age=31536000, immutable")

    async def top_file(name: str) -> Response:
        """A file beside the page, such as an icon."""
        return _file(static, name, "no-cache")

    for page in PAGES:
        router.add_api_route(page, index, methods=["GET"])
    router.add_api_route("/assets/{path:path}", asset, methods=["GET"])
    router.add_api_route("/{name}", top_file, methods=["GET"])
    return router


def _file(folder: Path, name: str, keep: str) -> Response:
    """A file inside a folder; whatever points out of it is not found."""
    try:
        file = (folder / name).resolve()
        found = file.is_relative_to(folder.resolve()) and file.is_file()
    except (OSError, ValueError):
        found = False
    if not found:
        raise Trouble("not_found", f"there is no page /{name[:80]}")
    return FileResponse(file, headers={"cache-control": keep})
