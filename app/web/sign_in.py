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


@dataclass(frozen=True, slots=True)
class Me:
    """Who is asking, what they may do, and where they are."""

    user: str
    role: str
    permissions: list[str]
    mode: str
    ward: str


class Tries:
    """How often one name may be tried from one address; a success forgives."""

    def __init__(self, most: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._item: RateLimitItem = RateLimitItemPerMinute(most, WINDOW_MINUTES)

    def spend(self, name: str, address: str) -> None:
        """Counts a try; raises Trouble when there are none left."""
        if not self._limiter.hit(self._item, name.casefold(), address):
            wait = str(math.ceil(WINDOW_MINUTES * 60 / self._item.amount))
            raise Trouble(
                "too_many_tries", "too many tries for this name", hint=f"wait {WINDOW_MINUTES} minutes",
                headers={"retry-after": wait},
            )

    def forgive(self, name: str, address: str) -> None:
        """Forgets the tries of a name from an address."""
        self._limiter.clear(self._item, name.casefold(), address)


def router(web: Web) -> APIRouter:
    """The routes of signing in."""
    routes = APIRouter(prefix="/v1", tags=["sign-in"])
    tries = Tries(web.settings.sign_in_tries)

    @routes.post(
        "/sign-in", dependencies=[PUBLIC],
        responses=answers(*BODY, "wrong_name_or_password", "too_many_tries", "other_origin"),
    )
    async def sign_in(asked: SignIn, request: Request, response: Response) -> Me:
        """Signs a person in: the answer sets the cookie."""
        check_origin(request)
        address = request.client.host if request.client else ""
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
        gone.delete_cookie(COOKIE, httponly=True, samesite="strict")
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
    response.set_cookie(
        COOKIE, cookie, max_age=int(lifetime_s), httponly=True, samesite="strict", secure=request.url.scheme == "https",
    )


def _me(web: Web, who: Identity | User) -> Me:
    name = who.name if isinstance(who, User) else who.user
    granted = sorted(permission.value for permission in ROLE_PERMISSIONS[Role(who.role)])
    return Me(name, who.role.value, granted, web.settings.mode.value, web.settings.ward)
