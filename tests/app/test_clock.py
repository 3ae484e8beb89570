"""The server's clock: anchored once, scaled in tests, never behind the journal."""

from __future__ import annotations

import pytest

from app.clock import ServerClock, utc_now
from monitors.instant import SECOND
from tests.app.fakes import NOON, FakeTicks


def test_runs_from_its_start_at_the_walls_pace() -> None:
    ticks = FakeTicks()
    clock = ServerClock(1, NOON, ticks)
    assert clock.now() == NOON
    ticks.at += 2.5
    assert clock.now() == NOON + 2_500_000


def test_a_scaled_clock_runs_faster_and_knows_wall_time() -> None:
    ticks = FakeTicks()
    clock = ServerClock(20, NOON, ticks)
    ticks.at += 3
    assert clock.now() == NOON + 60 * SECOND
    assert clock.wall_seconds(NOON + 80 * SECOND) == pytest.approx(1.0)
    assert clock.wall_seconds(NOON) == pytest.approx(-3.0)


def test_goes_on_from_the_journals_last_time_when_that_is_ahead() -> None:
    assert ServerClock.after(20, NOON + SECOND, NOON).now() >= NOON + SECOND
    assert NOON + SECOND > ServerClock.after(1, NOON - SECOND, NOON).now() >= NOON


def test_an_empty_journal_starts_at_utc() -> None:
    before = utc_now()
    assert before <= ServerClock.after(1, 0).now() <= utc_now() + SECOND


def test_a_rate_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="rate"):
        ServerClock(0, NOON)
