"""Record, judge, record, publish; and what happens when the disk is sick, a rule breaks, or time alone passes."""

from __future__ import annotations

import asyncio

import pytest

from app.checkpoints import Often
from app.recording import Patience
from app.ward import Habits
from monitors.entries import AnyBody, BedAdded
from monitors.instant import SECOND, Instant
from monitors.refused import Refused
from tests.app.fakes import NOON, post, reading, spo2
from tests.app.wards import FakeWard, folds_of, settle, until

PATIENT = Habits(Patience(write_s=30, retry_s=0.001))
SMALL = Habits(Patience(write_s=0.001, retry_s=0.001, keep_bytes=100))


async def test_a_post_is_recorded_judged_and_published() -> None:
    async with FakeWard() as ward:
        assert (await ward.receive(spo2(97, 88)))[0] == 202
        await settle()
        assert ward.bodies()[-1] == "Received"
        assert ("s1.spo2.low.1", 1, False) in ward.told()
        assert [one.revision for one in ward.journal.alarm("s1.spo2.low.1")] == [1]


async def test_a_device_is_told_accepted_only_when_it_is_durable() -> None:
    async with FakeWard(habits=PATIENT) as ward:
        ward.journal.stall(60)
        answer = asyncio.create_task(ward.receive(spo2(97)))
        await settle()
        assert not answer.done()
        ward.journal.release()
        assert (await answer)[0] == 202


async def test_posts_that_wait_together_are_recorded_as_one_entry() -> None:
    async with FakeWard(habits=PATIENT) as ward:
        ward.journal.stall(60)
        posts = [asyncio.create_task(ward.receive(post(reading(97, number)))) for number in range(10)]
        await settle()
        ward.journal.release()
        assert {status for status, _ in await asyncio.gather(*posts)} == {202}
        assert ward.bodies().count("Received") <= 2


async def test_alarms_do_not_wait_for_a_sick_disk() -> None:
    async with FakeWard() as ward:
        ward.journal.stall(60)
        assert (await ward.receive(post(reading(88, 1))))[0] == 503
        await until(lambda: ward.ward.recording == "stalled" and len(ward.told()) >= 2)
        assert ("s1.spo2.low.1", 1, True) in ward.told()
        assert ("site.recording.stalled.1", 1, True) in ward.told()
        assert (await ward.receive(post(reading(88, 1))))[0] == 503, "a judged reading that is not durable yet"
        assert (await ward.receive(post(reading(84, 2))))[0] == 503
        await until(lambda: ("s1.spo2.low.1", 2, True) in ward.told())


async def test_what_was_unrecorded_is_told_as_recorded_when_the_disk_is_well_again() -> None:
    async with FakeWard() as ward:
        ward.journal.stall(60)
        await ward.receive(post(reading(88, 1)))
        await ward.receive(post(reading(84, 2)))
        ward.journal.release()
        await until(lambda: ward.ward.recording == "ok")
        await until(lambda: ("site.recording.stalled.1", 2, False) in ward.told())
        assert ("s1.spo2.low.1", 2, False) in ward.told()
        status, answer = await ward.receive(post(reading(84, 2)))
        assert (status, answer.duplicates) == (202, 1)
        again = folds_of()
        again.restore(ward.journal)
        assert again.watch.judged == [88, 84]  # type: ignore[attr-defined]
        assert again.dump() == ward.folds.dump(), "the journal tells another story than the live ward"


async def test_failed_writes_are_tried_again_in_order() -> None:
    async with FakeWard() as ward:
        ward.journal.fail_next(3)
        assert (await ward.receive(post(reading(88, 1))))[0] == 503
        await ward.receive(post(reading(97, 2)))
        await until(lambda: ward.ward.recording == "ok" and ward.bodies()[-1] == "RecordingChanged")
        again = folds_of()
        again.restore(ward.journal)
        assert again.watch.judged == [88, 97]  # type: ignore[attr-defined]
        assert [one.number for one in ward.journal.tail(0)] == list(range(1, len(ward.bodies()) + 1))


async def test_what_cannot_be_kept_is_judged_and_its_retry_is_recorded() -> None:
    async with FakeWard(habits=SMALL) as ward:
        ward.journal.stall(60)
        await ward.receive(post(reading(88, 1)))
        await ward.receive(post(reading(84, 2)))
        await until(lambda: ("s1.spo2.low.1", 2, True) in ward.told())
        ward.journal.release()
        await until(lambda: ward.ward.recording == "ok" and ward.bodies()[-1] == "RecordingChanged")
        assert (await ward.receive(post(reading(88, 1))))[1].duplicates == 1
        status, answer = await ward.receive(post(reading(84, 2)))
        assert (status, answer.accepted) == (202, 1)


async def test_a_command_counts_during_a_stall() -> None:
    async with FakeWard() as ward:
        ward.journal.stall(60)
        await ward.ward.record("nurse", lambda _now: [BedAdded("C9")])
        assert "C9" in ward.folds.roster.beds
        ward.journal.release()
        await until(lambda: ward.ward.recording == "ok")
        assert "BedAdded" in ward.bodies()


