"""What is to be done by when: the checks that a protocol wants, and what to tell the Watch so that it expects them."""

from __future__ import annotations

from alerts.treatment.dosing import doses, first_dose_at
from alerts.treatment.history import History, opened, phases
from alerts.treatment.observed import done_at
from alerts.treatment.protocol import CheckRule, Protocol
from monitors.entries import CheckDone, CheckExpected, ObservationMade
from monitors.instant import HOUR, MINUTE, Duration, Instant
from monitors.session import Phase
from monitors.steps import CheckedIn

PLANNED_END = "plan_end"
PAUSED = "infusion_paused"
TWO_HOURS = "two_hour_gate"
WATCHED = "watching_time"
"""The checks that no scale does: an infusion's planned end and pause, and the time under watch."""

REMIND_AFTER: Duration = 10 * MINUTE
"""How long an infusion stands still until somebody is reminded (proposal)."""

NAMES = {
    PLANNED_END: "Planned end of the infusion", PAUSED: "Paused infusion", TWO_HOURS: "Two hours under watch",
    WATCHED: "Time under watch over",
}


def watch_end_of(protocol: Protocol) -> str:
    """What the end of a protocol's watching time is called."""
    return TWO_HOURS if protocol.discharge and protocol.discharge.watched_for == 2 * HOUR else WATCHED


def wanted(history: History, protocol: Protocol) -> dict[str, Instant]:
    """Each check that is to be done next, with the instant by which; none before the patient is checked in.

    A session that was only opened is monitored, and asks nobody for anything.
    """
    checked_in_at = next((entry.at for entry in history if isinstance(entry.body, CheckedIn)), None)
    if checked_in_at is None:
        return {}
    found = {rule.what: due for rule in protocol.checks if (due := _due(history, rule, checked_in_at)) is not None}
    running = [dose for dose in doses(history).values() if dose.running]
    ends = [end for dose in running if (end := dose.ends_at) is not None]
    if ends:
        found[PLANNED_END] = min(ends)
    pauses = [dose.rates[-1][0] for dose in running if dose.paused]
    if pauses:
        found[PAUSED] = min(pauses) + REMIND_AFTER
    first, gate = first_dose_at(history), watch_end_of(protocol)
    if first is not None and protocol.discharge and protocol.discharge.watched_for:
        until = first + protocol.discharge.watched_for
        if (done_at(history, gate) or 0) < until:
            found[gate] = until
    return found


def _due(history: History, rule: CheckRule, checked_in_at: Instant) -> Instant | None:
    last, first = done_at(history, rule.what), first_dose_at(history)
    due: list[Instant] = []
    if rule.before is not None and first is None and last is None and phases(history)[-1][1] == Phase.BASELINE:
        due.append(checked_in_at + rule.before)
    since = _in_phases_since(history, rule.phases)
    if rule.every is not None and since is not None:
        due.append(max(since, checked_in_at, last or 0) + rule.every)
    if first is not None:
        due += [first + after for after in rule.after if last is None or last < first + after - rule.early]
    return min(due, default=None)


def _in_phases_since(history: History, wanted_in: frozenset[str]) -> Instant | None:
    """Since when the session has been in one of these phases; None while it isn't."""
    since: Instant | None = None
    for at, phase in phases(history):
        if phase not in wanted_in:
            since = None
        elif since is None:
            since = at
    return since


def expected(history: History) -> dict[str, Instant]:
    """Each check that the Watch was told to expect and that no person did since (as the Watch itself reckons)."""
    found: dict[str, tuple[Instant, Instant]] = {}
    newest: dict[str, Instant] = {}
    for entry in history:
        match entry.body:
            case CheckExpected(what=what, due_at=due_at):
                found.pop(what, None)
                if due_at is not None:
                    found[what] = (due_at, entry.at)
            case CheckDone(what=what):
                found.pop(what, None)
            case ObservationMade(what=what, at=told_at) if (at := min(told_at, entry.at)) >= newest.get(what, 0):
                newest[what] = at
                if what in found and found[what][1] <= at:
                    found.pop(what)
            case _:
                pass
    return {what: due_at for what, (due_at, _) in found.items()}


def to_tell(history: History, protocol: Protocol) -> list[CheckExpected]:
    """What the Watch must hear so that it expects what the protocol wants now, and nothing else."""
    told, want, session = expected(history), wanted(history, protocol), opened(history).session
    names = dict.fromkeys([*told, *want])
    return [CheckExpected(session, what, want.get(what)) for what in names if told.get(what) != want.get(what)]
