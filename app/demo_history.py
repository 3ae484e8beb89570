"""The past of a demonstration's ward, recorded as a server would have recorded it at the time.

People, beds, devices and sessions come first, then the readings of the scenario's history in one write, and a
checkpoint, so that the server that starts on it has nothing to fold again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alerts.alarm import Alarm
from alerts.treatment.due import to_tell
from alerts.watch import Watch
from app.accounts import Accounts
from app.clock import utc_now
from app.demo_treatment import Told, told
from app.folds import Folds
from app.journal.opening import open_journal
from app.offline import Offline
from app.people import People
from app.ports import Checkpoint, Journal, Write
from app.profiles import read_profiles
from app.protocols import read_protocols
from app.roles import Role
from app.service import Service
from app.settings import Settings
from monitors.entries import AnyBody, Entry, PhaseChanged, Received
from monitors.instant import SECOND, Instant, seconds
from monitors.intake import Intake, Speaker
from monitors.reading import Batch
from monitors.session import Roster, Session
from monitors.wire import decode
from simulators.device import Identity, Monitor, Outgoing, monitors
from simulators.scenario import BedPlan, Scenario

EVERY_S = 5
"""Seconds between the readings of the past."""

BOOT = "past"
GATEWAY = "gateway"
NURSE, ADMINISTRATOR = "nurse", "admin"
BY = "demo"


@dataclass(frozen=True, slots=True)
class Made:
    """What the demonstration needs to know: passwords, the gateway's key and its devices, and alarms of the past."""

    passwords: dict[str, str]
    key: str
    devices: tuple[str, ...]
    alarms: tuple[Alarm, ...]


class Holds(Exception):
    """The folder holds a ward already."""


def make(settings: Settings, story: Scenario) -> Made:
    """Fills an empty folder, whose lock the caller holds; raises Holds and JournalError."""
    # Readings of second s are on the wire at s + 1, so the present is a second after the story's zero.
    began_at = utc_now() - SECOND
    journal = open_journal(settings.store)
    try:
        if journal.last()[0]:
            raise Holds(f"{settings.data} holds a ward already: give an empty folder, or use `serve`")
        setting = _Setting(journal, story, began_at)
        asyncio.run(setting.people_and_places())
        alarms = _Past(journal, settings, story, began_at).record(setting.devices)
    finally:
        journal.close()
    return Made(setting.passwords, setting.key, setting.devices, tuple(alarms))


class _Setting:
    """Who and what there is when the history begins."""

    def __init__(self, journal: Journal, story: Scenario, began_at: Instant) -> None:
        ward = Offline(journal, began_at - story.history_s * SECOND)
        self.passwords: dict[str, str] = {}
        self.key = ""
        self.devices = tuple(f"monitor-{plan.bed}" for plan in story.beds)
        self._story = story
        self._service = Service(ward, ward.roster, read_protocols(read_profiles()))
        self._accounts = Accounts(ward, ward.people)

    async def people_and_places(self) -> None:
        """A nurse and an administrator; a bed, its monitor and an open session for each plan; a gateway for all."""
        for name, role in ((NURSE, Role.NURSE), (ADMINISTRATOR, Role.ADMINISTRATOR)):
            made = await self._accounts.add_user(BY, name, role.value, None, generate=True)
            self.passwords[name] = made.password or ""
        for plan, device in zip(self._story.beds, self.devices, strict=True):
            await self._service.add_bed(BY, plan.bed)
            await self._service.add_device(BY, device, plan.bed, (), gateway=False)
            label = plan.patient or f"Patient {plan.bed}"
            await self._service.open_session(BY, plan.bed, plan.protocol, label, None)
        self.key = (await self._service.add_device(BY, GATEWAY, None, self.devices, gateway=True)).key


