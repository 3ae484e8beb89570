"""The Watch's state as bytes and back: a restart is the newest checkpoint plus the journal's tail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec
import numpy as np

from alerts.alarm import Alarm
from alerts.baseline import Baseline
from alerts.chart import Chart, Checks, Hold
from alerts.columns import Columns
from alerts.handling import Handling
from alerts.limit_changes import moved
from alerts.limits import gate
from alerts.pause import Pause
from alerts.presence import Device, Presence
from alerts.profile import Profile
from alerts.rules.composite import Standing
from alerts.rules.trend import Look
from alerts.unwatched import Heard, Listening
from alerts.windows import LENGTH
from monitors.instant import Duration, Instant
from monitors.vitals import VITALS, Vital


class KeptChart(msgspec.Struct):
    """A chart without its profile, which is known by name."""

    number: int
    id: str
    bed: str
    profile: str
    phase: str
    watch_from: Instant | None
    check_at: Instant
    unmonitored: bool
    left_at: Instant
    late: list[tuple[Vital, int, Instant, float]]
    rows: dict[Vital, list[int]]
    baselines: dict[Vital, Baseline]
    looks: list[tuple[int, str, Look]]
    holds: list[tuple[int, str, Hold]]
    held: dict[str, list[tuple[Instant, Instant]]]
    limits: dict[str, float]
    checks: Checks
    composites: dict[str, Standing]
    composite_at: Instant


class Kept(NamedTuple):
    """Columns, charts, alarms and devices as plain structures."""

    series: dict[str, bytes]
    size: int
    vacant: list[int]
    window_at: bytes
    window_value: bytes
    window_count: bytes
    charts: list[KeptChart]
    devices: list[str]
    posting: list[Duration]
    bed_of: dict[str, str]
    present: dict[str, Device]
    episodes: dict[str, int]
    handling: dict[str, Handling]
    pauses: list[tuple[str, str, Pause]]
    heard: Heard
    active: list[Alarm]
    ended: list[Alarm]


class State(msgspec.Struct):
    """All of it."""

    now: Instant
    entered_at: Instant
    opened: int
    sessions: dict[str, int]
    rules: dict[str, dict[str, str]]
    kept: Kept


_DECODER = msgspec.msgpack.Decoder(State)


def encode(state: State) -> bytes:
    """The state as bytes."""
    return msgspec.msgpack.encode(state)


def decode(state: bytes) -> State:
    """The state of its bytes; raises msgspec.ValidationError for another version's."""
    return _DECODER.decode(state)


def rules_of(profiles: Mapping[str, Profile]) -> dict[str, dict[str, str]]:
    """Each profile's rules in their order, by name, with all their numbers."""
    return {
        name: {rule.id: repr(rule) for rule in (*one.rules, *one.composites)} for name, one in profiles.items()
    }


def fits(known: State, profiles: Mapping[str, Profile]) -> bool:
    """Whether a state's clauses are those of these profiles, whatever their limits; else only the journal helps."""
    rules = rules_of(profiles)
    return all(list(known.rules[one.profile]) == list(rules.get(one.profile, ())) for one in known.kept.charts)


def _kept(chart: Chart) -> KeptChart:
    return KeptChart(
        chart.number, chart.id, chart.bed, chart.profile.name, chart.phase, chart.watch_from, chart.check_at,
        chart.unmonitored, chart.left_at, [(vital, side, *point) for (vital, side), point in chart.late.items()],
        chart.rows, chart.baselines, [(row, rule, look) for (row, rule), look in chart.looks.items()],
        [(row, condition, hold) for (row, condition), hold in chart.holds.items()], chart.held,
        chart.limits, chart.checks, chart.composites, chart.composite_at,
    )


def _chart(kept: KeptChart, profile: Profile) -> Chart:
    return Chart(
        kept.number, kept.id, kept.bed, moved(profile, kept.limits), kept.phase, kept.watch_from, kept.check_at,
        kept.unmonitored, kept.left_at, {(vital, side): (at, value) for vital, side, at, value in kept.late},
        kept.rows, kept.baselines, {(row, rule): look for row, rule, look in kept.looks},
        {(row, condition): hold for row, condition, hold in kept.holds}, kept.held,
        kept.limits, kept.checks,
        {rule.id: kept.composites[rule.id] for rule in profile.composites if rule.id in kept.composites},
        kept.composite_at,
    )


def take(columns: Columns, presence: Presence, listening: Listening) -> Kept:
    """What is in the columns now, and who is there."""
    size, windows, book = columns.series.size, columns.windows, columns.book
    return Kept(
        columns.series.dump(), size, columns.series.vacant, windows.at[:size].tobytes(), windows.value[:size].tobytes(),
        windows.count[:size].tobytes(), [_kept(one) for one in columns.charts.values()],
        columns.devices, columns.posting, columns.bed_of, presence.devices, book.episodes, book.handling,
        [(*key, one) for key, one in book.pauses.running.items()], listening.heard,
        list(book.active.values()), list(book.ended.values()),
    )


def restore(kept: Kept, columns: Columns, people: tuple[Presence, Listening], profiles: Mapping[str, Profile]) -> None:
    """Puts it back into empty columns, and into who talks and who listens."""
    presence, listening = people
    columns.series.load(kept.series, kept.size, kept.vacant)
    windows = columns.windows
    windows.reach(kept.size)
    shape = (kept.size, LENGTH)
    windows.at[: kept.size] = np.frombuffer(kept.window_at, dtype=np.int64).reshape(shape)
    windows.value[: kept.size] = np.frombuffer(kept.window_value, dtype=float).reshape(shape)
    windows.count[: kept.size] = np.frombuffer(kept.window_count, dtype=np.int64)
    columns.devices, columns.posting, columns.bed_of = kept.devices, kept.posting, kept.bed_of
    columns.device_number = {name: number for number, name in enumerate(kept.devices)}
    for one in kept.charts:
        chart = columns.charts[one.number] = _chart(one, profiles[one.profile])
        for row in chart.all_rows():
            vital = VITALS[columns.series.vital[row]]
            columns.row_of[one.number, vital, int(columns.series.device[row])] = row
            gate(columns.series, row, chart, vital)  # by the figures of now, not those of then
    presence.devices = kept.present
    listening.restore(kept.heard)
    book = columns.book
    book.episodes, book.handling = kept.episodes, kept.handling
    book.handling |= {chart.id: chart.profile.handling for chart in columns.charts.values()}
    book.restore(kept.active, kept.ended)
    book.pauses.running = {(bed, sound): pause for bed, sound, pause in kept.pauses}
    for chart in columns.charts.values():
        book.pauses.cap(chart.bed, chart.profile.handling.pause_at_most)
