"""The ward with its real parts: what a restart folds from the journal is what the live ward had, stalls included."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from alerts.watch import Watch
from app.folds import Folds
from app.journal.memory import MemoryJournal
from app.live.board import BedViews
from app.live.hub import Hub
from app.metrics import Metrics
from app.offline import Offline
from app.people import People
from app.profiles import read_profiles
from app.recording import Patience
from app.ward import Habits, Ward
from monitors.entries import Acknowledged, BedAdded, PhaseChanged
from monitors.instant import SECOND, rfc3339, seconds
from monitors.intake import Intake
from monitors.reading import Mode
from monitors.session import Roster
from monitors.speaker import Speaker
from monitors.wire import decode
from tests.app.fakes import NOON, FakeClock
from tests.app.wards import SETTING, settle, settled_journal, until

SPEAKER = Speaker("d1", frozenset({"d1"}))


def real_folds() -> Folds:
    """Empty folds of the real kind."""
    roster = Roster()
    return Folds(roster, Intake(roster, Mode.TEST), Watch(read_profiles(), Mode.TEST), People())


class RealWard:
    """A ward of real parts on a memory journal and a clock that a test moves."""

    def __init__(self, journal: MemoryJournal) -> None:
        self.journal = journal
        self.clock = FakeClock()
        self.folds = real_folds()
        restored = self.folds.restore(journal)
        self.again = restored.alarms
        self.board = BedViews(self.folds.roster, self.folds.watch)
        self.hub = Hub(self.board, self.clock, Mode.TEST)
        habits = Habits(Patience(write_s=0.005, retry_s=0.001))
        self.ward = Ward(journal, self.folds, self.hub, self.board, self.clock, Metrics(), habits)

    async def feed(self, seconds: int, **values: float) -> set[int]:
        """A second of readings at a time; the statuses they were answered with."""
        statuses = set()
        for _ in range(seconds):
            self.clock.advance(1)
            body: Any = [{"vital": vital, "value": value} for vital, value in values.items()]
            statuses.add((await self.ward.receive(decode(json.dumps(body).encode()), SPEAKER)).status)
        return statuses

    async def post(self, *taken: tuple[float, float]) -> int:
        """Posts SpO2 with the seconds before now at which it was taken; the status it was answered with."""
        now = self.clock.now()
        body: Any = [
            {"vital": "spo2", "value": value, "taken_at": rfc3339(now - seconds(ago_s))} for ago_s, value in taken
        ]
        return (await self.ward.receive(decode(json.dumps(body).encode()), SPEAKER)).status

    async def passed(self) -> None:
        """Lets the ward look at the time."""
        self.ward.wake()
        await settle()

    def told(self) -> list[tuple[str, int]]:
        """Every alarm revision on its way to the screens."""
        return [(one.id, one.revision) for one in self.hub.feed.revisions(0, None)]

    def history(self) -> list[tuple[float, float | None]]:
        """Seconds from noon and SpO2, as recorded."""
        points = self.journal.points("s1", "spo2", "d1", 0, 2**62)
        return [((point.measured_at - NOON) / SECOND, point.value) for point in points]

    def restored(self) -> dict[str, bytes]:
        """What a restart would have now."""
        folds = real_folds()
        folds.restore(self.journal)
        return folds.dump()


async def test_a_restart_has_what_the_live_ward_had() -> None:
    ward = RealWard(settled_journal(*SETTING))
    await ward.ward.start(ward.again)
    assert await ward.feed(40, spo2=92, heart_rate=70) == {202}
    assert await ward.feed(40, spo2=89, heart_rate=130) == {202}
    active = {alarm.condition: alarm for alarm in ward.folds.watch.active()}
    assert {"spo2.low", "heart_rate.high"} <= set(active)
    seen = active["spo2.low"]
    await ward.ward.record("nurse", lambda _now: [Acknowledged(seen.id, seen.revision)])
    ward.clock.advance(90)
    ward.ward.wake()
    await until(lambda: any(one.condition == "session.unmonitored" for one in ward.hub.active()))
    assert ward.restored() == ward.folds.dump()
    await ward.ward.stop()


async def test_a_restart_has_what_time_alone_changed() -> None:
    ward = RealWard(settled_journal(*SETTING))
    await ward.ward.start(ward.again)
    await ward.feed(10, spo2=96, heart_rate=70)
    await ward.feed(3, heart_rate=70)
    quiet = 0
    while (deadline := ward.folds.next_deadline()) is not None:
        ward.clock.at = max(deadline, ward.clock.at)
        before = len(ward.told())
        await ward.passed()
        quiet += len(ward.told()) == before
        assert ward.restored() == ward.folds.dump()
    assert quiet, "nothing changed without an alarm: the test shows nothing"
    await ward.ward.stop()


async def test_a_command_on_the_stopped_ward_does_not_make_its_downtime_count() -> None:
    ward = RealWard(settled_journal(*SETTING))
    await ward.ward.start(ward.again)
    await ward.feed(120, spo2=97, heart_rate=70)
    await ward.ward.stop()
    stopped = Offline(ward.journal, ward.clock.now() + 3600 * SECOND)
    await stopped.record("local", lambda _at: [BedAdded("C9")])
    again = RealWard(ward.journal)
    again.clock.at = ward.clock.now() + 3605 * SECOND
    await again.ward.start(again.again)
    await again.feed(10, spo2=97, heart_rate=70)
    assert (again.told(), "C9" in again.folds.roster.beds) == ([], True)
    assert again.restored() == again.folds.dump()
    await again.ward.stop()


BACKLOG = [(600.0 - second, 96.0 - second % 3) for second in range(5)]
"""Five seconds of ten minutes ago."""


async def test_a_backlog_before_the_first_live_reading_was_measured_when_it_was_taken() -> None:
    ward = RealWard(settled_journal(*SETTING, at=NOON - 3600 * SECOND))
    await ward.ward.start(ward.again)
    assert await ward.post(*BACKLOG) == 202
    assert [at for at, _ in ward.history()] == [-4, -3, -2, -1, 0], "there is nothing to tell it by yet"
    ward.clock.advance(3)
    assert await ward.post((0.0, 97)) == 202
    assert ward.history() == [*((-ago_s, value) for ago_s, value in BACKLOG), (3, 97)]
    assert [type(entry.body).__name__ for entry in ward.journal.tail(0)][-3:] == [
        "Received", "ClockCorrected", "Received"
    ]
    assert ward.restored() == ward.folds.dump()
    line = ward.board.view("C1", ward.clock.now(), sparkline=True).sparkline
    assert line
    assert [value for _, value in line["spo2"]] == [95, None, 97]
    await ward.feed(5, spo2=96)
    assert ward.restored() == ward.folds.dump()
    await ward.ward.stop()


async def test_a_backlog_and_what_shows_it_may_arrive_in_one_turn() -> None:
    ward = RealWard(settled_journal(*SETTING, at=NOON - 3600 * SECOND))
    await ward.ward.start(ward.again)
    assert set(await asyncio.gather(ward.post(*BACKLOG), ward.post((0.0, 97)))) == {202}
    assert ward.history() == [*((-ago_s, value) for ago_s, value in BACKLOG), (0, 97)]
    assert ward.restored() == ward.folds.dump()
    await ward.ward.stop()


async def test_a_correction_during_a_stall_is_recorded_in_its_place() -> None:
    ward = RealWard(settled_journal(*SETTING, at=NOON - 3600 * SECOND))
    await ward.ward.start(ward.again)
    ward.journal.stall(60)
    assert await ward.post(*BACKLOG) == 503
    ward.clock.advance(3)
    assert await ward.post((0.0, 97)) == 503
    ward.journal.release()
    await until(lambda: ward.ward.recording == "ok")
    await until(lambda: "recording.stalled" not in {one.condition for one in ward.hub.active()})
    assert ward.history() == [*((-ago_s, value) for ago_s, value in BACKLOG), (3, 97)]
    assert ward.restored() == ward.folds.dump()
    await ward.ward.stop()


async def test_a_constant_error_of_a_clock_changes_nothing() -> None:
    right, wrong = (RealWard(settled_journal(*SETTING, at=NOON - 3600 * SECOND)) for _ in range(2))
    for ward, error_s in ((right, 0.0), (wrong, 3600.0)):
        await ward.ward.start(ward.again)
        await ward.post(*((ago_s + error_s, value) for ago_s, value in BACKLOG))
        for _ in range(30):
            ward.clock.advance(3)
            await ward.post((error_s, 86))
    assert wrong.history() == right.history()
    alarms = [[(one.id, one.revision, one.at) for one in each.folds.watch.active()] for each in (right, wrong)]
    assert "s1.spo2.low.1" in {name for name, *_ in alarms[0]}
    assert set(alarms[0]) <= set(alarms[1])
    assert {name for name, *_ in alarms[1]} - {name for name, *_ in alarms[0]} == {"d1.device.clock_skew.1"}
    for ward in (right, wrong):
        assert ward.restored() == ward.folds.dump()
        await ward.ward.stop()


async def test_a_stall_leaves_no_difference_once_it_is_over() -> None:
    ward = RealWard(settled_journal(*SETTING))
    await ward.ward.start(ward.again)
    await ward.feed(20, spo2=92)
    ward.journal.stall(60)
    assert await ward.feed(30, spo2=89) == {503}
    await ward.ward.record("nurse", lambda _now: [PhaseChanged("s1", "recovery")])
    unrecorded = {one.condition: one.unrecorded for one in ward.hub.active()}
    assert unrecorded["spo2.low"]
    assert unrecorded["recording.stalled"]
    ward.journal.release()
    await until(lambda: ward.ward.recording == "ok" and not any(one.unrecorded for one in ward.hub.active()))
    await until(lambda: "recording.stalled" not in {one.condition for one in ward.hub.active()})
    assert await ward.feed(5, spo2=89) == {202}
    assert ward.restored() == ward.folds.dump()
    recorded = {revision.revision for revision in ward.journal.alarm("s1.spo2.low.1")}
    told = {one.revision for one in ward.hub.feed.revisions(0, None) if one.id == "s1.spo2.low.1"}
    assert recorded == told
    await ward.ward.stop()
