"""What tending leaves in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from alerts.alarm import Alarm, Priority, Shelving, State
from alerts.baseline import Baseline
from alerts.handling import DEFAULT, Handling
from alerts.pause import Pause
from app.service import Worsened
from app.tending import Tending
from monitors.entries import AudioPaused, AudioResumed, HoldEnded, Shelved, Unshelved
from monitors.instant import MINUTE, SECOND, Instant
from monitors.refused import Refused
from monitors.vitals import Vital
from tests.app.test_service import ALARM, Desk, OneAlarm


class Judged(OneAlarm):
    """One alarm, and pauses that a test sets."""

    def __init__(self) -> None:
        super().__init__()
        self.paused: dict[str, dict[str, Pause]] = {}

    def active(self) -> list[Alarm]:
        """Every active alarm."""
        return []

    def endable(self, alarm_id: str) -> bool:
        """Whether the alarm is held."""
        return alarm_id == self.now.id and self.now.held_by is not None

    def handling(self, scope_id: str = "", bed: str = "") -> Handling:
        """The usual figures."""
        del scope_id, bed
        return DEFAULT

    def baselines(self, session: str) -> Mapping[Vital, Baseline]:
        """None."""
        del session
        return {}

    def news2(self, session: str, now: Instant, *, on_oxygen: bool | None, scale: int | None) -> None:
        """None."""
        del session, now, on_oxygen, scale

    def waiting(self, session: str) -> frozenset[str]:
        """None."""
        del session
        return frozenset()

    def pauses(self, now: Instant | None = None) -> Mapping[str, Mapping[str, Pause]]:
        """What a test says is paused."""
        del now
        return self.paused


class Tended(Desk):
    """A ward with the use cases of tending."""

    def __init__(self, alarm: Alarm = ALARM) -> None:
        super().__init__()
        self.judged = Judged()
        self.judged.now = alarm
        self.tending = Tending(self.ward, self.ward.roster, self.judged)

    def left(self) -> list[object]:
        """The bodies in the journal."""
        return [entry.body for entry in self.journal.tail(0)]


async def test_what_is_done_is_an_entry_with_its_reason() -> None:
    desk = Tended(replace(ALARM, held_by="s1.spo2.missing.1"))
    await desk.service.add_bed("nora", "C1")
    await desk.tending.shelve("nora", ALARM.id, 3, 1.5, " known ")
    await desk.tending.end_hold("nora", ALARM.id, "well")
    await desk.tending.pause("nora", "C1", "technical", 30)
    assert desk.left()[1:] == [
        Shelved(ALARM.id, 90 * SECOND, "known"), HoldEnded(ALARM.id, "well"),
        AudioPaused("C1", "technical", 30 * SECOND),
    ]


async def test_what_is_undone_already_leaves_no_entry() -> None:
    desk = Tended()
    await desk.service.add_bed("nora", "C1")
    await desk.tending.unshelve("nora", ALARM.id)
    await desk.tending.resume("nora", "C1", "technical")
    assert len(desk.left()) == 1
    desk.judged.now = replace(ALARM, shelved=Shelving("nora", 1, MINUTE, "why"))
    desk.judged.paused = {"C1": {"technical": Pause(MINUTE, "nora", 1)}}
    await desk.tending.unshelve("nora", ALARM.id)
    assert (await desk.tending.resume("nora", "C1", "technical")).audio_paused["technical"].by == "nora"
    assert desk.left()[1:] == [Unshelved(ALARM.id), AudioResumed("C1", "technical")]


@pytest.mark.parametrize("alarm", [
    replace(ALARM, priority=Priority.HIGH), replace(ALARM, state=State.LATCHED, ended_at=1),
])
async def test_high_and_latched_alarms_are_not_shelved(alarm: Alarm) -> None:
    desk = Tended(alarm)
    refused = await desk.refused(desk.tending.shelve("n", ALARM.id, 3, 5, "why"))
    assert (refused.code, refused.status) == ("not_shelvable", 409)


async def test_a_worsened_alarm_is_not_shelved() -> None:
    desk = Tended()
    with pytest.raises(Worsened):
        await desk.tending.shelve("n", ALARM.id, 1, 5, "why")


@pytest.mark.parametrize("for_s", [0, -1, 121, float("inf")])
async def test_a_pause_has_bounds(for_s: float) -> None:
    desk = Tended()
    await desk.service.add_bed("nora", "C1")
    with pytest.raises(Refused, match="no time"):
        await desk.tending.pause("n", "C1", "technical", for_s)
