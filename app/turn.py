"""One turn of the ward: record, judge, record, publish; and what a turn becomes while recording is stalled.

Turns are taken one after the other. Entries reach the folds in the order in which they reach the journal. When a write
is not durable in time its readings are judged and published all the same, marked unrecorded, and their devices are
told so (DESIGN section 2, laws 1 and 2; CONTRACT section 5).
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from alerts.alarm import Alarm
from app.clock import Ticks, ticks
from app.folds import Folds
from app.gathering import Gathering
from app.live.board import BedViews, Changed
from app.live.hub import Hub
from app.metrics import Metrics
from app.ports import Clock, Write
from app.recording import Recorder
from app.waiting import Asked, Posted
from monitors.entries import Advanced, AnyBody, Entry, RecordingChanged
from monitors.instant import SECOND, Instant
from monitors.refused import Refused
from monitors.wire import Answer

UNJUDGED = ("not_recorded", "these readings could not be taken in", "send them again")


class Turns:
    """What the loop does with each thing it takes from the line."""

    def __init__(
        self, folds: Folds, recorder: Recorder, board: BedViews, hub: Hub, clock: Clock, metrics: Metrics,
        ticks: Ticks = ticks,
    ) -> None:
        self.stalled = False
        self._folds = folds
        self._recorder = recorder
        self._board = board
        self._hub = hub
        self._clock = clock
        self._metrics = metrics
        self._ticks = ticks
        self._judged_at: Instant = 0
        self._intake_before: bytes | None = None

    @property
    def settled(self) -> bool:
        """Whether the folds hold exactly what the journal holds, so that a checkpoint may be taken."""
        return not self.stalled and not self._recorder.stalled and not self._recorder.backlog()

    def start_at(self, at: Instant) -> None:
        """Time of the last entry judged before the program started: `now` is never below it."""
        self._judged_at = at

    async def posts(self, group: Sequence[Posted]) -> None:
        """Accepts a group of posts, records their readings in one write, answers, judges and publishes."""
        keep = self._keeping()
        now = self._now()
        gathering = Gathering()
        answers: list[tuple[Posted, Answer]] = []
        for posted in group:
            try:
                accepted = self._folds.intake.accept(posted.post, posted.speaker, now)
            except Refused as refused:
                posted.refuse(refused)
            except Exception:
                self._broken("accepting_failed")
                posted.refuse(Refused(*UNJUDGED, status=503))
            else:
                gathering.add(accepted)
                answers.append((posted, accepted.answer))

        def answer(*, recorded: bool) -> None:
            for posted, made in answers:
                self._count(made, recorded=recorded)
                posted.answer(made, recorded=recorded)

        entries = gathering.entries(self._recorder.number + 1, now)
        if not entries:
            answer(recorded=self.settled)
            return
        recorded = keep and await self._recorder.write(_write(entries))
        answer(recorded=recorded)
        await self._judge(entries, accepted=True)
        published_at = self._ticks()
        for posted, _ in answers:
            self._metrics.published.observe(published_at - posted.came_at)

    async def command(self, asked: Asked) -> None:
        """Makes, records, applies and publishes what a person or the program asks for."""
        now = self._now()
        try:
            bodies = asked.make(now)
        except Exception as refusal:
            asked.refuse(refusal)
            return
        entries = await self.enter(asked.by, bodies, now)
        if not asked.entries.done():
            asked.entries.set_result(entries)

    async def enter(self, by: str, bodies: Sequence[AnyBody], now: Instant | None = None) -> list[Entry]:
        """Records these bodies as entries of one instant and lets them take effect."""
        at = self._now() if now is None else now
        first = self._recorder.number + 1
        entries = [Entry(first + place, at, by, body) for place, body in enumerate(bodies)]
        if entries:
            await self._recorder.write(_write(entries))
            await self._judge(entries)
        return entries

    async def time(self) -> None:
        """Lets time alone pass in the Watch, and records that it did: a deadline changes the state, alarm or not."""
        now = self._now()
        deadline = self._folds.next_deadline()
        if deadline is None or deadline > now:
            return
        self._folds.advance(now)
        alarms = self._folds.events()
        if not alarms and self._folds.next_deadline() == deadline:
            return  # The Watch fails on it, and that is told already: a row for each attempt would tell no more.
        entry = Entry(self._recorder.number + 1, now, "", Advanced())
        changed = Changed()
        # A restart will apply this entry, so it is applied here too: the states stay the same to the last bit.
        self._apply(entry, changed)
        alarms += self._folds.events()
        recorded = await self._recorder.write(_write([entry], alarms))
        await self._publish(alarms, changed, recorded=recorded)

    async def recovered(self) -> None:
        """Recording works: says so behind all that was kept, and tells the unrecorded alarms again as recorded."""
        if self._recorder.stalled or not self.stalled:
            return
        self.stalled = False
        if self._intake_before is not None:
            # What could not be kept was judged but never recorded: its retry has to count as new.
            self._folds.intake.load(self._intake_before)
            self._intake_before = None
        await self.enter("", [RecordingChanged(stalled=False)])
        if not self.stalled:
            self._hub.mark_recorded()

    def _keeping(self) -> bool:
        """Whether a new group may be kept for recording; once it may not, nothing is until recording works again."""
        if self._intake_before is None and self._recorder.full:
            self._intake_before = self._folds.intake.dump()
        return self._intake_before is None

    async def _judge(self, entries: Sequence[Entry], *, accepted: bool = False) -> None:
        """Applies entries, records the alarms they cause, and publishes both."""
        changed = Changed()
        for entry in entries:
            self._apply(entry, changed, accepted=accepted)
        alarms = self._folds.events()
        recorded = not alarms or await self._recorder.write(Write(alarms=alarms))
        await self._publish(alarms, changed, recorded=recorded)

    async def _publish(self, alarms: list[Alarm], changed: Changed, *, recorded: bool) -> None:
        """Sends on their way what a turn changed; the first turn that finds recording stalled says that too."""
        if self._recorder.stalled and not self.stalled:
            self.stalled = True
            entry = Entry(self._recorder.number + 1, self._now(), "", RecordingChanged(stalled=True))
            await self._recorder.write(_write([entry]))
            self._apply(entry, changed)
            more = self._folds.events()
            await self._recorder.write(Write(alarms=more))
            alarms = [*alarms, *more]
        # A tile goes out with its alarm, also when time alone made it: the value on it has aged.
        changed.beds |= {alarm.scope.bed for alarm in alarms if alarm.scope.bed} | self._board.repaused()
        try:
            self._hub.publish(alarms, changed, recorded=recorded and not self.stalled)
            self._metrics.load.take(alarms)
            for alarm in alarms:
                if alarm.revision == 1:
                    self._metrics.signal_delay.observe((self._hub.signal_delay(alarm) or 0) / SECOND)
        except Exception:
            self._broken("publishing_failed")

    def _apply(self, entry: Entry, changed: Changed, *, accepted: bool = False) -> None:
        self._folds.apply(entry, accepted=accepted)
        try:
            more = self._board.apply(entry)
        except Exception:
            self._broken("board_failed")
            return
        changed.beds |= more.beds
        changed.lines |= more.lines

    def _now(self) -> Instant:
        """The clock's instant, never below one that was judged."""
        self._judged_at = max(self._judged_at, self._clock.now())
        return self._judged_at

    def _count(self, answer: Answer, *, recorded: bool) -> None:
        (self._metrics.accepted if recorded else self._metrics.unrecorded).inc(answer.accepted)
        if answer.duplicates:
            self._metrics.duplicates.inc(answer.duplicates)
        if answer.rejected:
            self._metrics.rejected(rejection.code for rejection in answer.rejected)

    def _broken(self, event: str) -> None:
        self._metrics.turn_errors.inc()
        structlog.get_logger(__name__).exception(event)


def _write(entries: Sequence[Entry], alarms: Sequence[Alarm] = ()) -> Write:
    return Write([(entry.at, entry.by, entry.body, entry.batch) for entry in entries], alarms)


