"""Beds, devices and sessions, and who is bound to whom at any time: folded from the journal's entries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import msgspec

from monitors.entries import (
    BedAdded,
    DeviceAdded,
    DeviceBound,
    Entry,
    PhaseChanged,
    SessionClosed,
    SessionMoved,
    SessionOpened,
)
from monitors.instant import Instant
from monitors.past import holding, note
from monitors.refused import Refused
from monitors.steps import CheckedIn, PatientErased


class Phase(StrEnum):
    """Where a treatment stands; a session that is closed has no phase of its own."""

    BASELINE = "baseline"
    INFUSION = "infusion"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Bed:
    """A place (chair, room); its name is its id."""

    id: str


@dataclass(frozen=True, slots=True)
class Device:
    """Something that may speak: with its key for itself, or as a gateway for `devices`; `bed` is where it is now."""

    id: str
    key_hash: str
    gateway: bool
    devices: tuple[str, ...]
    bed: str | None


@dataclass(frozen=True, slots=True)
class Session:
    """One treatment at a bed; `closed_at` is None while it is open. `patient` is a label, not a name of record."""

    id: str
    bed: str
    protocol: str
    profile: str
    patient: str
    weight_kg: float | None
    phase: str
    phase_at: Instant
    opened_at: Instant
    closed_at: Instant | None


_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


class _Kept(msgspec.Struct):
    """What a dump holds; bindings and sittings are (since, name) in order of time."""

    beds: dict[str, Bed]
    devices: dict[str, Device]
    sessions: dict[str, Session]
    bindings: dict[str, list[tuple[Instant, str]]]
    sittings: dict[str, list[tuple[Instant, str]]]
    last: int


class Roster:
    """Who is where: the beds, devices and sessions there are, and since when each binding and each session holds.

    `beds`, `devices` and `sessions` are by id, in the order of their coming; callers read them and change nothing.
    """

    def __init__(self) -> None:
        self.beds: dict[str, Bed] = {}
        self.devices: dict[str, Device] = {}
        self.sessions: dict[str, Session] = {}
        self._by_key: dict[str, str] = {}
        self._bindings: dict[str, list[tuple[Instant, str]]] = {}
        self._sittings: dict[str, list[tuple[Instant, str]]] = {}
        self._last = 0

    def apply(self, entry: Entry) -> None:
        """Takes one entry in; entries that are not about beds, devices or sessions change nothing."""
        match entry.body:
            case BedAdded(bed=bed):
                self.beds[bed] = Bed(bed)
            case DeviceAdded() as body:
                old = self.devices.get(body.device)
                bed_now = old.bed if old else None
                self.devices[body.device] = Device(body.device, body.key_hash, body.gateway, body.devices, bed_now)
                self._index_keys()
            case DeviceBound(device=device, bed=place):
                if device in self.devices:
                    self.devices[device] = replace(self.devices[device], bed=place)
                note(self._bindings.setdefault(device, []), entry.at, place or "")
            case SessionOpened() as body:
                self._open(body, entry.at)
            case PhaseChanged(session=session, phase=phase):
                self._change(session, phase=phase, phase_at=entry.at)
            case CheckedIn(session=session, weight_kg=weight_kg) if session in self.sessions:
                self.sessions[session] = replace(self.sessions[session], weight_kg=weight_kg)
            case SessionMoved(session=session, bed=bed):
                self._move(session, bed, entry.at)
            case SessionClosed(session=session):
                self._close(session, entry.at)
            case PatientErased(patient=patient, left_as=left_as):
                for one in [one for one in self.sessions.values() if one.patient == patient]:
                    self.sessions[one.id] = replace(one, patient=left_as)
            case _:
                pass

    def where(self, device: str, at: Instant) -> tuple[str, str]:
        """The bed a device was bound to at an instant and the session open there then; "" where there was none."""
        bed = holding(self._bindings.get(device), at)
        return (bed, holding(self._sittings.get(bed), at)) if bed else ("", "")

    def open_session_on(self, bed: str) -> Session | None:
        """The session that is open at a bed now."""
        sittings = self._sittings.get(bed)
        return self.sessions[sittings[-1][1]] if sittings and sittings[-1][1] else None

    def weight_before(self, patient: str, session: str) -> float | None:
        """The weight (kg) that was told last of a patient of this label, in another session than that one."""
        told = (one for one in self.sessions.values() if one.patient == patient and one.id != session)
        weights = [one.weight_kg for one in told if one.weight_kg is not None]
        return weights[-1] if weights else None

    def sat(self) -> list[tuple[str, Instant, Instant | None]]:
        """When a bed had an open session: the bed, since when, until when (None: it still has)."""
        found: list[tuple[str, Instant, Instant | None]] = []
        for bed, sittings in self._sittings.items():
            ends: list[Instant | None] = [*(at for at, _ in sittings[1:]), None]
            found += [(bed, at, end) for (at, name), end in zip(sittings, ends, strict=True) if name]
        return found

    def next_session_id(self) -> str:
        """The id of the next session: s1, s2, ..."""
        return f"s{self._last + 1}"

    def device_of_key(self, key_hash: str) -> Device | None:
        """The device or gateway whose key has this SHA-256."""
        device = self._by_key.get(key_hash)
        return self.devices[device] if device is not None else None

    def dump(self) -> bytes:
        """The whole state."""
        kept = _Kept(self.beds, self.devices, self.sessions, self._bindings, self._sittings, self._last)
        return msgspec.msgpack.encode(kept)

    def load(self, state: bytes) -> None:
        """Becomes what was dumped; raises msgspec.ValidationError for another version's state."""
        kept = msgspec.msgpack.decode(state, type=_Kept)
        self.beds, self.devices, self.sessions = kept.beds, kept.devices, kept.sessions
        self._bindings, self._sittings, self._last = kept.bindings, kept.sittings, kept.last
        self._index_keys()

    def check_new_bed(self, bed: str) -> None:
        """Raises Refused where a bed of this name cannot be added: bad_name, bed_taken."""
        _check_name(bed, "bed")
        if bed in self.beds:
            raise Refused("bed_taken", f"the bed {bed} exists already", "choose another name", field="bed", status=409)

    def check_new_device(self, device: str, devices: tuple[str, ...] = ()) -> None:
        """Raises Refused where a device, or a gateway for `devices`, cannot be added.

        Codes: bad_name, device_taken, and unknown_device for one of `devices`.
        """
        _check_name(device, "device")
        if device in self.devices:
            message = f"the device {device} exists already"
            raise Refused("device_taken", message, "choose another name", field="device", status=409)
        for member in devices:
            self.check_device(member, field="devices")

    def check_bed(self, bed: str) -> None:
        """Raises Refused (unknown_bed) where there is no such bed."""
        if bed not in self.beds:
            hint = f"add it first, or use one of: {_some(self.beds)}"
            raise Refused("unknown_bed", f"there is no bed {bed}", hint, field="bed", status=404)

    def check_device(self, device: str, *, field: str = "device") -> None:
        """Raises Refused (unknown_device) where there is no such device."""
        if device not in self.devices:
            hint = f"add it first, or use one of: {_some(self.devices)}"
            raise Refused("unknown_device", f"there is no device {device}", hint, field=field, status=404)

    def check_binding(self, device: str, bed: str | None) -> None:
        """Raises Refused where a device cannot be put at a bed (None: taken off): unknown_device, unknown_bed."""
        self.check_device(device)
        if bed is not None:
            self.check_bed(bed)

    def check_opening(self, bed: str) -> None:
        """Raises Refused where no session can be opened at a bed: unknown_bed, bed_in_use."""
        self.check_bed(bed)
        session = self.open_session_on(bed)
        if session is not None:
            raise Refused(
                "bed_in_use", f"the bed {bed} has the open session {session.id}", "close that one first",
                field="bed", status=409,
            )

    def check_session(self, session: str) -> Session:
        """The open session of this id; raises Refused where it is unknown_session or session_closed."""
        found = self.sessions.get(session)
        if found is None:
            hint = f"open sessions: {_some(one.id for one in self.sessions.values() if one.closed_at is None)}"
            raise Refused("unknown_session", f"there is no session {session}", hint, field="session", status=404)
        if found.closed_at is not None:
            raise Refused(
                "session_closed", f"the session {session} is closed", "open a new one", field="session", status=409,
            )
        return found

    def check_phase(self, session: str, phase: str) -> Session:
        """The open session; raises Refused as check_session does, or bad_phase where there is no such phase."""
        found = self.check_session(session)
        if phase not in tuple(Phase):
            raise Refused("bad_phase", f"{phase} is not a phase", f"use one of: {', '.join(Phase)}", field="phase")
        return found

    def check_moving(self, session: str, bed: str) -> Session:
        """The open session; raises Refused as check_session and check_opening do, or same_bed where it is already."""
        found = self.check_session(session)
        if found.bed == bed:
            message = f"the session {session} is at the bed {bed} already"
            raise Refused("same_bed", message, "name another bed", field="bed", status=409)
        self.check_opening(bed)
        return found

    def _open(self, body: SessionOpened, at: Instant) -> None:
        self.sessions[body.session] = Session(
            body.session, body.bed, body.protocol, body.profile, body.patient, body.weight_kg,
            phase=body.phase, phase_at=at, opened_at=at, closed_at=None,
        )
        note(self._sittings.setdefault(body.bed, []), at, body.session)
        number = body.session.removeprefix("s")
        if number.isdecimal():
            self._last = max(self._last, int(number))

    def _change(self, session: str, *, phase: str, phase_at: Instant) -> None:
        if session in self.sessions:
            self.sessions[session] = replace(self.sessions[session], phase=phase, phase_at=phase_at)

    def _move(self, session: str, bed: str, at: Instant) -> None:
        found = self.sessions.get(session)
        if found is None or found.closed_at is not None:
            return
        self.sessions[session] = replace(found, bed=bed)
        note(self._sittings[found.bed], at, "")
        note(self._sittings.setdefault(bed, []), at, session)

    def _close(self, session: str, at: Instant) -> None:
        found = self.sessions.get(session)
        if found is None or found.closed_at is not None:
            return
        self.sessions[session] = replace(found, closed_at=at)
        note(self._sittings[found.bed], at, "")

    def _index_keys(self) -> None:
        self._by_key = {device.key_hash: device.id for device in self.devices.values()}


def _check_name(name: str, field: str) -> None:
    if not _NAME.fullmatch(name):
        raise Refused(
            "bad_name", f"{name!r} cannot be the name of a {field}", "use 1-40 letters, digits, - and _", field=field,
        )


def _some(names: Iterable[str]) -> str:
    """The first names of many, for a hint."""
    listed = list(names)
    return ", ".join(listed[:8]) + (", ..." if len(listed) > 8 else "") if listed else "none yet"
