"""Who is talking."""

from __future__ import annotations

from alerts.book import Book
from alerts.presence import Presence
from monitors.instant import SECOND
from monitors.vitals import Vital
from tests.alerts.building import reading


def test_the_posting_interval_is_learned_from_posts() -> None:
    presence, said = Presence(Book()), []
    for at in range(0, 150, 30):
        said.append(presence.hear("d1", [reading(Vital.SPO2, 97, at)] * 5, at * SECOND))
    assert said == [60 * SECOND, 60 * SECOND, 60 * SECOND, 30 * SECOND, 30 * SECOND]


def test_talk_without_a_session_is_forgotten_after_a_silence() -> None:
    book = Book()
    presence = Presence(book)
    for at in (0, 30, 61):
        presence.hear("d1", [reading(Vital.SPO2, 97, at, session="")], at * SECOND)
    assert [one.condition for one in book.active.values()] == ["device.unassigned"]
    assert presence.due_at() == 151 * SECOND
    presence.fire(151 * SECOND)
    assert book.active == {}
    presence.hear("d1", [reading(Vital.SPO2, 97, 160, session="")], 160 * SECOND)
    assert book.active == {}


def test_a_device_that_talks_every_minute_is_told_too() -> None:
    book = Book()
    presence = Presence(book)
    for at in range(0, 400, 61):
        presence.hear("d1", [reading(Vital.SPO2, 97, at, session="")], at * SECOND)
    assert [one.revision for one in book.events] == [1]


def test_a_session_ends_the_talk_without_one() -> None:
    book = Book()
    presence = Presence(book)
    for at in range(0, 70, 10):
        presence.hear("d1", [reading(Vital.SPO2, 97, at, session="")], at * SECOND)
    presence.hear("d1", [reading(Vital.SPO2, 97, 70)], 70 * SECOND)
    assert book.active == {}


def test_a_clock_that_comes_right_ends_its_alarm() -> None:
    book = Book()
    presence = Presence(book)
    for at, offset in ((0, -40), (70, -40), (80, -5)):
        presence.hear("d1", [reading(Vital.SPO2, 97, at, offset_s=offset)], at * SECOND)
    assert [one.state.value for one in book.events] == ["on", "ended"]
    assert book.events[0].text == "Device clock is 40 s ahead; times are corrected"
