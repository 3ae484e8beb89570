"""Who may come in, and that a restart remembers it exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people import People, check_role
from app.roles import Permission, Role
from monitors.asides import PasswordSet, SignedIn, SignedOut, TokenAdded, UserAdded
from monitors.entries import AnyBody, BedAdded, Entry
from monitors.instant import Instant
from monitors.refused import Refused


def told(*bodies: AnyBody, at: Instant = 0) -> People:
    people = People()
    for number, body in enumerate(bodies, 1):
        people.apply(Entry(number, at, "", body))
    return people


ANNA = UserAdded("anna", "nurse", "hash")


def refusal(people: People, name: str, role: str = "nurse") -> tuple[str, str, int]:
    with pytest.raises(Refused) as refused:
        people.check_new_user(name, role)
    assert refused.value.message
    assert refused.value.hint
    return refused.value.code, refused.value.field, refused.value.status


def test_a_user_has_a_role_and_what_it_may() -> None:
    user = told(ANNA).user("anna")
    assert user is not None
    assert (user.role, user.password_hash) == (Role.NURSE, "hash")
    assert user.may(Permission.ACKNOWLEDGE)
    assert not user.may(Permission.MANAGE_PEOPLE)
    assert told().user("anna") is None


def test_a_token_speaks_for_its_user() -> None:
    people = told(ANNA, UserAdded("wall", "wall"), TokenAdded("wall", "t1"), TokenAdded("anna", "t2"))
    assert people.user_of_token("t1") == people.user("wall")
    assert people.user_of_token("t2") == people.user("anna")
    assert people.user_of_token("t3") is None


def test_a_cookie_speaks_for_its_user_until_it_expires() -> None:
    people = told(ANNA, SignedIn("anna", "c", 100))
    assert people.user_of_cookie("c", 99) == people.user("anna")
    assert people.user_of_cookie("c", 100) is None
    assert people.user_of_cookie("other", 0) is None


def test_signing_out_ends_one_cookie() -> None:
    people = told(
        ANNA, SignedIn("anna", "desk", 100), SignedIn("anna", "phone", 100), SignedOut("desk"), SignedOut("x")
    )
    assert people.user_of_cookie("desk", 0) is None
    assert people.user_of_cookie("phone", 0) is not None


def test_a_new_password_ends_every_sign_in_of_that_user() -> None:
    people = told(
        ANNA, UserAdded("bo", "nurse"), SignedIn("anna", "a1", 100), SignedIn("anna", "a2", 100),
        SignedIn("bo", "b", 100), TokenAdded("anna", "t"), PasswordSet("anna", "new"),
    )
    assert people.user_of_cookie("a1", 0) is None
    assert people.user_of_cookie("a2", 0) is None
    assert people.user_of_cookie("b", 0) is not None
    assert people.check_user("anna").password_hash == "new"
    assert people.user_of_token("t") == people.user("anna")


def test_whether_there_is_an_administrator() -> None:
    assert not told(ANNA).has_administrator()
    assert told(ANNA, UserAdded("root", "administrator")).has_administrator()


def test_a_new_user_gets_the_role_asked_for() -> None:
    assert told(ANNA).check_new_user("b.o@ward-1_x", "charge_nurse") is Role.CHARGE_NURSE


@pytest.mark.parametrize("name", ["", " ", "a b", "-a", "a/b", "a\n", "x" * 65, "ä"])
def test_a_bad_name_is_refused(name: str) -> None:
    assert refusal(told(), name) == ("bad_name", "user", 422)


@pytest.mark.parametrize("name", ["anna", "Anna"])
def test_a_taken_name_is_refused(name: str) -> None:
    assert refusal(told(ANNA), name) == ("user_taken", "user", 409)


def test_an_unknown_role_is_refused_with_the_known_ones() -> None:
    assert refusal(told(), "bo", "doctor") == ("unknown_role", "role", 422)
    with pytest.raises(Refused) as refused:
        check_role("Nurse")
    assert all(role.value in refused.value.hint for role in Role)


def test_an_unknown_user_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        told(ANNA).check_user("bo")
    assert (refused.value.code, refused.value.field, refused.value.status) == ("unknown_user", "user", 404)


names = st.sampled_from(["anna", "bo"])
hashes = st.sampled_from(["h1", "h2", "h3"])
bodies = st.one_of(
    st.builds(UserAdded, names, st.sampled_from([role.value for role in Role]), st.none() | hashes),
    st.builds(TokenAdded, names, hashes), st.builds(SignedIn, names, hashes, st.integers(0, 20)),
    st.builds(SignedOut, hashes), st.builds(BedAdded, st.just("1")), st.builds(PasswordSet, names, hashes),
)


@given(st.lists(bodies, max_size=20), st.integers(0, 20))
def test_a_restart_from_any_checkpoint_equals_a_full_replay(history: list[AnyBody], split: int) -> None:
    entries = [
        Entry(number, number, "", body)
        for number, body in enumerate([UserAdded("anna", "nurse"), UserAdded("bo", "wall"), *history], 1)
    ]
    whole, before, after = People(), People(), People()
    for entry in entries:
        whole.apply(entry)
    for entry in entries[: split + 2]:
        before.apply(entry)
    after.load(before.dump())
    for entry in entries[split + 2 :]:
        after.apply(entry)
    assert after.dump() == whole.dump()
    assert after.users == whole.users
