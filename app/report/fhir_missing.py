"""What is missing, said in the FHIR bundle: vitals that nobody measured, and checks of the protocol not done."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.treatment.due import expected
from alerts.treatment.scales import SCALES
from app.report.fhir_codes import ABSENT, CATEGORY, CHECK, LOINC, MDC, concept, of_scale, of_vital
from app.report.fhir_parts import Made, Resource, Sheet, category, period, when
from app.report.measured import usable
from monitors.vitals import CUFF_VITALS, Vital

_WATCHED: tuple[tuple[str, frozenset[Vital]], ...] = (
    ("oxygen saturation", frozenset({Vital.SPO2})),
    ("heart rate", frozenset({Vital.HEART_RATE, Vital.PULSE_RATE})),
    ("blood pressure", CUFF_VITALS),
)
"""What every session is watched by, with the vitals that tell it."""


def missing(sheet: Sheet) -> Iterator[Made]:
    """An Observation without a value, and with the reason, for each thing that should be there and isn't."""
    told = {line.vital for line in sheet.record.lines if any(map(usable, line.points))}
    for name, vitals in _WATCHED:
        if not told & vitals:
            yield Made(_unmeasured(sheet, name))
    wanted = {rule.what for rule in sheet.record.protocol.checks}
    for what, due_at in sorted(expected(sheet.record.history).items()):
        if what in wanted and due_at <= sheet.record.until:
            yield Made(sheet.observation(
                ("missing", what), of_scale(what) if what in SCALES else concept((CHECK, what)),
                category=category(CATEGORY, "survey" if what in SCALES else "procedure"),
                effectiveDateTime=when(due_at), dataAbsentReason=_reason(f"due at {when(due_at)} and not done"),
            ))


def _reason(text: str) -> Resource:
    return concept((ABSENT, "not-performed"), text=text)


def _unmeasured(sheet: Sheet, name: str) -> Resource:
    code = {
        "oxygen saturation": of_vital(Vital.SPO2), "heart rate": of_vital(Vital.HEART_RATE),
        "blood pressure": concept((LOINC, "85354-9"), (MDC, "150020"), text="Blood pressure"),
    }[name]
    absent: dict[str, object] = {"dataAbsentReason": _reason(f"no usable {name} was recorded in this session")}
    return sheet.observation(
        ("missing", name), code, category=category(CATEGORY, "vital-signs"),
        effectivePeriod=period(sheet.record.opened_at, sheet.record.until), **absent,
    )
