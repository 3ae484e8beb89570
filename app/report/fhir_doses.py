"""Doses and adverse events in the FHIR bundle: Medication, MedicationAdministration, AdverseEvent."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.treatment.allowed import SEVERITIES
from alerts.treatment.dosing import Dose, doses
from alerts.treatment.history import corrected
from alerts.treatment.observed import AdverseEvent, events
from app.report.fhir_codes import OUTCOME, ROUTES, SERIOUS, SEVERITY, SNOMED, concept
from app.report.fhir_parts import Made, Resource, Sheet, extension, note, period, quantity, when
from monitors.entries import Entry
from monitors.instant import MINUTE
from monitors.steps import (
    AdverseEventEnded,
    AdverseEventNoted,
    DoseChanged,
    DosePaused,
    DoseResumed,
    DoseStarted,
    DoseStopped,
)


def treatment(sheet: Sheet) -> Iterator[Made]:
    """The medications with their lots, each dose, starts that were corrected, and the adverse events."""
    found = doses(sheet.record.history)
    gone = corrected(sheet.record.history)
    wrong = [
        (entry, entry.body) for entry in sheet.record.history
        if isinstance(entry.body, DoseStarted) and entry.number in gone
    ]
    lots = [(dose.drug, dose.lot) for dose in found.values()] + [(body.drug, body.lot) for _, body in wrong]
    for drug, lot in dict.fromkeys(lots):
        batch = {"lotNumber": lot} if lot else {}
        yield Made(sheet.resource("Medication", drug, lot, code={"text": drug}, batch=batch))
    for dose in found.values():
        yield _administration(sheet, dose)
    for entry, body in wrong:
        yield Made(_mistaken(sheet, entry, body), entry.by)
    for event in events(sheet.record.history).values():
        yield from _event(sheet, event)


def _administration(sheet: Sheet, dose: Dose) -> Made:
    """A dose as it counts: what went in by the end of the record, over which time, and all that happened to it."""
    start = next(entry for entry in sheet.record.history if entry.number == dose.number)
    assert isinstance(start.body, DoseStarted), "a dose bears the number of its start"
    took: Resource = (
        {"effectivePeriod": period(dose.started_at, dose.stopped_at)} if dose.infusion
        else {"effectiveDateTime": when(dose.started_at)}
    )
    made = sheet.resource(
        "MedicationAdministration", dose.id, status=_status(dose),
        statusReason=[{"text": dose.reason}] if dose.reason else [],
        **_about(sheet, dose.drug, dose.lot, dose.by), **took, dosage=_dosage(sheet, dose, start.body),
        note=([note(start.body.note)] if start.body.note else []) + list(_changes(sheet, dose.id)),
    )
    before = start.body.corrects
    mistaken = sheet.reference("MedicationAdministration", "corrected", before) if before else None
    return Made(made, dose.by, mistaken)


def _about(sheet: Sheet, drug: str, lot: str, by: str) -> Resource:
    return {
        "medicationReference": sheet.reference("Medication", drug, lot) | {"display": drug},
        "subject": sheet.patient, "context": sheet.encounter, "performer": [{"actor": sheet.person(by)}],
    }


def _status(dose: Dose) -> str:
    if dose.running:
        return "on-hold" if dose.paused else "in-progress"
    stopped_early = dose.infusion and dose.stopped_given < dose.amount
    return "stopped" if stopped_early else "completed"


def _route(route: str) -> Resource:
    return concept((SNOMED, ROUTES[route]), text=route) if route in ROUTES else {"text": route}


def _dosage(sheet: Sheet, dose: Dose, start: DoseStarted) -> Resource:
    """What went in, for an infusion the rate at which it runs or ran, and as what it was begun."""
    amount = f"{start.amount:g} {dose.unit}"
    begun = f"begun as {amount} over {dose.lasts_for / MINUTE:g} min" if dose.infusion else f"{amount} at once"
    rate = {"rateQuantity": quantity(dose.per_hour, f"{dose.unit}/h")} if dose.infusion else {}
    given = quantity(dose.given(sheet.record.until), dose.unit)
    return {"text": begun, "route": _route(dose.route), "dose": given, **rate}


def _changes(sheet: Sheet, name: str) -> Iterator[Resource]:
    """A note for each change, pause, resumption and stop, by whom and when it happened."""
    for entry in sheet.record.history:
        match entry.body:
            case DoseChanged(dose=dose) as told if dose == name:
                words = f"changed to {told.amount:g} in all at {told.per_hour:g} an hour: {told.reason}"
            case DosePaused(dose=dose) as told if dose == name:
                words = f"paused: {told.reason}"
            case DoseResumed(dose=dose) as told if dose == name:
                words = "resumed"
            case DoseStopped(dose=dose) as told if dose == name:
                wrong = "told, and corrected: " if entry.number in corrected(sheet.record.history) else ""
                words = f"{wrong}stopped with {told.given:g} given: {told.reason}"
            case _:
                continue
        yield note(words.rstrip(": "), sheet.person(entry.by), told.at)


def _mistaken(sheet: Sheet, entry: Entry, body: DoseStarted) -> Resource:
    """The start of a dose as it was told before it was corrected."""
    took: Resource = (
        {"effectivePeriod": period(body.at, body.at)} if body.lasts_for else {"effectiveDateTime": when(body.at)}
    )
    dosage = {
        "text": f"told as {body.amount:g} {body.unit}, and corrected", "route": _route(body.route),
        "dose": quantity(body.amount, body.unit),
    }
    return sheet.resource(
        "MedicationAdministration", "corrected", entry.number, status="entered-in-error",
        **_about(sheet, body.drug, body.lot, entry.by), **took, dosage=dosage,
        note=[note(body.note)] if body.note else [],
    )


def _event(sheet: Sheet, event: AdverseEvent) -> Iterator[Made]:
    """An adverse event; R4B has no field for its end, its notes and what a correction replaced: our extensions do."""
    entries = [entry for entry in sheet.record.history if getattr(entry.body, "event", "") == event.id]
    earlier = [entry for entry in entries if isinstance(entry.body, AdverseEventNoted) and entry.number < event.number]
    ends = [entry.by for entry in entries if isinstance(entry.body, AdverseEventEnded)]
    told = next(entry.at for entry in entries if entry.number == event.number)
    more = [extension("note", valueString=text) for text in (event.note, event.end_note) if text]
    if event.ended_at is not None:
        more.append(extension("ended", valueDateTime=when(event.ended_at)))
        more.append(extension("ended-by", valueReference=sheet.person(ends[-1])))
    for entry in earlier:
        body = entry.body
        assert isinstance(body, AdverseEventNoted)
        words = f"{body.what}, {body.severity}{', serious' if body.serious else ''}, at {when(body.at)}"
        more.append(extension("corrected", valueString=f"told before by {entry.by or 'the program'}: {words}"))
    yield Made(sheet.resource(
        "AdverseEvent", event.id, extension=more, actuality="actual", event={"text": event.what},
        subject=sheet.patient, encounter=sheet.encounter, date=when(event.at), recordedDate=when(told),
        seriousness=concept((SERIOUS, "Serious" if event.serious else "Non-serious")),
        severity=concept((SEVERITY, event.severity)) if event.severity in SEVERITIES else {"text": event.severity},
        outcome=concept((OUTCOME, "ongoing" if event.ended_at is None else "resolved")),
        recorder=sheet.person(event.by),
    ), event.by)
