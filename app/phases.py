"""The use cases of a session's phase by hand, and of its end without a discharge.

Doses move the phase by themselves (`app/dosing.py`), a discharge closes the session (`app/leaving.py`).
"""

from __future__ import annotations

from alerts.treatment import allowed
from alerts.treatment.dosing import doses
from app import shown
from app.service import spoken
from app.steps import Here, Steps
from monitors.entries import AnyBody, PhaseChanged, SessionClosed
from monitors.refused import Refused
from monitors.session import Roster


class Phases:
    """The use cases, on a live ward and on a stopped one."""

    def __init__(self, steps: Steps, roster: Roster) -> None:
        self._steps = steps
        self._roster = roster

    async def change(self, by: str, session: str, phase: str) -> shown.SessionShown:
        """Moves a session to a phase; raises Refused: bad_phase, wrong_phase."""

        def make(here: Here) -> list[AnyBody]:
            self._roster.check_phase(session, phase)
            allowed.check_phase(here.history, phase)
            return [PhaseChanged(session, phase)]

        await self._steps.take(by, session, make)
        return shown.session(self._roster.sessions[session])

    async def close(self, by: str, session: str, reason: str) -> shown.SessionShown:
        """Closes a session for a reason, with which its active alarms end; raises Refused (dose_running)."""
        why = spoken("reason", reason)

        def make(here: Here) -> list[AnyBody]:
            for dose in doses(here.history).values():
                if dose.running:
                    message, hint = f"the infusion {dose.id} is not over", "stop it first, with what was given"
                    raise Refused("dose_running", message, hint, field="session", status=409)
            return [SessionClosed(session, why)]

        await self._steps.take(by, session, make)
        return shown.session(self._roster.sessions[session])
