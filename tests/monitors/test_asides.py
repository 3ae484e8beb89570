"""What stands beside the judging: the Watch passes it over, whatever it says."""

from __future__ import annotations

from alerts.watch import Watch
from monitors.asides import (
    CourseExported,
    LimitProposed,
    NotificationQueued,
    PasswordSet,
    RecordExported,
    SignedIn,
    SignedOut,
    TokenAdded,
    UserAdded,
)
from monitors.entries import AnyBody, Entry, decode, encode
from tests.alerts.building import profiles

ASIDES: tuple[AnyBody, ...] = (
    NotificationQueued("1", "pager", "on", "SpO2 87 %"), UserAdded("ann", "nurse"), PasswordSet("ann", "hash"),
    TokenAdded("ann", "hash"), SignedIn("ann", "hash", 10), SignedOut("hash"),
    LimitProposed("s1", "spo2-low", 85.0, "COPD"), RecordExported("s1", "pdf"), CourseExported("p-1", "json"),
)


def test_each_comes_back_from_the_journal_as_it_was() -> None:
    assert [decode(encode(one)) for one in ASIDES] == list(ASIDES)


def test_the_watch_passes_them_over() -> None:
    watch = Watch(profiles())
    for number, body in enumerate(ASIDES, 1):
        watch.apply(Entry(number, number, "", body))
    assert (watch.events(), watch.next_deadline()) == ([], None)
