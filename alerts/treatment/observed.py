"""What persons observed in a session, read from its history: observations, adverse events, and the checks done."""

from __future__ import annotations

from dataclasses import dataclass

from alerts.treatment.history import History, corrected
from monitors.entries import CheckDone, ObservationMade
from monitors.instant import Instant
from monitors.steps import AdverseEventEnded, AdverseEventNoted


@dataclass(frozen=True, slots=True)
class Observation:
    """One observation; `number` is its entry's, `corrected` says that a later one counts in its place."""

    number: int
    what: str
    value: float | str
    at: Instant
    told_at: Instant
    by: str
    items: tuple[float, ...]
    note: str
    corrects: int
    corrected: bool


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """One adverse event; `ended_at` is None while it lasts."""

    id: str
    number: int
    what: str
    severity: str
    serious: bool
    at: Instant
    by: str
    note: str
    ended_at: Instant | None = None
    end_note: str = ""


def observations(history: History, *, all_told: bool = False) -> list[Observation]:
    """Every observation by its instant, those that were corrected only with `all_told`."""
    gone = corrected(history)
    found = [
        Observation(
            entry.number, told.what, told.value, min(told.at, entry.at), entry.at, entry.by, told.items, told.note,
            told.corrects, entry.number in gone,
        )
        for entry in history if isinstance(told := entry.body, ObservationMade)
        if all_told or entry.number not in gone
    ]
    return sorted(found, key=lambda one: (one.at, one.number))


def newest(history: History) -> dict[str, Observation]:
    """The newest observation of each kind."""
    return {one.what: one for one in observations(history)}


def done_at(history: History, what: str) -> Instant | None:
    """When a check was done last, by an observation of its name or by being ticked off; None: never."""
    seen = [one.at for one in observations(history) if one.what == what]
    ticked = [entry.at for entry in history if isinstance(entry.body, CheckDone) and entry.body.what == what]
    return max(seen + ticked, default=None)


def events(history: History) -> dict[str, AdverseEvent]:
    """The adverse events by id, in the order in which they were told first, each as it was corrected last."""
    found: dict[str, AdverseEvent] = {}
    ends = {entry.body.event: entry.body for entry in history if isinstance(entry.body, AdverseEventEnded)}
    for entry in history:
        if isinstance(told := entry.body, AdverseEventNoted):
            end = ends.get(told.event)
            found[told.event] = AdverseEvent(
                told.event, entry.number, told.what, told.severity, told.serious, told.at, entry.by, told.note,
                end.at if end else None, end.note if end else "",
            )
    return found
