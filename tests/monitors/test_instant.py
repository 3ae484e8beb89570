"""Instants are exact, and their texts name an offset."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.instant import from_datetime, parse, rfc3339, seconds, to_datetime


@given(st.integers(0, 4_000_000_000_000_000))
def test_an_instant_survives_its_datetime(at: int) -> None:
    assert from_datetime(to_datetime(at)) == at


@given(st.integers(0, 4_000_000_000_000_000))
def test_the_text_is_never_in_the_future_and_loses_less_than_a_millisecond(at: int) -> None:
    assert 0 <= at - parse(rfc3339(at)) < 1_000


def test_an_offset_is_taken_out_and_a_naive_time_is_refused() -> None:
    assert parse("2026-11-22T11:00:00+01:00") == parse("2026-11-22T10:00:00Z")
    with pytest.raises(ValueError, match="offset"):
        parse("2026-11-22T11:00:00")


def test_seconds_are_rounded_to_the_microsecond() -> None:
    assert seconds(0.1) + seconds(0.2) == seconds(0.3)
