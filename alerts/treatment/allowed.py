"""The rules of every other step of a session: check-in, phase, observation, event; what breaks one is refused by name.

They look at a history only, so they hold for the live ward, for its tests, and for two persons at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from alerts.treatment.dosing import doses, first_dose_at
from alerts.treatment.history import History, opened, phases
from alerts.treatment.observed import AdverseEvent, Observation, events, observations
from alerts.treatment.protocol import Protocol
from alerts.treatment.scales import problem
from monitors.entries import Entry, ObservationMade
from monitors.instant import Instant, rfc3339
from monitors.refused import Refused
from monitors.session import Phase
from monitors.steps import AdverseEventEnded, AdverseEventNoted, CheckedIn, DoseStarted

IDENTIFIERS = ("name", "birth_date", "wristband", "record_number", "photo")
CONCOMITANTS = ("benzodiazepine", "hypnotic", "stimulant", "maoi", "opioid")
"""What the REMS form asks for, named as in the clinical reference (sessions)."""

SEVERITIES = ("mild", "moderate", "severe")
POUND_KG = 0.45359237
LIGHTEST_KG, HEAVIEST_KG = 35.0, 110.0
"""Outside these a weight is asked for again (proposal): most weights in pounds, told as kilograms, lie over it."""

APART = 0.12
"""How much a weight may differ from the one before without being asked for again (proposal)."""


def check_time(history: History, at: Instant, now: Instant) -> None:
    """Raises Refused for what is yet to come, or lies before the session: in_the_future, before_session."""
    if at > now:
        message = f"{rfc3339(at)} is yet to come: it is {rfc3339(now)}"
        raise Refused("in_the_future", message, "give when it happened, or leave the time out", field="at")
    if at < history[0].at:
        message = f"{rfc3339(at)} is before this session, which was opened at {rfc3339(history[0].at)}"
        raise Refused("before_session", message, "check the time and the session", field="at")


def check_weight(weight_kg: float, known: Iterable[float | None], *, sure: bool) -> None:
    """Raises Refused (check_weight) for a weight that is likely pounds, or another person's, until it is confirmed.

    `known` are the weights (kg) that were told before: at the opening, in the session before.
    """
    if not 1 <= weight_kg <= 500:
        raise Refused("bad_request", f"{weight_kg:g} kg is no weight", "1 to 500 kg", field="weight_kg")
    if sure:
        return
    hint = f"{weight_kg:g} lb would be {weight_kg * POUND_KG:.0f} kg; if it is kilograms, confirm it (weight_confirmed)"
    if not LIGHTEST_KG <= weight_kg <= HEAVIEST_KG:
        raise Refused("check_weight", f"{weight_kg:g} kg is unusual", hint, field="weight_kg")
    for known_kg in known:
        if known_kg is not None and abs(weight_kg - known_kg) > APART * known_kg:
            message = f"{weight_kg:g} kg, and {known_kg:g} kg was written down before"
            raise Refused("check_weight", message, hint, field="weight_kg")


def check_in(history: History, protocol: Protocol, told: CheckedIn) -> None:
    """Raises Refused where a person can't be checked in so; after the first dose only what it left alone may change."""
    if len(set(told.identified_by)) < 2 or not set(told.identified_by) <= set(IDENTIFIERS):
        hint = f"two different ones of {', '.join(IDENTIFIERS)}"
        raise Refused("identify_twice", "the patient must be identified twice", hint, field="identified_by")
    if not 0 < told.age_years < 120:
        raise Refused("bad_request", f"{told.age_years:g} is no age in years", "0 to 120", field="age_years")
    if strange := [one for one in told.concomitants if one not in CONCOMITANTS]:
        hint = f"of {', '.join(CONCOMITANTS)}; others belong in the note"
        raise Refused("bad_request", f"{strange[0][:40]!r} is not on the list", hint, field="concomitants")
    check_drug(protocol, told.drug, told.route)
    if first_dose_at(history) is not None:
        raise Refused("dosed_already", "the first dose is in", "correct by a note", field="session", status=409)


def check_drug(protocol: Protocol, drug: str, route: str) -> None:
    """Raises Refused (wrong_protocol) for a drug or a route that the protocol doesn't plan."""
    rule = protocol.dose
    if rule is not None and (drug, route) != (rule.drug, rule.route):
        message = f"{protocol.name} is {rule.drug}, {rule.route}; not {drug[:40]}, {route[:40]}"
        raise Refused("wrong_protocol", message, "check the order and the protocol", field="drug", status=409)


