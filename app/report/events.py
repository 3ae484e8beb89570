"""The table of events of a session's record, in order of time: what persons told, what the program did, every alarm."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.limit_changes import sign_of
from alerts.profile import Threshold
from alerts.treatment.scales import SCALES
from app.report.course import courses
from app.report.event import PROGRAM, SCORE, Event, Topic, joined
from app.report.event_alarms import of_alarm
from app.report.event_doses import of_doses
from app.report.record import Record
from app.report.telling import clock
from monitors.asides import LimitProposed
from monitors.entries import (
    CheckDone,
    Entry,
    LimitChanged,
    ObservationMade,
    PhaseChanged,
    SessionClosed,
    SessionMoved,
    SessionOpened,
)
from monitors.instant import MINUTE, Instant
from monitors.steps import (
    AdverseEventEnded,
    AdverseEventNoted,
    CheckedIn,
    DischargeDecided,
    GateOverridden,
    HandedOver,
)
from monitors.vitals import KINDS


def events(record: Record) -> list[Event]:
    """Every event, by the instant at which it happened, then in the order in which it was told."""
    found = [one for entry in record.history for one in _of_entry(record, entry)]
    found += of_doses(record)
    found += [one for course in courses(record) for one in of_alarm(course, record.zone)]
    found += _of_devices(record)
    return sorted(found, key=lambda one: (one.at, one.number or 1 << 62))


def _of_entry(record: Record, entry: Entry) -> Iterator[Event]:
    """The events of one entry; doses and alarms have their own."""
    match entry.body:
        case ObservationMade() | AdverseEventNoted() | AdverseEventEnded():
            yield from _of_observing(record, entry)
        case LimitChanged() | LimitProposed():
            yield _of_limit(record, entry)
        case CheckedIn() | GateOverridden() | HandedOver() | DischargeDecided():
            yield _of_step(record, entry)
        case SessionOpened() as told:
            note = joined(record.protocol.title, f"profile {told.profile}", f"phase {told.phase}")
            yield _event(entry, Topic.SESSION, "opened", told.bed, note=note)
        case SessionClosed(reason=reason):
            yield _event(entry, Topic.SESSION, "closed", note=reason)
        case SessionMoved(bed=bed, reason=reason):
            yield _event(entry, Topic.MOVE, "moved to another bed", bed, note=reason)
        case PhaseChanged(phase=phase):
            yield _event(entry, Topic.PHASE, "phase begins", phase)
        case CheckDone(what=what):
            yield _event(entry, Topic.CHECK, f"{what} done")
        case _:
            pass


def _event(
    entry: Entry, topic: Topic, name: str, value: float | str | None = None, unit: str = "", *, note: str = "",
    at: Instant | None = None, struck: bool = False,
) -> Event:
    by = entry.by or PROGRAM
    return Event(entry.at if at is None else at, topic, name, value, unit, by, entry.number, note, struck)


def correction(record: Record, entry: Entry) -> tuple[bool, str]:
    """Whether an entry was corrected, and in words by which one, or which one it corrects itself."""
    later = next((one.number for one in record.history if getattr(one.body, "corrects", 0) == entry.number), 0)
    own = getattr(entry.body, "corrects", 0)
    return later > 0, joined(f"corrected by entry {later}" if later else "", f"corrects entry {own}" if own else "")


def _late(record: Record, at: Instant, entry: Entry) -> str:
    """When it was told, where that is more than a minute after it happened."""
    return f"told at {clock(entry.at, record.zone)}" if entry.at - at > MINUTE else ""


def _of_observing(record: Record, entry: Entry) -> Iterator[Event]:
    struck, changed = correction(record, entry)
    match entry.body:
        case ObservationMade() as told:
            at, scale = min(told.at, entry.at), SCALES.get(told.what)
            items = f"items {', '.join(f'{one:g}' for one in told.items)}" if told.items else ""
            span = f"{scale.least:g} to {scale.most:g}" if scale and not isinstance(told.value, str) else ""
            note = joined(changed, span, items, told.note, _late(record, at, entry))
            unit = "" if isinstance(told.value, str) else SCORE
            name = scale.name if scale else told.what
            yield _event(entry, Topic.OBSERVATION, name, told.value, unit, note=note, at=at, struck=struck)
        case AdverseEventNoted() as told:
            serious = "serious" if told.serious else "not serious"
            note = joined(changed, serious, told.note, _late(record, told.at, entry))
            name = f"{told.what} ({told.event})"
            yield _event(entry, Topic.ADVERSE_EVENT, name, told.severity, note=note, at=told.at, struck=struck)
        case AdverseEventEnded() as told:
            what = next(
                (one.body.what for one in reversed(record.history)
                 if isinstance(one.body, AdverseEventNoted) and one.body.event == told.event), told.event,
            )
            note = joined(told.note, _late(record, told.at, entry))
            yield _event(entry, Topic.ADVERSE_EVENT, f"{what} ({told.event}) over", note=note, at=told.at)
        case _:
            pass


def _of_limit(record: Record, entry: Entry) -> Event:
    told = entry.body
    assert isinstance(told, LimitChanged | LimitProposed)
    rule = next((one for one in record.profile.thresholds if one.id == told.rule), None)
    name, value, note = f"{told.rule}", told.limit, told.reason
    usual = f"the profile's is {sign_of(rule) * rule.limit:g}" if rule else ""
    if isinstance(told, LimitProposed):
        return _event(entry, Topic.LIMIT, f"{name} proposed", value, _unit(rule), note=joined(usual, note))
    proposed = f"proposed by {told.proposed_by}" if told.proposed_by else ""
    shown: float | str = "the profile's again" if value is None else value
    unit = "" if value is None else _unit(rule)
    return _event(entry, Topic.LIMIT, f"{name} changed", shown, unit, note=joined(usual, note, proposed))


def _unit(rule: Threshold | None) -> str:
    if rule is None:
        return ""
    return "%" if rule.percent else KINDS[rule.vital].unit


def _of_step(record: Record, entry: Entry) -> Event:
    match entry.body:
        case CheckedIn() as told:
            last = [one.number for one in record.history if isinstance(one.body, CheckedIn)][-1]
            over = f"replaced by entry {last}" if entry.number != last else ""
            lasts = f" over {told.lasts_for / MINUTE:g} min" if told.lasts_for else ""
            note = joined(
                over, f"identified by {', '.join(told.identified_by)}", f"{told.age_years:g} years",
                f"plan {told.drug} {told.dose:g} {told.dose_unit} {told.route}{lasts}",
                f"takes {', '.join(told.concomitants) or 'none of the listed'}",
                f"prescriber {told.prescriber}" if told.prescriber else "", told.note,
            )
            return _event(entry, Topic.CHECK_IN, "weight", told.weight_kg, "kg", note=note, struck=bool(over))
        case GateOverridden() as told:
            note = joined(", ".join(told.findings), told.reason)
            return _event(entry, Topic.GATE, "start gate overridden", note=note)
        case HandedOver() as told:
            return _event(entry, Topic.HANDOVER, "handed over to", told.to, note=told.note)
        case DischargeDecided() as told:
            note = joined(
                f"met: {', '.join(told.met) or 'none'}", f"unmet: {', '.join(told.unmet) or 'none'}",
                f"escort {told.escort}" if told.escort else "no escort named", told.reason,
            )
            unmet = f"{len(told.unmet)} criteri{'on' if len(told.unmet) == 1 else 'a'} unmet"
            value = unmet if told.unmet else "all criteria met"
            return _event(entry, Topic.DISCHARGE, "may leave", value, note=note)
    raise TypeError(f"{type(entry.body).__name__} is no step of this table")


def _of_devices(record: Record) -> list[Event]:
    """When each device measured first and last in this session."""
    spans: dict[str, list[Instant]] = {}
    vitals: dict[str, list[str]] = {}
    for line in record.lines:
        if line.points:
            spans.setdefault(line.device, []).extend((line.points[0].measured_at, line.points[-1].measured_at))
            vitals.setdefault(line.device, []).append(KINDS[line.vital].name)
    return [
        Event(pick(spans[device]), Topic.DEVICE, name, device, by=device, note=joined(", ".join(vitals[device])))
        for device in sorted(spans) for name, pick in (("first reading", min), ("last reading", max))
    ]
