"""A scripted session of each protocol, start to discharge, as requests at minutes, for tests that walk it.

`PATH` in a request stands for the session's own path, `SESSION` for its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FINE = {"spo2": 97, "heart_rate": 68, "systolic": 122, "diastolic": 76, "mean": 91, "respiratory_rate": 14}
UP = {"spo2": 96, "heart_rate": 76, "systolic": 136, "diastolic": 84, "mean": 101, "respiratory_rate": 13}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request at a minute, and who asks."""

    minute: float
    path: str
    body: Mapping[str, Any]
    by: str = "nurse"
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Course:
    """A session's requests; `vitals` are (from minute, values) of the monitor, a cuff at each minute of `cuffs`."""

    protocol: str
    asked: tuple[Asked, ...]
    vitals: tuple[tuple[float, Mapping[str, float]], ...]
    cuffs: tuple[float, ...]
    leaves_at: float
    given: Mapping[str, float] = field(default_factory=dict)


def check_in(drug: str, route: str, dose: float, lasts_min: float) -> dict[str, Any]:
    """A check-in of the patient of every course."""
    return {
        "patient": "Mr A", "identified_by": ["name", "birth_date"], "age_years": 46, "weight_kg": 70, "drug": drug,
        "route": route, "dose": dose, "dose_unit": "mg", "lasts_min": lasts_min, "concomitants": ["opioid"],
        "prescriber": "dr-vega", "note": "slept well",
    }


def saw(minute: float, what: str, value: float | str, **more: Any) -> Asked:
    """An observation."""
    return Asked(minute, "/v1/observations", {"session": "SESSION", "what": what, "value": value, **more})


def step(minute: float, name: str, **body: Any) -> Asked:
    """A step under the session's path."""
    return Asked(minute, f"PATH/{name}", body)


def _before() -> tuple[Asked, ...]:
    scale = [1, 0, 0, 1, 0, 0]
    return (
        saw(2, "moaas", 5), saw(3, "dissociation", 2, items=scale), saw(3, "mood", 3), saw(4, "anxiety", 6),
        saw(4, "pain", 2),
    )


def _scales(minute: float) -> tuple[Asked, ...]:
    return (
        saw(minute, "moaas", 5), saw(minute, "dissociation", 1), saw(minute, "mood", 6), saw(minute, "anxiety", 2),
    )


def _after(minute: float) -> tuple[Asked, ...]:
    return (
        *_scales(minute), saw(minute + 1, "aldrete", 10), saw(minute + 1, "note", "calm, wants to tell of it"),
    )


def _leave(minute: float) -> Asked:
    return step(minute, "discharge", patient="Mr A", escort="her brother")


