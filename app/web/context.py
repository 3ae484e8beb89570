"""What the routes work with: made once by the composition root, handed to every router."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from alerts.limit_changes import LimitChanges
from alerts.profile import Profile
from app.accounts import Accounts, FirstAdministrator
from app.course import Course
from app.erasing import Erasing
from app.knowing import Knowing
from app.limiting import Limiting
from app.metrics import Metrics
from app.moving import Moving
from app.notify.sender import Sender
from app.people import People
from app.ports import Clock, Journal
from app.report.course_exporting import Courses
from app.report.exporting import Records
from app.scoring import Scoring
from app.service import Service
from app.settings import Settings
from app.tending import Judged, Tending
from app.web.auth import Gate
from monitors.session import Roster

if TYPE_CHECKING:
    from app.live.hub import Hub


class Running(Protocol):
    """What health needs to know of the ward."""

    @property
    def recording(self) -> str:
        """ok or stalled."""

    @property
    def judging(self) -> str:
        """ok or stalled."""


@dataclass(frozen=True, slots=True)
class Web:
    """The parts of one running server that its routes touch."""

    settings: Settings
    clock: Clock
    journal: Journal
    roster: Roster
    people: People
    alarms: Judged
    hub: Hub
    ward: Running
    service: Service
    moving: Moving
    tending: Tending
    limiting: Limiting
    limits: LimitChanges
    course: Course
    knowing: Knowing
    erasing: Erasing
    accounts: Accounts
    first: FirstAdministrator
    gate: Gate
    metrics: Metrics
    profiles: Mapping[str, Profile]
    records: Records
    courses: Courses
    scoring: Scoring
    sender: Sender
