"""Readings, batches and alarms for the journal's tests, fixed ones and drawn ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import strategies as st

from alerts.alarm import Acknowledgement, Alarm, Kind, Priority, Scope, State
from app.ports import Write
from monitors.entries import Received
from monitors.reading import Batch, Mode, Quality, Reading, Status
from monitors.vitals import Vital

SECOND = 1_000_000

READING = Reading(
    device="d1", epoch="0", vital=Vital.SPO2, value=97.0, status=Status.OK, quality=Quality.VALID, reason="",
    sequence=1, taken_at=None, received_at=SECOND, measured_at=SECOND, offset=0, late=False, session="s1", bed="1",
    method="", measurement="", mode=Mode.TEST,
)

ALARM = Alarm(
    id="s1.spo2.low.1", revision=1, at=10, scope=Scope(session="s1", bed="1"), condition="spo2.low",
    kind=Kind.PHYSIOLOGICAL, priority=Priority.MEDIUM, state=State.ON, onset_at=10, since_at=5, ended_at=None,
    text="SpO2 87 % below 90 % for 14 s", value=87.0, limit=90.0, rule="spo2-low", source="docs", vital="spo2",
    evidence=((4, 91.0), (5, 87.0)),
)


def received(*readings: Reading, at: int = 0) -> Write:
    """A write of one entry with these readings."""
    return Write([(at, "", Received(len(readings)), Batch.of(readings))])


def numbered(count: int, *, first: int = 1, like: Reading = READING) -> list[Reading]:
    """Readings a second apart with rising sequences."""
    return [like._replace(sequence=k, measured_at=k * SECOND) for k in range(first, first + count)]


def ended(alarm: Alarm, *, at: int, revision: int = 2) -> Alarm:
    """The revision at which an alarm ends."""
    return replace(
        alarm, revision=revision, at=at, state=State.ENDED, ended_at=at,
        acknowledged=Acknowledgement("anna", at - 1, "seen", None),
    )


def kept(readings: Iterable[Reading], seen: set[object]) -> list[Reading]:
    """The readings that are not there already, by the contract's key; `seen` gains the new keys."""
    fresh = []
    for one in readings:
        key: object = (one.device, one.epoch, one.vital, one.sequence)
        if one.sequence is None and one.taken_at is not None:
            value = ("status", one.status) if one.value is None else one.value
            key = (one.device, one.vital, one.taken_at, "by time", value)
        elif one.sequence is None:
            key = object()
        if key not in seen:
            fresh.append(one)
        seen.add(key)
    return fresh


micros = st.integers(-(2**62), 2**62)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.none() | st.sampled_from([0.0, -0.0, 97.0]) | st.floats(allow_nan=False)


def readings(device: str) -> st.SearchStrategy[Reading]:
    """Any readings of a few devices whose names begin so, with keys that meet now and then."""
    return st.builds(
        Reading,
        device=st.sampled_from([device, device + "b"]), epoch=st.sampled_from(["0", "1", "boot"]),
        vital=st.sampled_from(Vital), value=values, status=st.sampled_from(Status), quality=st.sampled_from(Quality),
        reason=texts, sequence=st.none() | st.integers(0, 3) | micros, taken_at=st.none() | st.integers(0, 3) | micros,
        received_at=micros, measured_at=micros, offset=micros, late=st.booleans(), session=texts, bed=texts,
        method=texts, measurement=texts, mode=st.sampled_from(Mode),
    )
