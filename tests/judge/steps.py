"""Readings and entries for the judges' tests, made in a few words; times are seconds after the start of the world."""

from __future__ import annotations

from monitors.entries import AnyBody, Entry, Received, SessionOpened
from monitors.instant import SECOND, Instant, seconds
from monitors.reading import Batch, Mode, Quality, Reading, Status
from monitors.vitals import Vital

START: Instant = 1_800_000_000 * SECOND


def instant(at_s: float) -> Instant:
    """The instant that many seconds after the start."""
    return START + seconds(at_s)


def reading(
    vital: Vital, value: float | None, measured_s: float, received_s: float | None = None, *, device: str = "d1",
    session: str = "s1", status: Status = Status.OK, quality: Quality | None = None, late: bool = False,
    method: str = "", offset_s: float = 0,
) -> Reading:
    """One reading; without a quality it is valid when it has a value, invalid when it has none."""
    if quality is None:
        quality = Quality.INVALID if value is None else Quality.VALID
    return Reading(
        device=device, epoch="0", vital=vital, value=value, status=status, quality=quality, reason="", sequence=None,
        taken_at=None, received_at=instant(measured_s if received_s is None else received_s),
        measured_at=instant(measured_s), offset=seconds(offset_s), late=late, session=session,
        bed=f"bed-{session}" if session else "", method=method, measurement="", mode=Mode.TEST,
    )


def entry(at_s: float, body: AnyBody, batch: Batch | None = None, by: str = "") -> Entry:
    """An entry, not yet numbered."""
    return Entry(0, instant(at_s), by, body, batch)


def received(at_s: float, *readings: Reading) -> Entry:
    """A post of these readings, as received then."""
    return entry(at_s, Received(len(readings)), Batch.of([one._replace(received_at=instant(at_s)) for one in readings]))


def opened(session: str = "s1", profile: str = "general", phase: str = "infusion", at_s: float = 0) -> Entry:
    """A session begins."""
    return entry(at_s, SessionOpened(session, f"bed-{session}", profile, profile, "Somebody", phase))


def numbered(entries: list[Entry]) -> list[Entry]:
    """The entries with their numbers, from 1."""
    return [Entry(number, one.at, one.by, one.body, one.batch) for number, one in enumerate(entries, 1)]
