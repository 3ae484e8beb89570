"""What is shown of beds, devices, sessions and users: the same shape over HTTP and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from monitors.instant import Instant, rfc3339

if TYPE_CHECKING:
    from alerts.pause import Pause
    from monitors.session import Device, Roster, Session

NONE: Mapping[str, Any] = MappingProxyType({})
"""Nothing paused."""


@dataclass(frozen=True, slots=True)
class PauseShown:
    """Until when a sound is paused (RFC 3339), and by whom."""

    until: str
    by: str


@dataclass(frozen=True, slots=True)
class BedShown:
    """A bed, its open session (None without one), the devices bound to it, and its paused sounds by kind."""

    bed: str
    session: str | None
    devices: tuple[str, ...]
    audio_paused: dict[str, PauseShown] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeviceShown:
    """A device where it measures now, or a gateway with the devices it speaks for; never its key."""

    device: str
    bed: str | None
    gateway: bool
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeviceMade:
    """A new device with its key, which is shown this once."""

    device: str
    key: str
    bed: str | None
    gateway: bool
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionShown:
    """A session; times are RFC 3339, `closed_at` is None while it is open."""

    session: str
    bed: str
    protocol: str
    profile: str
    patient: str
    weight_kg: float | None
    phase: str
    phase_at: str
    opened_at: str
    closed_at: str | None


@dataclass(frozen=True, slots=True)
class UserShown:
    """A person or a screen and the role; `password` says whether they can sign in with one."""

    user: str
    role: str
    password: bool


@dataclass(frozen=True, slots=True)
class UserMade:
    """A person with the password that was made for them, which is shown this once (None: none was made)."""

    user: str
    role: str
    password: str | None


@dataclass(frozen=True, slots=True)
class TokenMade:
    """A bearer token, which is shown this once."""

    user: str
    token: str


def beds(roster: Roster, pauses: Mapping[str, Mapping[str, Pause]] = NONE) -> list[BedShown]:
    """Every bed, in the order in which they were added."""
    return [bed(roster, name, pauses.get(name, NONE)) for name in roster.beds]


def bed(roster: Roster, name: str, pauses: Mapping[str, Pause] = NONE) -> BedShown:
    """One bed of the roster."""
    session = roster.open_session_on(name)
    bound = tuple(device.id for device in roster.devices.values() if device.bed == name)
    return BedShown(name, session.id if session else None, bound, paused(pauses))


def paused(pauses: Mapping[str, Pause]) -> dict[str, PauseShown]:
    """A bed's pauses by kind of sound."""
    return {sound: PauseShown(rfc3339(one.until_at), one.by) for sound, one in pauses.items()}


def devices(roster: Roster) -> list[DeviceShown]:
    """Every device and gateway, in the order in which they were added."""
    return [device(one) for one in roster.devices.values()]


def device(one: Device) -> DeviceShown:
    """One device."""
    return DeviceShown(one.id, one.bed, one.gateway, tuple(one.devices))


def sessions(roster: Roster) -> list[SessionShown]:
    """Every session, open ones first, the newest first."""
    newest = sorted(roster.sessions.values(), key=lambda one: (one.closed_at is not None, -one.opened_at))
    return [session(one) for one in newest]


def session(one: Session) -> SessionShown:
    """One session."""
    return SessionShown(
        one.id, one.bed, one.protocol, one.profile, one.patient, one.weight_kg, one.phase, rfc3339(one.phase_at),
        rfc3339(one.opened_at), _time(one.closed_at),
    )


def _time(at: Instant | None) -> str | None:
    return None if at is None else rfc3339(at)
