"""A repeated reading is a duplicate, a restarted device never is."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from monitors.instant import SECOND
from monitors.order import Order, Verdict
from monitors.reading import Mode, Quality, Reading, Status
from monitors.vitals import Vital
from monitors.wire import Row

HR, SPO2 = Vital.HEART_RATE, Vital.SPO2


def row(
    sequence: int | None, value: float | None = 97, taken: float | None = None, vital: Vital = SPO2,
    epoch: str | None = None, status: Status = Status.OK,
) -> Row:
    """A reading; `taken` in seconds."""
    return Row(0, vital, value, status, None if taken is None else round(taken * SECOND), sequence, epoch)


def kept(epoch: str, value: float, received_at: int) -> Reading:
    """The reading of sequence 0 as the journal keeps it."""
    return Reading(
        "m1", epoch, SPO2, value, Status.OK, Quality.VALID, "", 0, None, received_at, received_at, 0, False, "", "", "",
        "", Mode.REAL,
    )


class Monitor:
    """An order and the time its posts arrive."""

    def __init__(self) -> None:
        self.order = Order()
        self.now = 0

    def post(self, *rows: Row, epoch: str | None = None) -> list[Verdict]:
        """Judges one batch."""
        self.now += SECOND
        return self.order.judge(rows, epoch, self.now)

    def duplicates(self, *rows: Row, epoch: str | None = None) -> list[bool]:
        """Which readings of one batch are duplicates."""
        return [verdict.duplicate for verdict in self.post(*rows, epoch=epoch)]


def epochs(verdicts: Sequence[Verdict]) -> list[str]:
    """The epoch of each, "" for a duplicate."""
    return [verdict.epoch for verdict in verdicts]


def test_same_key_and_content_is_a_duplicate() -> None:
    monitor = Monitor()
    assert monitor.duplicates(row(1), row(2), row(1, vital=HR)) == [False, False, False]
    assert monitor.duplicates(row(1), row(2), row(3), row(1, vital=HR)) == [True, True, False, True]
    assert monitor.duplicates(row(4), row(4)) == [False, True], "within one batch too"


def test_without_a_sequence_the_key_is_time_and_value() -> None:
    monitor = Monitor()
    assert monitor.duplicates(row(None, taken=1), row(None, taken=1), row(None, 96, taken=1)) == [False, True, False]
    off, searching = row(None, None, 2, status=Status.PROBE_OFF), row(None, None, 2, status=Status.SEARCHING)
    assert monitor.duplicates(off, searching) == [False, False]
    assert monitor.duplicates(off, searching, row(None, taken=1)) == [True, True, True]


def test_with_neither_nothing_is_a_duplicate() -> None:
    monitor = Monitor()
    assert monitor.duplicates(row(None), row(None)) == [False, False]
    assert monitor.duplicates(row(None)) == [False]


def test_a_missing_epoch_is_numbered_and_never_looks_like_a_named_one() -> None:
    monitor = Monitor()
    assert epochs(monitor.post(row(1))) == ["0"]
    assert epochs(monitor.post(row(1), epoch="0")) == ["0#1"]
    assert epochs(monitor.post(row(None))) == ["0"]


def test_other_content_under_a_key_is_a_restart_of_the_whole_device() -> None:
    monitor = Monitor()
    monitor.post(*(row(n) for n in range(9)), *(row(n, 70, vital=HR) for n in range(9)))
    verdict, = monitor.post(row(0, 95))
    assert verdict == Verdict(duplicate=False, epoch="1", restarted=True)
    again, = monitor.post(row(0, 71, vital=HR))
    assert again == Verdict(duplicate=False, epoch="1"), "one finding for one restart"


def test_readings_of_the_new_boot_that_look_repeated_are_kept_with_the_one_that_shows_it() -> None:
    monitor = Monitor()
    monitor.post(row(0, 70, vital=HR), row(0, 97))
    monitor.post(row(1, 71, vital=HR), row(1, 97))
    verdicts = monitor.post(row(0, 70, vital=HR), row(0, 91))
    assert verdicts == [Verdict(duplicate=False, epoch="1", restarted=True), Verdict(duplicate=False, epoch="1")]


def test_they_are_kept_too_where_they_repeat_the_boot_before() -> None:
    monitor = Monitor()
    monitor.post(row(1, 91), row(2, 92))
    monitor.post(row(1, 93), row(2, 94), row(3, 95))
    third = [row(1, 91), row(2, 92), row(3, 93)]
    assert epochs(monitor.post(*third)) == ["2", "2", "2"]
    assert monitor.duplicates(*third) == [True] * 3


def test_what_seems_to_fill_a_hole_just_before_a_restart_is_the_new_boots_too() -> None:
    monitor = Monitor()
    monitor.post(*(row(n, 90 + n) for n in (1, 2, 3, 4)))
    monitor.post(*(row(n, 80 + n) for n in (4, 5, 6)))
    third = [row(1, 91), row(2, 92), row(3, 73), row(4, 74)]
    verdicts = monitor.post(*third)
    assert epochs(verdicts) == ["2"] * 4, "3 was no hole of the second boot"
    assert [one.restarted for one in verdicts] == [True, False, False, False]
    assert monitor.duplicates(*third) == [True] * 4


def test_after_a_restart_without_times_equal_values_are_not_swallowed() -> None:
    monitor = Monitor()
    monitor.post(*(row(n, 97 if n else 90) for n in range(50)))
    assert monitor.duplicates(row(0, 91)) == [False]
    for n in range(1, 60):
        assert monitor.duplicates(row(n, 97)) == [False], f"sequence {n} of the new boot"


def test_a_named_epoch_that_changes_is_a_new_boot_without_a_finding() -> None:
    monitor = Monitor()
    monitor.post(row(0), row(1), epoch="a")
    assert monitor.post(row(0), row(1), epoch="b") == [Verdict(duplicate=False, epoch="b#1")] * 2
    assert monitor.duplicates(row(0), row(1), epoch="a") == [True, True], "the previous epoch is still known"
    assert epochs(monitor.post(row(2), epoch="a")) == ["a#0"], "and may still be sent"


def test_a_named_epoch_that_is_used_again_never_loses_a_reading() -> None:
    monitor = Monitor()
    for name in ("a", "b", "c", "a"):
        assert monitor.duplicates(row(0), row(1), epoch=name) == [False, False]
    assert monitor.post(row(0, 90), epoch="a")[0].epoch == "a#4"


def test_a_counter_that_wraps_round_gives_no_two_boots_one_epoch() -> None:
    monitor = Monitor()
    seen = [monitor.post(row(0), epoch=f"c{boot % 35}")[0].epoch for boot in range(120)]
    assert len(set(seen)) == 120


@given(st.lists(st.sampled_from([None, "a", "b", "c", "d"]), min_size=1, max_size=40), st.integers(0, 39))
def test_numbers_go_on_after_a_dump_and_after_the_journal(names: list[str | None], dumped: int) -> None:
    live = Monitor()
    replayed = Order()
    for place, name in enumerate(names):
        verdict, = live.post(row(0, 90 + place % 10), epoch=name)
        if not verdict.duplicate:
            replayed.note(kept(verdict.epoch, 90 + place % 10, live.now))
        if place == dumped:
            live.order, replayed = Order.of(live.order.kept()), Order.of(replayed.kept())
    assert replayed.kept() == live.order.kept()


def test_a_fall_while_time_moves_on_is_a_restart_a_smaller_one_without_time_is_disorder() -> None:
    monitor = Monitor()
    monitor.post(row(500, taken=500))
    assert monitor.post(row(3, taken=510))[0] == Verdict(duplicate=False, epoch="1", restarted=True)
    other = Monitor()
    other.post(row(500))
    assert other.post(row(3))[0] == Verdict(duplicate=False, epoch="0", old=True)
    assert other.post(row(499, taken=3))[0] == Verdict(duplicate=False, epoch="0", old=True)


def test_old_readings_that_arrive_late_are_disorder() -> None:
    monitor = Monitor()
    monitor.post(row(10, taken=10))
    verdicts = monitor.post(row(8, taken=8), row(9, taken=9))
    assert [(verdict.epoch, verdict.old, verdict.restarted) for verdict in verdicts] == [("0", True, False)] * 2


def test_more_than_1024_below_the_mark_is_a_restart() -> None:
    monitor = Monitor()
    monitor.post(row(5000))
    assert not monitor.post(row(5000 - 1024))[0].restarted
    assert monitor.post(row(5000 - 1025))[0].restarted


def test_a_restart_in_the_middle_of_a_batch_and_the_same_batch_again() -> None:
    monitor = Monitor()
    monitor.post(row(498, taken=498), row(499, taken=499))
    batch = [row(500, taken=500), row(501, taken=501), row(0, taken=502), row(1, taken=503)]
    assert epochs(monitor.post(*batch)) == ["0", "0", "1", "1"]
    assert monitor.duplicates(*batch) == [True] * 4
    assert monitor.duplicates(row(498, taken=498), *batch, row(2, taken=504)) == [True] * 5 + [False]


def test_the_same_without_times() -> None:
    monitor = Monitor()
    monitor.post(row(0, 90), row(1, 91), row(2, 92))
    batch = [row(3, 93), row(4, 94), row(0, 80), row(1, 81)]
    assert epochs(monitor.post(*batch)) == ["0", "0", "1", "1"]
    assert monitor.duplicates(*batch) == [True] * 4
    assert monitor.duplicates(row(0, 90), row(1, 91), row(2, 92)) == [True] * 3
    assert monitor.duplicates(row(2, 82), row(3, 83)) == [False, False]


def test_a_clock_that_falls_while_counting_on_is_told() -> None:
    monitor = Monitor()
    monitor.post(row(1, taken=5000))
    assert monitor.post(row(2, taken=1400))[0].fell
    assert not monitor.post(row(3, taken=1399.5))[0].fell, "jitter of a second is no step"


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(90, 99)), min_size=1, max_size=40))
def test_whatever_was_said_the_dump_goes_on_like_the_original(said: list[tuple[int, int]]) -> None:
    monitor = Monitor()
    for sequence, value in said[:-1]:
        monitor.post(row(sequence, value))
    copy = Order.of(monitor.order.kept())
    last = row(*said[-1])
    assert copy.judge([last], None, 10**9) == monitor.order.judge([last], None, 10**9)
    assert copy.kept() == monitor.order.kept()
