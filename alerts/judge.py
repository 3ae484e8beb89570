"""The columnar judge: applies rounds of readings to every series at once and fires what time alone decides.

A round holds at most one reading a series. Only the rare edges (a finding goes up or down) become objects, in weigh.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from alerts import composites, holding
from alerts.chart import WATCHED, Chart
from alerts.columns import Columns
from alerts.learning import learn
from alerts.limit_changes import moved
from alerts.limits import install, limits_changed
from alerts.looking import Applied, look, recognise
from alerts.profile import Profile
from alerts.rules import missing, suspicion, threshold
from alerts.series import NEVER, Flags, Floats, Ints, Rows
from alerts.weigh import watched_until, weigh
from monitors.instant import Instant
from monitors.reading import Quality, Reading, Status
from monitors.vitals import CUFF_VITALS, VITALS

USABLE = frozenset({Quality.VALID, Quality.QUESTIONABLE})


class Judge:
    """Applies readings and time to the columns."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    # -- readings

    def receive(self, chart: Chart, readings: Sequence[Reading]) -> list[list[Applied]]:
        """The rounds of one session's readings: one for each measured_at, the last reading of a series in it."""
        rounds: dict[Instant, dict[int, Applied]] = {}
        for reading in readings:
            if not self.columns.takes(chart, reading):
                continue
            row = self.columns.row(chart, reading)
            usable = reading.value is not None and reading.quality in USABLE
            cause = missing.NONE if usable else missing.cause_of(
                reading.status, has_value=reading.value is not None, is_pressure=reading.vital in CUFF_VITALS
            )
            rounds.setdefault(reading.measured_at, {})[row] = Applied(row, reading, usable, cause)
        return [list(rounds[at].values()) for at in sorted(rounds)]

    def apply(self, readings: Sequence[Applied]) -> None:
        """Applies one round: time passes to each reading's instant, then it counts, then what changed is weighed."""
        series = self.columns.series
        current = [one for one in readings if one.reading.measured_at >= series.measured_at[one.row]]
        for late in readings:
            if late.reading.measured_at < series.measured_at[late.row] and late.usable:
                self.columns.overhear(late.row, late.reading)
                series.usable_at[late.row] = series.silent_from[late.row] = late.reading.received_at
                self._monitor(late.row, int(series.clock_at[late.row]))
        if not current:
            return
        self._inflate(current)
        rows, usable = np.array([one.row for one in current]), np.array([one.usable for one in current])
        measured = np.array([one.reading.measured_at for one in current])
        values = np.array([one.reading.value if one.usable else np.nan for one in current], dtype=float)
        earlier = series.measured_at[rows]
        learn(series, rows, measured)
        clock = np.maximum(measured, series.clock_at[rows])
        busy = series.busy[rows].any()
        threshold.accumulate(series, rows, clock)
        spoke = series.usable[rows] & (series.clock_at[rows] <= series.speaks_until[rows])
        self._place(rows, current, usable, values)
        changed = (earlier < 0) | missing.take_down(series, rows) | recognise(self.columns, current, rows, usable)
        heard = rows[usable]
        if len(heard):
            self._remember([one for one in current if one.usable], heard, measured[usable])
            self._doubt(current, rows, earlier, spoke)
            self._look_up(current)
            threshold.compare(series, heard)
        if busy or series.busy[rows].any():
            threshold.count(series, heard)
            changed |= threshold.settle(series, rows, self._withhold).any(axis=1)
        changed[usable] |= suspicion.confirm(series, heard)
        changed |= look(self.columns, current, rows)
        if len(heard) < len(rows):
            changed |= missing.settle(series, rows, clock)
        changed |= self._refresh(rows, usable)
        self._weigh_rows(rows, changed, clock)
        self._baselines(current)
        self.rearm(rows)

    def _withhold(self, rows: Rows, due: Flags) -> Flags:
        return holding.withhold(self.columns, rows, due)

    def _remember(self, current: Sequence[Applied], heard: Rows, measured: Ints) -> None:
        """Puts usable readings into their series' windows."""
        series = self.columns.series
        newest = self.columns.windows.add(heard, measured, series.value[heard])
        plain = np.array([one.reading.status is Status.OK for one in current])
        series.plain[heard[newest]] = plain[newest]

    def _doubt(self, current: Sequence[Applied], rows: Rows, earlier: Ints, spoke: Flags) -> None:
        """Brings suspicion up to date."""
        series = self.columns.series
        doubtful = np.array([one.reading.quality is Quality.QUESTIONABLE for one in current])
        closer = suspicion.interesting(series, rows, spoke | (earlier < 0), doubtful)
        for place in np.flatnonzero(closer & series.usable[rows]).tolist():
            row = int(rows[place])
            rule = self.columns.chart_of(row).profile.suspicions[current[place].reading.vital]
            before = suspicion.Earlier(int(earlier[place]), bool(spoke[place]))
            suspicion.update(series, self.columns.windows, row, rule, before, doubtful=bool(doubtful[place]))

    def _inflate(self, current: Sequence[Applied]) -> None:
        """A cuff that inflates makes the vitals suspect whose sensor may be on its arm, before anything is judged."""
        series = self.columns.series
        for one in current:
            if one.reading.status is not Status.INFLATING or one.reading.vital not in CUFF_VITALS:
                continue
            chart, now = self.columns.chart_of(one.row), max(one.reading.measured_at, int(series.clock_at[one.row]))
            for vital, rule in chart.profile.suspicions.items():
                rows = np.array(chart.rows.get(vital, ()), dtype=np.intp)
                if rule.inflating_for and len(rows):
                    suspicion.inflate(series, rows, now + rule.inflating_for)
                    for row in rows.tolist():
                        holding.renew(self.columns, row)
                    self.rearm(rows)

    def _monitor(self, row: int, at: Instant) -> None:
        """A watched vital was heard out of order: that too ends `session.unmonitored`."""
        chart = self.columns.chart_of(row)
        if chart.unmonitored and VITALS[self.columns.series.vital[row]] in WATCHED:
            chart.unmonitored, chart.check_at = False, 0
            weigh(self.columns, chart, at)

    def _look_up(self, current: Sequence[Applied]) -> None:
        """Limits that rest on a baseline are those of the moment a value is compared."""
        for one in current:
            chart = self.columns.chart_of(one.row)
            if one.usable and one.reading.vital in chart.profile.relative:
                install(self.columns.series, one.row, chart, one.reading.vital)

    def _place(self, rows: Rows, current: Sequence[Applied], usable: Flags, values: Floats) -> None:
        """Writes the readings into the columns."""
        series = self.columns.series
        received = np.array([one.reading.received_at for one in current])
        cause = np.array([one.cause for one in current])
        posting = np.array([self.columns.posting[device] for device in series.device[rows].tolist()])
        interval = series.interval[rows]
        cuff = series.cuff[rows]
        slowest = missing.slowest(interval, posting)
        grey_for = np.where(cuff, interval + missing.CUFF_GRACE, np.maximum(slowest, missing.GREY_FOR))
        series.missing_for[rows] = np.where(cuff, NEVER, np.maximum(slowest, missing.MISSING_FOR))
        watch_for = np.maximum(slowest, missing.UNMONITORED_FOR)
        for row in rows[watch_for < series.watch_for[rows]].tolist():
            self.columns.chart_of(row).check_at = 0
        series.watch_for[rows] = watch_for
        series.value[rows] = values
        heard = rows[usable]
        series.before[heard], series.last[heard] = series.last[heard], values[usable]
        series.usable[rows] = usable
        series.speaks_until[rows] = np.where(usable, received + grey_for, -1)
        series.usable_at[rows] = np.where(usable, received, series.usable_at[rows])
        series.silent_from[rows] = np.where(usable, received, series.silent_from[rows])
        series.cause_at[rows] = np.where(cause == series.cause[rows], series.cause_at[rows], series.clock_at[rows])
        series.cause[rows] = cause

    def _refresh(self, rows: Rows, usable: Flags) -> Flags:
        """Notes which series are fresh now; says for which that is new."""
        series = self.columns.series
        changed: Flags = series.fresh[rows] != usable
        series.fresh[rows] = usable
        for place, row in enumerate(rows.tolist()):
            chart = self.columns.chart_of(row)
            if chart.unmonitored and usable[place] and VITALS[series.vital[row]] in WATCHED:
                chart.unmonitored, chart.check_at = False, 0
                changed[place] = True
        return changed

    def _baselines(self, current: Sequence[Applied]) -> None:
        """Takes the valid values into their sessions' baselines, and wakes whom they may concern."""
        composites.wake(self.columns, np.array([one.row for one in current], dtype=np.intp))
        for one in current:
            reading = one.reading
            if one.usable and reading.quality is Quality.VALID and reading.value is not None:
                chart = self.columns.chart_of(one.row)
                chart.baseline(reading.vital).add(float(reading.value), reading.measured_at, chart.phase)

    def enter_phase(self, chart: Chart, phase: str, at: Instant) -> None:
        """Moves a session to a phase: its series' time passes to `at` under the old limits, then the new ones hold."""
        rows = self._pass_to(chart, at)
        chart.enter(phase, at)
        limits_changed(self.columns.series, chart)
        self._expect_cuffs(rows[self.columns.series.cuff[rows]], chart)
        self._go_on(chart, rows, at)

    def change_limits(self, chart: Chart, profile: Profile, limits: dict[str, float], at: Instant) -> None:
        """Gives a session other limits than its profile's own, by rule; the others are the profile's again."""
        rows = self._pass_to(chart, at)
        chart.profile, chart.limits = moved(profile, limits), limits
        limits_changed(self.columns.series, chart)
        self._go_on(chart, rows, at)

    def _pass_to(self, chart: Chart, at: Instant) -> Rows:
        """Lets the time of all series of a session pass to `at`."""
        rows = np.array(chart.all_rows(), dtype=np.intp)
        if len(rows):
            threshold.accumulate(self.columns.series, rows, np.full(len(rows), at))
        return rows

    def _go_on(self, chart: Chart, rows: Rows, at: Instant) -> None:
        """Goes on with other limits."""
        if len(rows):
            holding.sweep(self.columns, rows)
            self.rearm(rows)
        weigh(self.columns, chart, at)

    def _expect_cuffs(self, cuffs: Rows, chart: Chart) -> None:
        """From a new phase on cuffs come at its cadence; the last one speaks as long as that allows."""
        series = self.columns.series
        series.interval[cuffs], series.gap_count[cuffs] = chart.cadence, 0
        fresh = cuffs[series.fresh[cuffs]]
        series.speaks_until[fresh] = series.usable_at[fresh] + chart.cadence + missing.CUFF_GRACE

    # -- time

    def rearm(self, rows: Rows) -> None:
        """Works out anew when each row next changes by time alone."""
        series = self.columns.series
        at = np.minimum(threshold.due(series, rows), missing.due(series, rows))
        series.due_at[rows] = np.minimum(at, np.where(series.fresh[rows], series.speaks_until[rows], NEVER))

    def fire(self, rows: Rows, at: Instant) -> None:
        """Lets these rows' time pass to `at`, where each has something due, and weighs what changed."""
        series = self.columns.series
        now = np.full(len(rows), at)
        # Only a clause moves the clock: readings on their way may have been measured before a value greyed.
        timed = threshold.due(series, rows) <= at
        threshold.accumulate(series, rows[timed], now[timed])
        changed = missing.settle(series, rows, now)
        changed[timed] |= threshold.settle(series, rows[timed], self._withhold).any(axis=1)
        stale = series.fresh[rows] & (series.speaks_until[rows] <= at)
        series.fresh[rows] &= ~stale
        self._weigh_rows(rows, changed | stale, now)
        self.rearm(rows)

    def fire_before(self, chart: Chart, at: Instant) -> None:
        """Fires what one session has due strictly before `at`."""
        rows = np.array(chart.all_rows(), dtype=np.intp)
        while len(rows) and (due := int(self.columns.series.due_at[rows].min())) < at:
            self.fire(rows[self.columns.series.due_at[rows] == due], due)

    def check(self, chart: Chart, at: Instant) -> None:
        """Looks whether a session is unmonitored at `at`, or when to look again."""
        chart.check_at = watched_until(self.columns, chart)
        if chart.check_at <= at:
            chart.check_at, chart.unmonitored = NEVER, True
            weigh(self.columns, chart, at)

    def _weigh_rows(self, rows: Rows, changed: Flags, at: Ints) -> None:
        """Weighs the sessions of the rows that changed, each at its own instant."""
        if changed.any():
            instants: dict[int, Instant] = {}
            for row, instant in zip(rows[changed].tolist(), at[changed].tolist(), strict=True):
                number = int(self.columns.series.session[row])
                instants[number] = max(instants.get(number, 0), instant)
            for number, instant in instants.items():
                weigh(self.columns, self.columns.charts[number], instant)
