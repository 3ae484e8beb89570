"""Every state that is folded from the journal, kept together: applied in one order, dumped and restored as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import structlog

from alerts.alarm import Alarm
from alerts.baseline import Baseline
from alerts.handling import Handling
from alerts.limit_changes import LimitChanges
from alerts.news2 import Score
from alerts.pause import Pause
from alerts.treatment import measured
from alerts.treatment.discharge import Pressure
from alerts.treatment.gate import Levels
from alerts.treatment.history import Histories
from app.forgetting import forget
from app.judging import Judging
from app.notify.outbox import Outbox
from app.patients import Patients
from app.ports import Checkpoint, Journal
from monitors.entries import Entry, Received
from monitors.instant import Instant
from monitors.steps import PatientErased
from monitors.vitals import Vital

if TYPE_CHECKING:
    from alerts.watch import Watch
    from app.people import People
    from monitors.intake import Intake
    from monitors.session import Roster


class Fold(Protocol):
    """A state made of entries."""

    def apply(self, entry: Entry) -> None:
        """Takes one entry in."""

    def dump(self) -> bytes:
        """The whole state."""

    def load(self, state: bytes) -> None:
        """Becomes what was dumped."""


@dataclass(frozen=True, slots=True)
class Restored:
    """Where the journal ends, and every alarm revision its tail gave rise to, oldest first.

    A crash between the commit of readings and the commit of their alarms leaves revisions that only the replay knows,
    so all of them are to be recorded again; the journal ignores those it has.
    """

    number: int
    at: Instant
    alarms: list[Alarm]


class Folds:
    """Roster, intake, people, Watch, limits, histories and more; one that fails on an entry is logged, others go on.

    `failures` counts what was survived so. A Watch that fails is an alarm as well, which `judging` keeps: what goes in
    goes to both, and what comes out comes of both.
    """

    def __init__(self, roster: Roster, intake: Intake, watch: Watch, people: People) -> None:
        self.roster = roster
        self.intake = intake
        self.watch = watch
        self.people = people
        self.judging = Judging()
        self.limits = LimitChanges()
        self.histories = Histories()
        self.outbox = Outbox()
        self.patients = Patients()
        self.failures = 0
        self._at: Instant = 0

    def named(self) -> dict[str, Fold]:
        """The folds by name, in the order in which an entry reaches them: who is where, then what it means."""
        return {
            "roster": self.roster, "people": self.people, "intake": self.intake, "watch": self.watch,
            "judging": self.judging, "limits": self.limits, "histories": self.histories, "outbox": self.outbox,
            "patients": self.patients,
        }

    def apply(self, entry: Entry, *, accepted: bool = False) -> None:
        """Takes one entry into every fold; `accepted` says that the intake itself made these readings just now."""
        self._at = max(self._at, entry.at)
        for name, fold in self.named().items():
            if accepted and name == "intake" and isinstance(entry.body, Received):
                continue
            try:
                fold.apply(entry)
            except Exception:
                self._report(name, entry.number)
            else:
                if name == "watch":
                    self.judging.worked(entry.at)
        if isinstance(entry.body, PatientErased):
            self._forget(entry.body.left_as, entry.number)

    def _forget(self, left_as: str, number: int) -> None:
        try:
            forget(self, left_as)
        except Exception:
            self._report("forgetting", number)

    def advance(self, now: Instant) -> None:
        """Lets time alone pass in the Watch."""
        self._at = max(self._at, now)
        try:
            self.watch.advance(now)
        except Exception:
            self._report("watch", 0)
        else:
            self.judging.worked(now)

    def next_deadline(self) -> Instant | None:
        """When time alone may change something next; None while nothing is pending."""
        try:
            of_watch = self.watch.next_deadline()
        except Exception:
            self._report("watch", 0)
            of_watch = None
        return min((at for at in (of_watch, self.judging.due_at()) if at is not None), default=None)

    def events(self) -> list[Alarm]:
        """The alarm revisions since the last call, oldest first."""
        try:
            alarms = self.watch.events()
        except Exception:
            self._report("watch", 0)
            alarms = []
        return alarms + self.judging.events()

    def active(self) -> list[Alarm]:
        """Every active alarm."""
        try:
            alarms = self.watch.active()
        except Exception:
            self._report("watch", 0)
            alarms = []
        return alarms + self.judging.active()

    def alarm(self, alarm_id: str) -> Alarm | None:
        """An alarm, active or ended not long ago."""
        return self.judging.alarm(alarm_id) or self.watch.alarm(alarm_id)

    def refusal(self, alarm_id: str, revision: int) -> str | None:
        """Why an acknowledgement would be refused: "unknown", "worsened", or None."""
        own = self.judging if self.judging.alarm(alarm_id) else self.watch
        return own.refusal(alarm_id, revision)

    def endable(self, alarm_id: str) -> bool:
        """Whether a person may end an active alarm for a reason: its data are gone."""
        return self.watch.endable(alarm_id)

    def handling(self, scope_id: str = "", bed: str = "") -> Handling:
        """The figures of the life cycle that hold for an alarm's scope, or for a bed's pauses."""
        return self.watch.handling(scope_id, bed)

    def baselines(self, session: str) -> dict[Vital, Baseline]:
        """The baselines that an open session's rules rest on, those not known yet too."""
        return self.watch.baselines(session)

    def news2(self, session: str, now: Instant, *, on_oxygen: bool | None, scale: int | None) -> Score | None:
        """The secondary score of an open session; None for another."""
        return self.watch.news2(session, now, on_oxygen=on_oxygen, scale=scale)

    def before(self, session: str) -> dict[Vital, float]:
        """Each vital's level before the drug in an open session."""
        return measured.baselines(self.watch, session)

    def levels(self, session: str) -> Levels:
        """What the start gate looks at in an open session."""
        return measured.levels(self.watch, session)

    def pressure(self, session: str) -> Pressure | None:
        """The newest usable systolic of an open session."""
        return measured.pressure(self.watch, session)

    def waiting(self, session: str) -> frozenset[str]:
        """The checks that the Watch expects of an open session still."""
        return measured.waiting(self.watch, session)

    def pauses(self, now: Instant | None = None) -> dict[str, dict[str, Pause]]:
        """Which sounds are paused: bed -> kind of sound -> pause."""
        return self.watch.pauses(now)

    def dump(self) -> dict[str, bytes]:
        """Every state by its fold's name."""
        return {name: fold.dump() for name, fold in self.named().items()}

    def load(self, states: Mapping[str, bytes]) -> None:
        """Becomes what was dumped; raises KeyError for a fold that is not in it."""
        for name, fold in self.named().items():
            fold.load(states[name])

    def restore(self, journal: Journal) -> Restored:
        """The state at the journal's end, from its newest checkpoint and the entries after it.

        A checkpoint that this version cannot read costs time, not truth: everything is folded from the first entry.
        """
        number = self._load_newest(journal.checkpoint())
        alarms: list[Alarm] = []
        for entry in journal.tail(number):
            self.apply(entry)
            alarms.extend(self.events())
        number, at = journal.last()
        return Restored(number, at, alarms)

    def _load_newest(self, checkpoint: Checkpoint | None) -> int:
        if checkpoint is None:
            return 0
        empty = self.dump()
        try:
            self.load(checkpoint.states)
        except Exception:
            structlog.get_logger(__name__).exception("checkpoint_unreadable", number=checkpoint.number)
            self.load(empty)
            return 0
        return checkpoint.number

    def _report(self, fold: str, number: int) -> None:
        structlog.get_logger(__name__).exception("judging_failed", fold=fold, entry=number)
        self.failures += 1
        if fold == "watch":
            self.judging.failed(self._at)
