"""The use cases of people: adding them, their passwords and tokens, signing in and out, the first administrator."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable

from app.credentials import digest, generate_password, hash_password, new_token, verify_password
from app.people import People
from app.roles import Role
from app.service import Recorder, spoken
from app.shown import TokenMade, UserMade
from monitors.asides import PasswordSet, SignedIn, SignedOut, TokenAdded, UserAdded
from monitors.entries import AnyBody
from monitors.instant import Duration, Instant
from monitors.refused import Refused

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200
VERIFYING = 1
"""Passwords looked at together: each takes 64 MB and a core for 180 ms, and the alarms need that core too."""

WAITING = 16
"""Passwords that may wait for that, some three seconds' worth; whoever comes then is told to try again."""


def _anyone() -> None:
    """Lets a person be added without a further check."""


class Accounts:
    """The use cases on one ward's people."""

    def __init__(self, recorder: Recorder, people: People) -> None:
        self._recorder = recorder
        self._people = people
        self._verifying = asyncio.Semaphore(VERIFYING)
        self._asking = 0

    async def add_user(
        self, by: str, name: str, role: str, password: str | None, *, generate: bool,
        check: Callable[[], None] = _anyone,
    ) -> UserMade:
        """Adds a person or a screen; without any password they have tokens only.

        `check` runs in the recorder's turn, right before the entry, and raises Refused where it must not come to it.
        """
        made = generate_password() if generate else None
        chosen = made or password
        kind = self._people.check_new_user(name, role)
        hashed = None if chosen is None else await _hashed(chosen)

        def make(_at: Instant) -> list[AnyBody]:
            check()
            self._people.check_new_user(name, role)
            return [UserAdded(name, kind.value, hashed)]

        await self._recorder.record(by, make)
        return UserMade(name, kind.value, made)

    async def reset_user(self, by: str, name: str, password: str | None = None) -> UserMade:
        """Gives a person the password, or a new one that the answer tells once; every sign-in of theirs ends."""
        made = generate_password() if password is None else None
        user = self._people.check_user(name)
        hashed = await _hashed(made or password or "")
        await self._recorder.record(by, lambda _at: [PasswordSet(user.name, hashed)])
        return UserMade(user.name, user.role.value, made)

    async def add_token(self, by: str, name: str) -> TokenMade:
        """Makes a bearer token that speaks for a user; the answer tells it once."""
        user = self._people.check_user(name)
        token = new_token()
        await self._recorder.record(by, lambda _at: [TokenAdded(user.name, digest(token))])
        return TokenMade(user.name, token)

    async def sign_in(self, name: str, password: str, lifetime: Duration) -> str | None:
        """A new cookie for the right name and password, else None. An unknown name takes no less time.

        Raises Refused too_many_sign_ins while too many wait to be looked at.
        """
        known = self._people.user(name)
        fits = await self._fits(password, None if known is None else known.password_hash)
        if not fits or known is None:
            return None
        cookie = new_token()

        def make(at: Instant) -> list[AnyBody]:
            return [SignedIn(known.name, digest(cookie), at + lifetime)]

        await self._recorder.record(known.name, make)
        return cookie

    def check_room(self) -> None:
        """Raises Refused too_many_sign_ins while too many passwords wait to be looked at."""
        if self._asking >= VERIFYING + WAITING:
            message = "too many people sign in at this moment"
            raise Refused("too_many_sign_ins", message, "try again in a few seconds", status=429)

    async def _fits(self, password: str, kept: str | None) -> bool:
        self.check_room()
        self._asking += 1
        try:
            async with self._verifying:
                return await asyncio.to_thread(verify_password, password, kept)
        finally:
            self._asking -= 1

    async def sign_out(self, by: str, cookie_mark: str) -> None:
        """Makes a cookie, known by its digest, worthless."""
        await self._recorder.record(by, lambda _at: [SignedOut(cookie_mark)])


class FirstAdministrator:
    """The one-time link that makes the first administrator of an empty ward; its token lives in memory only."""

    def __init__(self, accounts: Accounts, people: People, token: str) -> None:
        self._accounts = accounts
        self._people = people
        self._mark = digest(token)

    @property
    def open(self) -> bool:
        """Whether there is no administrator yet, so that the link still works."""
        return not self._people.has_administrator()

    def fits(self, token: str) -> bool:
        """Whether this is the link's token and the link still works."""
        return self.open and hmac.compare_digest(digest(token), self._mark)

    async def make(self, token: str, name: str, password: str) -> UserMade:
        """Makes the administrator; raises Refused when the link doesn't fit or somebody was faster."""

        def check() -> None:
            """Looks again where nobody can be faster: hashing the password took a while."""
            if not self.fits(token):
                hint = "start the server again for a new one"
                raise Refused("link_not_valid", "the set-up link is not valid, or was used already", hint, status=403)

        check()
        role = Role.ADMINISTRATOR.value
        return await self._accounts.add_user("setup", name, role, password, generate=False, check=check)


async def _hashed(password: str) -> str:
    """The password's hash, made in a thread because it is slow on purpose; raises Refused for one that is too short."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        hint = f"{SHORTEST_PASSWORD} to {LONGEST_PASSWORD} letters"
        raise Refused("bad_password", "the password can't be used", hint, field="password")
    spoken("password", password, longest=LONGEST_PASSWORD)
    return await asyncio.to_thread(hash_password, password)
