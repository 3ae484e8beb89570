"""The Watch's state as bytes and back: a restart is the newest checkpoint plus the journal's tail."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

import msgspec
import numpy as np

from alerts.alarm import Alarm, Priority
from alerts.baseline import Baseline
from alerts.chart import Chart
from alerts.columns import Columns
from alerts.presence import Device, Presence
from alerts.profile import Profile
from alerts.rules.trend import Look
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
    rows: dict[Vital, list[int]]
    baselines: dict[Vital, Baseline]
    looks: list[tuple[int, str, Look]]


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
    present: dict[str, Device]
    episodes: dict[str, int]
    expires_after: dict[str, dict[Priority, Duration]]
    active: list[Alarm]
    ended: list[Alarm]


class State(msgspec.Struct):
    """All of it."""

    now: Instant
    entered_at: Instant
    opened: int
    sessions: dict[str, int]
    kept: Kept


_DECODER = msgspec.msgpack.Decoder(State)


def encode(state: State) -> bytes:
    """The state as bytes."""
    return msgspec.msgpack.encode(state)


def decode(state: bytes) -> State:
    """The state of its bytes; raises msgspec.ValidationError for another version's."""
    return _DECODER.decode(state)


def take(columns: Columns, presence: Presence) -> Kept:
    """What is in the columns now."""
    size, windows, book = columns.series.size, columns.windows, columns.book
    charts = [
        KeptChart(
            one.number, one.id, one.bed, one.profile.name, one.phase, one.watch_from, one.check_at, one.unmonitored,
            one.left_at, one.rows, one.baselines, [(row, rule, look) for (row, rule), look in one.looks.items()],
        )
        for one in columns.charts.values()
    ]
    return Kept(
        columns.series.dump(), size, columns.series.vacant, windows.at[:size].tobytes(), windows.value[:size].tobytes(),
        windows.count[:size].tobytes(), charts, columns.devices, columns.posting, presence.devices, book.episodes,
        book.expires_after, list(book.active.values()), list(book.ended.values()),
    )


def restore(kept: Kept, columns: Columns, presence: Presence, profiles: Mapping[str, Profile]) -> None:
    """Puts it back into empty columns."""
    columns.series.load(kept.series, kept.size, kept.vacant)
    windows = columns.windows
    windows.reach(kept.size)
    shape = (kept.size, LENGTH)
    windows.at[: kept.size] = np.frombuffer(kept.window_at, dtype=np.int64).reshape(shape)
    windows.value[: kept.size] = np.frombuffer(kept.window_value, dtype=float).reshape(shape)
    windows.count[: kept.size] = np.frombuffer(kept.window_count, dtype=np.int64)
    columns.devices, columns.posting = kept.devices, kept.posting
    columns.device_number = {name: number for number, name in enumerate(kept.devices)}
    for one in kept.charts:
        columns.charts[one.number] = Chart(
            one.number, one.id, one.bed, profiles[one.profile], one.phase, one.watch_from, one.check_at,
            one.unmonitored, one.left_at, one.rows, one.baselines, {(row, rule): look for row, rule, look in one.looks},
        )
        for row in columns.charts[one.number].all_rows():
            key = (one.number, VITALS[columns.series.vital[row]], int(columns.series.device[row]))
            columns.row_of[key] = row
    presence.devices = kept.present
    book = columns.book
    book.episodes, book.expires_after = kept.episodes, kept.expires_after
    book.active = {alarm.id: alarm for alarm in kept.active}
    book.open = {(alarm.scope.id, alarm.condition): alarm.id for alarm in kept.active}
    book.ended = OrderedDict((alarm.id, alarm) for alarm in kept.ended)
