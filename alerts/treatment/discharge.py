"""The discharge criteria of a session against its history and its values, each met or not, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from alerts.treatment.dosing import doses, first_dose_at
from alerts.treatment.history import History
from alerts.treatment.observed import Observation, events, newest, observations
from alerts.treatment.protocol import Discharge
from alerts.treatment.scales import SCALES
from monitors.instant import MINUTE, Instant
from monitors.vitals import Vital


class Pressure(NamedTuple):
    """A systolic of a cuff, mmHg."""

    value: float
    measured_at: Instant


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion; `why` is a sentence with the value it rests on."""

    name: str
    met: bool
    why: str


def criteria(
    history: History, rule: Discharge | None, baselines: Mapping[Vital, float], pressure: Pressure | None,
    escort: str, now: Instant,
) -> list[Criterion]:
    """Every criterion at an instant; `pressure` is the newest cuff, `escort` who is there to go with the person."""
    found = [_ended(history), _resolved(history)]
    if rule is None:
        return found
    seen = newest(history)
    found += [
        _watched(history, rule, now), _recovered(seen, rule, now),
        _pressure(baselines.get(Vital.SYSTOLIC), pressure, rule, now),
        _awake(history, seen.get("moaas"), rule, now), _clear(history, rule, now),
    ]
    if rule.escort:
        why = f"with {escort}" if escort else "nobody is named who goes with the person"
        found.append(Criterion("escort", bool(escort), why))
    return found


def _ended(history: History) -> Criterion:
    running = [dose.id for dose in doses(history).values() if dose.running]
    why = f"{', '.join(running)} still runs: stop it, with what was given" if running else "no infusion runs"
    return Criterion("doses_ended", not running, why)


def _resolved(history: History) -> Criterion:
    lasting = [event.id for event in events(history).values() if event.ended_at is None]  # free words name persons
    why = f"the adverse event {', '.join(lasting)} has no end yet" if lasting else "no adverse event lasts"
    return Criterion("events_resolved", not lasting, why)


def _watched(history: History, rule: Discharge, now: Instant) -> Criterion:
    first = first_dose_at(history)
    needed = f"{rule.watched_for / MINUTE:g} min"
    if first is None:
        return Criterion("watched", met=True, why="no dose was given")
    minutes = int((now - first) // MINUTE)
    return Criterion("watched", now - first >= rule.watched_for, f"{minutes} of {needed} since the first dose")


def _recovered(seen: Mapping[str, Observation], rule: Discharge, now: Instant) -> Criterion:
    scores = [
        (one, float(one.value)) for what in ("aldrete", "mpadss")
        if (one := seen.get(what)) is not None and not isinstance(one.value, str) and now - one.at <= rule.fresh_for
    ]
    if not scores:
        why = f"no Aldrete or MPADSS in the last {rule.fresh_for / MINUTE:g} min"
        return Criterion("recovery_score", met=False, why=why)
    best, value = max(scores, key=lambda pair: pair[1])
    why = f"{SCALES[best.what].name} {value:g}, asked is {rule.recovery_score_least:g}"
    return Criterion("recovery_score", value >= rule.recovery_score_least, why)


def _pressure(before: float | None, now_at: Pressure | None, rule: Discharge, now: Instant) -> Criterion:
    if before is None:
        return Criterion("blood_pressure", met=False, why="no pressure was measured before the first dose")
    if now_at is None or now - now_at.measured_at > rule.fresh_for:
        why = f"no pressure in the last {rule.fresh_for / MINUTE:g} min"
        return Criterion("blood_pressure", met=False, why=why)
    apart = 100 * (now_at.value - before) / before
    asked = f"asked is within {rule.pressure_within_percent:g} %"
    why = f"systolic {now_at.value:g} mmHg, {apart:+.0f} % from {before:g} before; {asked}"
    return Criterion("blood_pressure", abs(apart) <= rule.pressure_within_percent, why)


def _counts_from(history: History, rule: Discharge, now: Instant) -> Instant:
    """From when on an observation shows how the person is: after the last dose, and not long ago."""
    ends = [dose.stopped_at or dose.started_at for dose in doses(history).values()]
    return max([now - rule.fresh_for, *ends])


def _awake(history: History, last: Observation | None, rule: Discharge, now: Instant) -> Criterion:
    if last is None or isinstance(last.value, str) or last.at < _counts_from(history, rule, now):
        why = f"MOAA/S was not observed after the dose and in the last {rule.fresh_for / MINUTE:g} min"
        return Criterion("sedation_resolved", met=False, why=why)
    why = f"MOAA/S {last.value:g}, asked is {rule.moaas_least:g}"
    return Criterion("sedation_resolved", last.value >= rule.moaas_least, why)


def _clear(history: History, rule: Discharge, now: Instant) -> Criterion:
    first = first_dose_at(history) or history[0].at
    told = [one for one in observations(history) if one.what == "dissociation" and not isinstance(one.value, str)]
    before = [float(one.value) for one in told if one.at < first]
    after = [float(one.value) for one in told if one.at >= _counts_from(history, rule, now)]
    if not after:
        why = f"dissociation was not asked for after the dose and in the last {rule.fresh_for / MINUTE:g} min"
        return Criterion("dissociation_resolved", met=False, why=why)
    most = max([rule.dissociation_most, *before[-1:]])
    why = f"dissociation {after[-1]:g}, at most {most:g}"
    return Criterion("dissociation_resolved", after[-1] <= most, why)
