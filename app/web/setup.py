"""`/setup`: the one-time page on which the first administrator of an empty ward is made."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.web.auth import PUBLIC, check_origin
from app.web.context import Web
from app.web.errors import Trouble
from app.web.sign_in import enter
from monitors.refused import Refused

LONGEST = 10_000
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Infusion Watch: set-up</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem;background:#0a0c0e;
color:#eef1f3}}
label{{display:block;margin:1rem 0 .25rem}}input,button{{font:inherit;width:100%;box-sizing:border-box;min-height:44px;
padding:.5rem;background:#13171a;color:inherit;border:1px solid #6b767e;border-radius:6px}}
button{{margin-top:1.5rem;background:#eef1f3;color:#0a0c0e;font-weight:700}}p.wrong{{color:#ffd400}}</style>
<h1>The first administrator</h1>
<p>Infusion Watch is not a medical device: the bedside monitor stays the primary alarm.</p>
{wrong}
<form method="post" action="/setup"><input type="hidden" name="token" value="{token}">
<label for="name">Name</label><input id="name" name="name" required autocomplete="username" value="{name}">
<label for="password">Password, at least 8 letters</label>
<input id="password" name="password" type="password" required minlength="8" autocomplete="new-password">
<button>Make the administrator</button></form></html>
"""
CLOSED = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Infusion Watch: set-up</title>
<h1>This link is not valid</h1>
<p>It works once, until there is an administrator. <a href="/">Go to the sign-in</a>.</p></html>
"""


def router(web: Web) -> APIRouter:
    """The routes of the set-up page."""
    routes = APIRouter(dependencies=[PUBLIC], include_in_schema=False)

    @routes.get("/setup")
    async def form(token: str = "") -> Response:
        """The form, for the holder of the link."""
        return _page(token) if web.first.fits(token) else HTMLResponse(CLOSED, 403)

    @routes.post("/setup")
    async def make(request: Request) -> Response:
        """Makes the administrator and signs them in."""
        check_origin(request)
        said = await _form(request)
        token, name, password = (said.get(field, [""])[0] for field in ("token", "name", "password"))
        if not web.first.fits(token):
            return HTMLResponse(CLOSED, 403)
        try:
            await web.first.make(token, name, password)
        except Refused as refused:
            return _page(token, name, f"{refused.message}: {refused.hint}", refused.status)
        entered = RedirectResponse("/", 303)
        await enter(web, web.accounts, name, password, request, entered)
        return entered

    return routes


def _page(token: str, name: str = "", wrong: str = "", status: int = 200) -> HTMLResponse:
    told = f'<p class="wrong" role="alert">{escape(wrong)}</p>' if wrong else ""
    return HTMLResponse(PAGE.format(token=escape(token), name=escape(name), wrong=told), status)


async def _form(request: Request) -> dict[str, list[str]]:
    body = await request.body()
    if len(body) > LONGEST:
        raise Trouble("too_large", "the form is too large")
    try:
        return parse_qs(body.decode())
    except ValueError:
        raise Trouble("bad_request", "the form is not understood") from None