async def test_a_command_sees_the_state_and_may_be_refused() -> None:
    async with FakeWard() as ward:
        def make(now: Instant) -> list[AnyBody]:
            assert now == NOON
            ward.folds.roster.check_new_bed("C1")
            return [BedAdded("C1")]

        with pytest.raises(Refused, match="exists"):
            await ward.ward.record("nurse", make)
        entries = await ward.ward.record("nurse", lambda _now: [BedAdded("C3"), BedAdded("C4")])
        last = len(ward.bodies())
        assert [(one.number, one.by) for one in entries] == [(last - 1, "nurse"), (last, "nurse")]
        assert {"C3", "C4"} <= set(ward.folds.roster.beds)


async def test_time_alone_raises_an_alarm_and_is_recorded() -> None:
    async with FakeWard() as ward:
        ward.watch.deadline = NOON + 20 * SECOND
        ward.ward.wake()
        await settle()
        assert "Advanced" not in ward.bodies()
        ward.clock.advance(20)
        ward.ward.wake()
        await settle()
        assert ward.bodies()[-1] == "Advanced"
        assert ("s1.spo2.missing.1", 1, False) in ward.told()


async def test_a_deadline_that_raises_no_alarm_is_recorded_too() -> None:
    async with FakeWard() as ward:
        for count in (1, 2):
            ward.watch.deadline = NOON
            ward.ward.wake()
            await settle()
            assert ward.bodies().count("Advanced") == count
        assert [one for one in ward.told() if "missing" in one[0]] == [("s1.spo2.missing.1", 1, False)]


async def test_the_timer_fires_at_the_deadline_by_itself() -> None:
    async with FakeWard() as ward:
        ward.watch.deadline = NOON
        await ward.receive(spo2(97))
        await until(lambda: ("s1.spo2.missing.1", 1, False) in ward.told())


async def test_time_never_falls_below_what_was_judged() -> None:
    async with FakeWard() as ward:
        ward.clock.advance(10)
        await ward.receive(spo2(97))
        ward.clock.advance(-30)
        await ward.receive(spo2(97))
        assert ward.watch.judged_at == sorted(ward.watch.judged_at)


async def test_a_broken_rule_stops_nothing() -> None:
    async with FakeWard() as ward:
        assert (await ward.receive(spo2(13)))[0] == 202
        assert (await ward.receive(spo2(88)))[0] == 202
        await settle()
        assert ("s1.spo2.low.1", 1, False) in ward.told()
        assert b"judging_errors 1.0" in ward.metrics.text()


async def test_a_post_that_breaks_the_intake_is_answered_and_the_others_go_on() -> None:
    async with FakeWard() as ward:
        with pytest.raises(Refused, match="could not be taken in"):
            await ward.receive(spo2(666))
        assert (await ward.receive(spo2(97)))[0] == 202


async def test_checkpoints_come_with_enough_entries_and_at_the_end() -> None:
    async with FakeWard(habits=Habits(often=Often(entries=3))) as ward:
        for value in range(90, 96):
            await ward.receive(spo2(value))
        await settle()
        saved = ward.journal.checkpoint()
        assert saved is not None
        assert saved.number < len(ward.bodies())
    saved = ward.journal.checkpoint()
    assert saved is not None
    assert saved.number == len(ward.bodies())
    assert dict(saved.states) == ward.folds.dump()


async def test_a_checkpoint_waits_while_the_folds_are_ahead_of_the_journal() -> None:
    async with FakeWard(habits=Habits(Patience(write_s=0.001), Often(entries=1))) as ward:
        await settle()
        ward.journal.stall(60)
        before = ward.journal.checkpoint()
        await ward.receive(spo2(97))
        await settle()
        assert ward.journal.checkpoint() is before


async def test_a_restart_says_so_and_shows_what_is_active() -> None:
    async with FakeWard() as ward:
        await ward.receive(spo2(88))
    async with FakeWard(journal=ward.journal) as again:
        assert again.bodies()[-1] == "Resumed"
        assert [one.id for one in again.hub.active()] == ["s1.spo2.low.1"]


async def test_alarms_lost_between_the_commits_are_recorded_at_the_restart() -> None:
    async with FakeWard() as ward:
        await ward.receive(spo2(88))
    lost = FakeWard(journal=ward.journal)
    lost.journal._alarms.clear()
    lost.journal._checkpoint = None
    async with FakeWard(journal=lost.journal) as again:
        assert [one.revision for one in again.journal.alarm("s1.spo2.low.1")] == [1]


async def test_a_stopped_ward_takes_nothing_more() -> None:
    async with FakeWard() as ward:
        pass
    with pytest.raises(Refused, match="stopping"):
        await ward.receive(spo2(97))


async def test_latency_is_measured_from_arrival_to_published() -> None:
    async with FakeWard() as ward:
        await ward.receive(spo2(97))
        await settle()
        assert b"reading_to_published_seconds_count 1.0" in ward.metrics.text()
