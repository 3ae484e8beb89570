"""The outbox: what waits survives everything; a newer message about an alarm takes the place of an older one."""

from __future__ import annotations

from alerts.alarm import Priority
from app.notify.outbox import LETTERS_KEPT, Outbox, Told, wait_after
from monitors.asides import NotificationFailed, NotificationQueued, NotificationSent
from monitors.entries import AnyBody, BedAdded, ChannelChanged, Entry
from monitors.instant import SECOND


def queue(name: str, alarm: str = "s1.spo2.low.1", what: str = "on", priority: str = "medium") -> NotificationQueued:
    """A message for the pager."""
    return NotificationQueued(name, "pager", what, "text", priority, alarm, 1, 1, 7)


def folded(*bodies: AnyBody, outbox: Outbox | None = None) -> Outbox:
    """An outbox after these, one a second."""
    outbox = outbox or Outbox()
    for second, body in enumerate(bodies, 1):
        outbox.apply(Entry(second, second * SECOND, "", body))
    return outbox


def waiting(outbox: Outbox) -> list[str]:
    """The ids of what is to be sent."""
    return [one.queued.id for one in outbox.waiting("pager")]


def test_what_is_queued_waits_until_it_is_sent() -> None:
    outbox = folded(BedAdded("1"), queue("a"))
    assert (waiting(outbox), outbox.letters["a"].state, outbox.count_waiting()) == (["a"], "waiting", 1)
    outbox = folded(NotificationSent("a", "pager"), outbox=outbox)
    assert (waiting(outbox), outbox.letters["a"].state) == ([], "sent")
    assert outbox.told("pager", "s1.spo2.low.1") == Told("on", Priority.MEDIUM, 1, 7)
    assert outbox.told("desk", "s1.spo2.low.1") is None


def test_a_failed_one_waits_until_its_next_attempt() -> None:
    outbox = folded(queue("a"), NotificationFailed("a", "pager", 1, 9 * SECOND, "answered 500"))
    (letter,) = outbox.waiting("pager")
    assert (letter.state, letter.next_at, letter.attempts, letter.error) == ("failing", 9 * SECOND, 1, "answered 500")
    assert outbox.channels["pager"].failures == 1


def test_giving_up_is_no_failure_of_the_channel() -> None:
    failed, given_up = NotificationFailed("a", "pager", 1, 9, "x"), NotificationFailed("a", "pager", 0, None, "y")
    outbox = folded(queue("a"), failed, given_up)
    assert (waiting(outbox), outbox.letters["a"].state, outbox.channels["pager"].failures) == ([], "given_up", 1)


def test_a_newer_message_takes_the_place_of_one_that_was_not_sent() -> None:
    outbox = folded(queue("a"), queue("other", "s2.spo2.low.1"), queue("b", what="ended"))
    assert waiting(outbox) == ["other", "b"]
    assert outbox.letters["a"].state == "replaced"
    outbox = folded(NotificationFailed("a", "pager", 1, 9 * SECOND, "late"), outbox=outbox)
    assert waiting(outbox) == ["other", "b"]


def test_high_ones_go_first_then_the_oldest() -> None:
    low, high = "medium", "high"
    outbox = folded(*(queue(*one) for one in (
        ("a", "1", "on", low), ("b", "2", "on", high), ("c", "3", "on", low), ("d", "4", "on", high),
    )))
    assert waiting(outbox) == ["b", "d", "a", "c"]


def test_a_test_is_not_sent_again() -> None:
    outbox = folded(NotificationQueued("t", "pager", "test", "text"))
    assert (waiting(outbox), outbox.letters["t"].state) == ([], "waiting")


def test_a_channel_is_dead_until_it_is_not() -> None:
    outbox = folded(ChannelChanged("pager", dead=True))
    assert outbox.channels["pager"].dead
    assert not folded(ChannelChanged("pager", dead=False), outbox=outbox).channels["pager"].dead


def test_it_waits_longer_each_time_up_to_a_minute() -> None:
    assert [wait_after(attempt) // SECOND for attempt in (1, 2, 3, 4, 5, 6, 7, 8, 500)] == [
        1, 2, 4, 8, 16, 32, 60, 60, 60,
    ]


def test_old_ones_are_forgotten_but_never_one_that_waits() -> None:
    outbox = folded(queue("first", "first"))
    for number in range(LETTERS_KEPT + 5):
        folded(queue(f"m{number}", f"a{number}"), NotificationSent(f"m{number}", "pager"), outbox=outbox)
    assert len(outbox.letters) <= LETTERS_KEPT + 2
    assert waiting(outbox) == ["first"]


def test_a_dump_is_the_whole_state() -> None:
    failed, dead = NotificationFailed("a", "pager", 1, 9, "x"), ChannelChanged("pager", dead=True)
    outbox, after = folded(queue("a"), failed, dead), Outbox()
    after.load(outbox.dump())
    assert after.dump() == outbox.dump()
    assert (after.letters, after.channels) == (outbox.letters, outbox.channels)
    assert after.next_id("pager", 7) == outbox.next_id("pager", 7) == "pager.7.2"
