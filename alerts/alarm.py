"""An alarm, and the one table of what can become of it.

An alarm is an immutable value; each step makes the next revision of the same episode.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import NamedTuple

from monitors.instant import Instant


class Priority(IntEnum):
    """IEC 60601-1-8 priorities, ordered."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


class Kind(StrEnum):
    """What an alarm is about: the person, the measuring, or the protocol."""

    PHYSIOLOGICAL = "physiological"
    TECHNICAL = "technical"
    PROTOCOL = "protocol"


class State(StrEnum):
    """Where in its life an alarm is; every state but ended is active."""

    ON = "on"
    ACKNOWLEDGED = "acknowledged"
    LATCHED = "latched"
    ENDED = "ended"


class Step(StrEnum):
    """What can befall an active alarm."""

    ACKNOWLEDGE = "acknowledge"
    WORSEN = "worsen"
    EXPIRE = "expire"
    CLEAR = "clear"
    CLEAR_LATCHING = "clear_latching"
    RETURN = "return"
    CLOSE = "close"


TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.ON, Step.ACKNOWLEDGE): State.ACKNOWLEDGED,
    (State.ON, Step.WORSEN): State.ON,
    (State.ON, Step.CLEAR): State.ENDED,
    (State.ON, Step.CLEAR_LATCHING): State.LATCHED,
    (State.ON, Step.CLOSE): State.ENDED,
    (State.ACKNOWLEDGED, Step.ACKNOWLEDGE): State.ACKNOWLEDGED,
    (State.ACKNOWLEDGED, Step.WORSEN): State.ON,
    (State.ACKNOWLEDGED, Step.EXPIRE): State.ON,
    (State.ACKNOWLEDGED, Step.CLEAR): State.ENDED,
    (State.ACKNOWLEDGED, Step.CLEAR_LATCHING): State.ENDED,
    (State.ACKNOWLEDGED, Step.CLOSE): State.ENDED,
    (State.LATCHED, Step.ACKNOWLEDGE): State.ENDED,
    (State.LATCHED, Step.RETURN): State.ON,
    (State.LATCHED, Step.CLOSE): State.ENDED,
}
"""The life cycle (CONTRACT "States"): (state, step) -> next state; a pair that is not here cannot happen."""


class Scope(NamedTuple):
    """What an alarm belongs to: a session (with its bed), a device, or the site; "" where it doesn't apply."""

    session: str = ""
    device: str = ""
    bed: str = ""

    @property
    def id(self) -> str:
        """The scope's name in an alarm's id: s17, d4 or site."""
        return self.session or self.device or "site"


class Acknowledgement(NamedTuple):
    """Who saw the alarm, when, with which note, and until when that counts (None: for good)."""

    by: str
    at: Instant
    note: str
    expires_at: Instant | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """One episode at one revision.

    `at` is when this revision came about, `onset_at` when the condition was decided, `since_at` when its values began
    to break the limit, `ended_at` when the condition ended. `value` and `limit` are in the vital's own unit.
    `evidence` is the points that decided it, oldest first. `armed_revision` is that of the last onset, worsening or
    return: an acknowledgement of an older one is refused.
    """

    id: str
    revision: int
    at: Instant
    scope: Scope
    condition: str
    kind: Kind
    priority: Priority
    state: State
    onset_at: Instant
    since_at: Instant
    ended_at: Instant | None
    text: str
    value: float | None
    limit: float | None
    rule: str
    source: str
    vital: str
    evidence: tuple[tuple[Instant, float], ...] = ()
    latching: bool = False
    held_by: str | None = None
    suppressed_by: str | None = None
    unconfirmed: bool = False
    acknowledged: Acknowledgement | None = None
    escalation: int = 0
    end_reason: str = ""
    armed_revision: int = 1

    @property
    def active(self) -> bool:
        """Whether the alarm is in any state but ended."""
        return self.state is not State.ENDED

    def stepped(self, step: Step, at: Instant) -> Alarm:
        """The next revision after a step; raises KeyError for a step that cannot befall this state."""
        state = TRANSITIONS[self.state, step]
        armed = self.revision + 1 if step in (Step.WORSEN, Step.RETURN) else self.armed_revision
        return replace(
            self, state=state, revision=self.revision + 1, at=max(self.at, at), armed_revision=armed,
            acknowledged=None if step in (Step.WORSEN, Step.RETURN, Step.EXPIRE) else self.acknowledged,
        )
