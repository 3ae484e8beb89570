"""The one correction of a device's time: history has it, the replay has what was recorded first."""

from __future__ import annotations

from app.ports import Journal, Write
from monitors.entries import ClockCorrected
from monitors.reading import Batch, Reading
from tests.app.journal.making import READING, SECOND, received

WAIT_S = 20
EVER = (-(2**63), 2**63 - 1)
MINUTE = 60 * SECOND
BACKLOG = 1_000 * SECOND
"""When the readings of the first minute were received."""

STORED = READING._replace(received_at=BACKLOG, offset=10 * MINUTE)


def told(count: int, device: str = "d1", *, first: int = 0) -> list[Reading]:
    """Readings of ten minutes before, taken for live ones when received."""
    return [
        STORED._replace(
            device=device, sequence=k, taken_at=BACKLOG - 10 * MINUTE + k * SECOND,
            measured_at=BACKLOG + (k - first - count) * SECOND,
        )
        for k in range(first, first + count)
    ]


def write(journal: Journal, *readings: Reading) -> None:
    journal.append(received(*readings)).result(WAIT_S)


def batches(journal: Journal) -> list[Batch]:
    return [entry.batch for entry in journal.tail(0) if entry.batch is not None]


def times(journal: Journal, device: str = "d1") -> list[int]:
    return [point.measured_at // SECOND for point in journal.points("s1", "spo2", device, *EVER)]


def corrected(device: str = "d1", offset: int = 0, at: int = BACKLOG + 3 * SECOND) -> Write:
    return Write([(at, "", ClockCorrected(device, offset, 10 * MINUTE), None)])


def test_a_corrected_device_was_measured_earlier_in_history_but_is_replayed_as_recorded(journal: Journal) -> None:
    (one,) = told(1)
    before = [*told(3), one._replace(sequence=None, value=96.0), one._replace(sequence=9, taken_at=None)]
    now = BACKLOG + 3 * SECOND
    live = one._replace(sequence=8, taken_at=now, received_at=now, measured_at=now, offset=0)
    write(journal, *before)
    write(journal, *told(1, "d2"))
    journal.append(Write([*corrected().entries, *received(live).entries])).result(WAIT_S)
    assert times(journal) == [400, 400, 401, 402, 999, 1003], "without a time of its own it stays"
    assert times(journal, "d2") == [999]
    assert journal.series("s1", ["spo2"], 400 * SECOND, 402 * SECOND) == [("spo2", "d1")]
    assert journal.buckets("s1", "spo2", "d1", *EVER, 1)[0].since == 400 * SECOND
    assert batches(journal) == [Batch.of(before), Batch.of(told(1, "d2")), Batch.of([live])]


def test_a_second_correction_counts_from_what_the_device_told(journal: Journal) -> None:
    write(journal, *told(2))
    journal.append(corrected(offset=5 * MINUTE)).result(WAIT_S)
    assert times(journal) == [700, 701]
    journal.append(corrected(offset=20 * MINUTE)).result(WAIT_S)
    assert times(journal) == [1000, 1000], "nothing is measured after it arrived"
    journal.append(corrected(offset=-BACKLOG)).result(WAIT_S)
    assert times(journal) == [0, 0], "nor before there was time"
    assert batches(journal)[0] == Batch.of(told(2))


def test_a_correction_reaches_a_minute_back_and_not_into_what_follows(journal: Journal) -> None:
    write(journal, *told(1))
    journal.append(corrected(at=BACKLOG + MINUTE + 1)).result(WAIT_S)
    assert times(journal) == [999]
    journal.append(corrected(at=BACKLOG + MINUTE)).result(WAIT_S)
    write(journal, *told(1, first=7))
    assert times(journal) == [400, 999]
