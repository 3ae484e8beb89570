"""How long an alarm may wait, be seen, be paused or put off: the figures of its life cycle, and what is due when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from alerts.alarm import Alarm, Priority, Step
from monitors.instant import MINUTE, SECOND, Duration, Instant

LOUDER, NEXT_ROLE = 1, 2
"""The steps of `Alarm.escalation`: 0 is none."""


@dataclass(frozen=True, slots=True)
class Handling:
    """The life cycle's figures of a profile; a priority that is not in an escalation never gets there.

    An acknowledgement counts for `expires_after`; nobody's makes an alarm louder after `louder_after` and calls the
    next role after `next_role_after`, both from when it last began to sound. Audio pauses and shelves are capped.
    """

    expires_after: dict[Priority, Duration]
    louder_after: dict[Priority, Duration]
    next_role_after: dict[Priority, Duration]
    pause_at_most: Duration
    shelve_at_most: Duration

    def escalations(self, alarm: Alarm) -> Iterator[tuple[int, Instant]]:
        """The steps of escalation that an alarm has still before it, each with its instant."""
        for step, after in ((LOUDER, self.louder_after), (NEXT_ROLE, self.next_role_after)):
            if step > alarm.escalation and alarm.priority in after:
                yield step, alarm.armed_at + after[alarm.priority]

    def due_at(self, alarm: Alarm) -> Instant | None:
        """When time alone changes an alarm next."""
        due = [] if alarm.shelved is None else [alarm.shelved.until_at]
        if alarm.can(Step.EXPIRE) and alarm.acknowledged and alarm.acknowledged.expires_at is not None:
            due.append(alarm.acknowledged.expires_at)
        if alarm.can(Step.ESCALATE) and alarm.shelved is None:
            due += [at for _, at in self.escalations(alarm)]
        return min(due, default=None)


DEFAULT = Handling(
    {Priority.HIGH: 2 * MINUTE, Priority.MEDIUM: 5 * MINUTE, Priority.LOW: 15 * MINUTE},
    {Priority.HIGH: 30 * SECOND, Priority.MEDIUM: 60 * SECOND},
    {Priority.HIGH: 2 * MINUTE, Priority.MEDIUM: 5 * MINUTE},
    2 * MINUTE, 30 * MINUTE,
)
"""Where no profile says otherwise: the site's own alarms, devices that are in no session (proposal)."""
