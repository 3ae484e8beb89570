"""What is due when in an alarm's life."""

from __future__ import annotations

from dataclasses import replace

from alerts.alarm import Acknowledgement, Priority, Shelving, State
from alerts.handling import DEFAULT, LOUDER, NEXT_ROLE
from monitors.instant import MINUTE, SECOND
from tests.alerts.test_alarm import alarm

HIGH = replace(alarm(), priority=Priority.HIGH, armed_at=1000)


def test_the_usual_figures_are_the_contracts() -> None:
    assert [DEFAULT.expires_after[one] for one in (Priority.HIGH, Priority.MEDIUM, Priority.LOW)] == [
        2 * MINUTE, 5 * MINUTE, 15 * MINUTE,
    ]
    assert DEFAULT.louder_after == {Priority.HIGH: 30 * SECOND, Priority.MEDIUM: 60 * SECOND}
    assert DEFAULT.next_role_after == {Priority.HIGH: 2 * MINUTE, Priority.MEDIUM: 5 * MINUTE}
    assert (DEFAULT.pause_at_most, DEFAULT.shelve_at_most) == (2 * MINUTE, 30 * MINUTE)


def test_escalation_counts_from_the_arming_by_the_priority_now() -> None:
    assert list(DEFAULT.escalations(HIGH)) == [(LOUDER, 1000 + 30 * SECOND), (NEXT_ROLE, 1000 + 2 * MINUTE)]
    louder = replace(HIGH, escalation=LOUDER, priority=Priority.MEDIUM)
    assert list(DEFAULT.escalations(louder)) == [(NEXT_ROLE, 1000 + 5 * MINUTE)]
    assert not list(DEFAULT.escalations(replace(HIGH, priority=Priority.LOW)))


def test_only_what_can_happen_is_due() -> None:
    assert DEFAULT.due_at(HIGH) == 1000 + 30 * SECOND
    shelved = replace(HIGH, priority=Priority.MEDIUM, shelved=Shelving("JD", 0, 900 * SECOND, "why"))
    assert DEFAULT.due_at(shelved) == 900 * SECOND, "nothing escalates on the shelf"
    seen = replace(HIGH, state=State.ACKNOWLEDGED, acknowledged=Acknowledgement("JD", 0, "", 7))
    assert DEFAULT.due_at(seen) == 7
    assert DEFAULT.due_at(replace(HIGH, priority=Priority.LOW)) is None
