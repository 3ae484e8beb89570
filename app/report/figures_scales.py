"""The figures of the scales that persons observe: before the first dose and after it, and the dissociation's peak."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.treatment.dosing import first_dose_at
from alerts.treatment.observed import Observation, observations
from alerts.treatment.scales import SCALES, Scale
from app.report.event import PROGRAM, SCORE
from app.report.figure import Figure, missing
from app.report.record import Record


def asked(record: Record) -> list[str]:
    """The scales with a number that the protocol asks for or that somebody observed, in the order of the scales."""
    seen = {one.what for one in observations(record.history)} | {rule.what for rule in record.protocol.checks}
    return [what for what, scale in SCALES.items() if what in seen and not scale.words and not scale.free]


def of_scales(record: Record) -> Iterator[Figure]:
    """Before and after of every scale, and the highest dissociation."""
    first = first_dose_at(record.history)
    for what in asked(record):
        scale = SCALES[what]
        told = [one for one in observations(record.history) if one.what == what and not isinstance(one.value, str)]
        before = [one for one in told if first is None or one.at < first]
        after = [one for one in told if first is not None and one.at >= first]
        yield _one(f"{what}_before", f"{scale.name} before", scale, before[-1:], "it was not observed before the dose")
        why = "no dose was told" if first is None else "it was not observed since the first dose"
        yield _one(f"{what}_after", f"{scale.name} at the end", scale, after[-1:], why)
        if what == "dissociation":
            peak = sorted(after, key=lambda one: -float(one.value))[:1]
            yield _one("dissociation_peak", f"{scale.name} peak", scale, peak, why)


def _one(name: str, title: str, scale: Scale, found: list[Observation], why: str) -> Figure:
    if not found:
        return missing(name, title, why)
    (one,) = found
    note = f"of {scale.least:g} to {scale.most:g}"
    return Figure(name, title, float(one.value), SCORE, one.at, one.by or PROGRAM, note)
