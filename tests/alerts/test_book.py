"""The alarm book: episodes, revisions, acknowledgements."""

from __future__ import annotations

from typing import Any

from alerts.alarm import Kind, Priority, Scope, State
from alerts.book import REMEMBERED, Book
from alerts.condition import Finding
from monitors.instant import MINUTE

SCOPE = Scope("s1", "", "C1")


def finding(priority: Priority = Priority.MEDIUM, rule: str = "r", **more: Any) -> Finding:
    """A finding with a rule and a priority."""
    return Finding(rule, 0, Kind.PHYSIOLOGICAL, priority, 5, "source", "spo2", 86, 90, side=-1)._replace(**more)


def test_each_episode_has_its_own_number() -> None:
    book = Book()
    for at in (10, 30):
        book.weigh(SCOPE, "spo2.low", [finding()], at)
        book.weigh(SCOPE, "spo2.low", [], at + 10)
    assert [(one.id, one.revision, one.state.value) for one in book.events] == [
        ("s1.spo2.low.1", 1, "on"), ("s1.spo2.low.1", 2, "ended"), ("s1.spo2.low.2", 1, "on"),
        ("s1.spo2.low.2", 2, "ended"),
    ]
    assert book.events[1].ended_at == 20


def test_revisions_grow_only_with_what_a_nurse_must_know() -> None:
    book = Book()
    book.weigh(SCOPE, "spo2.low", [finding()], 10)
    book.weigh(SCOPE, "spo2.low", [finding(value=84)], 11)
    assert len(book.events) == 1
    book.weigh(SCOPE, "spo2.low", [finding(), finding(Priority.HIGH, "worse")], 12)
    book.weigh(SCOPE, "spo2.low", [finding()], 13)
    assert [(one.revision, one.priority.name, one.armed_revision) for one in book.events] == [
        (1, "MEDIUM", 1), (2, "HIGH", 2), (3, "MEDIUM", 2),
    ]


def test_a_stage_is_worse_though_the_priority_stays() -> None:
    book = Book()
    book.weigh(SCOPE, "spo2.low", [finding(Priority.HIGH)], 10)
    book.acknowledge("s1.spo2.low.1", 1, "JD", "", 11)
    book.weigh(SCOPE, "spo2.low", [finding(Priority.HIGH), finding(Priority.HIGH, "deep", order=1, stage=True)], 12)
    assert (book.events[-1].state, book.events[-1].rule, book.events[-1].acknowledged) == (State.ON, "deep", None)


def test_an_alarm_that_once_latched_keeps_latching() -> None:
    book = Book()
    book.weigh(SCOPE, "spo2.low", [finding(latches=True)], 10)
    book.weigh(SCOPE, "spo2.low", [finding()], 11)
    book.weigh(SCOPE, "spo2.low", [], 12)
    latched = book.active["s1.spo2.low.1"]
    assert (latched.state, latched.ended_at) == (State.LATCHED, 12)
    book.acknowledge(latched.id, latched.revision, "JD", "", 20)
    assert book.events[-1].state is State.ENDED
    assert book.events[-1].ended_at == 12


def test_that_it_will_latch_is_no_revision_by_itself() -> None:
    book = Book()
    book.weigh(SCOPE, "spo2.low", [finding()], 10)
    book.weigh(SCOPE, "spo2.low", [finding(), finding(rule="milder", order=1, latches=True)], 11)
    assert len(book.events) == 1
    book.weigh(SCOPE, "spo2.low", [], 12)
    assert book.events[-1].state is State.LATCHED


def test_the_first_acknowledgement_wins() -> None:
    book = Book()
    book.weigh(SCOPE, "spo2.low", [finding()], 10)
    book.acknowledge("s1.spo2.low.1", 1, "JD", "", 11)
    book.acknowledge("s1.spo2.low.1", 2, "SN", "", 12)
    found = book.find("s1.spo2.low.1")
    assert found is not None
    assert found.acknowledged is not None
    assert found.acknowledged.by == "JD"
    assert book.refusal("s1.nothing.low.1", 1) == "unknown"


def test_ended_episodes_are_kept_at_hand_but_not_for_ever() -> None:
    book = Book()
    for at in range(REMEMBERED + 10):
        book.weigh(SCOPE, "spo2.low", [finding()], at)
        book.weigh(SCOPE, "spo2.low", [], at)
    assert len(book.ended) == REMEMBERED
    assert book.find(f"s1.spo2.low.{REMEMBERED + 10}") is not None


def test_a_return_is_the_same_episode_armed_anew_and_off_the_shelf() -> None:
    book = Book()
    book.weigh(SCOPE, "spo2.low", [finding(latches=True)], 10)
    book.shelve("s1.spo2.low.1", "JD", MINUTE, "why", 11)
    book.weigh(SCOPE, "spo2.low", [], 12)
    assert book.events[-1].suppressed_by, "shelved while it is latched too"
    book.weigh(SCOPE, "spo2.low", [finding()], 20)
    back = book.events[-1]
    assert (back.id, back.state, back.ended_at, back.armed_revision) == ("s1.spo2.low.1", State.ON, None, back.revision)
    assert (back.shelved, back.suppressed_by, back.escalation, back.armed_at) == (None, None, 0, 20)
    assert book.refusal(back.id, back.revision - 1) == "worsened", "who saw it latched has not seen this"


def test_episodes_of_another_scope_or_condition_are_never_touched() -> None:
    book, other = Book(), Scope("s2", "", "C2")
    for scope, condition in ((SCOPE, "spo2.low"), (SCOPE, "heart_rate.low"), (other, "spo2.low")):
        book.weigh(scope, condition, [finding()], 10)
    before = {name: alarm for name, alarm in book.active.items() if name != "s1.spo2.low.1"}
    book.acknowledge("s1.spo2.low.1", 1, "JD", "", 11)
    book.shelve("s1.spo2.low.1", "JD", MINUTE, "why", 12)
    book.weigh(SCOPE, "spo2.low", [], 13)
    assert book.active == before
