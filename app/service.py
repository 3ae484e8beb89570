"""The use cases of beds, devices, sessions and alarms, each small: check, record, answer.

They run on a live ward and on a stopped one alike; only the recorder differs. A check runs inside the recorder's turn,
so nothing changes between it and the entry. What is refused raises `Refused` with a stable code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol as Port
from unicodedata import category

from alerts.alarm import Alarm
from alerts.treatment.protocol import Protocol
from app import shown
from app.credentials import digest, new_token
from monitors.entries import (
    Acknowledged,
    AnyBody,
    BedAdded,
    DeviceAdded,
    DeviceBound,
    Entry,
    SessionOpened,
)
from monitors.instant import Instant
from monitors.personal import is_left_as
from monitors.refused import Refused
from monitors.session import Roster, Session

LONGEST_TEXT = 500
LONGEST_NAME = 80
UNKEPT = frozenset({"Cc", "Cs"})
"""Unicode's control characters and lone surrogates: no store or screen can keep them."""


class Recorder(Port):
    """What makes entries durable, one command at a time."""

    async def record(self, by: str, make: Callable[[Instant], Sequence[AnyBody]]) -> list[Entry]:
        """Records and applies what `make` gives at the recorder's own instant; passes on what `make` raises."""


class Alarms(Port):
    """What an acknowledgement needs of the Watch."""

    def alarm(self, alarm_id: str) -> Alarm | None:
        """The alarm, active or ended recently."""

    def refusal(self, alarm_id: str, revision: int) -> str | None:
        """None, "worsened" or "unknown"."""


class Worsened(Exception):
    """The alarm is worse than the revision that was acknowledged; the sound stays."""

    def __init__(self, alarm: Alarm) -> None:
        super().__init__(f"{alarm.id} has worsened since: it is at revision {alarm.revision} now")
        self.alarm = alarm


Ending = Callable[[str, str | None], Sequence[Alarm]]
"""The active alarms that end if a device is moved to a bed (None: taken off)."""


