"""`/v1/users`: people and screens, their passwords and tokens."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from app import shown
from app.web.asked import NewPassword, NewUser, Nothing
from app.web.auth import PeopleKeeper
from app.web.context import Web
from app.web.errors import BODY, KNOWN, answers


@dataclass(frozen=True, slots=True)
class Users:
    """Every person and screen."""

    users: list[shown.UserShown]


def router(web: Web) -> APIRouter:
    """The routes of users."""
    routes = APIRouter(prefix="/v1/users", tags=["users"])

    @routes.get("", responses=answers(*KNOWN))
    async def users(_who: PeopleKeeper) -> Users:
        """Every person and screen with their role."""
        return Users([
            shown.UserShown(user.name, user.role.value, user.password_hash is not None)
            for user in web.people.users.values()
        ])

    @routes.post(
        "", status_code=201,
        responses=answers(*KNOWN, *BODY, "user_taken", "bad_name", "unknown_role", "bad_password"),
    )
    async def add_user(asked: NewUser, who: PeopleKeeper) -> shown.UserMade:
        """Adds a person or a screen; a password that was made is in this answer and nowhere else."""
        return await web.accounts.add_user(
            who.user, asked.user, asked.role, asked.password, generate=asked.generate_password
        )

    @routes.post("/{user}/tokens", status_code=201, responses=answers(*KNOWN, *BODY, "unknown_user"))
    async def add_token(
        user: str, _asked: Nothing, who: PeopleKeeper
    ) -> shown.TokenMade:
        """Makes a bearer token; it is in this answer and nowhere else."""
        return await web.accounts.add_token(who.user, user)

    @routes.post("/{user}/password", responses=answers(*KNOWN, *BODY, "unknown_user", "bad_password"))
    async def set_password(
        user: str, asked: NewPassword, who: PeopleKeeper
    ) -> shown.UserMade:
        """Sets a password, or makes one; every sign-in of the person ends."""
        return await web.accounts.reset_user(who.user, user, asked.password)

    return routes
