"""The alarm load: against a naive count of the same, in half-open windows, and from a Watch's own revisions."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from alerts.alarm import Acknowledgement, Alarm, Kind, Priority, Scope, State, Step
from alerts.load import (
    DEFINITIONS,
    LOOKBACK,
    Course,
    Seat,
    Tally,
    answers,
    courses_of,
    dense,
    load,
    rank,
)
from monitors.instant import MINUTE, SECOND, Instant
from monitors.vitals import Vital
from tests.alerts.building import Fed, reading

BED = Scope("s1", "", "C1")


def onset(number: int, at: Instant, condition: str = "spo2.low", scope: Scope = BED, **more: object) -> Alarm:
    """The first revision of an episode."""
    alarm = Alarm(
        f"{scope.id}.{condition}.{number}", 1, at, scope, condition, Kind.PHYSIOLOGICAL, Priority.MEDIUM, State.ON, at,
        at, None, "", None, None, f"{condition}-rule", "", "",
    )
    return replace(alarm, **more)  # type: ignore[arg-type]  # whatever a test wants other


def seen(alarm: Alarm, at: Instant) -> Alarm:
    """The revision that an acknowledgement makes."""
    return replace(alarm.stepped(Step.ACKNOWLEDGE, at), acknowledged=Acknowledgement("JD", at, "", None))


def begun(*instants: Instant, condition: str = "spo2.low", scope: Scope = BED) -> list[Course]:
    """Episodes that began at these instants."""
    alarms = [onset(number, at, condition, scope) for number, at in enumerate(instants, 1)]
    return courses_of(alarms, max(instants) + 1)


def test_alarms_a_bed_hour_are_told_by_rule_condition_priority_and_kind() -> None:
    alarms = [
        onset(1, 10 * MINUTE), onset(2, 20 * MINUTE),
        onset(1, 30 * MINUTE, "device.silent", Scope("", "d1", "C1"), kind=Kind.TECHNICAL, priority=Priority.LOW),
    ]
    seats = [Seat("C1", 0, None), Seat("C2", 30 * MINUTE, 45 * MINUTE), Seat("C3", 90 * MINUTE, None)]
    found = load(courses_of(alarms, 60 * MINUTE), seats, 0, 60 * MINUTE)
    assert (found.alarms, found.bed_hours) == (3, 1.25)
    assert found.by_rule == {"spo2.low-rule": 2, "device.silent-rule": 1}
    assert found.by_condition == {"spo2.low": 2, "device.silent": 1}
    assert found.by_priority == {"high": 0, "medium": 2, "low": 1}
    assert found.by_kind == {"physiological": 2, "technical": 1, "protocol": 0}
    elsewhere = load(courses_of(alarms, 60 * MINUTE), seats, 0, 60 * MINUTE, "C2")
    assert (elsewhere.alarms, elsewhere.bed_hours) == (0, 0.25)


def test_a_worsening_and_a_return_are_no_new_alarm_and_it_is_counted_as_it_began() -> None:
    first = onset(1, 0, priority=Priority.LOW)
    worse = replace(first.stepped(Step.WORSEN, 20 * SECOND), priority=Priority.HIGH, rule="other")
    latched = worse.stepped(Step.CLEAR_LATCHING, 40 * SECOND)
    found = load(courses_of([first, worse, latched, latched.stepped(Step.RETURN, MINUTE)], MINUTE + 1), [], 0, MINUTE)
    assert (found.alarms, found.by_priority["low"], found.by_rule) == (1, 1, {"spo2.low-rule": 1})
    assert found.answers[Priority.HIGH].waiting == 1


def test_the_order_of_the_stored_revisions_does_not_matter() -> None:
    first = onset(1, 0)
    revisions = [first, seen(first, 30 * SECOND)]
    assert courses_of(revisions, MINUTE) == courses_of(revisions[::-1], MINUTE)


def test_what_stands_is_active_that_long_whatever_its_state() -> None:
    first, second = onset(1, 0), onset(2, MINUTE)
    courses = courses_of([first, second, second.stepped(Step.CLEAR, 11 * MINUTE)], 60 * MINUTE)
    assert load(courses, [], 10 * MINUTE, 20 * MINUTE).standing == (first.id,)
    assert load(courses, [], 0, 10 * MINUTE).standing == ()
    assert load(courses, [], 10 * MINUTE + 1, 20 * MINUTE).standing == ()


def test_three_onsets_of_one_condition_in_ten_minutes_chatter() -> None:
    courses = begun(0, 4 * MINUTE, 9 * MINUTE) + begun(0, 5 * MINUTE, 10 * MINUTE, condition="heart_rate.low")
    (spell,) = load(courses, [], 0, 60 * MINUTE).chattering
    assert (spell.bed, spell.scope, spell.condition, spell.onsets) == ("C1", "s1", "spo2.low", 3)
    assert (spell.since, spell.until) == (9 * MINUTE, 10 * MINUTE)


def test_ten_onsets_in_ten_minutes_flood_the_bed_and_the_ward_until_fewer_are_left() -> None:
    other = Scope("s2", "", "C2")
    courses = [
        one for place in range(5) for scope in (BED, other)
        for one in begun(place * MINUTE, condition=f"c{place}", scope=scope)
    ]
    (ward,) = load(courses, [], 0, 60 * MINUTE).floods
    assert (ward.bed, ward.since, ward.until, ward.onsets) == ("", 4 * MINUTE, 10 * MINUTE, 10)
    assert load(courses, [], 0, 60 * MINUTE, "C1").floods == ()
    courses += [one for place in range(5, 10) for one in begun(place * MINUTE, condition=f"c{place}")]
    bed = next(one for one in load(courses, [], 0, 60 * MINUTE).floods if one.bed == "C1")
    assert (bed.since, bed.until, bed.onsets) == (9 * MINUTE, 10 * MINUTE, 10)
    (only,) = load(courses, [], 0, 60 * MINUTE, "C1").floods
    assert only == bed


def test_time_to_acknowledge_is_from_onset_to_the_first_acknowledgement() -> None:
    alarms = [onset(number, 0, priority=Priority.HIGH) for number in range(1, 6)]
    first = seen(alarms[0], 20 * SECOND)
    revisions = [
        *alarms, first, seen(first.stepped(Step.EXPIRE, 140 * SECOND), 150 * SECOND), seen(alarms[1], 10 * SECOND),
        seen(alarms[2], 50 * SECOND), alarms[3].stepped(Step.CLEAR, 30 * SECOND),
    ]
    found = load(courses_of(revisions, 60 * MINUTE), [], 0, 60 * MINUTE).answers[Priority.HIGH]
    assert found == (3, 20 * SECOND, 50 * SECOND, 1, 1)
    assert answers([]) == (0, None, None, 0, 0)


INSTANTS = st.lists(st.integers(0, 60), max_size=25)


@given(INSTANTS, st.integers(1, 5), st.integers(1, 12))
def test_dense_times_are_what_counting_at_every_instant_says(instants: list[int], number: int, within: int) -> None:
    spells = dense(instants, number, within)
    for at in range(-2, 80):
        naive = sum(at - within < one <= at for one in instants) >= number
        assert any(begin <= at < end for begin, end in spells) is naive
    assert all(end < begin for (_, end), (begin, _) in pairwise(spells))


@given(st.lists(st.integers(0, 100), min_size=1), st.integers(1, 100))
def test_a_rank_is_the_smallest_value_that_so_many_do_not_exceed(values: list[int], percent: int) -> None:
    naive = min(one for one in values if 100 * sum(each <= one for each in values) >= percent * len(values))
    assert rank(sorted(values), percent) == naive


@given(st.lists(st.integers(0, 60 * 60)), st.tuples(*[st.integers(0, 60)] * 3))
def test_windows_that_meet_add_up(onsets_s: list[int], edges: tuple[int, int, int]) -> None:
    since, middle, until = sorted(edge * MINUTE for edge in edges)
    alarms = [onset(number, at * SECOND) for number, at in enumerate(onsets_s, 1)]
    seats = [Seat("C1", 5 * MINUTE, 40 * MINUTE), Seat("C2", 0, None)]

    def of(begin: Instant, end: Instant) -> tuple[float, ...]:
        known = [one for one in alarms if begin - LOOKBACK <= one.onset_at < end]
        found = load(courses_of(known, end), seats, begin, end)
        dense_for = sum(one.until - one.since for one in (*found.chattering, *found.floods) if one.scope)
        return found.alarms, len(found.standing), dense_for, round(found.bed_hours, 9)

    parts, whole = zip(of(since, middle), of(middle, until), strict=True), of(since, until)
    assert [round(sum(part), 6) for part in parts] == [round(one, 6) for one in whole]
    assert whole[0] == sum(since <= one.onset_at < until for one in alarms)


def test_a_tally_kept_as_revisions_come_tells_what_the_journal_tells() -> None:
    fed = Fed()
    for at_s in range(0, 1200, 2):
        fed.hear(at_s, reading(Vital.SPO2, 88 if at_s % 120 < 60 else 97, at_s), reading(Vital.HEART_RATE, 72, at_s))
    tally = Tally()
    for alarm in fed.log:
        tally.take(alarm)
    until = 1200 * SECOND
    assert list(tally.courses.values()) == courses_of(fed.log, until)
    found = load(tally.courses.values(), [Seat("C1", 0, None)], 0, until)
    assert found.alarms == sum(alarm.revision == 1 for alarm in fed.log) > 5
    assert found.chattering


def test_a_tally_tells_what_stands_and_floods_now_and_forgets_what_no_longer_matters() -> None:
    tally = Tally()
    for number in range(1, 11):
        tally.take(onset(number, number * MINUTE, f"c{number}"))
        tally.take(onset(number, number * MINUTE, f"c{number}").stepped(Step.CLEAR, number * MINUTE + 1))
    standing = onset(99, 0)
    tally.take(standing)
    assert tally.flooding(9 * MINUTE - 1) == []
    assert tally.flooding(10 * MINUTE) == ["", "C1"]
    assert tally.standing(10 * MINUTE - 1) == []
    assert tally.standing(10 * MINUTE) == [standing.id]
    tally.forget(60 * MINUTE)
    assert list(tally.courses) == [standing.id]


def test_every_constant_has_a_unit_and_a_source() -> None:
    assert all(one.unit and one.source and one.says for one in DEFINITIONS)
