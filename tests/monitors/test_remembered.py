"""What is remembered of a vital is bounded, exact, and survives its dump."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitors.reading import Status
from monitors.remembered import RECENT, WINDOW, Counted, Timed, content, key


def test_content_tells_time_value_and_status_apart() -> None:
    said = {
        content(5, 97.0, Status.OK), content(6, 97.0, Status.OK), content(None, 97.0, Status.OK),
        content(5, 96.0, Status.OK), content(5, None, Status.OK), content(5, 97.0, Status.MOTION),
    }
    assert len(said) == 6
    assert 0 not in said
    assert content(5, 0.0, Status.OK) == content(5, -0.0, Status.OK)


def test_a_content_hash_is_the_same_in_every_process() -> None:
    assert content(1_795_000_000_000_000, 97.0, Status.OK) == 4_050_593_352


def test_what_is_forgotten_is_as_if_it_had_not_been_told() -> None:
    counted, other = Counted(), Counted()
    for one in (counted, other):
        one.note(5, 1, None, 1)
    counted.note(3, 2, None, 1)
    counted.forget(3)
    counted.forget(4)
    assert counted.kept() == other.kept()


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=80), st.integers(0, 2**62))
def test_it_knows_what_was_said_within_the_window(sequences: list[int], start: int) -> None:
    counted = Counted()
    said: dict[int, int] = {}
    for place, step in enumerate(sequences):
        sequence = start + step
        counted.note(sequence, place + 1, None, place + 1)
        if counted.mark - sequence < WINDOW:
            said.setdefault(sequence, place + 1)
    for sequence, expected in said.items():
        if counted.mark - sequence < WINDOW:
            assert counted.at(sequence) == expected
    assert counted.mark == start + max(sequences)
    assert Counted.of(counted.kept()).kept() == counted.kept()


def test_what_was_jumped_over_or_fell_out_is_not_known() -> None:
    counted = Counted()
    for sequence in (0, 1, 5):
        counted.note(sequence, 7, None, sequence)
    assert [counted.at(sequence) for sequence in range(7)] == [7, 7, 0, 0, 0, 7, 0]
    counted.note(WINDOW + 1, 8, None, 99)
    assert counted.at(1) == 0
    assert counted.at(5) == 7


def test_one_large_batch_is_remembered_whole() -> None:
    counted = Counted()
    for sequence in range(5000):
        counted.note(sequence, sequence + 1, None, 1)
    assert [counted.at(sequence) for sequence in range(5000)] == list(range(1, 5001))


def test_keys_without_a_sequence_are_bounded_but_one_batch_is_whole() -> None:
    timed = Timed()
    batch = [key(at, 97.0, Status.OK) for at in range(5000)]
    for one in batch:
        timed.note(one, 1)
    assert all(one in timed for one in batch)
    later = [key(at, 97.0, Status.OK) for at in range(5000, 15_000)]
    for place, one in enumerate(later):
        timed.note(one, 2 + place)
    assert batch[0] not in timed
    assert all(one in timed for one in later[-RECENT:])
    assert len(timed.kept()) == RECENT
    assert Timed.of(timed.kept()).kept() == timed.kept()


def test_a_null_is_known_by_its_status_a_value_by_itself() -> None:
    assert key(5, None, Status.PROBE_OFF) != key(5, None, Status.SEARCHING)
    assert key(5, 97.0, Status.OK) == key(5, 97.0, Status.MOTION)
    assert key(5, 97.0, Status.OK) != key(6, 97.0, Status.OK)
