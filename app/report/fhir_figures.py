"""The summary figures in the FHIR bundle: the same as in every report, what can't be known with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.report.fhir_codes import ABSENT, CATEGORY, FIGURE, concept
from app.report.fhir_parts import Made, Resource, Sheet, category, note, period, quantity, when
from app.report.figure import Figure
from app.report.figures import figures


def summary(sheet: Sheet) -> Iterator[Made]:
    """An Observation for each figure, by the software."""
    yield from (Made(_figure(sheet, one)) for one in figures(sheet.record))


def _figure(sheet: Sheet, one: Figure) -> Resource:
    code = re.sub(r"[^a-z0-9_]+", "_", one.name.lower())
    words = f"{one.source}: {one.note}" if one.source and one.note else one.source or one.note
    time: dict[str, object] = (
        {"effectivePeriod": period(sheet.record.opened_at, sheet.record.until)} if one.at is None
        else {"effectiveDateTime": when(one.at)}
    )
    return sheet.observation(
        ("figure", one.name), concept((FIGURE, code), text=one.title), category=category(CATEGORY, "procedure"),
        performer=[sheet.person("")], note=[note(words)] if words else [], **time, **_value(one),
    )


def _value(one: Figure) -> Resource:
    if one.value is None:
        return {"dataAbsentReason": concept((ABSENT, "unknown"), text=one.missing)}
    return {"valueString": one.told} if isinstance(one.value, str) else {"valueQuantity": quantity(one.value, one.unit)}
