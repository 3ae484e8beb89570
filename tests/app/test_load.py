"""The alarm load as it is told: rates only where there were bed-hours, and a table for a person."""

from __future__ import annotations

from alerts.load import Seat, courses_of, load
from app.load import lines, rate, shown
from monitors.instant import MINUTE, SECOND
from tests.alerts.test_load import begun, onset, seen


def test_a_rate_needs_bed_hours() -> None:
    assert rate(3, 1.5) == 2
    assert rate(3, 0) is None
    told = shown(load(begun(0), [], 0, MINUTE), "C1")
    assert (told.bed, told.alarms, told.per_bed_hour) == ("C1", 1, None)
    assert told.by_rule[0].per_bed_hour is None


def test_times_are_told_in_seconds_and_as_rfc_3339() -> None:
    first = onset(1, 0)
    told = shown(load(courses_of([first, seen(first, 1_500_000)], MINUTE), [Seat("C1", 0, None)], 0, MINUTE))
    assert (told.acknowledgement[1].median_s, told.acknowledgement[1].never) == (1.5, 0)
    assert (told.since, told.until) == ("1970-01-01T00:00:00.000Z", "1970-01-01T00:01:00.000Z")


def test_the_table_tells_counts_rates_and_spells() -> None:
    courses = begun(0, 30 * SECOND, 60 * SECOND)
    text = "\n".join(lines(load(courses, [Seat("C1", 0, None)], 0, 60 * MINUTE)))
    assert "3 alarms in 1.00 bed-hours: 3.00" in text
    assert "chattering (3 in 10 min): 1\n  bed C1 spo2.low: 3 onsets, 60 s to 600 s" in text
    assert "flood (10 in 10 min): 0" in text
