"""The doses as events: start, changes, pauses and end, each with what went in by then."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.treatment.dosing import Dose, doses
from alerts.treatment.history import corrected
from app.report.event import PROGRAM, Event, Topic, joined
from app.report.record import Record
from app.report.telling import clock, number
from monitors.entries import Entry
from monitors.instant import MINUTE
from monitors.steps import DoseChanged, DosePaused, DoseResumed, DoseStarted, DoseStopped


def of_doses(record: Record) -> list[Event]:
    """Every event of every dose; an infusion that nobody stopped has its reckoned end."""
    found, known = [], doses(record.history)
    for entry in record.history:
        body = entry.body
        if isinstance(body, DoseStarted):
            found.append(_start(record, entry, body))
        elif isinstance(body, DoseChanged | DosePaused | DoseResumed | DoseStopped) and body.dose in known:
            found.append(_later(record, entry, body, known[body.dose]))
    return [*found, *_ended(record, known)]


def _start(record: Record, entry: Entry, told: DoseStarted) -> Event:
    note = joined(
        *_corrections(record, entry, told.corrects),
        f"over {told.lasts_for / MINUTE:g} min" if told.lasts_for else "", f"lot {told.lot}" if told.lot else "",
        told.note, _late(record, entry, told.at),
    )
    struck = entry.number in corrected(record.history)
    name = f"{told.drug} {told.route} ({told.dose}) begins"
    by = entry.by or PROGRAM
    return Event(told.at, Topic.DOSE, name, told.amount, told.unit, by, entry.number, note, struck)


def _later(
    record: Record, entry: Entry, told: DoseChanged | DosePaused | DoseResumed | DoseStopped, dose: Dose
) -> Event:
    so_far = f"{number(dose.given(told.at))} {dose.unit} in so far"
    late, name = _late(record, entry, told.at), f"{dose.drug} ({dose.id})"
    match told:
        case DoseChanged():
            value, unit = told.per_hour, f"{dose.unit}/h"
            what, note = "changed to", joined(f"{number(told.amount)} {dose.unit} in all", told.reason, so_far, late)
        case DosePaused():
            value, unit = dose.given(told.at), dose.unit
            what, note = "paused after", joined(told.reason, late)
        case DoseResumed():
            value, unit = dose.given(told.at), dose.unit
            what, note = "goes on after", late
        case DoseStopped():
            value, unit = told.given, dose.unit
            what, note = "stopped; given", joined(*_corrections(record, entry, told.corrects), told.reason, late)
    struck = entry.number in corrected(record.history)
    return Event(told.at, Topic.DOSE, f"{name} {what}", value, unit, entry.by or PROGRAM, entry.number, note, struck)


def _corrections(record: Record, entry: Entry, corrects: int) -> tuple[str, str]:
    """By which entry this one is corrected, and which one it corrects; "" for neither."""
    later = next((one.number for one in record.history if getattr(one.body, "corrects", 0) == entry.number), 0)
    return f"corrected by entry {later}" if later else "", f"corrects entry {corrects}" if corrects else ""


def _late(record: Record, entry: Entry, at: int) -> str:
    return f"told at {clock(entry.at, record.zone)}" if entry.at - at > MINUTE else ""


def _ended(record: Record, known: dict[str, Dose]) -> Iterator[Event]:
    """The ends that nobody told: the whole amount is in by reckoning."""
    for dose in known.values():
        if dose.running and (end := dose.ends_at) is not None and end <= record.until:
            note = "reckoned from the rate; nobody told its end"
            yield Event(end, Topic.DOSE, f"{dose.drug} ({dose.id}) is in", dose.given(end), dose.unit, note=note)
