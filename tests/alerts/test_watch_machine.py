"""A ward that anything can happen to, in any order: wrong and stepping clocks, repetitions, disorder, restarts, people.

Whatever happens, a clause that is up has its active alarm, one that is due and not up has a named reason, no
repetition is judged twice, and the journal alone gives the same alarms again.
"""

from __future__ import annotations

import json

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from alerts.alarm import Alarm, State
from alerts.limits import slots_of
from alerts.rules.threshold import ready
from alerts.watch import Watch
from alerts.weigh import judged_rows
from app.gathering import Gathering
from monitors import wire
from monitors.entries import (
    Acknowledged,
    Advanced,
    AnyBody,
    AudioPaused,
    BedAdded,
    DeviceAdded,
    DeviceBound,
    Entry,
    PhaseChanged,
    Resumed,
    SessionOpened,
    Shelved,
)
from monitors.instant import MINUTE, SECOND, rfc3339
from monitors.intake import Intake
from monitors.reading import Mode
from monitors.session import Roster
from monitors.speaker import Speaker
from tests.judge.profiles import profiles
from tests.judge.steps import START

SPEAKER = Speaker("d1", frozenset({"d1"}))
LEVELS = st.sampled_from([(97, 72), (97, 72), (89, 72), (84, 45), (79, 125), (75, 39), (97, 141), (48, 72)])


