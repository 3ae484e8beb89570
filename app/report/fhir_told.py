"""What persons told of a session, in the FHIR bundle: check-in, scales, phases, gate, checks, handover, discharge."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.treatment.history import opened, phases
from alerts.treatment.observed import Observation, observations
from alerts.treatment.scales import SCALES
from app.report.fhir_codes import ABSENT, CATEGORY, CHECK, LOINC, SCALE, TOLD, concept, of_scale
from app.report.fhir_parts import Made, Resource, Sheet, category, note, period, plain, quantity, when
from monitors.entries import CheckDone, Entry, LimitChanged
from monitors.instant import MINUTE
from monitors.steps import CheckedIn, DischargeDecided, GateOverridden, HandedOver
from monitors.vitals import KINDS


def told(sheet: Sheet) -> Iterator[Made]:
    """Everything of the session's history that is neither a dose nor an adverse event."""
    history = sheet.record.history
    yield from _phases(sheet)
    yield from (_scale(sheet, one) for one in observations(history, all_told=True))
    if opened(history).weight_kg is not None and not any(isinstance(entry.body, CheckedIn) for entry in history):
        yield Made(_weight(sheet, history[0], opened(history).weight_kg or 0, "final"), history[0].by)
    last = max((entry.number for entry in history if isinstance(entry.body, CheckedIn)), default=0)
    for entry in history:
        match entry.body:
            case CheckedIn() as body:
                yield from _check_in(sheet, entry, body, "final" if entry.number == last else "entered-in-error")
            case GateOverridden() as body:
                yield Made(_gate(sheet, entry, body), entry.by)
            case DischargeDecided() as body:
                yield Made(_discharge(sheet, entry, body), entry.by)
            case HandedOver() as body:
                yield Made(_handover(sheet, entry, body), entry.by)
            case CheckDone() as body:
                check = concept((CHECK, body.what))
                yield Made(_entry(sheet, entry, "check_done", "procedure", valueCodeableConcept=check), entry.by)
            case LimitChanged() as body:
                yield Made(_limit(sheet, entry, body), entry.by)
            case _:
                pass


def _entry(sheet: Sheet, entry: Entry, code: str, group: str, **fields: object) -> Resource:
    """An Observation of what one entry tells, in our own system."""
    return sheet.observation(
        ("told", code, entry.number), concept((TOLD, code)), category=category(CATEGORY, group),
        effectiveDateTime=when(entry.at), performer=[sheet.person(entry.by)], **fields,
    )


def _part(code: str, **value: object) -> Resource:
    return {"code": concept((TOLD, code)), **value}


def _phases(sheet: Sheet) -> Iterator[Made]:
    stood = phases(sheet.record.history)
    ends = [*(since for since, _ in stood[1:]), sheet.record.closed_at]
    for place, ((since, phase), end) in enumerate(zip(stood, ends, strict=True)):
        yield Made(sheet.observation(
            ("phase", place), concept((TOLD, "phase")), category=category(CATEGORY, "procedure"),
            effectivePeriod=period(since, end), valueString=phase,
        ))


def _scale(sheet: Sheet, one: Observation) -> Made:
    """An observation of a scale; one that was corrected stays, as entered in error."""
    scale = SCALES.get(one.what)
    status = "entered-in-error" if one.corrected else "corrected" if one.corrects else "final"
    value: Resource = (
        {"valueString": one.value} if isinstance(one.value, str) else {"valueQuantity": quantity(one.value, "{score}")}
    )
    if isinstance(one.value, str) and not plain(one.value):
        value = {"dataAbsentReason": concept((ABSENT, "unknown"), text="nothing was written")}
    items = [
        {"code": concept((SCALE, f"{one.what}-{place}")), "valueQuantity": quantity(item, "{score}")}
        for place, item in enumerate(one.items, 1) if scale is not None and place <= len(scale.prompts)
    ]
    made = sheet.observation(
        ("scale", one.number), of_scale(one.what), status=status, category=category(CATEGORY, "survey"),
        effectiveDateTime=when(one.at), issued=when(one.told_at), performer=[sheet.person(one.by)],
        component=items, note=[note(one.note)] if one.note else [], **value,
    )
    before = sheet.reference("Observation", "scale", one.corrects) if one.corrects else None
    return Made(made, one.by, before)


