"""Sessions of persons, told in every kind of entry there is, with a secret in every text that may name somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import get_args

import msgspec

from alerts.alarm import Acknowledgement, Alarm, Scope, Shelving, State
from app.ports import Write
from monitors.body import Body
from monitors.entries import AnyBody, DeviceBound, PhaseChanged, SessionClosed, SessionOpened
from monitors.personal import TEXTS
from monitors.steps import PatientErased, PatientKnown
from tests.app.journal.making import ALARM

APART: tuple[type[Body], ...] = (PatientErased, SessionOpened, PhaseChanged, SessionClosed, DeviceBound)
"""Kinds that are told by hand, or have no text."""

KINDS: list[type[Body]] = [kind for kind in TEXTS if kind not in APART]


def telling(kind: type[Body], session: str, label: str, secret: str) -> AnyBody:
    """An entry of a kind about a session, with the secret in each text that may name its person."""
    personal = TEXTS[kind][0].split()
    known = {"session": session, "patient": label, "alarm": alarm_of(session, secret).id}
    values: dict[str, object] = {}
    for one in msgspec.structs.fields(kind):
        kinds = {one.type, *get_args(one.type)}
        if one.encode_name in known:
            values[one.encode_name] = known[one.encode_name]
        elif one.encode_name in personal:
            values[one.encode_name] = secret
        elif str in kinds:
            values[one.encode_name] = "word" if one.type is str else ("word",)
        elif one.required:
            values[one.encode_name] = 3
    body: AnyBody = msgspec.convert({"kind": kind.__name__, **values}, AnyBody)
    return body


def alarm_of(session: str, secret: str, revision: int = 1) -> Alarm:
    """A revision of a session's alarm that says the secret wherever persons write."""
    shelved = Shelving("anna", 11, 99, secret)
    return replace(
        ALARM, id=f"{session}.spo2.low.1", scope=Scope(session=session, bed="1"), revision=revision,
        acknowledged=Acknowledgement("anna", 11, secret, None), shelved=shelved, suppressed_by=shelved.spoken,
        end_reason=secret,
    )


def device_alarm(device: str, at: int, reason: str) -> Alarm:
    """A device's own alarm that ended as the device was taken off, for a reason."""
    return replace(
        ALARM, id=f"{device}.device.silent.1", scope=Scope(device=device), state=State.ENDED, at=at, end_reason=reason,
    )


def life(session: str, label: str, secret: str, at: int, kinds: Iterable[type[Body]] = KINDS) -> Write:
    """A whole session at bed 1: opened, told in these kinds, its device taken off, closed; with its alarms."""
    device = f"d-{session}"
    bodies: list[AnyBody] = [
        DeviceBound(device, "1", "elsewhere"), SessionOpened(session, "1", "general", "general", label, "baseline", 70),
        *(telling(kind, session, label, secret) for kind in kinds),
        DeviceBound(device, None, secret), SessionClosed(session, secret), DeviceBound(device, "2", "after it"),
    ]
    entries = [(at + place, "anna", body, None) for place, body in enumerate(bodies)]
    off_at = next(at for at, _, body, _ in entries if body == DeviceBound(device, None, secret))
    alarms = [alarm_of(session, secret), alarm_of(session, secret, 2), device_alarm(device, off_at, secret)]
    return Write(entries, alarms)


def known(label: str, secret: str) -> Write:
    """Who stands behind a label."""
    return Write([(0, "anna", PatientKnown(label, secret, secret, secret), None)])


def erasing(label: str, left_as: str) -> Write:
    """A person is erased."""
    return Write([(10**6, "root", PatientErased(label, left_as, "asked for it"), None)])


def sessions_of(writes: Iterable[Write]) -> Iterator[str]:
    """The sessions that these writes open."""
    for write in writes:
        for _, _, body, _ in write.entries:
            if isinstance(body, SessionOpened):
                yield body.session