class WardMachine(RuleBasedStateMachine):
    """One bed with one device, its intake, its Watch and its journal."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.error, self.sequence = START, 0, 0
        self.roster, self.watch = Roster(), Watch(profiles(), Mode.TEST)
        self.intake = Intake(self.roster, Mode.TEST)
        self.journal: list[Entry] = []
        self.log: list[Alarm] = []
        self.last: bytes = b""

    @initialize(profile=st.sampled_from(["quick", "at-once", "general"]))
    def opens(self, profile: str) -> None:
        """A session with a bound device."""
        for body in (
            BedAdded("C1"), DeviceAdded("d1", "hash"), DeviceBound("d1", "C1"),
            SessionOpened("s1", "C1", profile, profile, "P", "infusion"),
        ):
            self.enter(body)

    def enter(self, body: AnyBody, by: str = "nora") -> None:
        """One entry of the journal takes effect."""
        self.put(Entry(len(self.journal) + 1, self.now, by, body))

    def put(self, entry: Entry) -> None:
        """Applies an entry to every state that is folded from it, as the ward does."""
        self.journal.append(entry)
        self.roster.apply(entry)
        if entry.batch is None:
            self.intake.apply(entry)
        self.watch.apply(entry)
        self.log += self.watch.events()

    def post(self, message: bytes) -> int:
        """A message arrives; how many of its readings are repetitions."""
        accepted = self.intake.accept(wire.decode(message), SPEAKER, self.now)
        gathering = Gathering()
        gathering.add(accepted)
        for entry in gathering.entries(len(self.journal) + 1, self.now):
            self.put(entry)
        return accepted.answer.duplicates

    @rule(level=LEVELS, count=st.integers(1, 12), wrong=st.sampled_from(["ok", "ok", "ok", "motion", "probe_off"]))
    def tells(self, level: tuple[int, int], count: int, wrong: str) -> None:
        """The device tells its values for some seconds."""
        for _ in range(count):
            self.now, self.sequence = self.now + SECOND, self.sequence + 1
            taken_at = rfc3339(self.now + self.error)
            value = None if wrong == "probe_off" else level[0]
            spo2: dict[str, object] = {"vital": "spo2", "value": value, "status": wrong}
            told: list[dict[str, object]] = [spo2, {"vital": "heart_rate", "value": level[1]}]
            stamped = [{**one, "taken_at": taken_at, "sequence": self.sequence} for one in told]
            self.last = json.dumps({"device": "d1", "readings": stamped}).encode()
            self.post(self.last)

    @precondition(lambda self: self.last)
    @rule()
    def repeats(self) -> None:
        """The same message comes again: nothing of it is new, nothing is judged twice."""
        before = len(self.log)
        assert self.post(self.last) == 2
        assert len(self.log) == before

    @rule(back_s=st.integers(1, 90))
    def tells_out_of_order(self, back_s: int) -> None:
        """An older reading comes after newer ones."""
        self.sequence += 1
        late = {"vital": "spo2", "value": 85, "taken_at": rfc3339(self.now + self.error - back_s * SECOND)}
        self.post(json.dumps({"device": "d1", "readings": [late]}).encode())

    @rule(by_s=st.sampled_from([-3600, -40, 3600, 41]))
    def clock_steps(self, by_s: int) -> None:
        """The device's clock is set."""
        self.error += by_s * SECOND

    @rule(seconds=st.integers(1, 200))
    def waits(self, seconds: int) -> None:
        """Time alone passes."""
        self.now += seconds * SECOND
        self.enter(Advanced())

    @rule(down_s=st.integers(1, 300))
    def restarts(self, down_s: int) -> None:
        """The program starts again from its checkpoint."""
        before = {alarm.id for alarm in self.watch.active()}
        state, kept = self.watch.dump(), self.intake.dump()
        self.watch, self.intake = Watch(profiles(), Mode.TEST), Intake(self.roster, Mode.TEST)
        self.watch.load(state)
        self.intake.load(kept)
        assert {alarm.id for alarm in self.watch.active()} == before, "active alarms are active again"
        self.now += down_s * SECOND
        self.enter(Resumed())

    @precondition(lambda self: self.watch.active())
    @rule(pick=st.integers(0, 9), stale=st.integers(0, 2))
    def acknowledges(self, pick: int, stale: int) -> None:
        """A person acknowledges what was on the screen, perhaps an older revision."""
        active = self.watch.active()
        alarm = active[pick % len(active)]
        seen = max(1, alarm.revision - stale)
        refused = self.watch.refusal(alarm.id, seen)
        self.enter(Acknowledged(alarm.id, seen))
        after = self.watch.alarm(alarm.id)
        assert after is not None
        if refused == "worsened":
            assert after.state is alarm.state, "an acknowledgement that crosses a worsening quiets nothing"
        else:
            assert after.state in (State.ACKNOWLEDGED, State.ENDED)

    @precondition(lambda self: self.watch.active())
    @rule(pick=st.integers(0, 9))
    def shelves(self, pick: int) -> None:
        """A person shelves an alarm, where that is allowed."""
        active = self.watch.active()
        self.enter(Shelved(active[pick % len(active)].id, MINUTE, "being turned"))

    @rule(kind=st.sampled_from(["physiological", "technical"]))
    def pauses(self, kind: str) -> None:
        """A person pauses a sound."""
        before = [(one.id, one.state) for one in self.watch.active()]
        self.enter(AudioPaused("C1", kind, MINUTE))
        assert [(one.id, one.state) for one in self.watch.active()] == before, "a pause changes no alarm"

    @rule(phase=st.sampled_from(["baseline", "infusion", "recovery"]))
    def moves_on(self, phase: str) -> None:
        """The session changes its phase."""
        self.enter(PhaseChanged("s1", phase))

    @invariant()
    def nothing_is_up_without_an_alarm_or_a_reason(self) -> None:
        """What a judged series has up is an active alarm; what is due and not up is held, and its value suspect."""
        columns = self.watch.columns
        active = {one.condition for one in self.watch.active() if one.state is not State.LATCHED}
        for chart in columns.charts.values():
            for vitals in chart.topics().values():
                for row in judged_rows(columns, chart, vitals):
                    self._check_row(row, active)

    def _check_row(self, row: int, active: set[str]) -> None:
        columns = self.watch.columns
        chart = columns.chart_of(row)
        (vital,) = [name for name, rows in chart.rows.items() if row in rows]
        waiting = ready(columns.series, np.array([row]))[0]
        for slot, one in enumerate(slots_of(chart.profile, vital)):
            assert not columns.series.up[row, slot] or one.condition in active
            held = (row, one.condition) in chart.holds
            assert not (waiting[slot] and columns.fresh(row)) or held, "due, not up, and nobody says why"

    def teardown(self) -> None:
        """The journal alone gives the same alarms, revision by revision."""
        watch, log = Watch(profiles(), Mode.TEST), list[Alarm]()
        for entry in self.journal:
            watch.apply(entry)
            log += watch.events()
        assert sorted((one.id, one.revision, one.state) for one in log) == sorted(
            (one.id, one.revision, one.state) for one in self.log
        )


WardMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestWard = WardMachine.TestCase
