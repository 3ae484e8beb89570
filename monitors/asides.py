"""What is written in the journal beside the judging: sign-ins, messages that leave the building, proposals.

The Watch passes these entries over; other folds are made of them (`app/people.py`, `app/notify/`, the limit changes).
"""

from __future__ import annotations

from monitors.body import Body
from monitors.instant import Instant


class Aside(Body, frozen=True):
    """The base of such a body."""


class NotificationQueued(Aside, frozen=True):
    """A message about an alarm is to be sent through a channel; written before it is sent, with all that it says.

    `what` is on, worse, acknowledged, ended or test (without an alarm). It takes the place of one about the same alarm
    and channel that was not sent yet. `patient` is "" unless the channel is set up to name patients.
    """

    id: str
    channel: str
    what: str
    text: str
    priority: str = ""
    alarm: str = ""
    revision: int = 0
    armed_revision: int = 0
    armed_at: Instant = 0
    condition: str = ""
    session: str = ""
    bed: str = ""
    device: str = ""
    patient: str = ""
    since_at: Instant = 0
    ended_at: Instant | None = None


class NotificationSent(Aside, frozen=True):
    """The channel took a message."""

    id: str
    channel: str


class NotificationFailed(Aside, frozen=True):
    """A channel did not take a message at this attempt (from 1; 0: none was made); `next_at` None: no more follow."""

    id: str
    channel: str
    attempt: int
    next_at: Instant | None
    error: str


class UserAdded(Aside, frozen=True):
    """A person (or a screen) with a role; `password_hash` None means: by token only."""

    user: str
    role: str
    password_hash: str | None = None


class PasswordSet(Aside, frozen=True):
    """A person's password changed; every sign-in of theirs ends."""

    user: str
    password_hash: str


class TokenAdded(Aside, frozen=True):
    """A bearer token, known by its SHA-256, speaks for a user."""

    user: str
    token_hash: str


class SignedIn(Aside, frozen=True):
    """A browser holds a cookie, known by its SHA-256, until a time."""

    user: str
    cookie_hash: str
    expires_at: Instant


class SignedOut(Aside, frozen=True):
    """A cookie is worth nothing any more."""

    cookie_hash: str


class RecordExported(Aside, frozen=True):
    """Somebody got the record of a session: `format` is pdf, csv, json, rems or fhir."""

    session: str
    format: str


class CourseExported(Aside, frozen=True):
    """Somebody got a patient's course over their sessions: `format` is pdf or json."""

    patient: str
    format: str


class LimitProposed(Aside, frozen=True):
    """A person asks for a limit so wide that a second one must confirm it; nothing changes before that."""

    session: str
    rule: str
    limit: float
    reason: str
