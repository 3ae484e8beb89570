"""Who asks, and may they: every route declares its permission through `needs`, or that it is for everybody by `PUBLIC`.

People come with a cookie, scripts with a bearer token. A cookie's request that changes something must come from the
dashboard's own origin.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.requests import HTTPConnection

from app.credentials import digest
from app.people import People
from app.roles import Permission, Role, may
from app.web.errors import Trouble
from monitors.instant import Instant
from monitors.session import Device, Roster

COOKIE = "infusion_watch"
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOCAL_USER = "local"
"""Who the command line on the server's own machine is in the audit."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: the user, the role, and the cookie's digest when it was a cookie ("" for a token)."""

    user: str
    role: Role
    cookie: str = ""

    def may(self, permission: Permission) -> bool:
        """Whether the role has the permission."""
        return may(self.role, permission)


class Gate:
    """Finds out who asks, from the people and the local token that the command line of this machine has."""

    def __init__(self, people: People, roster: Roster, now: Callable[[], Instant], local_token: str) -> None:
        self._people = people
        self._roster = roster
        self._now = now
        self._local = digest(local_token)

    def identify(self, connection: HTTPConnection) -> Identity | None:
        """Who asks; None for a stranger. Raises Trouble for a bad token and for a request of another site."""
        header = connection.headers.get("authorization")
        if header is not None:
            return self._of_token(header)
        cookie = connection.cookies.get(COOKIE)
        if not cookie:
            return None
        mark = digest(cookie)
        user = self._people.user_of_cookie(mark, self._now())
        if user is None:
            return None
        check_origin(connection)
        return Identity(user.name, user.role, mark)

    def device(self, connection: HTTPConnection) -> Device:
        """The device whose key this is; raises Trouble no_key or unknown_key."""
        scheme, _, key = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise Trouble("no_key", "this needs a device's key", hint="Authorization: Bearer KEY")
        found = self._roster.device_of_key(digest(key.strip()))
        if found is None:
            raise Trouble("unknown_key", "no device has this key", hint="send the key that `device add` printed")
        return found

    def _of_token(self, header: str) -> Identity:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            hint = "Authorization: Bearer TOKEN"
            raise Trouble("unknown_token", "the Authorization header is no bearer token", hint=hint)
        mark = digest(token.strip())
        if hmac.compare_digest(mark, self._local):
            return Identity(LOCAL_USER, Role.ADMINISTRATOR)
        user = self._people.user_of_token(mark)
        if user is None:
            raise Trouble("unknown_token", "the token is not known", hint="infusion-watch token add makes one")
        return Identity(user.name, user.role)


def check_origin(connection: HTTPConnection) -> None:
    """Refuses a request that changes something, or a WebSocket, when another site made the browser send it."""
    if connection.scope["type"] == "http" and connection.scope["method"] in READING_METHODS:
        return
    site = connection.headers.get("sec-fetch-site")
    origin = connection.headers.get("origin")
    elsewhere = site not in (None, "same-origin", "none")
    if origin is not None and urlsplit(origin).netloc != connection.headers.get("host", ""):
        elsewhere = True
    if elsewhere:
        raise Trouble("other_origin", "the request came from another site", hint="use the dashboard's own page")


async def _public() -> None:
    """Nothing to check; it only declares."""


PUBLIC: Any = Depends(_public)
"""Declares that a route is for everybody."""


def needs(permission: Permission) -> Any:
    """Declares a route's permission and gives its identity; refuses strangers (401) and other roles (403)."""

    async def identity(connection: HTTPConnection) -> Identity:
        gate: Gate = connection.app.state.gate
        found = gate.identify(connection)
        if found is None:
            raise Trouble(
                "sign_in_needed", "this is for people who are signed in", hint="sign in, or send a bearer token",
                headers={"www-authenticate": "Bearer"},
            )
        if not found.may(permission):
            raise Trouble("not_permitted", f"the role {found.role.value} may not {permission.value.replace('_', ' ')}")
        return found

    identity.permission = permission  # type: ignore[attr-defined]  # read by `declared`
    return Depends(identity)


def declared(route: Any) -> Permission | str | None:
    """What a route declares: its permission, "public", or None when it declares neither."""
    for dependency in route.dependant.dependencies:
        if dependency.call is _public:
            return "public"
        if isinstance(permission := getattr(dependency.call, "permission", None), Permission):
            return permission
    return None


async def _speaking(connection: HTTPConnection) -> Device:
    gate: Gate = connection.app.state.gate
    return gate.device(connection)


_speaking.permission = Permission.POST_READINGS  # type: ignore[attr-defined]  # likewise

Speaking: TypeAlias = Annotated[Device, Depends(_speaking)]
"""Declares that a route is for a device's key, and gives the device."""

Watching: TypeAlias = Annotated[Identity, needs(Permission.WATCH)]
Acknowledger: TypeAlias = Annotated[Identity, needs(Permission.ACKNOWLEDGE)]
Tender: TypeAlias = Annotated[Identity, needs(Permission.TEND)]
Prescribing: TypeAlias = Annotated[Identity, needs(Permission.PRESCRIBE)]
LimitChanger: TypeAlias = Annotated[Identity, needs(Permission.CHANGE_LIMITS)]
SessionRunner: TypeAlias = Annotated[Identity, needs(Permission.RUN_SESSIONS)]
Eraser: TypeAlias = Annotated[Identity, needs(Permission.ERASE)]
DeviceBinder: TypeAlias = Annotated[Identity, needs(Permission.BIND_DEVICES)]
DeviceKeeper: TypeAlias = Annotated[Identity, needs(Permission.MANAGE_DEVICES)]
PeopleKeeper: TypeAlias = Annotated[Identity, needs(Permission.MANAGE_PEOPLE)]
RecordReader: TypeAlias = Annotated[Identity, needs(Permission.READ_RECORDS)]
Auditor: TypeAlias = Annotated[Identity, needs(Permission.READ_AUDIT)]
ChannelTester: TypeAlias = Annotated[Identity, needs(Permission.TEST_CHANNELS)]
Tester: TypeAlias = Annotated[Identity, needs(Permission.TEST_HOOKS)]
