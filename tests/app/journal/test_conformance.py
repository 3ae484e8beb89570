"""Every journal does the same: one suite for the one in memory and the one in SQLite."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.alarm import Scope
from app.ports import Bucket, Checkpoint, Journal, JournalError, Point, Write
from monitors.asides import NotificationQueued, SignedIn
from monitors.entries import (
    Acknowledged,
    AnyBody,
    BedAdded,
    DeviceAdded,
    Entry,
    PhaseChanged,
    Received,
    SessionClosed,
    SessionOpened,
)
from monitors.reading import Batch, Quality, Reading, Status
from monitors.steps import DoseStarted
from monitors.vitals import Vital
from tests.app.journal.making import ALARM, READING, SECOND, ended, kept, numbered, readings, received

WAIT_S = 20
EVER = (-(2**63), 2**63 - 1)


def write(journal: Journal, *readings: Reading) -> int:
    """Appends the readings in one entry; how many were there already."""
    return journal.append(received(*readings)).result(WAIT_S).duplicates


def batches(journal: Journal, after: int = 0) -> list[Batch | None]:
    return [entry.batch for entry in journal.tail(after)]


def test_an_empty_journal_says_so(journal: Journal) -> None:
    assert journal.last() == (0, 0)
    assert list(journal.tail(0)) == []
    assert journal.checkpoint() is None
    assert journal.alarm("s1.spo2.low.1") == []
    assert journal.ended_alarms(None, 10) == []
    assert journal.onsets(*EVER) == []
    assert journal.series("s1", ["spo2"], *EVER) == []
    assert journal.points("s1", "spo2", "d1", *EVER) == []
    assert journal.buckets("s1", "spo2", "d1", *EVER, 10) == []
    assert journal.backlog() == 0


def test_entries_come_back_in_order_with_number_time_cause_and_body(journal: Journal) -> None:
    bodies: list[AnyBody] = [
        BedAdded("1"), DeviceAdded("d1", "hash", gateway=True, devices=("a", "b")),
        SessionOpened("s1", "1", "ketamine-iv", "ketamine-iv", "Ä. \U0001f642 \x00", "infusion", 71.5),
        SignedIn("anna", "hash", 2**60),
    ]
    written = journal.append(Write([(at, "anna", body, None) for at, body in enumerate(bodies, 5)])).result(WAIT_S)
    assert written.numbers == (1, 2, 3, 4)
    expected = [Entry(number, number + 4, "anna", body) for number, body in enumerate(bodies, 1)]
    assert list(journal.tail(0)) == expected
    assert list(journal.tail(2)) == expected[2:]
    assert list(journal.tail(4)) == []
    assert journal.last() == (4, 8)


def test_the_entries_that_name_a_session_are_found_in_order_without_its_readings(journal: Journal) -> None:
    bodies: list[AnyBody] = [
        BedAdded("s1"), SessionOpened("s1", "1", "ketamine-iv", "ketamine-iv", "p1", "baseline"),
        PhaseChanged("s11", "infusion"), PhaseChanged("s1", "infusion"), Acknowledged("s1.spo2.low.1", 1),
        DoseStarted("s1", "d1", "ketamine", "iv", 40.0, "mg", 7),
        NotificationQueued("sms.1.1", "sms", "test", "a test"),
    ]
    journal.append(Write([(at, "anna", body, None) for at, body in enumerate(bodies, 5)])).result(WAIT_S)
    write(journal, READING)
    journal.append(Write([(20, "ben", SessionClosed("s1", "done"), None)])).result(WAIT_S)
    everything = list(journal.tail(0))
    assert list(journal.about("s1")) == [everything[k] for k in (1, 3, 5, 8)]
    assert list(journal.about("s11")) == [everything[2]]
    assert list(journal.about("s2")) == []
    assert list(journal.about("")) == []


def test_numbers_go_on_from_write_to_write(journal: Journal) -> None:
    futures = [journal.append(Write([(k, "", BedAdded(str(k)), None)] * (k % 3))) for k in range(9)]
    numbers = [future.result(WAIT_S).numbers for future in futures]
    assert [number for group in numbers for number in group] == list(range(1, 10))
    assert numbers[0] == ()


def test_an_entry_without_any_new_reading_still_stands(journal: Journal) -> None:
    assert write(journal) == 0
    assert write(journal, READING) == 0
    assert write(journal, READING) == 1
    assert [entry.body for entry in journal.tail(0)] == [Received(0), Received(1), Received(1)]
    assert batches(journal) == [Batch(), Batch.of([READING]), Batch()]


_fresh = itertools.count()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_batches_come_back_as_they_were_less_their_duplicates(journal: Journal, data: st.DataObject) -> None:
    groups = data.draw(st.lists(st.lists(readings(f"device{next(_fresh)}-"), max_size=6), max_size=5))
    seen: set[object] = set()
    expected = [kept(group, seen) for group in groups]
    before, _ = journal.last()
    futures = [journal.append(received(*group)) for group in groups]
    assert [future.result(WAIT_S).duplicates for future in futures] == [
        len(group) - len(new) for group, new in zip(groups, expected, strict=True)
    ]
    assert batches(journal, before) == [Batch.of(new) for new in expected]


def test_the_key_of_a_reading_is_device_epoch_vital_and_sequence(journal: Journal) -> None:
    assert write(journal, READING) == 0
    assert write(journal, READING._replace(value=42.0, taken_at=7, session="s9")) == 1
    others = [
        READING._replace(device="d2"), READING._replace(epoch="1"), READING._replace(vital=Vital.HEART_RATE),
        READING._replace(sequence=2),
    ]
    assert write(journal, *others) == 0


def test_without_a_sequence_the_key_is_device_vital_time_and_value(journal: Journal) -> None:
    timed = READING._replace(sequence=None, taken_at=5)
    assert write(journal, timed) == 0
    assert write(journal, timed, timed._replace(epoch="1"), timed._replace(status=Status.MOTION)) == 3
    assert write(journal, timed._replace(value=96.0), timed._replace(taken_at=6)) == 0


def test_a_null_value_is_keyed_by_its_status(journal: Journal) -> None:
    null = READING._replace(sequence=None, taken_at=5, value=None, status=Status.PROBE_OFF)
    assert write(journal, null, null._replace(status=Status.SEARCHING), null) == 1


def test_without_sequence_and_time_nothing_is_a_duplicate(journal: Journal) -> None:
    bare = READING._replace(sequence=None, taken_at=None)
    assert write(journal, bare, bare, bare) == 0
    assert batches(journal) == [Batch.of([bare] * 3)]


def test_a_checkpoint_replaces_the_ones_before(journal: Journal) -> None:
    journal.save(Checkpoint(3, {"watch": b"\x00old", "people": b""})).result(WAIT_S)
    journal.save(Checkpoint(7, {"watch": b"\xffnew"})).result(WAIT_S)
    assert journal.checkpoint() == Checkpoint(7, {"watch": b"\xffnew"})
    journal.save(Checkpoint(7, {"watch": b"newer"})).result(WAIT_S)
    journal.save(Checkpoint(5, {"watch": b"late"})).result(WAIT_S)
    assert journal.checkpoint() == Checkpoint(7, {"watch": b"newer"})


def test_an_alarm_comes_back_in_all_its_revisions(journal: Journal) -> None:
    revisions = [ALARM, ended(ALARM, at=20)]
    journal.append(Write((), revisions)).result(WAIT_S)
    assert journal.alarm(ALARM.id) == revisions
    assert journal.alarm("s1.spo2.low.2") == []


def test_a_revision_is_written_once(journal: Journal) -> None:
    journal.append(Write((), [ALARM])).result(WAIT_S)
    journal.append(Write((), [replace(ALARM, text="another"), ended(ALARM, at=20)])).result(WAIT_S)
    assert journal.alarm(ALARM.id) == [ALARM, ended(ALARM, at=20)]


def test_ended_alarms_are_the_last_revisions_newest_first(journal: Journal) -> None:
    other = replace(ALARM, id="s2.spo2.low.1", scope=Scope(session="s2", bed="2"))
    device = replace(ALARM, id="d1.device.silent.1", scope=Scope(device="d1"))
    active = replace(ALARM, id="s1.spo2.low.2")
    first, second, third = ended(ALARM, at=20), ended(other, at=40), ended(device, at=30)
    again = replace(first, revision=3, at=50, end_reason="noted")
    journal.append(Write((), [ALARM, other, device, active, first, second, third])).result(WAIT_S)
    assert journal.ended_alarms(None, 10) == [second, third, first]
    journal.append(Write((), [again])).result(WAIT_S)
    assert journal.ended_alarms(None, 2) == [again, second]
    assert journal.ended_alarms("s1", 10) == [again]
    assert journal.ended_alarms("s3", 10) == []


def test_onsets_are_all_revisions_of_what_began_in_a_half_open_window(journal: Journal) -> None:
    at = ALARM.onset_at
    later = replace(ALARM, id="s1.heart_rate.low.1", condition="heart_rate.low", at=at + 5, onset_at=at + 5)
    over = ended(ALARM, at=at + 90)
    journal.append(Write((), [ALARM, later, over])).result(WAIT_S)
    assert journal.onsets(at, at + 6) == [ALARM, over, later]
    assert journal.onsets(at, at + 5) == [ALARM, over]
    assert journal.onsets(at + 1, at + 6) == [later]


def test_series_are_those_with_readings_in_the_order_asked_for(journal: Journal) -> None:
    write(
        journal, *numbered(2), *numbered(1, like=READING._replace(device="d0")),
        *numbered(1, like=READING._replace(vital=Vital.HEART_RATE)),
        *numbered(1, like=READING._replace(session="s2", device="d3")),
        *numbered(1, first=90, like=READING._replace(vital=Vital.MEAN)),
    )
    assert journal.series("s1", ["spo2", "heart_rate"], *EVER) == [
        ("spo2", "d0"), ("spo2", "d1"), ("heart_rate", "d1")
    ]
    assert journal.series("s1", [], *EVER) == [
        ("heart_rate", "d1"), ("spo2", "d0"), ("spo2", "d1"), ("mean", "d1")
    ]
    assert journal.series("s1", ["mean", "spo2"], 2 * SECOND, 90 * SECOND - 1) == [("spo2", "d1")]
    assert journal.series("s2", [Vital.SPO2], *EVER) == [("spo2", "d3")]


def test_points_are_by_measurement_then_by_arrival(journal: Journal) -> None:
    late = READING._replace(sequence=7, measured_at=2 * SECOND, value=None, quality=Quality.INVALID)
    write(journal, *numbered(3), *numbered(1, like=READING._replace(session="s2", device="d2")))
    write(journal, late, late._replace(sequence=8, value=50.0, quality=Quality.QUESTIONABLE))
    assert journal.points("s1", "spo2", "d1", SECOND, 2 * SECOND) == [
        Point(SECOND, 97.0, "valid"), Point(2 * SECOND, 97.0, "valid"),
        Point(2 * SECOND, None, "invalid"), Point(2 * SECOND, 50.0, "questionable"),
    ]
    assert len(journal.points("s1", "spo2", "d1", *EVER)) == 5
    assert journal.points("s1", "spo2", "d2", *EVER) == []


def test_buckets_show_the_extremes_of_what_can_be_trusted(journal: Journal) -> None:
    values = [97.0, 80.0, 99.0, 70.0]
    write(journal, *(one._replace(value=value) for one, value in zip(numbered(4), values, strict=True)))
    write(
        journal, *numbered(1, first=90, like=READING._replace(value=None)),
        *numbered(1, first=91, like=READING._replace(value=0.0, quality=Quality.INVALID)),
        *numbered(1, first=10, like=READING._replace(value=60.0, quality=Quality.QUESTIONABLE)),
    )
    width = 9 * SECOND // 2 + 1
    assert journal.buckets("s1", "spo2", "d1", *EVER, 2) == [
        Bucket(SECOND, 70.0, 99.0, 86.5, 4), Bucket(SECOND + width, 60.0, 60.0, 60.0, 1)
    ]
    assert journal.buckets("s1", "spo2", "d1", SECOND, SECOND, 5) == [Bucket(SECOND, 97.0, 97.0, 97.0, 1)]


def test_buckets_want_a_count(journal: Journal) -> None:
    write(journal, READING)
    with pytest.raises(ValueError, match="at least 1"):
        journal.buckets("s1", "spo2", "d1", *EVER, 0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=30), st.integers(1, 12))
def test_buckets_hold_every_value_once(journal: Journal, times: list[int], count: int) -> None:
    device = f"bucket{next(_fresh)}"
    write(journal, *(
        READING._replace(device=device, sequence=k, measured_at=at, value=float(at)) for k, at in enumerate(times)
    ))
    found = journal.buckets("s1", "spo2", device, *EVER, count)
    assert len(found) <= count
    assert sum(bucket.count for bucket in found) == len(times)
    assert found[0].since == min(times)
    assert all(bucket.since <= bucket.low <= bucket.mean <= bucket.high for bucket in found)
    assert all(one.high < next_one.since for one, next_one in itertools.pairwise(found))


def test_a_stall_holds_writes_back_and_loses_none(journal: Journal) -> None:
    journal.stall(60)
    futures = [journal.append(received(one)) for one in numbered(3)]
    assert journal.backlog() == 3
    assert not any(future.done() for future in futures)
    assert journal.last() == (0, 0)
    journal.close()
    assert [future.result(0).numbers for future in futures] == [(1,), (2,), (3,)]
    assert journal.backlog() == 0


async def test_giving_up_on_a_slow_write_does_not_take_it_back(journal: Journal) -> None:
    journal.stall(60)
    future = journal.append(received(READING))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.wrap_future(future), 0.001)
    journal.close()
    assert future.result(0).numbers == (1,)


def test_a_closed_journal_refuses_politely(journal: Journal) -> None:
    journal.close()
    with pytest.raises(JournalError, match="closed"):
        journal.append(received(READING)).result(0)
    with pytest.raises(JournalError, match="closed"):
        journal.save(Checkpoint(1, {"watch": b""})).result(0)