def _weight(sheet: Sheet, entry: Entry, weight_kg: float, status: str) -> Resource:
    return sheet.observation(
        ("weight", entry.number), concept((LOINC, "29463-7")), status=status,
        category=category(CATEGORY, "vital-signs"), effectiveDateTime=when(entry.at),
        performer=[sheet.person(entry.by)], valueQuantity=quantity(weight_kg, "kg"),
    )


def _check_in(sheet: Sheet, entry: Entry, body: CheckedIn, status: str) -> Iterator[Made]:
    """The check-in with what is planned, the weight and the age; the last check-in counts."""
    parts = [
        *(_part("identified_by", valueString=one) for one in body.identified_by if one),
        _part("drug", valueString=body.drug.strip() or "not told"),
        _part("route", valueString=body.route.strip() or "not told"),
        _part("planned_dose", valueQuantity=quantity(body.dose, body.dose_unit)),
        _part("planned_time", valueQuantity=quantity(body.lasts_for / MINUTE, "min")),
        *(_part("concomitants", valueString=one) for one in body.concomitants or ("none told",)),
        *([_part("prescriber", valueString=body.prescriber)] if body.prescriber else []),
    ]
    notes = [note(body.note)] if body.note else []
    yield Made(_entry(sheet, entry, "check_in", "survey", status=status, component=parts, note=notes), entry.by)
    yield Made(_weight(sheet, entry, body.weight_kg, status), entry.by)
    yield Made(sheet.observation(
        ("age", entry.number), concept((LOINC, "30525-0")), status=status, category=category(CATEGORY, "survey"),
        effectiveDateTime=when(entry.at), performer=[sheet.person(entry.by)],
        valueQuantity=quantity(body.age_years, "a"),
    ), entry.by)


def _gate(sheet: Sheet, entry: Entry, body: GateOverridden) -> Resource:
    """Findings that a prescriber let pass: an issue that was detected, with the reason as what was done about it."""
    return sheet.resource(
        "DetectedIssue", "gate", entry.number, status="final", code=concept((TOLD, "gate_overridden")),
        patient=sheet.patient, identifiedDateTime=when(entry.at), author=sheet.person(""),
        detail="; ".join(body.findings),
        mitigation=[{
            "action": {"text": f"overridden: {body.reason}"}, "date": when(entry.at), "author": sheet.person(entry.by),
        }],
    )


def _discharge(sheet: Sheet, entry: Entry, body: DischargeDecided) -> Resource:
    """That the person may leave, with each criterion met (true) or not, the escort and the reason."""
    criteria = [(name, True) for name in body.met] + [(name, False) for name in body.unmet]
    parts = [
        {"code": concept((TOLD, "criterion"), text=name), "valueBoolean": met} for name, met in criteria
    ]
    escort = [_part("escort", valueString=body.escort)] if body.escort else []
    notes = [note(body.reason)] if body.reason else []
    words = "the person may leave"
    return _entry(sheet, entry, "discharge", "survey", valueString=words, component=[*parts, *escort], note=notes)


def _limit(sheet: Sheet, entry: Entry, body: LimitChanged) -> Resource:
    """Another limit of a rule, as its profile would write it; the profile's own again where there is no number."""
    confirmed = f" (proposed by {body.proposed_by})" if body.proposed_by else ""
    words = f"{body.rule}: {body.reason or 'no reason'}{confirmed}"
    return _entry(sheet, entry, "limit", "procedure", **_limit_value(sheet, body), note=[note(words)])


def _limit_value(sheet: Sheet, body: LimitChanged) -> Resource:
    """A limit with its unit; words where it is a distance from the baseline, or the profile's own again."""
    rule = next((one for one in sheet.record.profile.thresholds if one.id == body.rule), None)
    if body.limit is None:
        return {"valueString": "the profile's own"}
    if rule is None:
        return {"valueString": f"{body.limit:g}"}
    unit = "%" if rule.percent else KINDS[rule.vital].unit
    if rule.relative:
        return {"valueString": f"{body.limit:g} {unit} from the baseline"}
    return {"valueQuantity": quantity(body.limit, unit)}


def _handover(sheet: Sheet, entry: Entry, body: HandedOver) -> Resource:
    payload = [{"contentString": f"From now on {body.to} watches over this session. {body.note}".strip()}]
    return sheet.resource(
        "Communication", entry.number, status="completed", subject=sheet.patient, encounter=sheet.encounter,
        sent=when(entry.at), sender=sheet.person(entry.by), recipient=[sheet.person(body.to)], payload=payload,
    )
