"""The sender over real sockets: recorded before sent, at least once, patient, loud about a dead channel."""

from __future__ import annotations

from alerts.alarm import Acknowledgement, Priority, Scope, State
from tests.app.fakes import NOON, alarm
from tests.app.notify.receiving import receiving
from tests.app.notify.sending import HIGH, sending
from tests.app.wards import settle, until

QUEUED, SENT, FAILED, CHANNEL = "NotificationQueued", "NotificationSent", "NotificationFailed", "ChannelChanged"
MEDIUM = alarm("s1.spo2.low.1", 1, Scope("s1", "", "C1"))


async def test_a_high_alarm_is_recorded_then_sent_then_noted() -> None:
    async with receiving() as receiver, sending(receiver.url) as desk:
        desk.raise_alarm()
        await desk.until_written(QUEUED, SENT)
        (got,) = receiver.got
        assert (got.fields["bed"], got.fields["priority"], got.fields["alarm"]) == ("C1", "high", HIGH.id)
        assert "Mr Secret" not in got.body.decode()
        desk.raise_alarm()
        await settle()
        assert len(receiver.got) == 1


async def test_it_waits_for_the_level_and_tells_of_worsening_and_of_the_end() -> None:
    async with receiving() as receiver, sending(receiver.url) as desk:
        desk.raise_alarm(MEDIUM)
        desk.follow(MEDIUM, escalation=1)
        await settle()
        assert desk.kinds() == []
        desk.follow(MEDIUM, escalation=2)
        await desk.until_written(QUEUED, SENT)
        desk.follow(MEDIUM, priority=Priority.HIGH, armed_revision=2)
        await desk.until_written(QUEUED, SENT, QUEUED, SENT)
        desk.follow(MEDIUM, priority=Priority.HIGH, armed_revision=2, state=State.ENDED, ended_at=NOON)
        await desk.until_written(*[QUEUED, SENT] * 3)
        assert [one.fields["what"] for one in receiver.got] == ["on", "worse", "ended"]


async def test_an_acknowledgement_is_told_once() -> None:
    async with receiving() as receiver, sending(receiver.url) as desk:
        desk.raise_alarm()
        await desk.until_written(QUEUED, SENT)
        seen = Acknowledgement("nurse", NOON, "Mr Secret is fine", None)
        desk.follow(state=State.ACKNOWLEDGED, acknowledged=seen)
        await desk.until_written(*[QUEUED, SENT] * 2)
        desk.follow(state=State.ENDED, ended_at=NOON, end_reason="Mr Secret left")
        await settle()
        assert [one.fields["what"] for one in receiver.got] == ["on", "acknowledged"]
        assert all(b"Mr Secret" not in one.body for one in receiver.got)


async def test_a_failure_is_tried_again_later_with_the_same_id() -> None:
    async with receiving(500, 0) as receiver, sending(receiver.url) as desk:
        desk.raise_alarm()
        await desk.until_written(QUEUED, FAILED)
        await settle()
        assert len(receiver.got) == 1
        desk.later(1)
        await desk.until_written(QUEUED, FAILED, FAILED)
        desk.later(1)
        await settle()
        assert len(receiver.got) == 2
        desk.later(1)
        await desk.until_written(QUEUED, FAILED, FAILED, SENT)
        assert len({one.id for one in receiver.got}) == 1
        assert len({one.body for one in receiver.got}) == 1


async def test_after_a_crash_between_sending_and_recording_it_is_sent_again() -> None:
    async with receiving() as receiver:
        async with sending(receiver.url, keeps=1) as desk:
            desk.raise_alarm()
            await until(lambda: len(receiver.got) == 1)
            await settle()
            journal = desk.ward.journal
            assert desk.kinds() == [QUEUED]
        async with sending(receiver.url, journal=journal) as desk:
            await desk.until_written(QUEUED, SENT)
        assert len(receiver.got) == 2
        assert receiver.got[0].id == receiver.got[1].id


