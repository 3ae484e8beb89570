"""A session's record as a FHIR R4B bundle (docs/fhir.md): plain dictionaries, always the same for the same record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from app.report.fhir_alarms import alarms
from app.report.fhir_codes import AGENT, concept
from app.report.fhir_doses import treatment
from app.report.fhir_figures import summary
from app.report.fhir_missing import missing
from app.report.fhir_parts import Made, Resource, Sheet, when
from app.report.fhir_people import people
from app.report.fhir_told import told
from app.report.fhir_vitals import vitals
from app.report.record import Record


def bundle(record: Record) -> Resource:
    """The whole session as a collection, every reference of which leads to another entry of it."""
    sheet = Sheet(record)
    made = list(chain(
        people(sheet), summary(sheet), told(sheet), treatment(sheet), alarms(sheet), missing(sheet), vitals(sheet),
    ))
    made += list(_provenance(sheet, made))
    identifier = {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{sheet.id('Bundle', record.made_at)}"}
    return sheet.resource(
        "Bundle", record.made_at, identifier=identifier, type="collection", timestamp=when(record.made_at),
        entry=[{"fullUrl": f"urn:uuid:{one.resource['id']}", "resource": one.resource} for one in made],
    )


def _provenance(sheet: Sheet, made: Iterable[Made]) -> Iterator[Made]:
    """Who told what: one Provenance a person, one for what the software put together, and one a correction."""
    by: dict[str, list[Resource]] = {}
    for one in made:
        by.setdefault(one.by, []).append(_to(one))
    software = sheet.person("")
    for user, targets in by.items():
        agents = [{"type": concept((AGENT, "author")), "who": sheet.person(user)}] if user else []
        agents.append({"type": concept((AGENT, "assembler")), "who": software})
        yield Made(sheet.resource(
            "Provenance", "by", user, target=targets, recorded=when(sheet.record.made_at), agent=agents,
        ))
    for one in made:
        if one.corrects is not None:
            yield Made(sheet.resource(
                "Provenance", "correction", one.resource["id"], target=[_to(one)],
                recorded=when(sheet.record.made_at),
                agent=[{"type": concept((AGENT, "author")), "who": sheet.person(one.by)}],
                entity=[{"role": "revision", "what": one.corrects}],
            ))


def _to(made: Made) -> Resource:
    return {"reference": f"urn:uuid:{made.resource['id']}", "type": made.resource["resourceType"]}
