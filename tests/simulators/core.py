"""Plays a scenario through the pure core: wire, intake and Watch, with no server, no clock and no waiting."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import resources

from alerts.alarm import Alarm
from alerts.profile_file import load_profile
from alerts.watch import Watch
from monitors import wire
from monitors.entries import AnyBody, BedAdded, DeviceAdded, DeviceBound, Entry, PhaseChanged, Received, SessionOpened
from monitors.instant import Instant, seconds
from monitors.intake import Intake, Speaker
from monitors.reading import Batch, Mode
from monitors.session import Roster
from simulators.device import Identity, Monitor, Outgoing, monitors
from simulators.scenario import Scenario

BEGAN_AT = 1_800_000_000.0
PAST_EVERY_S = 5


def profile_text(name: str) -> str:
    return (resources.files("alerts") / "profiles" / f"{name}.toml").read_text(encoding="utf-8")


@dataclass(slots=True)
class Core:
    """The folds of one ward, and every alarm revision they gave."""

    roster: Roster = field(default_factory=Roster)
    watch: Watch = field(init=False)
    intake: Intake = field(init=False)
    number: int = 0
    revisions: list[Alarm] = field(default_factory=list)
    duplicates: int = 0
    rejected: int = 0

    def __post_init__(self) -> None:
        names = ("ketamine-iv", "general")
        self.watch = Watch({name: load_profile(name, profile_text(name)) for name in names}, Mode.TEST)
        self.intake = Intake(self.roster, Mode.TEST)

    def enter(self, at: Instant, body: AnyBody, batch: Batch | None = None) -> None:
        self.number += 1
        entry = Entry(self.number, at, "", body, batch)
        self.roster.apply(entry)
        if batch is None:
            self.intake.apply(entry)
        self.watch.apply(entry)
        self.revisions += self.watch.events()

    def take(self, sent: list[Outgoing], at: Instant) -> None:
        batch = Batch()
        for message in sent:
            device = message.device or ""
            accepted = self.intake.accept(wire.decode(message.encode()), Speaker(device, frozenset({device})), at)
            self.duplicates += accepted.answer.duplicates
            self.rejected += len(accepted.answer.rejected)
            batch.extend(accepted.batch)
        if len(batch):
            self.enter(at, Received(len(batch)), batch)
        self.watch.advance(at)
        self.revisions += self.watch.events()


def instant(time_s: float) -> Instant:
    return seconds(BEGAN_AT + time_s)


def play(story: Scenario, until_s: float | None = None) -> Core:
    """The ward after a scenario: sessions begin with its past, the infusion where a bed's plan says so."""
    core = Core()
    fleet = monitors(story, [Identity(f"d{plan.bed}", "test") for plan in story.beds], BEGAN_AT)
    begins_s = -story.history_s
    changes: dict[int, list[AnyBody]] = {}
    for number, plan in enumerate(story.beds, 1):
        begun = plan.infusion_at_s is not None and plan.infusion_at_s <= begins_s
        phase = plan.phase if begun else "baseline"
        bodies: tuple[AnyBody, ...] = (
            BedAdded(plan.bed), DeviceAdded(f"d{plan.bed}", f"{number}"), DeviceBound(f"d{plan.bed}", plan.bed),
            SessionOpened(f"s{number}", plan.bed, plan.protocol, "ketamine-iv", plan.patient, phase),
        )
        for body in bodies:
            core.enter(instant(begins_s), body)
        if not begun and plan.infusion_at_s is not None:
            changes.setdefault(int(plan.infusion_at_s), []).append(PhaseChanged(f"s{number}", "infusion"))
    for time_s in (*range(begins_s + PAST_EVERY_S, 1, PAST_EVERY_S), *range(1, int(until_s or story.lasts_s) + 1)):
        for one in fleet:
            one.sample_every_s = PAST_EVERY_S if time_s <= 0 else 1
        for body in changes.pop(time_s, []):
            core.enter(instant(time_s), body)
        core.take([message for one in fleet if (message := _sent(one, time_s)) is not None], instant(time_s + 1))
    return core


def _sent(one: Monitor, time_s: int) -> Outgoing | None:
    one.advance(time_s)
    message = one.outgoing(time_s + 1 - one.phase_s)
    if message is not None:
        one.acknowledge(message)
    return message