async def test_after_a_crash_before_queueing_it_is_queued_at_the_start() -> None:
    async with receiving() as receiver:
        async with sending(receiver.url, keeps=0) as desk:
            desk.raise_alarm()
            await settle()
            journal = desk.ward.journal
            assert desk.kinds() == []
        async with sending(receiver.url, journal=journal) as desk:
            await desk.until_written(QUEUED, SENT)


async def test_who_was_told_hears_after_a_restart_that_it_ended() -> None:
    async with receiving() as receiver:
        async with sending(receiver.url) as desk:
            desk.raise_alarm()
            await desk.until_written(QUEUED, SENT)
            desk.ward.watch.alarms[HIGH.id] = alarm(HIGH.id, 2, HIGH.scope, priority=Priority.HIGH, state=State.ENDED)
            journal = desk.ward.journal
        async with sending(receiver.url, journal=journal):
            await until(lambda: len(receiver.got) == 2)
        assert receiver.got[1].fields["what"] == "ended"


async def test_a_dead_channel_is_an_alarm_told_elsewhere_and_ends_with_a_success() -> None:
    async with receiving(*[500] * 3) as pager, receiving() as other, sending(pager.url, other.url) as desk:
        desk.raise_alarm()
        await desk.fail(pager)
        await until(lambda: CHANNEL in desk.kinds())
        (dead,) = [one for one in desk.ward.folds.active() if one.condition == "notification.failing_pager"]
        desk.follow(dead, escalation=2)
        await until(lambda: len(other.got) == 2)
        assert other.got[1].fields["condition"] == "notification.failing_pager"
        assert len(pager.got) == 3
        desk.later(4)
        await until(lambda: desk.kinds().count(CHANNEL) == 2)
        assert len(pager.got) == 4
        assert not [one for one in desk.ward.folds.active() if one.condition == "notification.failing_pager"]


async def test_it_gives_up_an_hour_after_an_alarm_that_is_over() -> None:
    async with receiving(*[500] * 9) as receiver, sending(receiver.url) as desk:
        desk.raise_alarm()
        await desk.until_written(QUEUED, FAILED)
        desk.later(3601)
        await desk.until_written(QUEUED, FAILED, FAILED)
        desk.ward.watch.alarms.clear()
        desk.later(61)
        await desk.until_written(QUEUED, FAILED, FAILED, FAILED)
        assert len(receiver.got) == 2
        assert [one.state for one in desk.sender.outbox.letters.values()] == ["given_up"]


async def test_what_a_channel_left_that_is_gone_is_ended() -> None:
    async with receiving(*[500] * 3) as receiver:
        async with sending(receiver.url) as desk:
            desk.raise_alarm()
            await desk.fail(receiver)
            await until(lambda: CHANNEL in desk.kinds())
            journal = desk.ward.journal
        async with sending(journal=journal) as desk:
            await until(lambda: desk.kinds().count(CHANNEL) == 2)
            assert desk.sender.outbox.count_waiting() == 0
            assert not [one for one in desk.ward.folds.active() if one.condition.startswith("notification")]


async def test_while_recording_is_stalled_it_is_sent_all_the_same() -> None:
    async with receiving() as receiver, sending(receiver.url) as desk:
        desk.ward.journal.stall(1)
        desk.raise_alarm()
        await until(lambda: len(receiver.got) == 1)
        assert desk.kinds() == []
        desk.ward.journal.release()
        await until(lambda: SENT in desk.kinds())


async def test_a_test_message_goes_through_every_channel_once() -> None:
    async with receiving(500) as pager, receiving() as other, sending(pager.url, other.url) as desk:
        ended = await desk.sender.test("admin")
        assert [(one.channel, one.error) for one in ended] == [("pager", "answered 500"), ("desk", "")]
        await desk.until_written(QUEUED, QUEUED, FAILED, SENT)
        desk.later(100)
        await settle()
        assert len(pager.got) == 1
        assert other.got[0].fields["what"] == "test"


async def test_a_turn_that_breaks_is_counted_and_taken_again() -> None:
    async with receiving() as receiver, sending(receiver.url, refusing=True) as desk:
        desk.raise_alarm()
        await until(lambda: desk.ward.metrics.registry.get_sample_value("turn_errors_total") == 1)
        desk.sender.wake()
        await desk.until_written(QUEUED, SENT)
