"""Every row of the life cycle's table is needed: without it a short life raises, or tells other alarms."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from alerts.alarm import TRANSITIONS, Alarm, Kind, Priority, Scope, State, Step
from alerts.book import Book
from alerts.condition import Finding
from monitors.instant import MINUTE, SECOND

SCOPE, CONDITION, ALARM = Scope("s1", "", "C1"), "spo2.low", "s1.spo2.low.1"
FINDINGS = {
    "low": Finding("a", 0, Kind.PHYSIOLOGICAL, Priority.LOW, 0, "made up"),
    "high": Finding("b", 1, Kind.PHYSIOLOGICAL, Priority.HIGH, 0, "made up"),
    "latching": Finding("c", 2, Kind.PHYSIOLOGICAL, Priority.LOW, 0, "made up", latches=True),
    "latching-high": Finding("d", 3, Kind.PHYSIOLOGICAL, Priority.HIGH, 0, "made up", latches=True),
}

LIVES: dict[tuple[State, Step], tuple[str, str]] = {
    (State.ON, Step.ACKNOWLEDGE): ("low acknowledge", "acknowledged"),
    (State.ON, Step.WORSEN): ("low high", "on"),
    (State.ON, Step.CHANGE): ("high low", "on"),
    (State.ON, Step.ESCALATE): ("high half-minute", "on louder"),
    (State.ON, Step.HOLD): ("low hold", "on held"),
    (State.ON, Step.RELEASE): ("low hold release", "on"),
    (State.ON, Step.SHELVE): ("low shelve", "on shelved"),
    (State.ON, Step.UNSHELVE): ("low shelve quarter", "on"),
    (State.ON, Step.MOVE): ("low move", "on at C2"),
    (State.ON, Step.CLEAR): ("low over", "ended"),
    (State.ON, Step.CLEAR_LATCHING): ("latching over", "latched"),
    (State.ON, Step.CLOSE): ("low close", "ended"),
    (State.ACKNOWLEDGED, Step.EXPIRE): ("low acknowledge quarter", "on"),
    (State.ACKNOWLEDGED, Step.WORSEN): ("low acknowledge high", "on"),
    (State.ACKNOWLEDGED, Step.CHANGE): ("high acknowledge low", "acknowledged"),
    (State.ACKNOWLEDGED, Step.HOLD): ("low acknowledge hold", "acknowledged held"),
    (State.ACKNOWLEDGED, Step.RELEASE): ("low acknowledge hold release", "acknowledged"),
    (State.ACKNOWLEDGED, Step.SHELVE): ("low acknowledge shelve", "acknowledged shelved"),
    (State.ACKNOWLEDGED, Step.UNSHELVE): ("low acknowledge shelve unshelve", "acknowledged"),
    (State.ACKNOWLEDGED, Step.MOVE): ("low acknowledge move", "acknowledged at C2"),
    (State.ACKNOWLEDGED, Step.CLEAR): ("low acknowledge over", "ended"),
    (State.ACKNOWLEDGED, Step.CLEAR_LATCHING): ("latching acknowledge over", "ended"),
    (State.ACKNOWLEDGED, Step.CLOSE): ("low acknowledge close", "ended"),
    (State.LATCHED, Step.ACKNOWLEDGE): ("latching over acknowledge", "ended"),
    (State.LATCHED, Step.ESCALATE): ("latching-high over half-minute", "latched louder"),
    (State.LATCHED, Step.UNSHELVE): ("latching shelve over unshelve", "latched"),
    (State.LATCHED, Step.MOVE): ("latching over move", "latched at C2"),
    (State.LATCHED, Step.RETURN): ("latching over low", "on"),
    (State.LATCHED, Step.CLOSE): ("latching over close", "ended"),
}
"""For each row a life that ends with it, and how the alarm is then."""


def lived(life: str) -> list[Alarm]:
    """Every revision of an alarm's life, one word a second."""
    book, at = Book(), 0
    for word in life.split():
        at += SECOND
        alarm = book.find(ALARM)
        match word:
            case "acknowledge":
                book.acknowledge(ALARM, 99, "JD", "", at)
            case "shelve":
                book.shelve(ALARM, "JD", 10 * MINUTE, "looked at", at)
            case "unshelve":
                book.unshelve(ALARM, at)
            case "over":
                book.weigh(SCOPE, CONDITION, [], at)
            case "half-minute" | "quarter":
                at += 30 * SECOND if word == "half-minute" else 15 * MINUTE
                book.pass_to(at)
            case "move" if alarm is not None:
                book.move(alarm, "C2", at)
            case "close" | "hold" | "release":
                assert alarm is not None
                if word == "close":
                    book.close(alarm, at, "session closed")
                else:
                    book.hold(alarm, "s1.spo2.missing.1" if word == "hold" else None, at)
            case _:
                book.weigh(SCOPE, CONDITION, [FINDINGS[word]], at)
    return book.events


def words(alarm: Alarm) -> Iterator[str]:
    """How an alarm is, in the words of LIVES."""
    yield alarm.state
    yield from ["louder"] if alarm.escalation == 1 else []
    yield from ["held"] if alarm.held_by else []
    yield from [f"at {alarm.scope.bed}"] if alarm.scope.bed != SCOPE.bed else []
    yield from ["shelved"] if alarm.shelved and alarm.suppressed_by else []


def test_there_is_a_life_for_every_row() -> None:
    assert LIVES.keys() == TRANSITIONS.keys()


@pytest.mark.parametrize("row", LIVES, ids=str)
def test_a_life_ends_with_its_row_and_as_it_should(row: tuple[State, Step]) -> None:
    life, after = LIVES[row]
    *_, before, last = lived(life)
    assert (before.state, last.state) == (row[0], TRANSITIONS[row])
    assert " ".join(words(last)) == after


@pytest.mark.parametrize("row", LIVES, ids=str)
def test_without_its_row_a_life_is_not_the_same(row: tuple[State, Step], monkeypatch: pytest.MonkeyPatch) -> None:
    life, _ = LIVES[row]
    whole = lived(life)
    monkeypatch.delitem(TRANSITIONS, row)
    try:
        other = lived(life)
    except KeyError:
        return
    assert other != whole
