"""The use case of a session's phase, moved by hand; doses move it by themselves (`app/dosing.py`)."""

from __future__ import annotations

from alerts.treatment import allowed
from app import shown
from app.steps import Here, Steps
from monitors.entries import AnyBody, PhaseChanged
from monitors.session import Roster


class Phases:
    """The use case, on a live ward and on a stopped one."""

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
