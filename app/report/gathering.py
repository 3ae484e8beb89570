"""Gathers a session's record from the journal, of a running server or of a folder; it reads, and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from zoneinfo import ZoneInfo

from alerts.alarm import Alarm
from alerts.profile import Profile
from alerts.treatment.history import opened
from alerts.treatment.protocol import Protocol
from app.patients import Who
from app.ports import Journal
from app.report.record import Record, beds, closed_at, lines
from monitors.instant import HOUR, Instant
from monitors.refused import Refused
from monitors.steps import PatientKnown

NOBODY: Mapping[str, Who] = MappingProxyType({})
AFTER = 12 * HOUR
"""How long after the end readings are looked for: those of the last minutes may bear a later time."""


@dataclass(frozen=True, slots=True)
class Files:
    """What records rest on beside the journal: protocols and profiles, the clinic's time zone and name, the mode."""

    protocols: Mapping[str, Protocol]
    profiles: Mapping[str, Profile]
    zone: ZoneInfo
    mode: str
    site: str = ""


def gather(
    journal: Journal, files: Files, session: str, now: Instant, *, known: Mapping[str, Who] = NOBODY,
    active: tuple[Alarm, ...] = (),
) -> Record:
    """The record of a session at `now`; `known` says who stands behind a label, `active` which alarms a server has.

    Raises Refused (unknown_session) where the journal knows none of that id.
    """
    history = list(journal.about(session))
    if not history:
        raise Refused("unknown_session", f"there is no session {session[:80]!r}", field="session", status=404)
    begun, begun_at, end = opened(history), history[0].at, closed_at(history)
    ended = {alarm.id: alarm for alarm in journal.ended_alarms(session, 100_000)}
    revisions = {name: tuple(journal.alarm(name)) for name in ended}
    if end is None:
        revisions |= _of_open(journal, session, begun_at - HOUR, now + AFTER)
    recorded = {name: told[-1] for name, told in revisions.items() if told}
    still = {alarm.id: alarm for alarm in active if alarm.scope.session == session}
    alarms = sorted((ended | recorded | still).values(), key=lambda one: (one.onset_at, one.id))
    who = known.get(begun.patient, Who())
    patient = PatientKnown(begun.patient, who.name, who.birth_date, who.sex)
    protocol = files.protocols.get(begun.protocol) or files.protocols["general"]
    return Record(
        session, beds(history)[-1][1], begun.patient, patient, protocol,
        files.profiles.get(begun.profile) or files.profiles["general"], history, tuple(alarms),
        lines(journal, session, begun_at - HOUR, (end or now) + AFTER), begun_at, end, now, files.mode, files.zone,
        revisions, files.site,
    )


def _of_open(journal: Journal, session: str, since: Instant, until: Instant) -> dict[str, tuple[Alarm, ...]]:
    """Every recorded revision of an open session's alarms, by id: on a stopped ward nobody else knows those."""
    found: dict[str, list[Alarm]] = {}
    for alarm in journal.onsets(since, until):
        if alarm.scope.session == session:
            found.setdefault(alarm.id, []).append(alarm)
    return {name: tuple(told) for name, told in found.items()}