class _Past:
    """The history's readings and phases, taken in and judged entry by entry, then written at once."""

    def __init__(self, journal: Journal, settings: Settings, story: Scenario, began_at: Instant) -> None:
        mode = settings.mode.readings
        roster = Roster()
        profiles = read_profiles()
        self._protocols = read_protocols(profiles)
        self._folds = Folds(roster, Intake(roster, mode), Watch(profiles, mode), People())
        self._number = self._folds.restore(journal).number
        self._journal = journal
        self._mode = mode
        self._story = story
        self._began_at = began_at
        self._entries: list[Entry] = []
        self._alarms: list[Alarm] = []

    def record(self, devices: Sequence[str]) -> list[Alarm]:
        """Records everything up to now; the alarms it gave rise to (a good story's past has none)."""
        speaker = Speaker(None, frozenset(devices))
        identities = [Identity(device, BOOT, self._mode.value) for device in devices]
        fleet = monitors(self._story, identities, self._began_at / SECOND)
        for monitor in fleet:
            monitor.sample_every_s = EVERY_S
        treatments = self._treatments()
        for time_s in range(EVERY_S - self._story.history_s, 1, EVERY_S):
            self._change_phases(time_s)
            while treatments and treatments[0][0].time_s <= time_s:
                self._tell(time_s, *treatments.pop(0))
            self._take([sent for one in fleet if (sent := _sent(one, time_s))], speaker, time_s)
        written = self._journal.append(
            Write([(entry.at, entry.by, entry.body, entry.batch) for entry in self._entries], self._alarms)
        )
        number = written.result().numbers[-1]
        self._journal.save(Checkpoint(number, self._folds.dump())).result()
        return self._alarms

    def _change_phases(self, time_s: int) -> None:
        begins = range(time_s - EVERY_S + 1, time_s + 1)
        for session, plan in zip(self._folds.roster.sessions, self._story.beds, strict=True):
            if plan.phase != "baseline" and _change_s(plan, self._story) in begins:
                self._enter(time_s, PhaseChanged(session, plan.phase))

    def _treatments(self) -> list[tuple[Told, Session]]:
        """What was told of every session, in order of time."""
        found: list[tuple[Told, Session]] = []
        opened_s = EVERY_S - self._story.history_s
        sessions = self._folds.roster.sessions.values()
        for place, (session, plan) in enumerate(zip(sessions, self._story.beds, strict=True)):
            protocol, dosed_s = self._protocols[session.protocol], _change_s(plan, self._story)
            if plan.infusion_at_s is not None:
                every = told(session.id, place, protocol, dosed_s, opened_s, self._began_at)
                found += [(one, session) for one in every]
        return sorted(found, key=lambda one: one[0].time_s)

    def _tell(self, time_s: int, one: Told, session: Session) -> None:
        """Somebody tells something, and the Watch hears what it may expect after it."""
        self._enter(time_s, one.body)
        for expected in to_tell(self._folds.histories.of(session.id), self._protocols[session.protocol]):
            self._enter(time_s, expected)

    def _take(self, sent: Iterable[Outgoing], speaker: Speaker, time_s: int) -> None:
        now = self._at(time_s)
        batch = Batch()
        for message in sent:
            batch.extend(self._folds.intake.accept(decode(message.encode()), speaker, now).batch)
        if len(batch):
            self._enter(time_s, Received(len(batch)), batch)

    def _enter(self, time_s: int, body: AnyBody, batch: Batch | None = None) -> None:
        self._number += 1
        entry = Entry(self._number, self._at(time_s), "" if batch else BY, body, batch)
        self._entries.append(entry)
        self._folds.apply(entry, accepted=batch is not None)
        self._alarms += self._folds.events()

    def _at(self, time_s: int) -> Instant:
        return self._began_at + seconds(time_s + 1)


def _change_s(plan: BedPlan, story: Scenario) -> int:
    """When a bed's session leaves the baseline: with its infusion, else right after the beginning."""
    starts_s = EVERY_S - story.history_s
    return starts_s if plan.infusion_at_s is None else max(starts_s, int(plan.infusion_at_s))


def _sent(one: Monitor, time_s: int) -> Outgoing | None:
    """What a monitor sends a second after it measured."""
    one.advance(time_s)
    message = one.outgoing(time_s + 1 - one.phase_s)
    if message is not None:
        one.acknowledge(message)
    return message
