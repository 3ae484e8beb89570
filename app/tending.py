"""The use cases of what persons do to alarms and their sound, but for acknowledging: shelve, end a hold, pause, resume.

Like the others they check inside the recorder's turn, and raise `Refused` (or `Worsened`) with a stable code. What is
asked a second time, taking off a shelf or resuming, is done already and answers the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from alerts.alarm import Alarm, Priority, Step
from alerts.baseline import Baseline
from alerts.handling import Handling
from alerts.news2 import Score
from alerts.pause import Pause
from app import shown
from app.service import Alarms, Recorder, Worsened, spoken
from monitors.entries import AnyBody, AudioPaused, AudioResumed, HoldEnded, Shelved, Unshelved
from monitors.instant import MINUTE, SECOND, Instant, seconds
from monitors.refused import Refused
from monitors.session import Roster
from monitors.vitals import Vital


class Judged(Alarms, Protocol):
    """What the use cases need of the Watch."""

    def active(self) -> list[Alarm]:
        """Every active alarm."""

    def endable(self, alarm_id: str) -> bool:
        """Whether a person may end an active alarm for a reason: its data are gone."""

    def handling(self, scope_id: str = "", bed: str = "") -> Handling:
        """The figures that hold for an alarm's scope, or for a bed's pauses."""

    def baselines(self, session: str) -> Mapping[Vital, Baseline]:
        """The baselines that an open session's rules rest on."""

    def news2(self, session: str, now: Instant, *, on_oxygen: bool | None, scale: int | None) -> Score | None:
        """The secondary score of an open session; None for another."""

    def waiting(self, session: str) -> frozenset[str]:
        """The checks that are expected of an open session still."""

    def pauses(self, now: Instant | None = None) -> Mapping[str, Mapping[str, Pause]]:
        """Which sounds are paused: bed -> kind of sound -> pause."""


class Tending:
    """The use cases on one live ward."""

    def __init__(self, recorder: Recorder, roster: Roster, judged: Judged) -> None:
        self._recorder = recorder
        self._roster = roster
        self._judged = judged

    async def shelve(self, by: str, alarm_id: str, revision: int, minutes: float, reason: str) -> Alarm:
        """Puts an alarm off for some minutes; raises Worsened when it is worse than the revision that was seen."""
        why = spoken("reason", reason)

        def make(_at: Instant) -> list[AnyBody]:
            alarm = self._active(alarm_id)
            if self._judged.refusal(alarm_id, revision) is not None:
                raise Worsened(alarm)
            if revision > alarm.revision:
                message = f"revision {revision} is yet to come"
                raise Refused("bad_request", message, "send the one you saw", field="revision")
            if alarm.priority is Priority.HIGH or not alarm.can(Step.SHELVE):
                why_not = "of high priority" if alarm.priority is Priority.HIGH else f"{alarm.state}, no longer lasting"
                message = f"the alarm is {why_not}, and is not shelved"
                raise Refused("not_shelvable", message, "acknowledge it", field="alarm", status=409)
            most = self._judged.handling(alarm.scope.id).shelve_at_most / MINUTE
            _check_time("minutes", minutes, most, "shelved")
            return [Shelved(alarm_id, round(minutes * MINUTE), why)]

        await self._recorder.record(by, make)
        return self._found(alarm_id)

    async def unshelve(self, by: str, alarm_id: str) -> Alarm:
        """Takes an alarm off the shelf; one that is on none stays as it is."""

        def make(_at: Instant) -> list[AnyBody]:
            return [] if self._active(alarm_id).shelved is None else [Unshelved(alarm_id)]

        await self._recorder.record(by, make)
        return self._found(alarm_id)

    async def end_hold(self, by: str, alarm_id: str, reason: str) -> Alarm:
        """Ends an alarm whose data are gone, for a reason."""
        why = spoken("reason", reason)

        def make(_at: Instant) -> list[AnyBody]:
            self._active(alarm_id)
            if not self._judged.endable(alarm_id):
                message = "no technical alarm holds it, and what it rests on is measured: data will end it"
                raise Refused("not_held", message, "acknowledge it", field="alarm", status=409)
            return [HoldEnded(alarm_id, why)]

        await self._recorder.record(by, make)
        return self._found(alarm_id)

    async def pause(self, by: str, bed: str, sound: str, for_s: float) -> shown.BedShown:
        """Pauses the sound of a bed's physiological or technical alarms."""

        def make(_at: Instant) -> list[AnyBody]:
            self._roster.check_bed(bed)
            _check_time("seconds", for_s, self._judged.handling(bed=bed).pause_at_most / SECOND, "paused")
            return [AudioPaused(bed, sound, seconds(for_s))]

        await self._recorder.record(by, make)
        return self._bed(bed)

    async def resume(self, by: str, bed: str, sound: str) -> shown.BedShown:
        """Ends a pause; where there is none nothing changes."""

        def make(_at: Instant) -> list[AnyBody]:
            self._roster.check_bed(bed)
            return [AudioResumed(bed, sound)] if sound in self._judged.pauses().get(bed, {}) else []

        await self._recorder.record(by, make)
        return self._bed(bed)

    def _bed(self, bed: str) -> shown.BedShown:
        return shown.bed(self._roster, bed, self._judged.pauses().get(bed, {}))

    def _active(self, alarm_id: str) -> Alarm:
        alarm = self._judged.alarm(alarm_id)
        if alarm is None or not alarm.active:
            message = f"{alarm_id[:80]!r} is no active alarm"
            raise Refused("unknown_alarm", message, "it may have ended", field="alarm", status=404)
        return alarm

    def _found(self, alarm_id: str) -> Alarm:
        alarm = self._judged.alarm(alarm_id)
        if alarm is None:
            raise Refused("unknown_alarm", f"{alarm_id[:80]!r} has ended", field="alarm", status=404)
        return alarm


def _check_time(field: str, asked: float, most: float, done: str) -> None:
    if not 0 < asked <= most:
        message = f"{asked:g} {field} is no time for which this is {done}"
        raise Refused("bad_duration", message, f"more than 0, at most {most:g}", field=field)
