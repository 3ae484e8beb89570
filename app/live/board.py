"""What every bed's tile shows: a pure reducer from accepted readings and the roster to the bed's JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from alerts.alarm import Alarm
from app.live.messages import BedMessage, PausedMessage, SparklineMessage, VitalMessage, optional
from app.live.sparkline import LENGTH, Sparkline
from app.ports import Journal
from monitors.entries import (
    BedAdded,
    ClockCorrected,
    DeviceBound,
    Entry,
    LimitChanged,
    PhaseChanged,
    Received,
    SessionClosed,
    SessionMoved,
    SessionOpened,
)
from monitors.instant import MINUTE, SECOND, Duration, Instant, rfc3339
from monitors.reading import Quality
from monitors.vitals import CUFF_VITALS, KINDS, VITALS, Vital

if TYPE_CHECKING:
    from alerts.pause import Pause
    from alerts.watch import Watch
    from monitors.session import Roster, Session

NO_SESSION = (5 * SECOND, 30 * SECOND)
NO_SESSION_CUFF = (16 * MINUTE, 16 * MINUTE)
"""Greys after, blanks after, where no session says better: CLINICAL section 6, cuffs every 15 min and 60 s."""

Limits = dict[Vital, tuple[float | None, float | None]]

CHECK_PROBE = "check probe"
"""The reason of a value that looks like an artefact of the sensor (CONTRACT section 4)."""


class Seen(NamedTuple):
    """The newest reading of a series."""

    device: str
    value: float | None
    measured_at: Instant
    quality: str
    reason: str
    status: str


@dataclass(slots=True)
class Tile:
    """One bed: by vital and device the newest reading and the last half hour; never two devices in one line."""

    seen: dict[Vital, dict[str, Seen]] = field(default_factory=dict)
    lines: dict[Vital, dict[str, Sparkline]] = field(default_factory=dict)

    def forget(self, device: str) -> None:
        """Drops a device's readings."""
        for vital in list(self.seen):
            self.seen[vital].pop(device, None)
            if not self.seen[vital]:
                del self.seen[vital]


@dataclass(slots=True)
class Changed:
    """The beds whose tile changed, and those whose sparkline gained a point."""

    beds: set[str] = field(default_factory=set)
    lines: set[str] = field(default_factory=set)


