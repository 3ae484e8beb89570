"""An alarm, and the one table of what can become of it.

An alarm is an immutable value; each step makes the next revision of the same episode.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import NamedTuple

from monitors.instant import Instant, rfc3339


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
    EXPIRE = "expire"
    WORSEN = "worsen"
    CHANGE = "change"
    ESCALATE = "escalate"
    HOLD = "hold"
    RELEASE = "release"
    SHELVE = "shelve"
    UNSHELVE = "unshelve"
    MOVE = "move"
    CLEAR = "clear"
    CLEAR_LATCHING = "clear_latching"
    RETURN = "return"
    CLOSE = "close"


MEANING: dict[Step, str] = {
    Step.ACKNOWLEDGE: "a person saw it, at the revision that it is",
    Step.EXPIRE: "the acknowledgement ran out while the condition lasts",
    Step.WORSEN: "a higher priority, or a stage that the profile names: it sounds again",
    Step.CHANGE: "another rule or a lower priority: not worse",
    Step.ESCALATE: "nobody acknowledged it in time: louder (1), then the next role (2)",
    Step.HOLD: "a technical alarm interrupts it: the condition counts as lasting",
    Step.RELEASE: "it can be judged again",
    Step.SHELVE: "a person puts it off, with a reason and until a time; not at high priority",
    Step.UNSHELVE: "a person takes it back, or the time is over",
    Step.MOVE: "its session is at another bed from now on, or its device went there along with it",
    Step.CLEAR: "the condition is over",
    Step.CLEAR_LATCHING: "the condition of an alarm that latches is over",
    Step.RETURN: "the condition is back: the same episode",
    Step.CLOSE: "what it stood on is gone (session closed, device taken off), or a person ended its hold",
}
"""What each step is."""


TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.ON, Step.ACKNOWLEDGE): State.ACKNOWLEDGED,
    (State.ON, Step.WORSEN): State.ON,
    (State.ON, Step.CHANGE): State.ON,
    (State.ON, Step.ESCALATE): State.ON,
    (State.ON, Step.HOLD): State.ON,
    (State.ON, Step.RELEASE): State.ON,
    (State.ON, Step.SHELVE): State.ON,
    (State.ON, Step.UNSHELVE): State.ON,
    (State.ON, Step.MOVE): State.ON,
    (State.ON, Step.CLEAR): State.ENDED,
    (State.ON, Step.CLEAR_LATCHING): State.LATCHED,
    (State.ON, Step.CLOSE): State.ENDED,
    (State.ACKNOWLEDGED, Step.EXPIRE): State.ON,
    (State.ACKNOWLEDGED, Step.WORSEN): State.ON,
    (State.ACKNOWLEDGED, Step.CHANGE): State.ACKNOWLEDGED,
    (State.ACKNOWLEDGED, Step.HOLD): State.ACKNOWLEDGED,
    (State.ACKNOWLEDGED, Step.RELEASE): State.ACKNOWLEDGED,
    (State.ACKNOWLEDGED, Step.SHELVE): State.ACKNOWLEDGED,
    (State.ACKNOWLEDGED, Step.UNSHELVE): State.ACKNOWLEDGED,
    (State.ACKNOWLEDGED, Step.MOVE): State.ACKNOWLEDGED,
    (State.ACKNOWLEDGED, Step.CLEAR): State.ENDED,
    (State.ACKNOWLEDGED, Step.CLEAR_LATCHING): State.ENDED,
    (State.ACKNOWLEDGED, Step.CLOSE): State.ENDED,
    (State.LATCHED, Step.ACKNOWLEDGE): State.ENDED,
    (State.LATCHED, Step.ESCALATE): State.LATCHED,
    (State.LATCHED, Step.UNSHELVE): State.LATCHED,
    (State.LATCHED, Step.MOVE): State.LATCHED,
    (State.LATCHED, Step.RETURN): State.ON,
    (State.LATCHED, Step.CLOSE): State.ENDED,
}
"""The life cycle (docs/lifecycle.md is made from it): (state, step) -> next state; what is not here cannot happen."""

WORSE = frozenset({Step.WORSEN, Step.RETURN})
"""The steps that make an alarm worse than whoever saw it before knew."""

ARMING = WORSE | {Step.EXPIRE, Step.UNSHELVE}
"""The steps after which it sounds anew: escalation counts from them."""


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


class Shelving(NamedTuple):
    """Who put the alarm off, when, until when, and why."""

    by: str
    at: Instant
    until_at: Instant
    reason: str

    @property
    def spoken(self) -> str:
        """What the alarm says of it."""
        return f"shelved by {self.by} until {rfc3339(self.until_at)}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One episode at one revision.

    `at` is when this revision came about, `onset_at` when the condition was decided, `since_at` when its values began
    to break the limit, `ended_at` when the condition ended. `value` and `limit` are in the vital's own unit, and so
    is `baseline`, where the limit rests on one.
    `evidence` is the points that decided it, oldest first. `armed_revision` is that of the last onset, worsening or
    return: an acknowledgement of an older one is refused. `armed_at` is when it began to sound, as far as anybody could
    hear it: escalation counts from then.
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
    armed_at: Instant = 0
    shelved: Shelving | None = None
    baseline: float | None = None

    @property
    def active(self) -> bool:
        """Whether the alarm is in any state but ended."""
        return self.state is not State.ENDED

    @property
    def lasting(self) -> bool:
        """Whether its condition lasts, as far as is known."""
        return self.active and self.ended_at is None

    def can(self, step: Step) -> bool:
        """Whether a step can befall it as it is."""
        return (self.state, step) in TRANSITIONS

    def stepped(self, step: Step, at: Instant, told_at: Instant = 0) -> Alarm:
        """The next revision after a step; what sounds anew could be heard from `told_at` on at the earliest.

        Raises KeyError for a step that cannot befall this state.
        """
        state = TRANSITIONS[self.state, step]
        kept = state is not State.ENDED and step not in WORSE
        quiet = step in ARMING or state in (State.ACKNOWLEDGED, State.ENDED)
        return replace(
            self, state=state, revision=self.revision + 1, at=max(self.at, at),
            armed_revision=self.revision + 1 if step in WORSE else self.armed_revision,
            armed_at=max(self.at, at, told_at) if step in ARMING else self.armed_at,
            acknowledged=None if step in WORSE or step is Step.EXPIRE else self.acknowledged,
            escalation=0 if quiet else self.escalation,
            shelved=self.shelved if kept else None, suppressed_by=self.suppressed_by if kept else None,
        )
