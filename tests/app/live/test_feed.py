"""The feed: vitals may be coalesced for a slow screen, alarm revisions never; nothing grows without bound."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from alerts.alarm import Scope, State
from app.live.feed import Feed, Outbox, Step, Told
from app.live.messages import alarm_message
from monitors.reading import Mode
from tests.app.fakes import alarm

Revision = tuple[str, int]


def told(name: str, revision: int, bed: str = "C1", *, ended: bool = False) -> Told:
    """A revision of an alarm at a bed."""
    made = alarm(name, revision, Scope("s1", "", bed), state=State.ENDED if ended else State.ON)
    return Told(alarm_message(replace(made), Mode.TEST), bed, made.active)


def alarms(feed: Feed, step: Step) -> list[Revision]:
    """The revisions a step brings."""
    found = feed.episodes(step.since, step.beds) if step.snapshot else feed.revisions(step.since or 0, step.beds)
    return [(one.id, one.revision) for one in found]


def subscribed(feed: Feed, beds: frozenset[str] | None = None, resume: int | None = None) -> Outbox:
    """A screen that subscribed and took its snapshot."""
    outbox = Outbox(feed)
    outbox.subscribe(beds, resume)
    first = outbox.take()
    assert first is not None
    assert first.snapshot
    return outbox


events = st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), min_size=1, max_size=40)


@given(events, st.lists(st.booleans(), min_size=40, max_size=40))
def test_a_slow_screen_is_told_every_revision_in_order(happened: list[tuple[str, bool]], ready: list[bool]) -> None:
    feed = Feed()
    fast, slow = subscribed(feed), subscribed(feed)
    heard: dict[str, list[Revision]] = {"fast": [], "slow": []}
    revisions = dict.fromkeys("abc", 0)
    for (name, ended), now in zip(happened, ready, strict=False):
        revisions[name] += 1
        feed.offer([told(name, revisions[name], ended=ended)], ["C1"])
        for who, outbox in (("fast", fast), ("slow", slow)):
            if (who == "fast" or now) and (step := outbox.take()):
                heard[who] += alarms(feed, step)
    if step := slow.take():
        heard["slow"] += alarms(feed, step)
    assert heard["slow"] == heard["fast"]


@given(events, st.integers(0, 40))
def test_a_screen_that_comes_back_ends_with_the_same_alarms(happened: list[tuple[str, bool]], dropped: int) -> None:
    feed = Feed()
    steadfast = subscribed(feed)
    last: dict[str, int] = {}
    wavering: dict[str, int] = {}
    number = 0
    revisions = dict.fromkeys("abc", 0)
    for place, (name, ended) in enumerate(happened):
        revisions[name] += 1
        feed.offer([told(name, revisions[name], ended=ended)])
        step = steadfast.take()
        assert step is not None
        last |= dict(alarms(feed, step))
        if place < dropped:
            wavering, number = dict(last), step.number
    back = Outbox(feed)
    back.subscribe(None, number)
    step = back.take()
    assert step is not None
    assert wavering | dict(alarms(feed, step)) == last


def test_beds_are_coalesced_and_sparklines_come_when_they_grew() -> None:
    feed = Feed()
    outbox = subscribed(feed)
    feed.offer([], ["C1", "C2"], ["C1"])
    feed.offer([], ["C1"])
    step = outbox.take()
    assert step is not None
    assert dict(feed.changed_beds(step.since or 0, None)) == {"C1": True, "C2": False}
    assert outbox.take() is None


def test_a_screen_of_some_beds_hears_those_and_the_sites() -> None:
    feed = Feed()
    outbox = subscribed(feed, frozenset({"C2"}))
    feed.offer([told("one", 1, "C1"), told("two", 1, "C2"), told("site", 1, "")], ["C1", "C2"])
    step = outbox.take()
    assert step is not None
    assert [name for name, _ in alarms(feed, step)] == ["two", "site"]
    assert [bed for bed, _ in feed.changed_beds(step.since or 0, step.beds)] == ["C2"]


def test_an_alarm_that_moves_is_over_on_a_screen_that_only_shows_the_bed_it_left() -> None:
    feed = Feed()
    screens = {name: subscribed(feed, beds) for name, beds in (
        ("old", frozenset({"C1"})), ("new", frozenset({"C2"})), ("both", frozenset({"C1", "C2"})), ("all", None),
        ("other", frozenset({"C3"})),
    )}
    feed.offer([told("a", 1, "C1")])
    moved = told("a", 2, "C2")._replace(left="C1")
    feed.offer([moved, told("a", 3, "C2")])
    heard = {}
    for name, outbox in screens.items():
        step = outbox.take()
        assert step is not None
        heard[name] = [(one.revision, one.state, one.end_reason) for one in feed.revisions(0, step.beds)]
    assert heard == {
        "old": [(1, "on", ""), (2, "ended", "at bed C2 from now on")], "new": [(2, "on", ""), (3, "on", "")],
        "both": [(1, "on", ""), (2, "on", ""), (3, "on", "")], "all": [(1, "on", ""), (2, "on", ""), (3, "on", "")],
        "other": [],
    }
    assert feed.episodes(None, frozenset({"C1"})) == []


def test_a_screen_behind_the_bound_is_resynced_by_a_snapshot_then_given_up() -> None:
    feed = Feed(revisions=3)
    outbox = subscribed(feed)
    for revision in range(1, 6):
        feed.offer([told("a", revision)])
    step = outbox.take()
    assert step is not None
    assert step.snapshot
    assert alarms(feed, step) == [("a", 5)]
    for revision in range(6, 11):
        feed.offer([told("a", revision)])
    assert outbox.take() is None
    assert outbox.given_up


def test_a_screen_that_caught_up_after_a_resync_is_kept() -> None:
    feed = Feed(revisions=3)
    outbox = subscribed(feed)
    for revision in range(1, 6):
        feed.offer([told("a", revision)])
    outbox.take()
    feed.offer([told("a", 6)])
    assert outbox.take() is not None
    for revision in range(7, 12):
        feed.offer([told("a", revision)])
    assert outbox.take() is not None
    assert not outbox.given_up


def test_the_episodes_a_screen_may_come_back_for_are_bounded() -> None:
    feed = Feed(ended=2)
    for name in "abcd":
        feed.offer([told(name, 1, ended=True)])
    late, early = Outbox(feed), Outbox(feed)
    late.subscribe(None, 2)
    early.subscribe(None, 1)
    step = late.take()
    assert step is not None
    assert [name for name, _ in alarms(feed, step)] == ["c", "d"]
    step = early.take()
    assert step is not None
    assert step.since is None, "too old: the ended ones it missed are not all known any more"


def test_a_number_from_the_future_counts_as_unknown() -> None:
    feed = Feed()
    feed.offer([told("a", 1, ended=True)])
    outbox = Outbox(feed)
    outbox.subscribe(None, 99)
    step = outbox.take()
    assert step is not None
    assert step.since is None


def test_nothing_is_sent_before_a_subscription() -> None:
    feed = Feed()
    feed.offer([told("a", 1)])
    assert Outbox(feed).take() is None