class BedViews:
    """The tiles of all beds; `apply` comes after the roster's and the Watch's."""

    def __init__(self, roster: Roster, watch: Watch) -> None:
        self._roster = roster
        self._watch = watch
        self._tiles: dict[str, Tile] = {}
        self._bed_of: dict[str, str | None] = {}
        self._sits_at: dict[str, str] = {}
        self._paused: dict[str, dict[str, Pause]] = {}

    def apply(self, entry: Entry) -> Changed:
        """Takes one entry in and says what changed."""
        match entry.body:
            case Received():
                return self._received(entry)
            case ClockCorrected(device=device, shift=shift):
                return self._corrected(device, shift)
            case BedAdded(bed=bed):
                return Changed({bed}, set())
            case DeviceBound(device=device, bed=bed):
                return self._bound(device, bed)
            case SessionOpened(session=session, bed=bed):
                self._sits_at[session] = bed
                return self._clear(bed)
            case SessionMoved(session=session, bed=bed):
                return self._moved(session, bed)
            case SessionClosed(session=session):
                self._sits_at.pop(session, None)
                return self._clear(self._roster.sessions[session].bed)
            case PhaseChanged(session=session) | LimitChanged(session=session):
                return Changed({self._roster.sessions[session].bed}, set())
            case _:
                return Changed()

    def rebuild(self, journal: Journal, now: Instant) -> None:
        """Fills the tiles of the open sessions from the recorded readings of the last half hour."""
        self._paused = self._watch.pauses()
        self._bed_of = {device.id: device.bed for device in self._roster.devices.values()}
        for session in self._roster.sessions.values():
            if session.closed_at is not None:
                continue
            self._sits_at[session.id] = session.bed
            since = now - LENGTH
            for name, device in journal.series(session.id, [vital.value for vital in VITALS], since, now):
                vital = Vital(name)
                for point in journal.points(session.id, name, device, since, now):
                    # The recorded point has no status; none is made up.
                    told = Seen(device, point.value, point.measured_at, point.quality, "", "")
                    self._take(session.bed, session.id, vital, told)

    def running(self, now: Instant) -> dict[str, Alarm]:
        """The active alarms by id, each with its value and sentence as they are at an instant."""
        return {alarm.id: alarm for alarm in self._watch.active(now)}

    def beds(self) -> Iterator[str]:
        """Every bed's name, in the order in which they were added."""
        return iter(self._roster.beds)

    def view(self, bed: str, now: Instant, *, sparkline: bool) -> BedMessage:
        """The bed's JSON at an instant."""
        session = self._roster.open_session_on(bed)
        tile = self._tiles.get(bed, Tile())
        limits: Limits = self._watch.limits(session.id) if session else {}
        vitals: dict[str, VitalMessage] = {}
        lines: SparklineMessage = {}
        sources = self._watch.sources(session.id) if session else {}
        changed = self._watch.changed_limits(session.id) if session else frozenset()
        suspects = self._watch.suspects(session.id, now) if session else frozenset()
        for vital, series in tile.seen.items():
            # The number on the tile is the one that is judged; where nothing is judged, the newest.
            seen = series.get(sources.get(vital, "")) or max(series.values(), key=lambda one: one.measured_at)
            horizon = self._horizon(session.id if session else "", vital, seen.device)
            if vital in suspects and seen.quality == Quality.VALID:
                seen = seen._replace(quality=Quality.QUESTIONABLE.value, reason=CHECK_PROBE)
            vitals[vital.value] = _vital(vital, seen, limits.get(vital, (None, None)), horizon, now)
            if vital in changed:
                vitals[vital.value] = structs.replace(vitals[vital.value], differs=True)
            line = tile.lines.get(vital, {}).get(seen.device)
            if sparkline and line is not None:
                lines[vital.value] = line.points(now, horizon[0])
        made = _bed(bed, session, self._device(bed), vitals, self._watch.pauses(now).get(bed, {}))
        return structs.replace(made, sparkline=lines) if sparkline else made

    def repaused(self) -> set[str]:
        """The beds whose paused sounds are others than when this was last asked."""
        before, self._paused = self._paused, self._watch.pauses()
        return {bed for bed in before.keys() | self._paused.keys() if before.get(bed) != self._paused.get(bed)}

    def _received(self, entry: Entry) -> Changed:
        changed = Changed()
        if entry.batch is None:
            return changed
        for row in entry.batch.rows():
            # What was measured before a session moved shows where it is now.
            bed = self._sits_at.get(row.session, row.bed)
            if not bed:
                continue
            told = Seen(row.device, row.value, row.measured_at, row.quality, row.reason, row.status)
            shown, gained = self._take(bed, row.session, row.vital, told)
            if shown or gained:
                changed.beds.add(bed)
            if gained:
                changed.lines.add(bed)
        return changed

    def _take(self, bed: str, session: str, vital: Vital, told: Seen) -> tuple[bool, bool]:
        """Whether the shown value changed, and whether the sparkline gained a point."""
        open_now = self._roster.open_session_on(bed)
        if session != (open_now.id if open_now else ""):
            return False, False  # an earlier patient's reading never shows on the next one's tile
        tile = self._tiles.setdefault(bed, Tile())
        series = tile.seen.setdefault(vital, {})
        seen = series.get(told.device)
        shown = seen is None or told.measured_at >= seen.measured_at
        if shown:
            series[told.device] = _keeping_cuff(vital, seen, told)
        if told.value is None or told.quality == Quality.INVALID:
            return shown, False
        line = tile.lines.setdefault(vital, {}).setdefault(told.device, Sparkline())
        return shown, line.add(told.measured_at, told.value, told.device)

    def _corrected(self, device: str, shift: Duration) -> Changed:
        """What a device showed was measured `shift` earlier."""
        beds = set[str]()
        for bed, tile in self._tiles.items():
            for series in tile.seen.values():
                if (seen := series.get(device)) is not None:
                    series[device] = seen._replace(measured_at=max(0, seen.measured_at - shift))
                    beds.add(bed)
            for lines in tile.lines.values():
                if device in lines and lines[device].move(device, shift):
                    beds.add(bed)
        return Changed(beds, set(beds))

    def _bound(self, device: str, bed: str | None) -> Changed:
        before = self._bed_of.get(device)
        self._bed_of[device] = bed
        changed = Changed({one for one in (before, bed) if one}, set())
        if before and before != bed and before in self._tiles:
            self._tiles[before].forget(device)
        return changed

    def _moved(self, session: str, bed: str) -> Changed:
        """The session's tile is at another bed; what stays behind was taken off it before."""
        before = self._sits_at.get(session, bed)
        self._sits_at[session] = bed
        self._tiles[bed] = self._tiles.pop(before, Tile())
        return Changed({before, bed}, {before, bed})

    def _clear(self, bed: str) -> Changed:
        self._tiles.pop(bed, None)
        return Changed({bed}, {bed})

    def _device(self, bed: str) -> str | None:
        return next((device.id for device in self._roster.devices.values() if device.bed == bed), None)

    def _horizon(self, session: str, vital: Vital, device: str) -> tuple[Duration, Duration]:
        if not session:
            return NO_SESSION_CUFF if vital in CUFF_VITALS else NO_SESSION
        return self._watch.horizon(session, vital, device)


def _keeping_cuff(vital: Vital, before: Seen | None, told: Seen) -> Seen:
    """A cuff that inflates or fails leaves the last measured pressure on the tile, with its own time."""
    if vital in CUFF_VITALS and told.value is None and before is not None:
        return before._replace(status=told.status, reason=told.reason)
    return told


def _vital(
    vital: Vital, seen: Seen, limits: tuple[float | None, float | None], horizon: tuple[Duration, Duration],
    now: Instant,
) -> VitalMessage:
    age = max(0, now - seen.measured_at)
    if age >= horizon[1]:
        # A value this old is no value, whoever looks: hazard H3, a stale value shown as live.
        seen = seen._replace(value=None, quality=Quality.INVALID, reason=f"no data for {age // SECOND} s")
    return VitalMessage(
        value=seen.value, unit=KINDS[vital].unit, measured_at=rfc3339(seen.measured_at),
        age_s=round(age / SECOND, 3), quality=seen.quality, reason=seen.reason,
        status=seen.status, device=seen.device, low=limits[0], high=limits[1],
        grey_after_s=horizon[0] / SECOND, blank_after_s=horizon[1] / SECOND,
    )


def _bed(
    bed: str, session: Session | None, device: str | None, vitals: dict[str, VitalMessage], pauses: Mapping[str, Pause]
) -> BedMessage:
    paused = {sound: PausedMessage(rfc3339(one.until_at), one.by) for sound, one in pauses.items()}
    if session is None:
        return BedMessage(bed, None, None, None, None, None, None, device, vitals, paused)
    return BedMessage(
        bed, session.id, session.patient, session.phase, optional(session.phase_at), rfc3339(session.opened_at),
        session.protocol, device, vitals, paused,
    )
