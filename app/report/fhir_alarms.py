"""Alarms in the FHIR bundle: a DetectedIssue for each episode, from its revisions, by the software."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.alarm import Alarm, Priority, State
from app.report.course import Course, courses
from app.report.fhir_codes import ALARM_KIND, CONDITION, concept
from app.report.fhir_parts import Made, Resource, Sheet, extension, period, quantity, when
from monitors.instant import Instant
from monitors.vitals import KINDS, Vital

SEVERITIES = {Priority.HIGH: "high", Priority.MEDIUM: "moderate", Priority.LOW: "low"}
"""FHIR's word for each priority."""


def alarms(sheet: Sheet) -> Iterator[Made]:
    """Every episode by its onset, with its highest priority; one that isn't over is preliminary."""
    for course in courses(sheet.record):
        alarm = course.last
        code = concept((CONDITION, alarm.condition), (ALARM_KIND, alarm.kind.value))
        yield Made(sheet.resource(
            "DetectedIssue", alarm.id, extension=_facts(alarm),
            identifier=[{"system": "urn:infusion-watch:alarm", "value": alarm.id}],
            status="final" if alarm.state is State.ENDED else "preliminary", code=code,
            severity=SEVERITIES[course.worst], patient=sheet.patient,
            identifiedPeriod=period(alarm.onset_at, course.over_at), author=sheet.person(""), detail=alarm.text,
            mitigation=list(_handled(sheet, course)),
        ))


def _facts(alarm: Alarm) -> list[Resource]:
    """What FHIR has no field for: the rule, its value and limit, the points that decided it, and how it stands."""
    unit = KINDS[Vital(alarm.vital)].unit if alarm.vital in set(Vital) else ""
    words = {
        "state": alarm.state.value, "rule": alarm.rule, "source": alarm.source, "vital": alarm.vital,
        "end-reason": alarm.end_reason,
    }
    numbers = {"value": alarm.value, "limit": alarm.limit, "baseline": alarm.baseline}
    return [
        *(extension(name, valueString=text) for name, text in words.items() if text),
        extension("since", valueDateTime=when(alarm.since_at)),
        extension("revision", valueInteger=alarm.revision),
        *([extension("unconfirmed", valueBoolean=True)] if alarm.unconfirmed else []),
        *(extension(name, **_number(value, unit)) for name, value in numbers.items() if value is not None),
        *(_point(at, value, unit) for at, value in alarm.evidence),
    ]


def _number(value: float, unit: str) -> Resource:
    return {"valueQuantity": quantity(value, unit)} if unit else {"valueDecimal": value}


def _point(at: Instant, value: float, unit: str) -> Resource:
    return extension("evidence", extension=[
        {"url": "at", "valueDateTime": when(at)}, {"url": "value", **_number(value, unit)},
    ])


def _handled(sheet: Sheet, course: Course) -> Iterator[Resource]:
    """Each time that somebody acknowledged it, and who put it off last, when and with which words."""
    for seen in course.seen:
        words = f"acknowledged: {seen.note}" if seen.note else "acknowledged"
        yield {"action": {"text": words}, "date": when(seen.at), "author": sheet.person(seen.by)}
    if (put := course.last.shelved) is not None:
        yield {"action": {"text": put.spoken}, "date": when(put.at), "author": sheet.person(put.by)}
