"""Who and where in the FHIR bundle: patient, session, beds, persons, devices and the software."""

from __future__ import annotations

from collections.abc import Iterator

from app.report.course import courses
from app.report.fhir_codes import ACT, OURS, coding
from app.report.fhir_parts import SERVER, Made, Resource, Sheet, absent, period
from app.report.record import Record, beds
from monitors.steps import HandedOver

DISCLAIMER = "Not a cleared medical device: the bedside monitor stays the primary alarm."
"""What the software's Device says of itself."""


def people(sheet: Sheet) -> Iterator[Made]:
    """The patient, the session, its beds, the devices that measured, the software and every person in the journal."""
    yield Made(_patient(sheet))
    yield Made(_encounter(sheet))
    for bed in dict.fromkeys(bed for _, bed in beds(sheet.record.history)):
        yield Made(sheet.resource("Location", bed, identifier=_named("bed", bed), name=bed))
    yield Made(_software(sheet))
    for device in dict.fromkeys(line.device for line in sheet.record.lines):
        names = [{"name": device, "type": "user-friendly-name"}]
        yield Made(sheet.resource(
            "Device", device, identifier=_named("device", device), deviceName=names, patient=sheet.patient,
        ))
    for user in persons(sheet.record):
        yield Made(sheet.resource("Practitioner", user, identifier=_named("user", user), name=[{"text": user}]))


def persons(record: Record) -> list[str]:
    """The user names of all who told something of the session, watched over it or handled one of its alarms."""
    told = [entry.by for entry in record.history]
    told += [entry.body.to for entry in record.history if isinstance(entry.body, HandedOver)]
    for course in courses(record):
        told += [one.by for one in course.seen]
        told += [course.last.shelved.by] if course.last.shelved else []
    return sorted({by for by in told if by})


def _named(kind: str, name: str) -> list[Resource]:
    return [{"system": f"{OURS}:{kind}", "value": name}] if name else []


def _patient(sheet: Sheet) -> Resource:
    """The patient by label; what the clinic keeps elsewhere is marked as masked."""
    told = sheet.record.patient
    masked = absent("masked")
    known: dict[str, object] = {
        "name": [{"text": told.name} if told.name else masked],
        "gender": told.sex, "birthDate": told.birth_date,
    }
    if not told.sex:
        known["_gender"] = masked
    if not told.birth_date:
        known["_birthDate"] = masked
    return sheet.resource("Patient", identifier=_named("patient", sheet.record.label), **known)


def _encounter(sheet: Sheet) -> Resource:
    """The session: from its opening to its closing, at its beds one after another."""
    record = sheet.record
    stays = beds(record.history)
    ends = [*(since for since, _ in stays[1:]), record.closed_at]
    return sheet.resource(
        "Encounter", identifier=_named("session", record.session),
        status="in-progress" if record.closed_at is None else "finished",
        **{"class": coding(ACT, "AMB")}, type=[{"text": record.protocol.title}], subject=sheet.patient,
        period=period(record.opened_at, record.closed_at),
        location=[
            {
                "location": sheet.reference("Location", bed), "status": "active" if end is None else "completed",
                "period": period(since, end),
            }
            for (since, bed), end in zip(stays, ends, strict=True)
        ],
    )


def _software(sheet: Sheet) -> Resource:
    names = [{"name": "Infusion Watch", "type": "model-name"}]
    return sheet.resource(
        "Device", SERVER, deviceName=names, type={"text": "Monitoring software"}, note=[{"text": DISCLAIMER}],
    )
