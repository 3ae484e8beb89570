"""Secrets are random, kept as hashes only, and a wrong one never fits."""

from __future__ import annotations

import pytest

from app.credentials import digest, generate_password, hash_password, new_token, verify_password


def test_tokens_are_long_random_and_recognisable() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(token.startswith("iw_") and len(token) == 46 for token in tokens)


def test_a_digest_is_the_sha256() -> None:
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest("\udcff") != digest("?")


def test_generated_passwords_can_be_read_out() -> None:
    passwords = {generate_password() for _ in range(100)}
    assert len(passwords) == 100
    for password in passwords:
        assert [len(group) for group in password.split("-")] == [5, 5, 5, 5]
        assert not set(password) & set("il1o0IO")


def test_a_password_fits_its_own_hash_only() -> None:
    kept = hash_password("correct horse")
    assert kept.startswith("$argon2id$")
    assert "correct" not in kept
    assert verify_password("correct horse", kept)
    assert not verify_password("Correct horse", kept)


@pytest.mark.parametrize("kept", [None, "", "nonsense", "$argon2id$broken"])
def test_without_a_readable_hash_no_password_fits(kept: str | None) -> None:
    assert not verify_password("", kept)
