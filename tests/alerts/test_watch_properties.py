"""The Watch and the slow, obvious judge agree in every alarm, and the Watch doesn't mind how its journal is cut."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.alarm import Alarm, State
from alerts.watch import Watch
from monitors.entries import Entry, Resumed
from monitors.reading import Mode
from tests.judge.episodes import Revision
from tests.judge.profiles import profiles
from tests.judge.scalar import Judge
from tests.judge.unroll import cut, play, revisions
from tests.judge.wards import Ward, wards

NO_RULE = frozenset({
    "missing", "probe_off", "invalid", "cuff_failed", "silent", "clock_skew", "unassigned", "backfill", "stalled",
    "unmonitored", "unwatched", "failing_pager", "failing_desk", "repeat_bp",
})
FEWER = settings(max_examples=25)


def compared(alarm: Alarm) -> Revision:
    """What is compared of an alarm; the rule only where a profile names it."""
    seen = alarm.acknowledged
    return plain(Revision(
        alarm.id, alarm.revision, alarm.at, alarm.state, alarm.priority, alarm.rule, alarm.limit, alarm.onset_at,
        alarm.since_at, alarm.ended_at, alarm.held_by, alarm.latching,
        (seen.by, seen.at, seen.expires_at) if seen else None,
        alarm.shelved[:3] if alarm.shelved else None, alarm.escalation, alarm.unconfirmed, alarm.scope.bed,
    ))


def plain(one: Revision) -> Revision:
    """A revision without the name of a rule that no profile has."""
    return one._replace(rule="") if one.id.split(".")[-2] in NO_RULE else one


def watched(entries: Iterable[Entry], watch: Watch | None = None) -> dict[str, list[Revision]]:
    """The revisions of each alarm that a Watch makes of a journal."""
    watch = watch or Watch(profiles(), Mode.TEST)
    found = []
    for one in entries:
        watch.apply(one)
        found += [compared(alarm) for alarm in watch.events()]
    return revisions(found)


@given(wards())
def test_the_scalar_judge_agrees_in_every_revision(ward: Ward) -> None:
    entries, judge = play(ward)
    assert watched(entries) == revisions([plain(one) for one in judge.log])


@FEWER
@given(wards(("ketamine-im", "esketamine-nasal", "pain-infusion")))
def test_it_agrees_by_the_other_profiles_too(ward: Ward) -> None:
    entries, judge = play(ward)
    assert watched(entries) == revisions([plain(one) for one in judge.log])


@FEWER
@given(wards())
def test_both_judges_pause_the_same_sounds(ward: Ward) -> None:
    entries, _ = play(ward)
    watch, judge = Watch(profiles(), Mode.TEST), Judge(profiles())
    for one in entries:
        watch.apply(one)
        judge.apply(one)
        paused = watch.pauses(one.at)
        assert judge.book.pauses.running(one.at) == {
            (bed, kind): (pause.until_at, pause.by) for bed, kinds in paused.items() for kind, pause in kinds.items()
        }


@FEWER
@given(wards())
def test_beds_together_are_judged_as_apart(ward: Ward) -> None:
    staying = [one for one in ward.happenings if not (one.kind in ("bind", "move") and one.number % 2)]
    entries, _ = play(ward._replace(happenings=staying))
    apart: dict[str, list[Revision]] = {}
    for number in range(1, len(ward.beds) + 1):
        apart |= watched(cut(entries, f"s{number}"))
    assert watched(entries) == apart


@FEWER
@given(wards(), st.integers(0, 1_000_000))
def test_a_checkpoint_and_the_rest_are_as_the_whole(ward: Ward, where: int) -> None:
    entries, _ = play(ward)
    first, rest = entries[: where % len(entries)], entries[where % len(entries):]
    whole, before, after = (Watch(profiles(), Mode.TEST) for _ in range(3))
    made = watched(entries, whole)
    early = watched(first, before)
    after.load(before.dump())
    for alarm_id, late in watched(rest, after).items():
        early.setdefault(alarm_id, []).extend(late)
    assert early == made
    assert after.next_deadline() == whole.next_deadline()
    assert {alarm.id for alarm in after.active()} == {alarm.id for alarm in whole.active()}


@FEWER
@given(wards(), st.lists(st.tuples(st.integers(0, 1_000_000), st.integers(0, 999)), min_size=1, max_size=20))
def test_extra_advances_change_nothing(ward: Ward, extra: list[tuple[int, int]]) -> None:
    entries, _ = play(ward)
    often = Watch(profiles(), Mode.TEST)
    found = []
    at = {where % len(entries): permille for where, permille in extra}
    for place, one in enumerate(entries):
        often.apply(one)
        following = entries[place + 1] if place + 1 < len(entries) else None
        if place in at and following is not None and not isinstance(following.body, Resumed):
            often.advance(one.at + (following.at - one.at) * at[place] // 1000)
        found += [compared(alarm) for alarm in often.events()]
    assert revisions(found) == watched(entries)


@FEWER
@given(wards())
def test_waking_at_each_deadline_makes_the_same_alarms(ward: Ward) -> None:
    entries, _ = play(ward)
    awake = Watch(profiles(), Mode.TEST)
    found = []
    for one in entries:
        while (due := awake.next_deadline()) is not None and due < one.at and not isinstance(one.body, Resumed):
            awake.advance(due)
            assert (awake.next_deadline() or one.at) > due, "a deadline that fired is over"
        awake.apply(one)
        found += [compared(alarm) for alarm in awake.events()]
    assert revisions(found) == watched(entries)


@FEWER
@given(wards())
def test_a_replay_makes_the_same_alarms(ward: Ward) -> None:
    entries, _ = play(ward)
    assert watched(entries) == watched(entries)


@FEWER
@given(wards())
def test_no_condition_is_up_without_an_active_alarm(ward: Ward) -> None:
    entries, _ = play(ward)
    judge, watch = Judge(profiles()), Watch(profiles(), Mode.TEST)
    for one in entries:
        judge.apply(one)
        watch.apply(one)
        active = {alarm.id.rsplit(".", 1)[0] for alarm in watch.active() if alarm.state is not State.LATCHED}
        for session in judge.sessions.values():
            assert session.conditions() <= active
