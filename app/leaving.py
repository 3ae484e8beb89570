"""The use case by which a person leaves: discharge by its criteria, each met or not, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from alerts.alarm import Alarm, Kind
from alerts.treatment.discharge import Criterion, Pressure, criteria
from alerts.treatment.due import wanted, watch_end_of
from app import shown
from app.service import check_patient, spoken
from app.steps import Here, Steps
from monitors.entries import AnyBody, CheckDone, SessionClosed
from monitors.instant import Instant
from monitors.refused import Refused
from monitors.session import Roster
from monitors.steps import DischargeDecided
from monitors.vitals import Vital


class Measured(NamedTuple):
    """What the criteria need of what was measured: the baselines, and the newest systolic."""

    baselines: Mapping[Vital, float]
    pressure: Pressure | None


class Leave(NamedTuple):
    """A discharge as it is asked for: who goes along, why all the same where a criterion is not met, alarms seen."""

    session: str
    patient: str
    escort: str
    reason: str
    alarms_seen: bool


class Leaving:
    """The use case on one live ward; `measured` and `active` (alarms) are of the running Watch."""

    def __init__(
        self, steps: Steps, roster: Roster, measured: Callable[[str], Measured],
        active: Callable[[], Sequence[Alarm]],
    ) -> None:
        self._steps = steps
        self._roster = roster
        self._measured = measured
        self._active = active

    def criteria(self, session: str, escort: str, now: Instant) -> list[Criterion]:
        """Every discharge criterion of an open session, met or not, and why."""
        return self._criteria(self._steps.look(session, now), escort)

    def _criteria(self, here: Here, escort: str) -> list[Criterion]:
        known = self._measured(here.session.id)
        return criteria(here.history, here.protocol.discharge, known.baselines, known.pressure, escort, here.now)

    async def discharge(self, by: str, asked: Leave) -> shown.SessionShown:
        """The person leaves, and the session is closed.

        Raises Refused: wrong_patient; criteria_unmet, until a reason is given; alarms_active, until they were seen.
        """
        why, escort = spoken("reason", asked.reason, needed=False), spoken("escort", asked.escort, needed=False)

        def make(here: Here) -> list[AnyBody]:
            check_patient(here.session, asked.patient.strip())
            found = self._criteria(here, escort)
            unmet = [one for one in found if not one.met]
            self._check_unmet(unmet, why)
            self._check_alarms(asked)
            decided = DischargeDecided(
                asked.session, tuple(one.name for one in found if one.met),
                tuple(f"{one.name}: {one.why}" for one in unmet), escort, why,
            )
            gate = watch_end_of(here.protocol)
            done = [CheckDone(asked.session, gate)] if gate in wanted(here.history, here.protocol) else []
            return [decided, *done, SessionClosed(asked.session, why or "discharged")]

        await self._steps.take(by, asked.session, make)
        return shown.session(self._roster.sessions[asked.session])

    @staticmethod
    def _check_unmet(unmet: Sequence[Criterion], why: str) -> None:
        """A dose that runs is never a matter of reasons; all else is, for the person may leave on their own wish."""
        running = [one for one in unmet if one.name == "doses_ended"]
        if running:
            raise Refused("dose_running", running[0].why, "stop it first", field="session", status=409)
        if unmet and not why:
            message = f"not met: {'; '.join(one.why for one in unmet)}"
            raise Refused("criteria_unmet", message, "wait, or say why the person leaves", field="reason", status=409)

    def _check_alarms(self, asked: Leave) -> None:
        lasting = [
            alarm for alarm in self._active()
            if alarm.scope.session == asked.session and alarm.kind is not Kind.PROTOCOL
        ]
        if lasting and not asked.alarms_seen:
            message = f"an alarm is active: {lasting[0].text}"
            hint = "look at the person first; then say that you have seen it (alarms_seen)"
            raise Refused("alarms_active", message, hint, field="alarms_seen", status=409)
