"""The REMS summary of a session: what the monitoring form asks for, each with its time and source, or said as missing.

It fills no form and sends nothing; a person copies it, and adds what is not kept here.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from alerts.treatment.allowed import CONCOMITANTS
from alerts.treatment.dosing import doses, first_dose_at
from alerts.treatment.observed import events
from app.report.effects import EffectShown, effects
from app.report.figure import Figure, missing
from app.report.figures import named
from app.report.plain import NOT_A_DEVICE, FigureShown, figure_shown
from app.report.record import Record
from app.report.telling import stamp, told
from monitors.entries import Entry
from monitors.instant import HOUR
from monitors.steps import CheckedIn, DischargeDecided

FORM_WITHIN = 7 * 24 * HOUR
"""How soon after the dose the form is due (Spravato REMS; clinical reference, sessions)."""

NO_CHECK_IN = "nobody checked the patient in"
FROM_THE_FIGURES = ("watched", "bp_before", "bp_40_min", "bp_leaving")


class RemsDose(msgspec.Struct, frozen=True):
    """A dose as it counts; `lot` is "" where nobody told it."""

    dose: str
    drug: str
    route: str
    given: float
    unit: str
    lot: str
    at: str
    by: str


class SeriousShown(msgspec.Struct, frozen=True):
    """A serious adverse event; `ended_at` is null where nobody told its end."""

    what: str
    severity: str
    at: str
    ended_at: str | None
    by: str
    note: str


class RemsSummary(msgspec.Struct, frozen=True):
    """The summary; `missing` names every field that has no value, `form_due` is a week after the first dose."""

    session: str
    mode: str
    protocol: str
    made_at: str
    notice: str
    form_due: str | None
    fields: list[FigureShown]
    doses: list[RemsDose]
    effects: list[EffectShown]
    serious_events: list[SeriousShown]
    missing: list[str]


def rems(record: Record) -> RemsSummary:
    """The summary of a session, of any protocol; the form is for esketamine by the nose."""
    fields, first = list(_fields(record)), first_dose_at(record.history)
    given, found = list(_doses(record)), effects(record)
    lacking = [one.title for one in fields if one.value is None]
    lacking += [] if given else ["Doses"]
    lacking += [f"Lot of {one.dose}" for one in given if not one.lot]
    lacking += [f"{one.what}: whether it occurred" for one in found if one.occurred is None]
    lacking += [f"{one.what}: end" for one in found if one.occurred and one.ended_at is None]
    due = None if first is None else stamp(first + FORM_WITHIN, record.zone)
    return RemsSummary(
        record.session, record.mode, record.protocol.name, stamp(record.made_at, record.zone), NOT_A_DEVICE, due,
        [figure_shown(one, record.zone) for one in fields], given, found, list(_serious(record)), lacking,
    )


def _fields(record: Record) -> Iterator[Figure]:
    yield Figure("label", "Label of the patient", record.label, source="opening", at=record.opened_at)
    known, kept = record.patient, "it is not kept here"
    for name, title, value in (
        ("name", "Name", known.name), ("birth_date", "Birth date", known.birth_date), ("sex", "Sex", known.sex),
    ):
        yield Figure(name, title, value, source="patient") if value else missing(name, title, kept)
    yield from _checked_in(record)
    if record.site:
        yield Figure("site", "Site", record.site, source="setting")
    else:
        yield missing("site", "Site", "the setting `ward` doesn't name it")
    summary = named(record)
    yield from (summary[name] for name in FROM_THE_FIGURES)
    yield _ready(record)


def _checked_in(record: Record) -> Iterator[Figure]:
    """Prescriber and concomitants, by the check-in that counts."""
    found = [entry for entry in record.history if isinstance(entry.body, CheckedIn)]
    entry: Entry | None = found[-1] if found else None
    body = entry.body if entry is not None else None
    if entry is None or not isinstance(body, CheckedIn):
        yield missing("prescriber", "Prescriber", NO_CHECK_IN)
        yield from (missing(f"takes_{one}", f"Takes: {one}", NO_CHECK_IN) for one in CONCOMITANTS)
        return
    if body.prescriber:
        yield Figure("prescriber", "Prescriber", body.prescriber, at=entry.at, source=entry.by)
    else:
        yield missing("prescriber", "Prescriber", "the check-in doesn't name one")
    for one in CONCOMITANTS:
        value = "yes" if one in body.concomitants else "no"
        yield Figure(f"takes_{one}", f"Takes: {one}", value, at=entry.at, source=entry.by)


def _ready(record: Record) -> Figure:
    found = [one for one in record.history if isinstance(one.body, DischargeDecided)]
    if not found:
        return missing("ready_to_leave", "Ready to leave", "no discharge was decided")
    at, value = found[-1].at, stamp(found[-1].at, record.zone)
    return Figure("ready_to_leave", "Ready to leave", value, at=at, source=found[-1].by, note="the discharge")


def _doses(record: Record) -> Iterator[RemsDose]:
    for one in doses(record.history).values():
        at = stamp(one.started_at, record.zone)
        yield RemsDose(one.id, one.drug, one.route, one.given(record.until), one.unit, one.lot, at, one.by)


def _serious(record: Record) -> Iterator[SeriousShown]:
    for one in events(record.history).values():
        if one.serious:
            ended = None if one.ended_at is None else stamp(one.ended_at, record.zone)
            yield SeriousShown(one.what, one.severity, stamp(one.at, record.zone), ended, one.by, one.note)


def rems_text(record: Record) -> str:
    """The summary as lines that a person copies into the form."""
    one = rems(record)
    lines = [f"REMS summary of session {one.session} ({one.protocol}), made {one.made_at}", one.notice]
    if one.mode != "real":
        lines.append(f"MODE {one.mode.upper()}: no real patient")
    lines += ["", f"Form due by: {one.form_due or 'no dose was told'}"]
    lines += [f"{field.title}: {_value(field)}" for field in one.fields]
    lines += ["", "Doses:" if one.doses else "Doses: not recorded (no dose was told)"]
    lines += [
        f"  {dose.at}  {dose.drug} {told(dose.given, dose.unit)} {dose.route}, lot {dose.lot or 'not recorded'}"
        f" ({dose.by})" for dose in one.doses
    ]
    lines += ["", *(f"{effect.what}: {effect.told}" for effect in one.effects)]
    lines += ["", "Serious events:" if one.serious_events else "Serious events: none was noted"]
    lines += [
        f"  {event.at} to {event.ended_at or 'not recorded'}  {event.what}, {event.severity} ({event.by}) {event.note}"
        for event in one.serious_events
    ]
    lines += ["", f"Missing: {', '.join(one.missing) or 'nothing'}"]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _value(field: FigureShown) -> str:
    if field.value is None:
        return f"not recorded ({field.missing})"
    more = ", ".join(part for part in (field.at or "", field.source, field.note) if part)
    return f"{told(field.value, field.unit)} [{more}]"
