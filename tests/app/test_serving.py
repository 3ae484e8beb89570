"""A server's socket and its address."""

from __future__ import annotations

import pytest

from app.serving import CannotServe, address, bind


def test_port_0_picks_a_free_one_and_a_wildcard_is_reached_on_this_machine() -> None:
    with bind("0.0.0.0", 0) as listening:
        assert address(listening).startswith("http://127.0.0.1:")
    with bind("127.0.0.1", 0) as listening:
        assert address(listening) == f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_what_cannot_be_listened_on_is_told() -> None:
    with bind("127.0.0.1", 0) as listening:
        listening.listen()
        port = listening.getsockname()[1]
        with pytest.raises(CannotServe, match=str(port)):
            bind("127.0.0.1", port)
    with pytest.raises(CannotServe, match="nowhere"):
        bind("nowhere.invalid", 0)
