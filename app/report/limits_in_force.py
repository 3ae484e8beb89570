"""Which limits a vital had over a session: its profile's for each phase, as persons changed them, on its baseline."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

from alerts.baseline import FIRST
from alerts.limit_changes import moved
from alerts.limits import resolve
from app.report.measured import Phases, baseline, measured
from app.report.record import Record
from monitors.entries import LimitChanged, PhaseChanged
from monitors.instant import Instant
from monitors.vitals import CUFF_VITALS, Vital


class InForce(NamedTuple):
    """The limits that a value met first on each side, from `since` until `until`; None: there was none."""

    since: Instant
    until: Instant
    low: float | None
    high: float | None


def limits_in_force(record: Record, vital: Vital) -> list[InForce]:
    """The limits of a vital in order of time; neighbours that are the same are one."""
    found: list[InForce] = []
    instants = sorted(at for at in _changes(record, vital) if at < record.until)
    for since, until in pairwise([*instants, record.until]):
        low, high = _at(record, vital, since)
        if found and (found[-1].low, found[-1].high) == (low, high):
            found[-1] = found[-1]._replace(until=until)
        else:
            found.append(InForce(since, until, low, high))
    return found


def _changes(record: Record, vital: Vital) -> set[Instant]:
    """When the limits of a vital may have changed."""
    instants = {record.opened_at}
    instants |= {entry.at for entry in record.history if isinstance(entry.body, PhaseChanged | LimitChanged)}
    if vital in record.profile.relative:
        known = measured(record, vital)
        left = Phases(record).left_baseline()
        if vital in CUFF_VITALS:
            instants |= {one.at for one in known if left is None or one.at < left}
        elif known:
            instants.add(known[0].at + FIRST)
    return instants


def _at(record: Record, vital: Vital, at: Instant) -> tuple[float | None, float | None]:
    """The innermost limits at an instant, as the board shows them."""
    changed: dict[str, float] = {}
    for entry in record.history:
        if isinstance(entry.body, LimitChanged) and entry.at <= at:
            changed.pop(entry.body.rule, None)
            if entry.body.limit is not None:
                changed[entry.body.rule] = entry.body.limit
    phase = Phases(record).at(at)
    level = baseline(record, vital, at).level if vital in record.profile.relative else math.nan
    sides: dict[int, list[float]] = {-1: [], 1: []}
    for rule in moved(record.profile, changed).thresholds:
        if rule.vital is vital and phase in rule.phases and not math.isnan(limit := resolve(rule, level)[0]):
            sides[rule.side].append(limit)
    return max(sides[-1], default=None), min(sides[1], default=None)
