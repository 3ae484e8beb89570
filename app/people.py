"""Who may come in: people, their tokens and their sign-ins, folded from the journal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import msgspec

from app.roles import Permission, Role, may
from monitors.asides import PasswordSet, SignedIn, SignedOut, TokenAdded, UserAdded
from monitors.entries import Entry
from monitors.instant import Instant
from monitors.refused import Refused

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")


@dataclass(frozen=True, slots=True)
class User:
    """A person, a screen or a script; without a password hash it comes in by token only."""

    name: str
    role: Role
    password_hash: str | None

    def may(self, permission: Permission) -> bool:
        """Whether the user's role has a permission."""
        return may(self.role, permission)


class _Cookie(msgspec.Struct, frozen=True):
    user: str
    expires_at: Instant


class _State(msgspec.Struct):
    users: dict[str, User]
    tokens: dict[str, str]
    cookies: dict[str, _Cookie]


class People:
    """The users by name, and whom a token or a cookie speaks for.

    `apply` never refuses: what is in the journal has happened. The `check_*` functions refuse before it is written.
    """

    def __init__(self) -> None:
        self._state = _State({}, {}, {})

    @property
    def users(self) -> Mapping[str, User]:
        """Everyone, by name."""
        return self._state.users

    def user(self, name: str) -> User | None:
        """The user of this name."""
        return self._state.users.get(name)

    def has_administrator(self) -> bool:
        """Whether anyone may manage people yet; until then the set-up link is open."""
        return any(user.role is Role.ADMINISTRATOR for user in self._state.users.values())

    def user_of_token(self, token_hash: str) -> User | None:
        """Whom a bearer token speaks for, by its SHA-256."""
        return self.user(self._state.tokens.get(token_hash, ""))

    def user_of_cookie(self, cookie_hash: str, now: Instant) -> User | None:
        """Who is signed in with a cookie, by its SHA-256; None once it has expired."""
        cookie = self._state.cookies.get(cookie_hash)
        return self.user(cookie.user) if cookie is not None and now < cookie.expires_at else None

    def check_new_user(self, name: str, role: str) -> Role:
        """The role of a user to be added; raises Refused for a bad or taken name and for an unknown role."""
        if not _NAME.fullmatch(name):
            raise Refused(
                "bad_name", f"the name {name!r} can't be used",
                "use 1 to 64 letters, digits and . _ @ -, beginning with a letter or digit", field="user",
            )
        taken = next((other for other in self._state.users if other.casefold() == name.casefold()), None)
        if taken is not None:
            raise Refused(
                "user_taken", f"there is a user {taken!r} already", "choose another name", field="user", status=409
            )
        return check_role(role)

    def check_user(self, name: str) -> User:
        """The user of this name; raises Refused when there is none."""
        user = self.user(name)
        if user is None:
            raise Refused(
                "unknown_user", f"there is no user {name!r}", "check the spelling, or add the user first",
                field="user", status=404,
            )
        return user

    def apply(self, entry: Entry) -> None:
        """Takes one entry in; entries of other kinds change nothing."""
        state = self._state
        match entry.body:
            case UserAdded(user=name, role=role, password_hash=password_hash):
                state.users[name] = User(name, Role(role), password_hash)
            case PasswordSet(user=name, password_hash=password_hash):
                state.users[name] = replace(state.users[name], password_hash=password_hash)
                self._keep(lambda cookie: cookie.user != name)
            case TokenAdded(user=name, token_hash=token_hash):
                state.tokens[token_hash] = name
            case SignedIn(user=name, cookie_hash=cookie_hash, expires_at=expires_at):
                self._keep(lambda cookie: entry.at < cookie.expires_at)
                state.cookies[cookie_hash] = _Cookie(name, expires_at)
            case SignedOut(cookie_hash=cookie_hash):
                state.cookies.pop(cookie_hash, None)

    def _keep(self, wanted: Callable[[_Cookie], bool]) -> None:
        self._state.cookies = {key: cookie for key, cookie in self._state.cookies.items() if wanted(cookie)}

    def dump(self) -> bytes:
        """The whole state, for a checkpoint."""
        return msgspec.json.encode(self._state)

    def load(self, state: bytes) -> None:
        """Becomes what was dumped; raises msgspec.MsgspecError for what this version can't read."""
        self._state = msgspec.json.decode(state, type=_State)


def check_role(role: str) -> Role:
    """The role of this name; raises Refused for an unknown one."""
    try:
        return Role(role)
    except ValueError:
        raise Refused(
            "unknown_role", f"there is no role {role!r}", f"use one of {', '.join(Role)}", field="role"
        ) from None
