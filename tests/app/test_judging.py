"""A Watch that fails is an alarm of its own, and stays one until judging has worked for a minute."""

from __future__ import annotations

from alerts.alarm import Priority, State
from app.judging import Judging
from monitors.entries import Acknowledged, Entry
from monitors.instant import MINUTE, SECOND
from tests.app.fakes import NOON, spo2
from tests.app.wards import FakeWard, folds_of, settle

BROKEN = spo2(13)
"""What the fake Watch raises on."""

STALLED = "site.judging.stalled.1"


async def test_a_failing_judge_is_an_alarm_on_every_screen_and_in_the_journal() -> None:
    async with FakeWard() as ward:
        assert ward.ward.judging == "ok"
        assert (await ward.receive(BROKEN))[0] == 202
        await settle()
        (alarm,) = ward.hub.active()
        assert (alarm.id, alarm.priority, alarm.kind, alarm.scope.site) == (STALLED, "high", "technical", "site")
        assert "look at the patients" in alarm.text
        assert ward.ward.judging == "stalled"
        assert [one.revision for one in ward.journal.alarm(STALLED)] == [1]
        assert b'alarms_active{priority="high"} 1.0' in ward.metrics.text()


async def test_it_ends_by_itself_when_judging_has_worked_for_a_minute() -> None:
    async with FakeWard() as ward:
        await ward.receive(BROKEN)
        for _ in range(2):
            ward.clock.advance(40)
            await ward.receive(BROKEN)
        assert [one.id for one in ward.hub.active()] == [STALLED], "a fault that returns is one episode"
        ward.clock.advance(59)
        await ward.receive(spo2(97))
        assert ward.ward.judging == "stalled"
        ward.clock.advance(1)
        ward.ward.wake()
        await settle()
        assert (ward.ward.judging, ward.hub.active()) == ("ok", [])
        assert ward.bodies()[-1] == "Advanced"


async def test_a_deadline_on_which_the_watch_fails_is_told_once() -> None:
    async with FakeWard() as ward:
        def fail(_now: int) -> None:
            raise ValueError("a bug in a rule")

        ward.watch.advance = fail  # type: ignore[method-assign,assignment]
        ward.watch.deadline = NOON
        ward.ward.wake()
        ward.watch.apply = lambda _entry: None  # type: ignore[method-assign,assignment]
        for _ in range(3):
            ward.ward.wake()
            await settle()
        assert [one.id for one in ward.hub.active()] == [STALLED]
        assert ward.bodies().count("Advanced") == 1


async def test_a_restart_knows_the_alarm_with_and_without_a_checkpoint() -> None:
    async with FakeWard() as ward:
        await ward.receive(BROKEN)
        whole = folds_of()
        whole.restore(ward.journal)
        assert [one.id for one in whole.active()] == [STALLED]
        assert whole.dump() == ward.folds.dump()
    again = folds_of()
    again.restore(ward.journal)
    assert [one.id for one in again.active()] == [STALLED]
    assert again.judging.stalled


def test_a_person_may_acknowledge_it_and_it_returns_when_that_has_expired() -> None:
    judging = Judging()
    judging.failed(NOON)
    (raised,) = judging.events()
    assert raised.priority is Priority.HIGH
    assert judging.refusal(raised.id, 1) is None
    judging.apply(Entry(1, NOON + SECOND, "nurse", Acknowledged(raised.id, 1)))
    again = Judging()
    again.load(judging.dump())
    assert [one.state for one in again.active()] == [State.ACKNOWLEDGED]
    again.failed(NOON + 2 * MINUTE)
    again.worked(NOON + 2 * MINUTE + SECOND)
    assert [(one.revision, one.state) for one in again.events()] == [(3, State.ON)]


def test_the_next_fault_after_a_minute_is_another_episode() -> None:
    judging = Judging()
    judging.failed(NOON)
    assert judging.due_at() == NOON + 30 * SECOND, "louder"
    judging.worked(NOON + 30 * SECOND)
    assert judging.due_at() == NOON + MINUTE
    judging.worked(NOON + MINUTE)
    assert (judging.due_at(), judging.stalled) == (None, False)
    judging.failed(NOON + 2 * MINUTE)
    assert [one.id for one in judging.active()] == ["site.judging.stalled.2"]
