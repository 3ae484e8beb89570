"""The summary figures of a session's record, the same in every report; what can't be known is said, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median

from alerts.alarm import Priority
from alerts.treatment.dosing import doses, first_dose_at
from app.report.course import courses
from app.report.event import PROGRAM, joined
from app.report.figure import Figure, missing
from app.report.figures_pressure import of_pressure
from app.report.figures_scales import of_scales
from app.report.measured import extreme, heart_vital, left_out, measured, minutes_measured
from app.report.record import Measured, Record
from monitors.instant import MINUTE, Instant
from monitors.steps import DischargeDecided
from monitors.vitals import KINDS, Vital

NO_DOSE = "no dose was told"


def figures(record: Record) -> list[Figure]:
    """Every summary figure, in the order in which reports show them."""
    return [
        *of_doses(record), watched(record), *of_pressure(record), *of_oximeter(record), *of_heart(record),
        *of_scales(record), *of_alarms(record), of_readings(record),
    ]


def named(record: Record) -> dict[str, Figure]:
    """The figures by their names."""
    return {one.name: one for one in figures(record)}


def leaves_at(record: Record) -> tuple[Instant, str]:
    """When watching ended, or the moment of the record while it goes on, and by which word."""
    told = [entry.at for entry in record.history if isinstance(entry.body, DischargeDecided)]
    if told:
        return told[-1], "the discharge"
    return record.until, "now" if record.closed_at is None else "the closing"


def of_doses(record: Record) -> Iterator[Figure]:
    """What of each drug went in."""
    known = list(doses(record.history).values())
    if not known:
        yield missing("given", "Given", NO_DOSE)
    for drug, unit in dict.fromkeys((one.drug, one.unit) for one in known):
        mine = [one for one in known if (one.drug, one.unit) == (drug, unit)]
        amount = sum(one.given(record.until) for one in mine)
        reckoned = any(one.infusion and one.stopped_at is None for one in mine)
        note = "reckoned from the rate: nobody told the end" if reckoned else "as told"
        if len(mine) > 1:
            note = f"{len(mine)} doses, {note}"
        name = f"given_{drug}" if [one.drug for one in known].count(drug) == len(mine) else f"given_{drug}_{unit}"
        people = ", ".join(dict.fromkeys(one.by or PROGRAM for one in mine))
        yield Figure(name, f"Given, {drug}", amount, unit, min(one.started_at for one in mine), people, note)


def watched(record: Record) -> Figure:
    """Minutes under watch since the first dose."""
    first, (end, how) = first_dose_at(record.history), leaves_at(record)
    if first is None:
        return missing("watched", "Watched since the first dose", NO_DOSE)
    there = minutes_measured(record, first, end, MINUTE)
    note = f"until {how}; SpO2 or heart rate in {there} of these minutes"
    return Figure("watched", "Watched since the first dose", (end - first) // MINUTE, "min", first, PROGRAM, note)


def of_oximeter(record: Record) -> Iterator[Figure]:
    """The lowest oxygen saturation."""
    yield _extreme(record, Vital.SPO2, "lowest_spo2", "Lowest SpO2", min)


def of_heart(record: Record) -> Iterator[Figure]:
    """The lowest and the highest heart rate, or pulse where there is no other."""
    vital = heart_vital(record)
    rate = "heart rate" if vital is Vital.HEART_RATE else "pulse"
    yield _extreme(record, vital, "lowest_heart_rate", f"Lowest {rate}", min)
    yield _extreme(record, vital, "highest_heart_rate", f"Highest {rate}", max)


def _extreme(
    record: Record, vital: Vital, name: str, title: str, pick: Callable[..., Measured]
) -> Figure:
    """The lowest or highest value."""
    known = measured(record, vital)
    if not known:
        return missing(name, title, f"no usable {KINDS[vital].name} was measured")
    found, doubt = extreme(known, pick, record.zone)
    note = joined("whole session", doubt)
    return Figure(name, title, found.value, KINDS[vital].unit, found.at, found.device, note)


def of_alarms(record: Record) -> Iterator[Figure]:
    """How many alarms there were by their highest priority, and how long they waited for somebody."""
    known = courses(record)
    for priority in sorted(Priority, reverse=True):
        word = priority.name.lower()
        count = sum(one.worst is priority for one in known)
        note = "by their highest priority"
        yield Figure(f"alarms_{word}", f"Alarms, {word}", count, "{alarms}", None, PROGRAM, note)
    waits = [(wait, one) for one in known if (wait := one.answered_after) is not None]
    title = "Time to acknowledge, median"
    if not waits:
        why = "no alarm was acknowledged" if known else "there was no alarm"
        yield missing("acknowledged_median", title, why)
        yield missing("acknowledged_longest", "Time to acknowledge, longest", why)
        return
    middle = median(wait for wait, _ in waits) / 1_000_000
    note = f"{len(waits)} of {len(known)} alarms were acknowledged"
    yield Figure("acknowledged_median", title, round(middle, 1), "s", None, PROGRAM, note)
    longest, one = max(waits, key=lambda pair: pair[0])
    note = f"{one.last.id}, by {one.seen[0].by}"
    title = "Time to acknowledge, longest"
    yield Figure("acknowledged_longest", title, round(longest / 1e6, 1), "s", one.seen[0].at, PROGRAM, note)


def of_readings(record: Record) -> Figure:
    """How many readings are no figures because they are invalid."""
    out, every = left_out(record)
    if not every:
        return missing("left_out", "Readings left out", "nothing was measured")
    note = f"invalid or without a value, of {every} readings"
    devices = ", ".join(dict.fromkeys(line.device for line in record.lines))
    return Figure("left_out", "Readings left out", out, "{readings}", None, devices, note)
