"""The figures of the blood pressure: baseline, peak and rise, and before the dose, at 40 minutes, before leaving."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from alerts.treatment.dosing import first_dose_at
from app.report.event import joined
from app.report.figure import Figure, missing
from app.report.measured import Cuff, baseline, cuffs, extreme, measured, preferred, valid
from app.report.record import Record
from app.report.telling import minutes
from monitors.instant import MINUTE, Duration, Instant
from monitors.steps import DischargeDecided
from monitors.vitals import KINDS, Vital

PRESSURES = (Vital.SYSTOLIC, Vital.DIASTOLIC)
UNIT = KINDS[Vital.SYSTOLIC].unit
AT: Duration = 40 * MINUTE
"""When after the first dose the REMS form wants a pressure (clinical reference, sessions)."""

NEAR: Duration = 10 * MINUTE
"""A cuff farther from 40 minutes than this is not the one that is asked for (proposal)."""


class Wanted(NamedTuple):
    """A pressure that a form asks for: the cuff, how far it is off in words; or why there is none."""

    cuff: Cuff | None
    off: str
    why: str


def of_pressure(record: Record) -> Iterator[Figure]:
    """Every figure of the blood pressure."""
    for vital in PRESSURES:
        yield from _course(record, vital)
    for name, title, found in asked(record):
        if found.cuff is None:
            yield missing(name, title, found.why)
        else:
            note = f"questionable; {found.off}" if found.cuff.questionable else found.off
            yield Figure(name, title, found.cuff.told, UNIT, found.cuff.at, found.cuff.device, note)


def _course(record: Record, vital: Vital) -> Iterator[Figure]:
    """Baseline, peak and rise of one pressure."""
    word, known, first = vital.value, baseline(record, vital), first_dose_at(record.history)
    level, title = known.median, f"Baseline {vital.value}"
    if math.isnan(level):
        yield missing(f"baseline_{word}", title, "no valid cuff in the baseline phase")
    else:
        few = ", provisional: under 3" if known.provisional else ""
        count = f"{len(known.values)} valid cuff{'' if len(known.values) == 1 else 's'}"
        note = f"median of {count} of the baseline phase{few}"
        since = valid(measured(record, vital))
        device = ", ".join(dict.fromkeys(one.device for one in since[:len(known.values)]))
        yield Figure(f"baseline_{word}", title, level, UNIT, since[len(known.values) - 1].at, device, note)
    span = "since the first dose" if first is not None else "whole session"
    after = [one for one in measured(record, vital) if first is None or one.at >= first]
    if not after:
        why = f"no usable {word} was measured, {span}"
        yield missing(f"peak_{word}", f"Peak {word}", why)
        yield missing(f"rise_{word}", f"Rise of {word}", why)
        return
    peak, doubt = extreme(after, max, record.zone)
    note = joined(span, doubt)
    yield Figure(f"peak_{word}", f"Peak {word}", peak.value, UNIT, peak.at, peak.device, note)
    if math.isnan(level):
        yield missing(f"rise_{word}", f"Rise of {word}", "the baseline isn't known")
    else:
        rise, note = peak.value - level, "peak less baseline"
        yield Figure(f"rise_{word}", f"Rise of {word}", rise, UNIT, peak.at, peak.device, note)


def asked(record: Record) -> list[tuple[str, str, Wanted]]:
    """The three pressures of the REMS form: name, title, and which cuff it is."""
    known, first = preferred(cuffs(record)), first_dose_at(record.history)
    return [
        ("bp_before", "Pressure before the first dose", before(known, first)),
        ("bp_40_min", "Pressure at 40 min", at_forty(known, first, record.until)),
        ("bp_leaving", "Pressure before leaving", leaving(record, known, first)),
    ]


def before(known: list[Cuff], first: Instant | None) -> Wanted:
    """The last cuff before the first dose."""
    if first is None:
        return Wanted(None, "", "no dose was told")
    found = [one for one in known if one.at <= first]
    if not found:
        return Wanted(None, "", "no cuff before the first dose")
    return Wanted(found[-1], f"{minutes(first - found[-1].at)} before the first dose", "")


def at_forty(known: list[Cuff], first: Instant | None, until: Instant) -> Wanted:
    """The cuff that is nearest to 40 minutes after the first dose."""
    if first is None:
        return Wanted(None, "", "no dose was told")
    at = first + AT
    found = min((one for one in known if one.at > first), key=lambda one: (abs(one.at - at), one.at), default=None)
    if found is None or abs(found.at - at) > NEAR:
        near = f"; the nearest is {minutes(abs(found.at - at))} off" if found else ""
        over = "40 min weren't over" if until < at else f"no cuff within {NEAR // MINUTE} min of 40 min"
        return Wanted(None, "", f"{over}{near}")
    off = found.at - at
    if abs(off) < MINUTE // 2:
        return Wanted(found, "at 40 min", "")
    return Wanted(found, f"{minutes(abs(off))} {'after' if off > 0 else 'before'} 40 min", "")


def leaving(record: Record, known: list[Cuff], first: Instant | None) -> Wanted:
    """The last cuff before the person left: before the discharge, else before the closing."""
    told = [entry.at for entry in record.history if isinstance(entry.body, DischargeDecided)]
    end = told[-1] if told else record.closed_at
    if end is None:
        return Wanted(None, "", "the person hasn't left")
    found = [one for one in known if one.at <= end and (first is None or one.at > first)]
    if not found:
        return Wanted(None, "", "no cuff since the first dose" if first is not None else "no cuff was measured")
    return Wanted(found[-1], f"{minutes(end - found[-1].at)} before the {'discharge' if told else 'closing'}", "")
