"""Passwords, tokens and keys: made here, kept only as hashes.

A token has 256 random bits, so its SHA-256 is enough; a password gets argon2, which takes some 180 ms: call
`hash_password` and `verify_password` in a thread.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pwdlib import PasswordHash

TOKEN_PREFIX = "iw_"
"""What every token and key begins with, so that one that leaked into a log or a repository can be searched for."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike: a generated password is read from one screen and typed into another."""

_GROUPS, _GROUP = 4, 5


def new_token() -> str:
    """A new random token or key (32 bytes, URL-safe, with the prefix)."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """The SHA-256 of a token in hex, the only form of it that is kept."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def generate_password() -> str:
    """A new random password of four groups of letters and digits (99 bits), easy to read out and to type."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def hash_password(password: str) -> str:
    """The argon2 hash of a password, with its salt and its cost; takes some 180 ms."""
    return _argon2().hash(password)


def verify_password(password: str, password_hash: str | None) -> bool:
    """Whether this is the password of the hash; False for a hash that can't be read.

    With None (no such person, or one without a password) it is False after the same time, so that names can't be
    guessed by the clock.
    """
    from pwdlib.exceptions import PwdlibError

    if password_hash is None:
        hash_password(password)
        return False
    try:
        return _argon2().verify(password, password_hash)
    except PwdlibError:
        return False


def _argon2() -> PasswordHash:
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    return PasswordHash((Argon2Hasher(),))
