"""What the running folds forget when a person is erased: the same words that went out of the journal.

By then the roster has the sessions under what the person is left as. A replay of the journal comes to the same state,
because it finds the same entries without those words.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.alarm import Alarm
from alerts.limit_changes import Change
from app.journal.erasure import without
from monitors import personal

if TYPE_CHECKING:
    from alerts.book import Book
    from alerts.limit_changes import LimitChanges
    from app.folds import Folds
    from monitors.session import Session


def forget(folds: Folds, left_as: str) -> None:
    """Takes the words out of every fold but the roster and the patients, who hear the entry themselves."""
    sessions = {one.id: one for one in folds.roster.sessions.values() if one.patient == left_as}
    folds.outbox.forget(sessions.keys(), left_as)
    _limits(folds.limits, sessions.keys())
    _alarms(folds.watch.columns.book, sessions)


def _limits(limits: LimitChanges, sessions: Set[str]) -> None:
    for session in sessions:
        kept = limits.of(session)
        kept.history[:] = map(_unsaid, kept.history)
        for changes in (kept.in_force, kept.proposed):
            changes.update({rule: _unsaid(change) for rule, change in changes.items()})


def _unsaid(change: Change) -> Change:
    return replace(change, reason=personal.without(change.reason))


def _alarms(book: Book, sessions: dict[str, Session]) -> None:
    """The alarms that ended not long ago: theirs, and those of devices that were moved while they were there."""
    for name, alarm in book.ended.items():
        if alarm.scope.session in sessions or (alarm.scope.device and _meanwhile(alarm, sessions)):
            book.ended[name] = without(alarm)


def _meanwhile(alarm: Alarm, sessions: dict[str, Session]) -> bool:
    return any(one.opened_at <= alarm.at <= (one.closed_at or alarm.at) for one in sessions.values())
