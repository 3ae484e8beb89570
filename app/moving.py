"""The use case of a session that goes on at another bed, with the devices that go along.

A wrong patient is its hazard (H4), so whoever moves one says whom: the label must be the session's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app import shown
from app.service import Recorder, check_patient, spoken
from monitors.entries import AnyBody, DeviceBound, SessionMoved
from monitors.instant import Instant
from monitors.refused import Refused
from monitors.session import Roster


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks for: a session to be at another bed with these of its devices, whose it is, and why."""

    session: str
    bed: str
    devices: Sequence[str]
    patient: str
    reason: str


class Moving:
    """The use case on one ward."""

    def __init__(self, recorder: Recorder, roster: Roster) -> None:
        self._recorder = recorder
        self._roster = roster

    async def move(self, by: str, asked: Asked) -> shown.SessionShown:
        """Moves a session; a device of its bed that is not named stays there, and what only that measured ends."""
        why, patient = spoken("reason", asked.reason), spoken("patient", asked.patient, longest=80)

        def make(_at: Instant) -> list[AnyBody]:
            found = self._roster.check_moving(asked.session, asked.bed)
            check_patient(found, patient)
            here = [one.id for one in self._roster.devices.values() if one.bed == found.bed]
            for name in asked.devices:
                self._check_device(name, found.bed)
            moving = [name for name in here if name in asked.devices]
            staying = [name for name in here if name not in asked.devices]
            return [
                # What stays leaves the session first; what goes along finds it at the new bed.
                *(DeviceBound(name, None, why) for name in staying),
                SessionMoved(found.id, asked.bed, why),
                *(DeviceBound(name, asked.bed, why) for name in moving),
                *(DeviceBound(name, found.bed, why) for name in staying),
            ]

        await self._recorder.record(by, make)
        return shown.session(self._roster.sessions[asked.session])

    def _check_device(self, device: str, bed: str) -> None:
        """Refuses one that can't go along: unknown_device, device_elsewhere."""
        self._roster.check_device(device, field="devices")
        if self._roster.devices[device].bed != bed:
            message = f"the device {device} is not at the bed {bed}"
            hint = "name devices of the session's bed only; bind others afterwards"
            raise Refused("device_elsewhere", message, hint, field="devices", status=409)
