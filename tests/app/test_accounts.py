"""People: passwords, tokens, signing in and out, and the link of the first administrator."""

from __future__ import annotations

import asyncio

import pytest

from app.accounts import VERIFYING, WAITING, Accounts, FirstAdministrator
from app.credentials import digest
from app.journal.memory import MemoryJournal
from app.offline import Offline
from monitors.instant import MINUTE, SECOND
from monitors.refused import Refused

AT = 1_000 * SECOND


class Office:
    """A ward's people."""

    def __init__(self) -> None:
        self.journal = MemoryJournal()
        self.ward = Offline(self.journal, AT)
        self.people = self.ward.people
        self.accounts = Accounts(self.ward, self.people)


@pytest.fixture
def office() -> Office:
    """An empty ward."""
    return Office()


async def test_a_made_password_signs_in_and_is_kept_nowhere(office: Office) -> None:
    made = await office.accounts.add_user("local", "anna", "nurse", None, generate=True)
    assert made.password is not None
    cookie = await office.accounts.sign_in("anna", made.password, MINUTE)
    assert cookie is not None
    user = office.people.user_of_cookie(digest(cookie), AT)
    assert user is not None
    assert user.name == "anna"
    assert all(made.password not in str(entry) and cookie not in str(entry) for entry in office.journal.tail(0))


async def test_a_wrong_password_an_unknown_name_and_one_without_a_password_come_in_nowhere(office: Office) -> None:
    await office.accounts.add_user("local", "anna", "nurse", "long enough", generate=False)
    await office.accounts.add_user("local", "wall", "wall", None, generate=False)
    for name, password in (("anna", "long enouGh"), ("nobody", "long enough"), ("wall", "")):
        assert await office.accounts.sign_in(name, password, MINUTE) is None


async def test_a_reset_ends_every_sign_in(office: Office) -> None:
    made = await office.accounts.add_user("local", "anna", "nurse", None, generate=True)
    cookie = await office.accounts.sign_in("anna", made.password or "", MINUTE)
    assert cookie is not None
    again = await office.accounts.reset_user("local", "anna")
    assert again.password not in (None, made.password)
    assert office.people.user_of_cookie(digest(cookie), AT) is None
    assert await office.accounts.sign_in("anna", again.password or "", MINUTE) is not None


async def test_signing_out_makes_the_cookie_worthless(office: Office) -> None:
    made = await office.accounts.add_user("local", "anna", "nurse", None, generate=True)
    cookie = await office.accounts.sign_in("anna", made.password or "", MINUTE)
    await office.accounts.sign_out("anna", digest(cookie or ""))
    assert office.people.user_of_cookie(digest(cookie or ""), AT) is None


async def test_a_token_speaks_for_its_user(office: Office) -> None:
    await office.accounts.add_user("local", "script", "integrator", None, generate=False)
    made = await office.accounts.add_token("local", "script")
    user = office.people.user_of_token(digest(made.token))
    assert user is not None
    assert user.name == "script"
    with pytest.raises(Refused) as unknown:
        await office.accounts.add_token("local", "nobody")
    assert unknown.value.code == "unknown_user"


@pytest.mark.parametrize("password", ["short", "x" * 201, "tab\x00tab-tab"])
async def test_a_password_that_cannot_be_one_is_refused(office: Office, password: str) -> None:
    with pytest.raises(Refused):
        await office.accounts.add_user("local", "anna", "nurse", password, generate=False)
    assert not office.people.users


async def test_the_first_administrators_link_works_once(office: Office) -> None:
    first = FirstAdministrator(office.accounts, office.people, "link")
    assert first.fits("link")
    assert not first.fits("other")
    await first.make("link", "ada", "long enough")
    assert not first.open
    with pytest.raises(Refused) as used:
        await first.make("link", "eve", "long enough")
    assert (used.value.code, used.value.status) == ("link_not_valid", 403)


async def test_of_many_who_use_the_link_at_once_one_becomes_administrator(office: Office) -> None:
    first = FirstAdministrator(office.accounts, office.people, "link")
    made = await asyncio.gather(
        *(first.make("link", name, "long enough") for name in ("ada", "eve", "ida", "una")), return_exceptions=True
    )
    refused = [one.code for one in made if isinstance(one, Refused)]
    assert refused == ["link_not_valid"] * 3
    assert len(office.people.users) == 1


async def test_a_flood_of_sign_ins_is_cut_off_and_nobody_waits_for_ever(office: Office) -> None:
    most = VERIFYING + WAITING
    tried = await asyncio.gather(
        *(office.accounts.sign_in(f"name{n}", "a guess", MINUTE) for n in range(most + 5)), return_exceptions=True
    )
    refused = [(one.code, one.status) for one in tried if isinstance(one, Refused)]
    assert refused == [("too_many_sign_ins", 429)] * 5
    assert tried[:most] == [None] * most
    assert await office.accounts.sign_in("anna", "a guess", MINUTE) is None, "and then it goes on"