IV = Course(
    "ketamine-iv",
    (
        step(1, "check-in", **check_in("ketamine", "intravenous", 35, 40)), *_before(),
        step(20, "doses", drug="ketamine", route="intravenous", amount=35, unit="mg", lasts_min=40, lot="L-17"),
        saw(33, "moaas", 4), saw(35, "nausea", 4), saw(35, "distress", 3), saw(35, "dizziness", 3),
        saw(36, "anxiety", 3),
        step(36, "events", what="nausea", severity="mild"),
        step(38, "doses/d1/pause", reason="nausea"), step(42, "doses/d1/resume"),
        saw(46, "moaas", 3), saw(47, "moaas", 4),
        step(50, "doses/d1/rate", amount=30, per_hour=45, reason="blood pressure"),
        saw(58, "nausea", 1), saw(58, "distress", 1), saw(58, "dizziness", 1), saw(59, "moaas", 4),
        saw(59, "dissociation", 14, items=[3, 3, 2, 2, 2, 2]),
        step(59, "doses/d1/stop", given=29.5, reason="complete"), step(61, "events/e1/end", note="passed"),
        step(63, "handover", to="beth", note="calm now"),
        saw(72, "moaas", 5), saw(86, "moaas", 5), *_scales(96), saw(110, "moaas", 5), saw(124, "moaas", 5),
        *_after(132), _leave(141),
    ),
    ((0, FINE), (30, UP), (80, FINE)), (1, 6, 11, 16, 25, 35, 45, 55, 60, 70, 85, 100, 115, 130, 140), 141,
    {"d1": 29.5},
)
IM = Course(
    "ketamine-im",
    (
        step(1, "check-in", **check_in("ketamine", "intramuscular", 35, 0)), *_before(),
        step(20, "doses", drug="ketamine", route="intramuscular", amount=35, unit="mg", lot="L-18"),
        saw(34, "moaas", 4), saw(34, "nausea", 0), saw(34, "distress", 2), saw(34, "dizziness", 2), saw(48, "moaas", 4),
        saw(49, "nausea", 0), saw(49, "distress", 0), saw(49, "dizziness", 0),
        saw(49, "dissociation", 9), Asked(51, "PATH/phase", {"phase": "recovery"}, method="PUT"),
        saw(62, "moaas", 5), *_after(76), _leave(81),
    ),
    ((0, FINE), (25, UP), (60, FINE)), (1, 6, 11, 16, 21, 26, 31, 36, 41, 46, 51, 60, 75, 80), 81, {"d1": 35},
)
NASAL = Course(
    "esketamine-nasal",
    (
        step(1, "check-in", **check_in("esketamine", "intranasal", 84, 0)), *_before(),
        step(20, "doses", drug="esketamine", route="intranasal", amount=28, lot="S-1"),
        step(26, "doses", drug="esketamine", route="intranasal", amount=28, lot="S-1"),
        step(32, "doses", drug="esketamine", route="intranasal", amount=28, lot="S-2"),
        saw(48, "moaas", 4), saw(58, "nausea", 2), saw(58, "distress", 2), saw(58, "dizziness", 2),
        saw(59, "dissociation", 11),
        Asked(65, "PATH/phase", {"phase": "recovery"}, method="PUT"),
        saw(75, "moaas", 5), *_scales(97), *_after(124), _leave(141),
    ),
    ((0, FINE), (30, UP), (80, FINE)), (1, 6, 11, 16, 30, 45, 60, 75, 90, 105, 120, 135), 141,
    {"d1": 28, "d2": 28, "d3": 28},
)
PAIN = Course(
    "pain-infusion",
    (
        step(1, "check-in", **check_in("ketamine", "intravenous", 98, 240)), *_before(),
        step(20, "doses", drug="ketamine", route="intravenous", amount=98, lasts_min=240, lot="L-20"),
        *(saw(minute, "moaas", 4) for minute in range(45, 261, 25)),
        *(saw(minute, "pain", 4) for minute in range(75, 270, 55)),
        *(saw(minute, "nausea", 0) for minute in range(76, 260, 45)),
        saw(79, "anxiety", 2), saw(79, "distress", 1), saw(79, "dizziness", 1), saw(258, "distress", 0),
        saw(258, "dizziness", 0),
        saw(79, "dissociation", 6), saw(258, "dissociation", 3),
        step(259, "doses/d1/stop", given=98, reason="complete"),
        saw(270, "moaas", 5), saw(288, "pain", 2), *_after(297), _leave(321),
    ),
    ((0, FINE), (60, UP), (280, FINE)), (1, 6, 11, 16, *range(30, 262, 14), 275, 300, 320), 321, {"d1": 98},
)
COURSES = {course.protocol: course for course in (IV, IM, NASAL, PAIN)}


def ordered(course: Course) -> list[Asked]:
    """A course's requests in the order of their minutes."""
    return sorted(course.asked, key=lambda one: one.minute)


def filled(value: Any, session: str) -> Any:
    """A path or body with the session's id and path put in."""
    if isinstance(value, str):
        return value.replace("PATH", f"/v1/sessions/{session}").replace("SESSION", session)
    if isinstance(value, Mapping):
        return {name: filled(one, session) for name, one in value.items()}
    return value


def values_at(course: Course, minute: float) -> Mapping[str, float]:
    """What the monitor measures at a minute."""
    return next(values for since, values in reversed(course.vitals) if since <= minute)
