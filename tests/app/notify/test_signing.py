"""Signatures: a vector of Standard Webhooks, and secrets that are too weak."""

from __future__ import annotations

import pytest

from app.notify.signing import key_of, signature


def test_it_is_what_standard_webhooks_says() -> None:
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_plain_secret_is_its_bytes() -> None:
    assert key_of("x" * 24) == b"x" * 24


@pytest.mark.parametrize("secret", ["", "short", "whsec_AAAA", "whsec_!!!"])
def test_a_weak_secret_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        key_of(secret)
