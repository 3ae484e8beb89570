"""Readings in the FHIR bundle: cuffs as panels, slow vitals one by one, fast ones as series, and the values of a cuff.

Every recorded reading is in the bundle once, at its exact time. For each cuff measurement a panel of vital signs names
it with the nearest other values; where such a value is a sample of a series, it is told once more as an Observation of
its own, derived from that series.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from app.ports import Point
from app.report.fhir_codes import ABSENT, CATEGORY, LOINC, MDC, QUALITY, concept, of_vital
from app.report.fhir_parts import Made, Resource, Sheet, category, extension, number, quantity, when
from app.report.fhir_series import Part, parts, sampled, series
from app.report.measured import TOGETHER, usable
from app.report.record import Line
from monitors.instant import MINUTE, Duration, Instant
from monitors.reading import Quality
from monitors.vitals import CUFF_VITALS, KINDS, Vital

NEAR: Duration = MINUTE
"""Another value belongs to a cuff measurement when it was measured within this time of it, before or after."""

BESIDE_A_CUFF = (
    Vital.HEART_RATE, Vital.PULSE_RATE, Vital.SPO2, Vital.RESPIRATORY_RATE, Vital.ETCO2, Vital.TEMPERATURE,
)
"""What a panel of vital signs names beside the pressure."""

_CUFF = (Vital.SYSTOLIC, Vital.DIASTOLIC, Vital.MEAN)

Measurement = tuple[str, Instant, int]
"""A cuff measurement: the device, the instant, and which of that instant."""


def vitals(sheet: Sheet) -> Iterator[Made]:
    """Every reading of the session, and a panel of vital signs for each cuff measurement."""
    lines = [line for line in sheet.record.lines if line.vital not in CUFF_VITALS]
    cut = [list(parts(line)) if sampled(line) else [] for line in lines]
    for line, pieces in zip(lines, cut, strict=True):
        yield from (Made(series(sheet, part, _group(line.vital), line.unit)) for part in pieces)
        if not pieces:
            yield from (Made(_single(sheet, line, place)) for place in range(len(line.points)))
    charted: dict[str, Resource] = {}
    panels = []
    for measurement, told in cuffs(sheet).items():
        yield Made(_pressure(sheet, measurement, told))
        members = [
            _nearest(sheet, line, pieces, measurement[1], charted) for line, pieces in zip(lines, cut, strict=True)
        ]
        panels.append(_panel(sheet, measurement, [one for one in members if one]))
    yield from map(Made, charted.values())
    yield from map(Made, panels)


def cuffs(sheet: Sheet) -> dict[Measurement, dict[Vital, Point]]:
    """The cuff measurements by time: what one device told within TOGETHER is one, named by its first instant."""
    points = [
        (point.measured_at, place, line.device, line.vital, point)
        for line in sheet.record.lines if line.vital in CUFF_VITALS for place, point in enumerate(line.points)
    ]
    found: dict[Measurement, dict[Vital, Point]] = {}
    newest: dict[str, Measurement] = {}
    for at, _, device, vital, point in sorted(points, key=lambda one: (one[0], one[2], one[1], _CUFF.index(one[3]))):
        key = newest.get(device)
        if key is None or vital in found[key] or at - key[1] > TOGETHER:
            again = sum(other[:2] == (device, at) for other in found) if key and key[1] == at else 0
            key = newest[device] = (device, at, again)
            found[key] = {}
        found[key][vital] = point
    return found


def told_value(point: Point, vital: Vital) -> Resource:
    """A reading's value and how far to trust it; the reason in place of the value where that is invalid."""
    unit = KINDS[vital].unit
    if not usable(point) or point.value is None:
        told = "the device gave no value" if point.value is None else f"{number(point.value)} {unit} was told"
        return {"dataAbsentReason": concept((ABSENT, "error"), text=f"invalid: {told}")}
    value: Resource = {"valueQuantity": quantity(point.value, unit)}
    if point.quality == Quality.QUESTIONABLE:
        value["interpretation"] = [concept((QUALITY, "questionable"))]
    return value


def _group(vital: Vital) -> str:
    return "therapy" if vital is Vital.PUMP_RATE else "vital-signs"


def _single(sheet: Sheet, line: Line, place: int, part: Part | None = None) -> Resource:
    """One reading as an Observation; with `part` as a copy of a sample of that part of a series."""
    point = line.points[place]
    derived = [sheet.reference("Observation", *part.key)] if part else []
    return sheet.observation(
        _key(line, place), of_vital(line.vital), category=category(CATEGORY, _group(line.vital)),
        effectiveDateTime=when(point.measured_at), device=sheet.reference("Device", line.device),
        derivedFrom=derived, **told_value(point, line.vital),
    )


def _key(line: Line, place: int) -> tuple[object, ...]:
    return "reading", line.vital.value, line.device, place


def _pressure(sheet: Sheet, measurement: Measurement, told: dict[Vital, Point]) -> Resource:
    """A cuff measurement; the systolic and the diastolic are always named, the mean where it was told."""
    components = [_component(measurement, vital, told) for vital in _CUFF if vital in told or vital is not Vital.MEAN]
    return sheet.observation(
        ("cuff", *measurement), concept((LOINC, "85354-9"), (MDC, "150020"), text="Blood pressure"),
        category=category(CATEGORY, "vital-signs"), effectiveDateTime=when(measurement[1]),
        device=sheet.reference("Device", measurement[0]), component=components,
    )


def _component(measurement: Measurement, vital: Vital, told: dict[Vital, Point]) -> Resource:
    """One pressure of a measurement, with its own time where that is another one."""
    if vital not in told:
        return {
            "code": of_vital(vital), "dataAbsentReason": concept((ABSENT, "unknown"), text="the device told none"),
        }
    point = told[vital]
    own = [] if point.measured_at == measurement[1] else [extension("at", valueDateTime=when(point.measured_at))]
    return {**({"extension": own} if own else {}), "code": of_vital(vital), **told_value(point, vital)}


def _nearest(
    sheet: Sheet, line: Line, cut: list[Part], at: Instant, charted: dict[str, Resource],
) -> Resource | None:
    """A reference to a line's nearest usable reading; `charted` takes in what was a sample of a series only."""
    if line.vital not in BESIDE_A_CUFF:
        return None
    around = range(*(bisect_left(line.points, edge, key=lambda one: one.measured_at) for edge in (
        at - NEAR, at + NEAR + 1,
    )))
    near = [(abs(line.points[place].measured_at - at), place) for place in around if usable(line.points[place])]
    if not near:
        return None
    place = min(near)[1]
    if cut:
        made = _single(sheet, line, place, _part_of(cut, place))
        charted[made["id"]] = made
    return sheet.reference("Observation", *_key(line, place))


def _part_of(cut: list[Part], place: int) -> Part:
    """The part of a series that holds its reading of this place."""
    for part in cut:
        if place < len(part.points):
            return part
        place -= len(part.points)
    raise IndexError(place)


def _panel(sheet: Sheet, measurement: Measurement, members: list[Resource]) -> Resource:
    return sheet.observation(
        ("panel", *measurement), concept((LOINC, "85353-1"), text="Vital signs"),
        category=category(CATEGORY, "vital-signs"), effectiveDateTime=when(measurement[1]),
        hasMember=[sheet.reference("Observation", "cuff", *measurement), *members],
    )
