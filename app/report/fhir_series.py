"""Readings of a fast vital in the FHIR bundle: parts of a series as SampledData, each sample at its exact time.

FHIR R4B's SampledData knows a regular period only, and readings aren't regular: their offsets stand in the extension
that HL7 made for R5's `offsets`, as HL7's own examples of R5 in R4 do. Where readings are exactly regular, the period
says it all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from app.ports import Point
from app.report.fhir_codes import ABSENT, CATEGORY, QUALITY, concept, of_vital
from app.report.fhir_parts import Resource, Sheet, absent, category, number, period, quantity
from app.report.measured import usable
from app.report.record import Line
from monitors.instant import MILLISECOND, MINUTE, SECOND, Duration, Instant
from monitors.reading import Quality
from monitors.vitals import Vital

SLOW: Duration = 30 * SECOND
"""From this usual interval on each reading is an Observation of its own."""

FEW = 5
"""As many readings at least make a series."""

SAMPLES = 900
"""As many samples at most are one Observation: a quarter of an hour at 1 Hz."""

GAP: Duration = MINUTE
"""A longer silence, or one of five usual intervals, begins another Observation."""

R5 = "http://hl7.org/fhir/5.0/StructureDefinition/extension-SampledData"
VALIDITY = {Quality.VALID: "0", Quality.QUESTIONABLE: "1", Quality.INVALID: "2"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a series; `place` is its number in it."""

    vital: Vital
    device: str
    place: int
    points: tuple[Point, ...]

    @property
    def key(self) -> tuple[object, ...]:
        """What its Observation's id is made of."""
        return "series", self.vital.value, self.device, self.place


def interval(points: Sequence[Point]) -> Duration:
    """The usual time between two readings; 0 where there are fewer than two."""
    apart = [after.measured_at - before.measured_at for before, after in pairwise(points)]
    return int(median(apart)) if apart else 0


def sampled(line: Line) -> bool:
    """Whether a vital comes so often that its readings are told as a series."""
    return len(line.points) >= FEW and interval(line.points) < SLOW


def parts(line: Line) -> Iterator[Part]:
    """A series cut where it is silent, and after SAMPLES samples."""
    silent = max(GAP, 5 * interval(line.points))
    begun: list[Point] = []
    place = 0
    for point in line.points:
        if begun and (len(begun) == SAMPLES or point.measured_at - begun[-1].measured_at > silent):
            yield Part(line.vital, line.device, place, tuple(begun))
            begun, place = [], place + 1
        begun.append(point)
    if begun:
        yield Part(line.vital, line.device, place, tuple(begun))


def series(sheet: Sheet, part: Part, group: str, unit: str) -> Resource:
    """The Observation of a part: its samples, E for an invalid one, and their validity where not all are valid."""
    points = part.points
    times = [point.measured_at for point in points]
    values = [_written(point.value) if usable(point) and point.value is not None else "E" for point in points]
    return sheet.observation(
        part.key, of_vital(part.vital), category=category(CATEGORY, group),
        effectivePeriod=period(times[0], times[-1]), device=sheet.reference("Device", part.device),
        valueSampledData=_sampled(times, values, unit), component=_doubts(points, times),
    )


def _written(value: float) -> str:
    """A number as text, without an exponent."""
    exact = number(value)
    return str(exact) if isinstance(exact, int) else f"{exact:.6f}".rstrip("0")


def _doubts(points: Sequence[Point], times: Sequence[Instant]) -> list[Resource]:
    """The validity of each sample, and how many are missing and why; nothing where all are valid."""
    qualities = [Quality(point.quality) if usable(point) else Quality.INVALID for point in points]
    invalid = qualities.count(Quality.INVALID)
    found: list[Resource] = []
    if set(qualities) != {Quality.VALID}:
        written = [VALIDITY[one] for one in qualities]
        found.append({"code": concept((QUALITY, "validity")), "valueSampledData": _sampled(times, written, "1")})
    if invalid:
        text = f"{invalid} of {len(points)} readings are invalid, E in the series"
        found.append({
            "code": concept((QUALITY, "invalid")), "dataAbsentReason": concept((ABSENT, "error"), text=text),
        })
    return found


def _sampled(times: Sequence[Instant], written: Sequence[str], unit: str) -> Resource:
    """SampledData of these texts: by a period where they are exactly regular, else by their offsets."""
    made: Resource = {"origin": quantity(0, unit), "dimensions": 1, "data": " ".join(written)}
    apart = {after - before for before, after in pairwise(times)}
    if len(apart) == 1 and (regular := apart.pop()):
        return made | {"period": number(regular / MILLISECOND)}
    offsets = " ".join(_written((at - times[0]) / MILLISECOND) for at in times)
    return made | {
        "_period": absent("not-applicable"),
        "extension": [
            {"url": f"{R5}.intervalUnit", "valueCode": "ms"}, {"url": f"{R5}.offsets", "valueString": offsets},
        ],
    }
