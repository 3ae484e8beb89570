"""The Watch: the facade over every session one process judges. Entries and time go in, alarm revisions come out.

It is pure: time is an argument, and the same entries give the same alarms (docs/judging.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

import numpy as np

from alerts import checkpoint, checks, composites, correction, course, leaving, resuming, site, tending, views
from alerts.alarm import Alarm, Scope
from alerts.baseline import Baseline
from alerts.chart import Chart
from alerts.columns import Columns
from alerts.handling import Handling
from alerts.judge import Judge
from alerts.late import take_late
from alerts.limits import changed, in_force, limits_changed, slots_needed
from alerts.looking import Applied
from alerts.news2 import Score, news2_of
from alerts.pause import Pause
from alerts.presence import Presence
from alerts.profile import Profile
from alerts.series import NEVER
from alerts.unwatched import Listening
from monitors.asides import Aside
from monitors.entries import (
    Acknowledged,
    Advanced,
    AudioPaused,
    AudioResumed,
    BedAdded,
    ChannelChanged,
    CheckDone,
    CheckExpected,
    ClockCorrected,
    DeviceAdded,
    DeviceBound,
    Entry,
    HoldEnded,
    LimitChanged,
    ListeningChanged,
    ObservationMade,
    PhaseChanged,
    Received,
    RecordingChanged,
    Resumed,
    SessionClosed,
    SessionMoved,
    SessionOpened,
    Shelved,
    Unshelved,
)
from monitors.instant import Duration, Instant
from monitors.reading import Batch, Mode, Reading
from monitors.vitals import Vital


class Watch:
    """Judges sessions by their profiles; with `screens` nobody listens anywhere until it is told."""

    def __init__(self, profiles: Mapping[str, Profile], mode: Mode = Mode.REAL, *, screens: bool = False) -> None:
        self.profiles = dict(profiles)
        self.mode = mode
        self.now: Instant = 0
        self.entered_at: Instant = 0
        self.opened = 0
        self.sessions: dict[str, int] = {}
        self.columns = Columns(slots_needed(list(profiles.values())))
        self.judge = Judge(self.columns)
        self.presence = Presence(self.columns.book)
        self.listening = Listening(self.columns.book, screens=screens)

    # -- what goes in

    def apply(self, entry: Entry) -> None:
        """Takes in one entry; deadlines before it fire first, those at it after it."""
        if isinstance(entry.body, Resumed):
            resuming.resume(self.judge, self.presence, self.entered_at, entry.at)
            self.listening.resume(entry.at)
            self.now = max(self.now, entry.at)
        else:
            self._fire(entry.at - 1)
            self.now = max(self.now, entry.at)
            self.columns.book.told_at = entry.at
            self._take(entry)
        composites.after(self.columns, self.sessions, entry)
        self.listening.look(entry.at)
        self.entered_at = entry.at
        self.advance(entry.at)

    def advance(self, now: Instant) -> None:
        """Fires every deadline at or before `now`."""
        self._fire(now)
        self.now = max(self.now, now)

    def _take(self, entry: Entry) -> None:
        match entry.body:
            case Received():
                self._receive(entry.batch or Batch(), entry.at)
            case SessionOpened() as body:
                self._open(body, entry.at)
            case (
                PhaseChanged() | LimitChanged() | SessionMoved() | SessionClosed()
                | CheckExpected() | CheckDone() | ObservationMade()
            ) as body:
                if chart := self._chart(body.session):
                    course.take(self.judge, chart, body, self.profiles, entry.at)
                if isinstance(body, SessionClosed):
                    self.sessions.pop(body.session, None)
            case DeviceBound(device, bed, reason):
                leaving.take_off(self.columns, device, bed, reason, entry.at)
            case ClockCorrected(device, _, shift):
                correction.move(self.columns, device, shift)
            case Acknowledged() | Shelved() | Unshelved() | HoldEnded() | AudioPaused() | AudioResumed() as body:
                tending.take(self.judge, body, entry.by, entry.at)
            case ListeningChanged() as body:
                self.listening.tell(body, entry.at)
            case RecordingChanged() | ChannelChanged() as body:
                site.tell(self.columns.book, body, entry.at)
            case Advanced() | Resumed() | BedAdded() | DeviceAdded() | Aside():
                pass
            case _:
                assert_never(entry.body)

    def _receive(self, batch: Batch, now: Instant) -> None:
        """Judges a group: session by session in rounds, all sessions' rounds of one place together."""
        devices: dict[str, list[Reading]] = {}
        live: dict[str, list[Reading]] = {}
        late: dict[str, list[Reading]] = {}
        for reading in batch.rows():
            devices.setdefault(reading.device, []).append(reading)
            if reading.session in self.sessions:
                (late if reading.late else live).setdefault(reading.session, []).append(reading)
        for name, readings in devices.items():
            self.columns.posting[self.columns.device(name)] = self.presence.hear(name, readings, now)
        charts = {session: self.columns.charts[self.sessions[session]] for session in (*live, *late)}
        rounds = [(charts[name], self.judge.receive(charts[name], readings)) for name, readings in live.items()]
        for place in range(max((len(each) for _, each in rounds), default=0)):
            together: list[Applied] = []
            for chart, each in rounds:
                if place < len(each):
                    if place:
                        self.judge.fire_before(chart, each[place][0].reading.measured_at)
                    together += each[place]
            self.judge.apply(together)
        for session, readings in live.items():
            checks.hear(self.columns.book, charts[session], readings, now)
        for session, readings in late.items():
            take_late(self.columns, charts[session], readings, now)

    def _open(self, body: SessionOpened, at: Instant) -> None:
        profile = self.profiles[body.profile]
        chart = Chart(self.opened, body.session, body.bed, profile, body.phase, check_at=NEVER)
        self.sessions[body.session], self.opened = self.opened, self.opened + 1
        self.columns.charts[chart.number] = chart
        self.columns.book.set_handling(body.session, profile.handling)
        self.columns.book.pauses.clear(body.bed)
        chart.enter(body.phase, at)
        checks.enter(self.columns.book, chart, at)

    # -- time

    def next_deadline(self) -> Instant | None:
        """When time alone may change something next; None while nothing is pending."""
        series = self.columns.series
        due = int(series.due_at[: series.size].min()) if series.size else NEVER
        charts = self.columns.charts.values()
        due = min(due, *(min(one.check_at, one.checks.due_at, one.composite_at) for one in charts), NEVER)
        others = (self.columns.book.due_at(), self.presence.due_at(), self.listening.due_at())
        due = min(due, *(other for other in others if other is not None), NEVER)
        return None if due == NEVER else due

    def _fire(self, until: Instant) -> None:
        """Fires deadlines in the order of time, up to and at `until`."""
        series = self.columns.series
        while (due := self.next_deadline()) is not None and due <= until:
            rows = np.flatnonzero(series.due_at[: series.size] == due)
            if len(rows):
                self.judge.fire(rows, due)
            for chart in list(self.columns.charts.values()):
                if chart.check_at <= due:
                    self.judge.check(chart, max(due, self.now))
                if chart.checks.due_at <= due:
                    checks.settle(self.columns.book, chart, max(due, self.now))
            self.columns.book.pass_to(due)
            self.presence.fire(due)
            composites.look(self.columns, self.columns.charts.values(), due)
            self.listening.look(due)

    # -- what comes out

    def events(self) -> list[Alarm]:
        """The alarm revisions since the last call, oldest first, each with its sentence at its time."""
        events, self.columns.book.events = self.columns.book.events, []
        return [views.told(alarm, alarm.at) for alarm in events]

    def active(self, now: Instant | None = None) -> list[Alarm]:
        """Every active episode with its running value and sentence at `now` (default: the last instant judged)."""
        at = self.now if now is None else max(now, self.now)
        return [self._running(alarm, at) for alarm in self.columns.book.active.values()]

    def alarm(self, alarm_id: str, now: Instant | None = None) -> Alarm | None:
        """One episode, active or ended not long ago, with its running sentence."""
        alarm = self.columns.book.find(alarm_id)
        return self._running(alarm, self.now if now is None else max(now, self.now)) if alarm else None

    def _running(self, alarm: Alarm, at: Instant) -> Alarm:
        return views.running(self.columns, self._chart(alarm.scope.session), alarm, at)

    def refusal(self, alarm_id: str, revision: int) -> str | None:
        """Why an acknowledgement would be refused: "unknown", "worsened", or None."""
        return self.columns.book.refusal(alarm_id, revision)

    def endable(self, alarm_id: str) -> bool:
        """Whether a person may end an active alarm for a reason: its data are gone."""
        return tending.endable(self.columns, alarm_id)

    def handling(self, scope_id: str = "", bed: str = "") -> Handling:
        """The figures of the life cycle that hold for an alarm's scope, or for a bed's pauses."""
        scope = Scope(session=scope_id)
        return tending.handling_of_bed(self.columns, bed) if bed else self.columns.book.handling_of(scope)

    def pauses(self, now: Instant | None = None) -> dict[str, dict[str, Pause]]:
        """Which sounds are paused at `now` (default: the last instant judged): bed -> kind of sound -> pause."""
        return self.columns.book.pauses.at(self.now if now is None else max(now, self.now))

    def ending(self, device: str, bed: str | None) -> list[Alarm]:
        """The active alarms that end if the device is moved to `bed` (None: taken off), for which a reason is asked."""
        return [self._running(alarm, self.now) for alarm in leaving.affected(self.columns, device, bed)]

    def sources(self, session: str) -> dict[Vital, str]:
        """Which device's series is judged for each vital of an open session: the one to show."""
        chart = self._chart(session)
        return views.sources(self.columns, chart) if chart else {}

    def suspects(self, session: str, now: Instant) -> frozenset[Vital]:
        """The vitals of an open session whose shown value looks like an artefact."""
        chart = self._chart(session)
        return views.suspects(self.columns, chart, now) if chart else frozenset()

    def limits(self, session: str) -> dict[Vital, tuple[float | None, float | None]]:
        """The limits in force of an open session, low and high; empty for another."""
        chart = self._chart(session)
        return in_force(chart) if chart else {}

    def baselines(self, session: str) -> dict[Vital, Baseline]:
        """The baselines that rules of an open session rest on, those not known yet too; empty for another."""
        chart = self._chart(session)
        return views.baselines(chart) if chart else {}

    def news2(self, session: str, now: Instant, *, on_oxygen: bool | None, scale: int | None) -> Score | None:
        """The secondary score of an open session; None for another."""
        chart = self._chart(session)
        return news2_of(self.columns, chart, now, on_oxygen=on_oxygen, scale=scale) if chart else None

    def changed_limits(self, session: str) -> frozenset[Vital]:
        """The vitals of an open session of which somebody changed a limit."""
        chart = self._chart(session)
        return changed(chart) if chart else frozenset()

    def horizon(self, session: str, vital: Vital, device: str) -> tuple[Duration, Duration]:
        """After how long a value of a series greys and blanks; for one never heard, the figures of 1 Hz."""
        return views.horizon(self.columns, self.sessions.get(session, -1), vital, device)

    def _chart(self, session: str) -> Chart | None:
        number = self.sessions.get(session)
        return None if number is None else self.columns.charts[number]

    # -- checkpoints

    def dump(self) -> bytes:
        """The whole state; events not taken yet are not part of it."""
        kept = checkpoint.take(self.columns, self.presence, self.listening)
        rules = checkpoint.rules_of(self.profiles)
        return checkpoint.encode(checkpoint.State(self.now, self.entered_at, self.opened, self.sessions, rules, kept))

    def load(self, state: bytes) -> None:
        """Takes over a state that `dump` gave; new limits of the same rules count from now on.

        Raises ValueError when the rules themselves have changed.
        """
        known = checkpoint.decode(state)
        if not checkpoint.fits(known, self.profiles):
            raise ValueError("the profiles have other rules than when this state was kept")
        columns = Columns(slots_needed(list(self.profiles.values())))
        presence, listening = Presence(columns.book), Listening(columns.book, screens=self.listening.screens)
        checkpoint.restore(known.kept, columns, (presence, listening), self.profiles)
        if known.rules != checkpoint.rules_of(self.profiles):
            for chart in columns.charts.values():
                limits_changed(columns.series, chart)
        for chart in columns.charts.values():
            checks.look_again(chart, known.now)
        columns.book.told_at = known.entered_at
        self.now, self.entered_at = known.now, known.entered_at
        self.opened, self.sessions = known.opened, known.sessions
        self.columns, self.judge, self.presence, self.listening = columns, Judge(columns), presence, listening