def checked_in(history: History) -> CheckedIn:
    """The check-in that counts; raises Refused (not_checked_in) before it."""
    found = [entry.body for entry in history if isinstance(entry.body, CheckedIn)]
    if not found:
        message = "nobody has checked the patient in"
        raise Refused("not_checked_in", message, "do the check-in first", field="session", status=409)
    return found[-1]


def check_phase(history: History, phase: str) -> None:
    """Raises Refused (wrong_phase) where the session can't be in that phase: each has its place in time."""
    now, dosed = phases(history)[-1][1], first_dose_at(history) is not None
    running = [dose.id for dose in doses(history).values() if dose.running]
    if phase == Phase.BASELINE and (dosed or now == Phase.RECOVERY):
        raise Refused("wrong_phase", "the baseline is over", "infusion or recovery", field="phase", status=409)
    if phase == Phase.RECOVERY and running:
        message = f"{running[0]} still runs"
        raise Refused("wrong_phase", message, "stop it first, with what was given", field="phase", status=409)


def check_observation(told: ObservationMade) -> None:
    """Raises Refused (bad_observation) for what is no observation."""
    if wrong := problem(told.what, told.value, told.items):
        raise Refused("bad_observation", wrong, "look at the scale (GET /v1/observations/scales)", field="value")


def corrected_observation(history: History, told: ObservationMade) -> Observation:
    """The observation that another one corrects; raises Refused (nothing_to_correct) where it corrects none."""
    before = {one.number: one for one in observations(history)}.get(told.corrects)
    if before is None or before.what != told.what:
        raise _nothing(told.corrects, f"an observation of {told.what[:40]} as it stands")
    return before


def check_event(history: History, told: AdverseEventNoted) -> None:
    """Raises Refused for an event that can't be noted so: bad_request, nothing_to_correct."""
    if told.severity not in SEVERITIES:
        hint = f"one of {', '.join(SEVERITIES)}"
        raise Refused("bad_request", f"{told.severity[:40]!r} is no severity", hint, field="severity")
    if not told.corrects:
        return
    event = _found(history, told.event)
    if event.number != told.corrects:
        raise _nothing(told.corrects, "this event as it stands")
    if event.ended_at is not None and told.at > event.ended_at:
        message = f"{told.event} was over at {rfc3339(event.ended_at)}"
        raise Refused("wrong_order", message, "check the time", field="at")


def check_event_end(history: History, told: AdverseEventEnded) -> None:
    """Raises Refused where that event can't end then: unknown_event, event_over, wrong_order."""
    event = _found(history, told.event)
    if event.ended_at is not None:
        hint = "if it came back, note it as another event"
        raise Refused("event_over", f"{event.what} has its end already", hint, field="event", status=409)
    if told.at < event.at:
        message = f"{event.what} began at {rfc3339(event.at)}, after that"
        raise Refused("wrong_order", message, "check the time", field="at")


def check_corrected_dose(history: History, told: DoseStarted) -> None:
    """Raises Refused (nothing_to_correct) where a corrected start names no dose as it stands."""
    if told.corrects:
        dose = doses(history).get(told.dose)
        if dose is None or dose.number != told.corrects:
            raise _nothing(told.corrects, "the start of that dose as it stands")
        later = [at for at, _ in dose.rates[1:]] + ([] if dose.stopped_at is None else [dose.stopped_at])
        if told.at > min(later, default=told.at):
            message = f"something was told of {dose.id} at {rfc3339(min(later))}, before that"
            raise Refused("wrong_order", message, "give the time of its start", field="at", status=409)
        if told.amount < dose.stopped_given:
            message = f"{dose.stopped_given:g} {dose.unit} went in"
            raise Refused("bad_dose", message, "give what was to go in", field="amount")


def _found(history: History, event: str) -> AdverseEvent:
    known = events(history)
    if event not in known:
        hint = f"events: {', '.join(known) or 'none yet'}"
        raise Refused("unknown_event", f"there is no event {event[:40]!r}", hint, field="event", status=404)
    return known[event]


def _nothing(number: int, what: str) -> Refused:
    message = f"entry {number} is not {what}"
    return Refused("nothing_to_correct", message, "look at it again", field="corrects", status=409)


def last_of(history: History, kind: type) -> Entry | None:
    """The newest entry of a kind; None where there is none."""
    return next((entry for entry in reversed(history) if isinstance(entry.body, kind)), None)


def weight_of(history: History) -> float | None:
    """The weight in kg that counts: the check-in's, else that of the opening, if one was told."""
    told = last_of(history, CheckedIn)
    if told is not None and isinstance(told.body, CheckedIn):
        return told.body.weight_kg
    return opened(history).weight_kg
