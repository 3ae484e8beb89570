"""Wards for hypothesis: beds, devices and what they measure near the limits, drawn compactly."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import NamedTuple

from hypothesis import strategies as st

from monitors.reading import Quality, Reading, Status
from monitors.vitals import Vital
from tests.judge.steps import reading

LEVELS: dict[Vital, tuple[float, ...]] = {
    Vital.SPO2: (97, 89, 87, 84, 79, 75, 90, 91, 92, 96, 93, 85),
    Vital.HEART_RATE: (70, 121, 141, 118, 115, 110, 45, 39, 54, 101, 131, 120),
    Vital.PULSE_RATE: (72, 121, 141, 118, 115, 110, 45, 39, 54, 101, 131, 120),
    Vital.SYSTOLIC: (100, 119, 161, 181, 201, 131, 141, 155, 160, 112, 89, 79),
    Vital.DIASTOLIC: (60, 111, 121, 86, 100, 105),
    Vital.MEAN: (80, 60, 54, 65, 61, 55),
    Vital.RESPIRATORY_RATE: (14, 9, 7, 25, 31, 23, 10.5),
    Vital.TEMPERATURE: (37, 38.5, 36.5, 39.5, 35.05, 38),
}
FAST = (Vital.SPO2, Vital.HEART_RATE, Vital.PULSE_RATE, Vital.RESPIRATORY_RATE)
CUFFS = (Vital.SYSTOLIC, Vital.DIASTOLIC, Vital.MEAN)
NOT_OK = {
    "probe_off": (Status.PROBE_OFF, None), "searching": (Status.SEARCHING, None), "null": (Status.OK, None),
    "outside": (Status.OK, 400.0), "motion": (Status.MOTION, 400.0), "failed": (Status.FAILED, None),
    "inflating": (Status.INFLATING, None),
}
KINDS = (
    "value", "value", "value", "value", "falling", "plunging", "diving", "jumping", "questionable",
    "pumping", "silence", *NOT_OK,
)


class Segment(NamedTuple):
    """A few readings of one kind."""

    kind: str
    level: int
    readings: int


class Track(NamedTuple):
    """What a device measures of one vital."""

    vital: Vital
    start_s: float
    every_s: float
    jitter_s: float
    arterial: bool
    segments: list[Segment]


class Bedside(NamedTuple):
    """One device: how often it posts (0: at once), how late, how wrong its clock is, and when its session begins."""

    post_every_s: float
    lag_s: float
    offsets_s: tuple[float, float]
    session_from_s: float
    tracks: list[Track]


class Bed(NamedTuple):
    """One session and its devices."""

    profile: str
    phase: str
    devices: list[Bedside]


class Happening(NamedTuple):
    """What else happens; the numbers mean what the kind makes of them."""

    at_s: float
    kind: str
    bed: int
    number: int


class Ward(NamedTuple):
    """All of it; with a gateway, readings received at one instant come in one post."""

    beds: list[Bed]
    happenings: list[Happening]
    gateway: bool


HAPPENINGS = (
    "acknowledge", "acknowledge", "acknowledge", "shelve", "shelve", "shelve", "unshelve", "end_hold",
    "pause", "pause", "hear", "phase", "limit", "listen", "listen", "late", "old", "close", "resume", "bind", "correct",
    "move", "move", "stalled", "advanced", "expect", "expect", "done", "observe", "observe", "assess", "assess",
    "score",
)
SPOT = (Vital.RESPIRATORY_RATE, Vital.SPO2, Vital.SYSTOLIC, Vital.PULSE_RATE, Vital.TEMPERATURE)
"""What a person measures, all at once, for a score."""


def tracks(vitals: tuple[Vital, ...], every: tuple[float, ...], segments: int) -> st.SearchStrategy[Track]:
    """Tracks of some vitals at some cadences."""
    segment = st.builds(Segment, st.sampled_from(KINDS), st.integers(0, 11), st.sampled_from((6, 1, 2, 3, 12, 20)))
    sinking = [Segment("value", 0, 20), Segment("falling", 0, 20)]
    calm = st.sampled_from(([], [Segment("value", 0, 6)], [Segment("value", 0, 12)], sinking))
    drawn = st.builds(operator.add, calm, st.lists(segment, min_size=1, max_size=segments))
    return st.builds(
        Track, st.sampled_from(vitals), st.sampled_from((1, 0, 2.5)), st.sampled_from(every),
        st.sampled_from((0, 0, 0.3)), st.booleans(), drawn,
    )


def bedsides() -> st.SearchStrategy[Bedside]:
    """Devices with one to three tracks; cuffs are slow."""
    fast = tracks(FAST, (1, 1, 1, 2, 3, 7, 60), 5)
    slow = tracks(CUFFS, (60, 20, 120, 300, 600), 2)
    return st.builds(
        Bedside, st.sampled_from((0, 0, 5, 2, 30)), st.sampled_from((0, 0, 0.2, 3)),
        st.sampled_from(((0, 0), (0, 0), (45, 45), (0, -31), (40, 0))), st.sampled_from((0, 0, 0, 0, 70)),
        st.lists(st.one_of(fast, fast, slow), min_size=1, max_size=3, unique_by=lambda one: one.vital),
    )


USUAL = ("quick", "at-once", "quick", "at-once", "ketamine-iv", "general")


def wards(profiles: tuple[str, ...] = USUAL) -> st.SearchStrategy[Ward]:
    """Wards of one to three beds, each with one of the profiles."""
    bed = st.builds(
        Bed, st.sampled_from(profiles),
        st.sampled_from(("baseline", "infusion")), st.lists(bedsides(), min_size=1, max_size=2),
    )
    happening = st.builds(
        Happening, st.integers(2, 120), st.sampled_from(HAPPENINGS), st.integers(0, 2), st.integers(0, 11),
    )
    return st.builds(
        Ward, st.one_of(st.lists(bed, min_size=1, max_size=1), st.lists(bed, min_size=1, max_size=3)),
        st.lists(happening, max_size=12), st.booleans(),
    )


def measured(track: Track) -> Iterator[tuple[float, float | None, Status, Quality]]:
    """What a track measures: (seconds, value, status, quality)."""
    at_s, levels, number = track.start_s, LEVELS[track.vital], 0
    for kind, level, readings in track.segments:
        value = levels[level % len(levels)]
        for step in range(readings):
            at_s, number = at_s + track.every_s, number + 1
            when = at_s + track.jitter_s * (number * 7 % 3)
            if kind in NOT_OK:
                status, bad = NOT_OK[kind]
                yield when, bad, status, Quality.INVALID
            elif kind == "questionable":
                yield when, value, Status.OK, Quality.QUESTIONABLE
            elif kind == "falling":
                yield when, max(97 - step * 0.5, 50), Status.OK, Quality.VALID
            elif kind == "plunging":
                yield when, max(96 - step * 2.5, 50), Status.OK, Quality.VALID
            elif kind == "diving":
                yield when, max(96 - step * 9, 0), Status.OK, Quality.VALID if step < 6 else Quality.INVALID
            elif kind == "jumping":
                yield when, levels[0] if step % 7 < 2 else value, Status.OK, Quality.VALID
            elif kind == "pumping":
                yield when, value, Status.INFLATING, Quality.VALID
            elif kind == "value":
                yield when, value + (0.5 if number % 5 == 4 else 0), Status.OK, Quality.VALID


def readings_of(device: Bedside, name: str, session: str) -> Iterator[tuple[float, Reading]]:
    """Every reading of a device with the second it is received at."""
    for track in device.tracks:
        for at_s, value, status, quality in measured(track):
            received_s = at_s + device.lag_s
            if device.post_every_s:
                received_s = -(-received_s // device.post_every_s) * device.post_every_s
            yield received_s, reading(
                track.vital, value, at_s, received_s, device=name, status=status, quality=quality,
                session=session if received_s >= device.session_from_s else "",
                method="arterial" if track.arterial and track.vital in CUFFS else "",
                offset_s=device.offsets_s[received_s > 80],
            )
