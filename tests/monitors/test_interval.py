"""The usual interval is learned from what came, and settles."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from monitors.instant import MINUTE, SECOND
from monitors.interval import Cadence


def noted(*gaps: int) -> Cadence:
    """A cadence after things came at these gaps."""
    cadence, at = Cadence(), 1000
    cadence.note(at)
    for gap in gaps:
        at += gap
        cadence.note(at)
    return cadence


def test_under_three_gaps_it_is_the_default() -> None:
    assert noted(SECOND, SECOND).interval == MINUTE
    assert noted(SECOND, SECOND, SECOND).interval == SECOND
    assert Cadence(default=15 * MINUTE).interval == 15 * MINUTE


def test_a_lone_silence_changes_nothing() -> None:
    assert noted(SECOND, SECOND, SECOND, 600 * SECOND, SECOND).interval == SECOND


def test_until_nine_gaps_it_follows_then_it_only_shrinks() -> None:
    assert noted(*[SECOND] * 3, *[5 * SECOND] * 4).interval == 5 * SECOND
    assert noted(*[5 * SECOND] * 9, *[60 * SECOND] * 20).interval == 5 * SECOND
    assert noted(*[5 * SECOND] * 9, *[SECOND] * 5).interval == SECOND


def test_what_comes_at_one_instant_is_one_thing() -> None:
    assert noted(SECOND, 0, 0, 0, SECOND, 0, SECOND).interval == SECOND


@given(st.lists(st.integers(0, 10**9), max_size=40))
def test_it_survives_its_dump(gaps: list[int]) -> None:
    cadence = noted(*gaps)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(cadence), type=Cadence) == cadence
