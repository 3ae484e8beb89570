"""The ladder: who is told of which alarm, at which step, and what they hear afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alerts.alarm import Alarm, Priority, Scope, State
from app.notify.ladder import Rung, What, due, queued
from app.notify.outbox import Told
from tests.app.fakes import NOON, alarm

RUNG = Rung("pager", {Priority.HIGH: 0, Priority.MEDIUM: 2})
MEDIUM = replace(alarm("s1.spo2.low.1", 1, Scope("s1", "", "C1")), armed_at=NOON)
HIGH = replace(MEDIUM, priority=Priority.HIGH)
SEEN = Told("on", Priority.MEDIUM, 1, NOON)


@pytest.mark.parametrize(("now", "told", "what"), [
    (MEDIUM, None, None),
    (replace(MEDIUM, escalation=1), None, None),
    (replace(MEDIUM, escalation=2), None, What.ON),
    (replace(MEDIUM, escalation=2), SEEN, None),
    (HIGH, None, What.ON),
    (replace(HIGH, state=State.LATCHED), None, What.ON),
    (replace(MEDIUM, priority=Priority.LOW, escalation=2), None, None),
    (HIGH, SEEN, What.WORSE),
    (replace(MEDIUM, armed_revision=2), SEEN, What.WORSE),
    (replace(MEDIUM, priority=Priority.LOW), SEEN, None),
    (replace(MEDIUM, escalation=2, suppressed_by="shelved"), None, None),
    (replace(MEDIUM, state=State.ACKNOWLEDGED), None, None),
    (replace(MEDIUM, state=State.ACKNOWLEDGED), SEEN, What.ACKNOWLEDGED),
    (replace(MEDIUM, state=State.ENDED), SEEN, What.ENDED),
    (replace(MEDIUM, state=State.ENDED), None, None),
    (replace(MEDIUM, state=State.ENDED), SEEN._replace(what="acknowledged"), None),
    (replace(MEDIUM, state=State.ENDED), SEEN._replace(what="worse"), What.ENDED),
    (MEDIUM, SEEN._replace(what="acknowledged"), None),
    (replace(MEDIUM, escalation=2), SEEN._replace(what="acknowledged"), None),
    (replace(MEDIUM, armed_at=NOON + 1), SEEN._replace(what="acknowledged"), None),
    (replace(MEDIUM, escalation=2, armed_at=NOON + 1), SEEN._replace(what="acknowledged"), What.ON),
    (replace(MEDIUM, escalation=2, armed_at=NOON + 1), SEEN, What.ON),
    (HIGH, SEEN._replace(what="acknowledged"), What.WORSE),
])
def test_who_is_told(now: Alarm, told: Told | None, what: What | None) -> None:
    assert due(RUNG, now, told) is what


def test_without_closing_nobody_hears_of_the_end() -> None:
    silent = replace(RUNG, closing=False)
    assert due(silent, replace(MEDIUM, state=State.ENDED), SEEN) is None
    assert due(silent, replace(MEDIUM, state=State.ACKNOWLEDGED), SEEN) is None


def test_a_channel_is_never_told_of_its_own_failing() -> None:
    failing = alarm("site.notification.failing_pager.1", 1, Scope(), "notification.failing_pager", Priority.HIGH)
    assert due(RUNG, failing, None) is None
    assert due(replace(RUNG, channel="desk"), failing, None) is What.ON


def test_the_entry_has_the_patient_only_where_the_channel_may() -> None:
    assert queued(RUNG, HIGH, What.ON, "pager.1.1", "Mr A").patient == ""
    told = queued(replace(RUNG, patient=True), HIGH, What.ON, "pager.1.1", "Mr A")
    assert (told.patient, told.bed, told.revision, told.since_at) == ("Mr A", "C1", 1, NOON)
