"""Who beyond the screens is to be told of an alarm: from its escalation, its priority and what was told before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from alerts.alarm import Alarm, Priority, State
from alerts.site import CHANNEL
from app.notify.outbox import Told
from monitors.asides import NotificationQueued


class What(StrEnum):
    """What a notification is about."""

    ON = "on"
    WORSE = "worse"
    ACKNOWLEDGED = "acknowledged"
    ENDED = "ended"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Rung:
    """Whom a channel reaches: from which escalation level of each priority (others: never), and what else it is told.

    `closing`: whether those who were told hear that it is acknowledged or has ended. `patient`: whether the message
    names the patient.
    """

    channel: str
    levels: Mapping[Priority, int]
    closing: bool = True
    patient: bool = False


def due(rung: Rung, alarm: Alarm, told: Told | None) -> What | None:
    """What this channel is to be told of the alarm as it is now, after what it was `told` last; None for nothing.

    A channel is never told of its own failing. A suppressed alarm waits.
    """
    if alarm.condition == CHANNEL + rung.channel:
        return None
    if not alarm.active or alarm.state is State.ACKNOWLEDGED:
        open_for_it = told is not None and told.what in (What.ON, What.WORSE)
        return _closing(alarm) if open_for_it and rung.closing else None
    level = rung.levels.get(alarm.priority)
    if level is None or alarm.suppressed_by is not None:
        return None
    if told is not None and (alarm.priority > told.priority or alarm.armed_revision > told.armed_revision):
        return What.WORSE
    if alarm.escalation >= level and (told is None or alarm.armed_at > told.armed_at):
        return What.ON
    return None


def _closing(alarm: Alarm) -> What:
    return What.ACKNOWLEDGED if alarm.active else What.ENDED


def queued(rung: Rung, alarm: Alarm, what: What, name: str, patient: str) -> NotificationQueued:
    """The entry of one notification, with all that it will say; `patient` is left out where the channel may not."""
    return NotificationQueued(
        id=name, channel=rung.channel, what=what.value, text=alarm.text, priority=alarm.priority.name.lower(),
        alarm=alarm.id, revision=alarm.revision, armed_revision=alarm.armed_revision, armed_at=alarm.armed_at,
        condition=alarm.condition, session=alarm.scope.session, bed=alarm.scope.bed, device=alarm.scope.device,
        patient=patient if rung.patient else "", since_at=alarm.since_at, ended_at=alarm.ended_at,
    )