class Service:
    """The use cases on one ward; a stopped one judges nothing, so there nobody knows what is `ending` (None).

    `protocols` are those that a session can be opened with.
    """

    def __init__(
        self, recorder: Recorder, roster: Roster, protocols: Mapping[str, Protocol], ending: Ending | None = None
    ) -> None:
        self._recorder = recorder
        self._roster = roster
        self._ending = ending
        self._protocols = protocols

    async def add_bed(self, by: str, name: str) -> shown.BedShown:
        """Adds a bed; its name is its id."""

        def make(_at: Instant) -> list[AnyBody]:
            self._roster.check_new_bed(name)
            return [BedAdded(name)]

        await self._recorder.record(by, make)
        return shown.bed(self._roster, name)

    async def add_device(
        self, by: str, name: str, bed: str | None, devices: Sequence[str], *, gateway: bool
    ) -> shown.DeviceMade:
        """Adds a device, bound to a bed where one is named, or a gateway; its key is in the answer and nowhere else."""
        if devices and not gateway:
            raise Refused("bad_request", "only a gateway speaks for other devices", "say gateway too", field="devices")
        if gateway and bed is not None:
            raise Refused("bad_request", "a gateway is at no bed: its devices are", "leave the bed out", field="bed")
        key = new_token()

        def make(_at: Instant) -> list[AnyBody]:
            self._roster.check_new_device(name, tuple(devices))
            bodies: list[AnyBody] = [DeviceAdded(name, digest(key), gateway, tuple(devices))]
            if bed is not None:
                self._roster.check_bed(bed)
                bodies.append(DeviceBound(name, bed))
            return bodies

        await self._recorder.record(by, make)
        return shown.DeviceMade(name, key, bed, gateway, tuple(devices))

    async def bind_device(
        self, by: str, device: str, bed: str | None, reason: str = "", patient: str = ""
    ) -> shown.DeviceShown:
        """Says where a device measures from now on; None takes it off. Alarms that end by it ask for a reason.

        From one patient to another it asks whom it measures then: `patient` is the label of the session there.
        """
        why, label = spoken("reason", reason, needed=False), spoken("patient", patient, needed=False, longest=80)

        def make(_at: Instant) -> list[AnyBody]:
            self._roster.check_binding(device, bed)
            self._check_patient(device, bed, label)
            ends = "" if why else self._would_end(device, bed)
            if ends:
                raise Refused("reason_needed", ends, "say why the device is moved", field="reason")
            return [DeviceBound(device, bed, why)]

        await self._recorder.record(by, make)
        return shown.device(self._roster.devices[device])

    def _check_patient(self, device: str, bed: str | None, patient: str) -> None:
        """Refuses a device that goes from one session to another, if not for the patient there (H4)."""
        place = self._roster.devices[device].bed
        session = None if bed in (None, place) else self._roster.open_session_on(bed or "")
        if session is not None and (patient or self._roster.open_session_on(place or "")):
            check_patient(session, spoken("patient", patient))

    def _would_end(self, device: str, bed: str | None) -> str:
        """What may end, unsaid, if a device is moved; "" where nothing can. On a stopped ward any alarm might."""
        if self._ending is not None:
            ending = self._ending(device, bed)
            return f"{ending[0].text}: this alarm would end" if ending else ""
        place = self._roster.devices[device].bed
        session = None if place in (None, bed) else self._roster.open_session_on(place or "")
        if session is None:
            return ""
        return f"the bed {place} has the open session {session.id}: alarms of this device would end"

    async def open_session(
        self, by: str, bed: str, protocol: str, patient: str, weight_kg: float | None
    ) -> shown.SessionShown:
        """Opens a session in phase baseline."""
        if protocol not in self._protocols:
            hint = f"one of {', '.join(self._protocols)}"
            raise Refused("unknown_protocol", f"{protocol[:80]!r} is no protocol", hint, field="protocol")
        label = spoken("patient", patient, longest=80)
        if is_left_as(label):
            raise Refused("bad_request", f"{label} was erased", "give another label", field="patient")
        if weight_kg is not None and not 1 <= weight_kg <= 500:
            raise Refused("bad_request", f"{weight_kg:g} kg is no weight", "1 to 500 kg", field="weight_kg")

        def make(_at: Instant) -> list[AnyBody]:
            self._roster.check_opening(bed)
            name = self._roster.next_session_id()
            return [SessionOpened(name, bed, protocol, self._protocols[protocol].profile, label, "baseline", weight_kg)]

        made = (await self._recorder.record(by, make))[0].body
        assert isinstance(made, SessionOpened)
        return shown.session(self._roster.sessions[made.session])

    async def acknowledge(self, by: str, alarms: Alarms, alarm_id: str, revision: int, note: str) -> Alarm:
        """Acknowledges an alarm at the revision a person saw; raises Worsened when it is worse by now."""
        said = spoken("note", note, needed=False)

        def make(_at: Instant) -> list[AnyBody]:
            seen = alarms.alarm(alarm_id)
            refusal = alarms.refusal(alarm_id, revision)
            if seen is None or refusal == "unknown":
                message = f"{alarm_id[:80]!r} is no active alarm"
                raise Refused("unknown_alarm", message, "it may have ended", field="alarm", status=404)
            if refusal is not None:
                raise Worsened(seen)
            if revision > seen.revision:
                message = f"revision {revision} is yet to come"
                raise Refused("bad_request", message, "send the one you saw", field="revision")
            return [Acknowledged(alarm_id, revision, said)]

        await self._recorder.record(by, make)
        after = alarms.alarm(alarm_id)
        if after is None:
            raise Refused("unknown_alarm", f"{alarm_id[:80]!r} has ended", field="alarm", status=404)
        return after


def check_patient(session: Session, patient: str) -> None:
    """Raises Refused (wrong_patient) where a label is not the session's; it doesn't say which one is."""
    if patient != session.patient:
        message = f"this is not the patient of the session {session.id} at the bed {session.bed}"
        hint = "look at the wristband and at the tile of that bed"
        raise Refused("wrong_patient", message, hint, field="patient", status=409)


def spoken(field: str, text: str, *, needed: bool = True, longest: int = LONGEST_TEXT) -> str:
    """What a person wrote, without the space around it; raises Refused for what no store or screen can keep.

    Names and labels, which are `longest` 80 or less, are one line.
    """
    said = text.strip()
    if needed and not said:
        raise Refused(f"{field}_needed", f"a {field} is needed", f"say {field}", field=field)
    lines = "\n\t" if longest > LONGEST_NAME else ""
    if len(said) > longest or any(category(letter) in UNKEPT and letter not in lines for letter in said):
        hint = f"at most {longest} letters, no control characters"
        raise Refused("bad_request", f"the {field} can't be kept", hint, field=field)
    return said
