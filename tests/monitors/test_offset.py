"""A device's clock error is taken out, and stored readings are not taken for live ones."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from monitors.instant import MINUTE, SECOND, Instant
from monitors.offset import DeviceClock, Moment, Placed, measured_at

T0: Instant = 1_795_000_000 * SECOND
HOUR = 60 * MINUTE


def heard(clock: DeviceClock, at: float, taken: float, sent: float | None = None, **facts: bool) -> int:
    """The offset of a batch received and taken at these seconds, in seconds."""
    moment = Moment(
        T0 + round(at * SECOND), T0 + round(taken * SECOND), None if sent is None else T0 + round(sent * SECOND),
        fell=facts.get("fell", False), old=facts.get("old", False),
    )
    return clock.place(moment).offset // SECOND


def live(clock: DeviceClock, since: int, until: int, behind: int = 0, way: int = 1) -> list[int]:
    """The offsets of a device that posts each second."""
    return [heard(clock, at, at - way - behind) for at in range(since, until)]


def test_the_smallest_delay_of_the_last_five_minutes_counts() -> None:
    clock = DeviceClock()
    assert [heard(clock, at, at - lag) for at, lag in ((1, 5), (2, 2), (3, 4))] == [5, 2, 2]
    assert [heard(clock, at, at - 4) for at in range(4, 400, 4)][-1] == 4, "the 2 is forgotten"


def test_sent_at_gives_the_offset_at_once() -> None:
    assert heard(DeviceClock(), 100, taken=40, sent=99) == 1


def test_an_hour_off_is_known_at_once_both_ways() -> None:
    assert set(live(DeviceClock(), 0, 5, behind=3600)) == {3601}
    assert set(live(DeviceClock(), 0, 5, behind=-3600)) == {-3599}


def test_a_step_back_while_heard_starts_anew_a_step_forward_is_followed() -> None:
    clock = DeviceClock()
    live(clock, 0, 60)
    assert heard(clock, 60, 59 - 3600) == 3601
    assert set(live(clock, 61, 90, behind=3600)) == {3601}
    assert heard(clock, 90, 89) == 1


def test_a_step_back_during_a_silence_is_known_from_the_second_batch_on() -> None:
    clock = DeviceClock()
    live(clock, 0, 60)
    assert heard(clock, 200, 199 - 3600) == 1, "the first may be stored readings"
    assert heard(clock, 201, 200 - 3600) == 3601


def test_a_backlog_sent_in_pieces_after_a_silence_keeps_the_offset() -> None:
    clock = DeviceClock()
    live(clock, 0, 60)
    pieces = [heard(clock, 660 + piece * 0.05, 60 + piece * 20) for piece in range(1, 30)]
    assert set(pieces) == {1}
    assert heard(clock, 662, 661) == 1


def test_a_backlog_sent_one_by_one_keeps_the_offset() -> None:
    clock = DeviceClock()
    live(clock, 0, 60)
    assert {heard(clock, 360 + n * 0.05, 60 + n) for n in range(1, 290)} == {1}


def test_old_readings_among_live_ones_tell_nothing() -> None:
    clock = DeviceClock()
    live(clock, 0, 60)
    assert heard(clock, 60.5, 20, old=True) == 1


def test_it_is_kept_through_a_silence() -> None:
    clock = DeviceClock()
    live(clock, 0, 30)
    assert heard(clock, 3 * 3600, 30) == 1


def test_time_that_falls_while_the_device_counts_on_starts_anew() -> None:
    clock = DeviceClock()
    live(clock, 0, 30)
    assert heard(clock, 30, 24, fell=True) == 6


def test_a_first_minute_placed_far_too_early_asks_to_be_rebuilt() -> None:
    clock = DeviceClock()
    first = clock.place(Moment(T0, T0 - 600 * SECOND, None))
    assert first.shift == 0
    assert clock.place(Moment(T0 + SECOND, T0 - 300 * SECOND, None)).shift == 299 * SECOND
    assert clock.place(Moment(T0 + 2 * SECOND, T0 - 300 * SECOND, None)).shift == 0
    assert clock.place(Moment(T0 + 90 * SECOND, T0 + 89 * SECOND, None)).shift == 0


def test_a_clock_that_starts_anew_says_nothing_of_what_came_before() -> None:
    clock = DeviceClock()
    clock.place(Moment(T0, T0 - 600 * SECOND, None))
    assert clock.place(Moment(T0 + SECOND, T0, None, fell=True)) == Placed(SECOND)


def test_nothing_is_measured_after_it_arrived_or_before_there_was_time() -> None:
    assert measured_at(None, T0, HOUR) == T0
    assert measured_at(T0 - HOUR, T0, HOUR - SECOND) == T0 - SECOND
    assert measured_at(T0, T0, HOUR) == T0
    assert measured_at(5, T0, -HOUR) == 0


def test_skew_is_told_at_once_only_when_the_device_says_when_it_sent() -> None:
    clock = DeviceClock()
    heard(clock, 0, -3600)
    assert clock.skew(T0, told=False) == 0
    assert clock.skew(T0, told=True) == HOUR
    assert clock.skew(T0 + MINUTE, told=False) == HOUR
    near = DeviceClock()
    heard(near, 0, -30)
    assert near.skew(T0 + HOUR, told=False) == 0


Step = st.tuples(
    st.integers(0, 100), st.integers(-50, 4000), st.none() | st.integers(0, 50), st.booleans(), st.booleans()
)


@given(st.lists(Step, max_size=40), st.integers(-10**6, 10**6))
def test_a_constant_error_shifts_every_offset_by_itself(
    steps: list[tuple[int, int, int | None, bool, bool]], error: int
) -> None:
    right, wrong, at = DeviceClock(), DeviceClock(), 0
    for gap, lag, sent, fell, old in steps:
        at += gap
        expected = heard(right, at, at - lag, None if sent is None else at - sent, fell=fell, old=old)
        shifted = heard(wrong, at, at - lag - error, None if sent is None else at - sent - error, fell=fell, old=old)
        assert shifted - expected == error


@given(st.lists(Step, max_size=40))
def test_the_journal_alone_leaves_the_same_state(steps: list[tuple[int, int, int | None, bool, bool]]) -> None:
    clock, again, at = DeviceClock(), DeviceClock(), T0
    for gap, lag, sent, fell, old in steps:
        at += gap * SECOND
        moment = Moment(at, at - lag * SECOND, None if sent is None else at - sent * SECOND, fell=fell, old=old)
        again.settle(at, moment.newest, clock.place(moment).offset, moment.late_after)
        assert again == clock
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(clock), type=DeviceClock) == clock
