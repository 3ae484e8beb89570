"""Signing in and out, and who one is: the cookie is HttpOnly and stays on this site."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fastapi import APIRouter, Request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.responses import Response

from app.accounts import Accounts
from app.people import User
from app.roles import ROLE_PERMISSIONS, Role
from app.web.asked import SignIn
from app.web.auth import COOKIE, PUBLIC, Identity, Watching, check_origin
from app.web.context import Web
from app.web.errors import BODY, KNOWN, Trouble, answers
from monitors.instant import seconds

WINDOW_MINUTES = 5
NAMES_AN_ADDRESS = 10
"""An address may try this many times as often as one name from it: a ward behind one proxy shares an address."""


@dataclass(frozen=True, slots=True)
class Me:
    """Who is asking, what they may do, and where they are."""

    user: str
    role: str
    permissions: list[str]
    mode: str
    ward: str


class Tries:
    """How often one name may be tried from one address, and any names from it; a success forgives the name's."""

    def __init__(self, most: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._item: RateLimitItem = RateLimitItemPerMinute(most, WINDOW_MINUTES)
        self._any: RateLimitItem = RateLimitItemPerMinute(most * NAMES_AN_ADDRESS, WINDOW_MINUTES)

    def spend(self, name: str, address: str) -> None:
        """Counts a try; raises Trouble when there are none left."""
        if not self._limiter.hit(self._item, name.casefold(), address):
            raise _tried(self._item, "for this name")
        if not self._limiter.hit(self._any, address):
            raise _tried(self._any, "from this address")

    def forgive(self, name: str, address: str) -> None:
        """Forgets the tries of a name from an address."""
        self._limiter.clear(self._item, name.casefold(), address)


def _tried(item: RateLimitItem, what: str) -> Trouble:
    wait = str(math.ceil(WINDOW_MINUTES * 60 / item.amount))
    hint = f"wait {WINDOW_MINUTES} minutes"
    return Trouble("too_many_tries", f"too many tries {what}", hint=hint, headers={"retry-after": wait})


def router(web: Web) -> APIRouter:
    """The routes of signing in."""
    routes = APIRouter(prefix="/v1", tags=["sign-in"])
    tries = Tries(web.settings.sign_in_tries)

    @routes.post(
        "/sign-in", dependencies=[PUBLIC],
        responses=answers(*BODY, "wrong_name_or_password", "too_many_tries", "too_many_sign_ins", "other_origin"),
    )
    async def sign_in(asked: SignIn, request: Request, response: Response) -> Me:
        """Signs a person in: the answer sets the cookie."""
        check_origin(request)
        address = request.client.host if request.client else ""
        web.accounts.check_room()  # before the try is counted: nobody's tries are used up by a crowd
        tries.spend(asked.name, address)
        await enter(web, web.accounts, asked.name, asked.password, request, response)
        tries.forgive(asked.name, address)
        user = web.people.check_user(asked.name)
        return _me(web, user)

    @routes.post("/sign-out", status_code=204, responses=answers(*KNOWN, "other_origin"))
    async def sign_out(who: Watching) -> Response:
        """Signs out: the cookie is worth nothing any more."""
        if who.cookie:
            await web.accounts.sign_out(who.user, who.cookie)
        gone = Response(status_code=204)
        gone.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=web.settings.secure_cookie)
        return gone

    @routes.get("/me", responses=answers(*KNOWN))
    async def me(who: Watching) -> Me:
        """Who is asking, and what they may do."""
        return _me(web, who)

    return routes


async def enter(
    web: Web, accounts: Accounts, name: str, password: str, request: Request, response: Response
) -> None:
    """Signs a person in and puts the cookie on the response; raises Trouble for a wrong name or password."""
    lifetime_s = web.settings.cookie_hours * 3600
    cookie = await accounts.sign_in(name, password, seconds(lifetime_s))
    if cookie is None:
        raise Trouble("wrong_name_or_password", "name or password is wrong")
    secure = web.settings.secure_cookie or request.url.scheme == "https"
    response.set_cookie(COOKIE, cookie, max_age=int(lifetime_s), httponly=True, samesite="strict", secure=secure)


def _me(web: Web, who: Identity | User) -> Me:
    name = who.name if isinstance(who, User) else who.user
    granted = sorted(permission.value for permission in ROLE_PERMISSIONS[Role(who.role)])
    return Me(name, who.role.value, granted, web.settings.mode.value, web.settings.ward)
