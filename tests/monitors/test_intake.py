"""The intake: every reading gets its place, its time and its quality once, and a restart remembers the same."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitors.entries import DeviceBound, Entry, SessionClosed, SessionOpened
from monitors.instant import MINUTE, SECOND, Instant, rfc3339
from monitors.intake import Intake
from monitors.reading import Mode, Quality
from monitors.refused import Refused
from tests.monitors.building import GATEWAY, T0, Bedside, Fields, counts, entry_of, one, reasons

HOUR = 60 * MINUTE


def test_a_reading_gets_its_bed_session_mode_and_time() -> None:
    accepted = Bedside().post([one("spo2", 97, taken=T0 - SECOND, sequence=41)], T0)
    reading = next(accepted.batch.rows())
    assert (reading.device, reading.bed, reading.session, reading.mode) == ("m1", "b1", "s1", Mode.REAL)
    assert (reading.taken_at, reading.received_at, reading.measured_at, reading.offset) == (T0 - SECOND, T0, T0, SECOND)
    assert (reading.epoch, reading.sequence, reading.quality, reading.late) == ("0", 41, Quality.VALID, False)
    assert (counts(accepted), accepted.answer.findings) == ((1, 0), [])


def test_a_cuff_is_grouped_and_its_pulse_pressure_judged() -> None:
    bedside = Bedside()
    cuff = [one("systolic", 120, taken=T0), one("diastolic", 115, taken=T0), one("mean", 117, taken=T0), one(taken=T0)]
    accepted = bedside.post(cuff, T0)
    invalid, valid = Quality.INVALID, Quality.VALID
    assert accepted.batch.method == ["cuff", "cuff", "cuff", ""]
    assert accepted.batch.measurement == [f"m1@{T0}"] * 3 + [""]
    assert accepted.batch.quality == [invalid, invalid, valid, valid]
    assert reasons(accepted) == ["pulse pressure 5 outside 10-110 mmHg"] * 2
    two = [one("systolic", 120, measurement="a"), one("diastolic", 115, measurement="b", method="arterial")]
    apart = bedside.post(two, T0)
    assert apart.batch.quality == [valid, valid]
    assert apart.batch.method == ["cuff", "arterial"]
    broken = bedside.post([one("systolic", 120), one("diastolic", 65535)], T0 + SECOND)
    assert broken.batch.quality == [valid, invalid], "a sentinel says nothing about its companion"


@pytest.mark.parametrize(("fields", "reason"), [
    (one("spo2", 8388607), "sentinel 8388607 means no value"), (one("heart_rate", None), "no value"),
    (one("spo2", 104), "outside 50-100 %"), (one("spo2", 97, status="motion"), "device says motion"),
    ({"vital": "spo2", "status": "probe_off"}, "device says probe off"),
])
def test_what_is_doubtful_is_kept_with_a_finding(fields: Fields, reason: str) -> None:
    accepted = Bedside().post([one(), fields], T0)
    assert counts(accepted) == (2, 0)
    assert [(finding.index, finding.reason) for finding in accepted.answer.findings] == [(1, reason)]
    assert accepted.batch.value[1] == fields.get("value"), "the value is kept as reported"


def test_an_hour_wrong_clock_changes_no_time_and_no_quality() -> None:
    bedside = Bedside()
    for at in range(0, 70, 2):
        now = T0 + at * SECOND
        accepted = bedside.post([one("spo2", 97, taken=now - HOUR, sequence=at)], now)
        assert accepted.batch.measured_at == [now]
        assert accepted.batch.quality == [Quality.VALID]
        assert reasons(accepted) == (["device clock is 3600 s behind"] if at >= 60 else [])
    told = Bedside().post([one("spo2", 97, taken=T0 + HOUR)], T0, sent_at=rfc3339(T0 + HOUR))
    assert reasons(told) == ["device clock is 3600 s ahead"]


def test_a_clock_set_back_within_a_batch_places_both_parts() -> None:
    bedside = Bedside()
    bedside.post([one(taken=T0, sequence=0)], T0)
    now = T0 + 3 * SECOND
    parts = [one(taken=T0 + 1 * SECOND, sequence=1), one(taken=T0 + 2 * SECOND - HOUR, sequence=2)]
    accepted = bedside.post([*parts, one(taken=now - HOUR, sequence=3)], now)
    assert accepted.batch.measured_at == [T0 + 1 * SECOND, T0 + 2 * SECOND, now]


def test_stored_readings_are_late_and_belong_where_the_device_was_then() -> None:
    bedside = Bedside()
    for at in range(10):
        bedside.post([one(taken=T0 + at * SECOND, sequence=at)], T0 + at * SECOND)
    bedside.roster.apply(Entry(90, T0 + 60 * SECOND, "", SessionClosed("s1", "done")))
    opened = SessionOpened("s9", "b1", "general", "general", "x", "baseline")
    bedside.roster.apply(Entry(91, T0 + 120 * SECOND, "", opened))
    now = T0 + 200 * SECOND
    stored = [one("spo2", 81, taken=T0 + at * SECOND, sequence=100 + at) for at in (30, 90, 179, 181, 200)]
    accepted = bedside.post(stored, now)
    assert accepted.batch.session == ["s1", "", "s9", "s9", "s9"]
    assert accepted.batch.late == [True, True, True, False, False]
    assert reasons(accepted) == [f"late: measured {age} s before it arrived" for age in (170, 110, 21)]


def test_who_posts_each_minute_is_not_late() -> None:
    bedside = Bedside()
    for minute in range(6):
        now = T0 + minute * MINUTE
        batch = [one(taken=now - back * SECOND, sequence=minute * 60 - back + 60) for back in range(59, -1, -1)]
        accepted = bedside.post(batch, now)
        assert counts(accepted) == (60, 0)
        assert not any(accepted.batch.late)
    assert bedside.intake.posting_interval("m1") == MINUTE


def test_a_moved_device_takes_its_readings_along() -> None:
    bedside = Bedside()
    bedside.roster.apply(Entry(90, T0 + 10 * SECOND, "", DeviceBound("m1", "b2")))
    rows = [one(taken=T0 + 9 * SECOND), one("heart_rate", 70, taken=T0 + 11 * SECOND)]
    accepted = bedside.post(rows, T0 + 11 * SECOND)
    assert list(zip(accepted.batch.bed, accepted.batch.session, strict=True)) == [("b1", "s1"), ("b2", "s2")]


def test_a_gateway_speaks_for_several_and_keeps_the_order_of_the_batch() -> None:
    rows = [one(device="m2", sequence=1), one(device="m1", sequence=1)]
    rows += [one(device="m9"), one("heart_rate", 9, device="m2")]
    accepted = Bedside().post(rows, T0, GATEWAY)
    assert accepted.batch.device == ["m2", "m1", "m2"]
    assert accepted.batch.session == ["s2", "s1", "s2"]
    assert [(rejection.index, rejection.code) for rejection in accepted.answer.rejected] == [(2, "unknown_device")]
    assert [finding.index for finding in accepted.answer.findings] == [3]


def test_a_refused_batch_leaves_no_trace() -> None:
    bedside = Bedside(Mode.TEST)
    empty = bedside.intake.dump()
    with pytest.raises(Refused, match="mode"):
        bedside.post([one(sequence=1), one(sequence=2, mode="real")], T0)
    assert bedside.intake.dump() == empty
    assert counts(bedside.post([one(sequence=1)], T0)) == (1, 0)
    assert bedside.entries[0].batch is not None
    assert bedside.entries[0].batch.mode == [Mode.TEST]


def test_a_rebooted_monitor_is_told_and_kept() -> None:
    bedside = Bedside()
    for at in range(20):
        bedside.post([one(value=90 + at % 7, sequence=at), one("heart_rate", 70, sequence=at)], T0 + at * SECOND)
    accepted = bedside.post([one("heart_rate", 70, sequence=0), one(value=99, sequence=0)], T0 + 30 * SECOND)
    assert counts(accepted) == (2, 0)
    assert accepted.batch.epoch == ["1", "1"]
    assert reasons(accepted) == ["device restarted"]


def test_a_clock_that_begins_again_with_the_boot_is_placed_by_its_new_offset() -> None:
    bedside = Bedside()
    for at in range(50):
        now = T0 + at * SECOND
        bedside.post([one(value=95 + at % 3, taken=now, sequence=at)], now)
    now = T0 + 60 * SECOND
    accepted = bedside.post([one(value=90, taken=5 * SECOND, sequence=0)], now)
    assert accepted.batch.measured_at == [now]
    assert accepted.batch.late == [False]
    assert reasons(accepted)[0] == "device restarted"


def test_late_readings_of_five_thousand_can_be_sent_again() -> None:
    bedside = Bedside()
    for rows in ([one(sequence=n) for n in range(5000)], [one(taken=T0 + n * SECOND) for n in range(5000)]):
        assert counts(bedside.post(rows, T0 + 5000 * SECOND)) == (5000, 0)
        assert counts(bedside.post(rows, T0 + 5001 * SECOND)) == (0, 5000)


def test_a_time_before_the_calendar_breaks_nothing() -> None:
    bedside = Bedside()
    bedside.post([one(taken=T0, sequence=0), one("heart_rate", 70, taken_at="9999-12-31T23:59:59-12:00")], T0)
    first = one("heart_rate", 70, taken_at="0001-01-01T00:00:00+14:00")
    accepted = bedside.post([first, one(taken=T0, sequence=9)], T0)
    assert all(rfc3339(at) for at in accepted.batch.measured_at)


# ---------------------------------------------------------------- properties

Cell = st.tuples(
    st.sampled_from(["spo2", "heart_rate", "systolic", "diastolic"]), st.integers(80, 99), st.integers(0, 90),
    st.sampled_from(["both", "sequence", "taken", "neither"]),
)
Post = st.tuples(
    st.integers(0, 40), st.lists(Cell, min_size=1, max_size=5), st.sampled_from([None, "a", "b"]), st.booleans()
)
Posts = list[tuple[int, list[tuple[str, int, int, str]], str | None, bool]]


def play(bedside: Bedside, posts: Posts) -> None:
    """Posts readings at growing times, some of them old, some in a named epoch, some saying when they were sent."""
    now, counter = T0, 0
    for gap, cells, epoch, told in posts:
        now += gap * SECOND
        readings = []
        for vital, value, lag, shape in cells:
            fields: Fields = {"device": "m1" if value % 3 else "m2"}
            if shape in ("both", "sequence"):
                counter += 1
                fields["sequence"] = counter if value % 10 else value
            if shape in ("both", "taken"):
                fields["taken"] = now - lag * SECOND
            readings.append(one(vital, value, **fields))
        more: dict[str, object] = {"epoch": epoch} if epoch else {}
        bedside.post(readings, now, GATEWAY, **more, **({"sent_at": rfc3339(now - SECOND)} if told else {}))


@given(st.lists(Post, max_size=25))
def test_a_restart_leaves_the_state_that_accepting_left(posts: Posts) -> None:
    bedside = Bedside()
    play(bedside, posts)
    state = bedside.intake.dump()
    assert bedside.again().dump() == state
    for entry in bedside.entries[-3:]:
        bedside.intake.apply(entry)
    assert bedside.intake.dump() == state, "taking in again what was taken in changes nothing"
    loaded = Intake(bedside.roster, Mode.REAL)
    loaded.load(state)
    assert loaded.dump() == state


@given(st.lists(Post, max_size=12))
def test_posts_of_one_instant_may_share_an_entry(posts: Posts) -> None:
    bedside = Bedside()
    play(bedside, [(post[0] * (place % 3 == 0), *post[1:]) for place, post in enumerate(posts)])
    fresh = Intake(bedside.roster, Mode.REAL)
    merged: dict[Instant, Entry] = {}
    for entry in bedside.entries:
        if entry.batch is None:
            continue
        if entry.at in merged:
            batch = merged[entry.at].batch
            assert batch is not None
            batch.extend(entry.batch)
        else:
            merged[entry.at] = entry_of(len(merged) + 1, entry.at, entry.batch)
    for entry in merged.values():
        fresh.apply(entry)
    assert fresh.dump() == bedside.intake.dump()


@example([(9, 6, True), (12, 2, True), (25, 2, False), (3, 3, True), (5, 6, False), (4, 6, True)], "sequence", 0)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6), st.booleans()), min_size=1, max_size=15),
    st.sampled_from(["both", "sequence", "taken"]), st.integers(0, 60),
)
def test_a_batch_sent_again_is_all_duplicates(posts: list[tuple[int, int, bool]], shape: str, wait: int) -> None:
    bedside, now, counter = Bedside(), T0, 0
    for gap, size, reboot in posts:
        now += gap * SECOND
        if reboot:
            counter = 0
        readings = []
        for _ in range(size):
            now += SECOND
            counter += 1
            fields: Fields = {} if shape == "taken" else {"sequence": counter}
            if shape != "sequence":
                fields["taken"] = now
            readings.append(one("spo2", 90 + (now // SECOND * 7) % 10, **fields))
        first = bedside.post(readings, now)
        assert first.answer.accepted or shape == "sequence"
        assert counts(bedside.post(readings, now + wait * SECOND)) == (0, size)


@given(st.integers(-10 * HOUR, 10 * HOUR), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=25))
def test_a_constant_clock_error_changes_no_time(error: int, posts: list[tuple[int, int]]) -> None:
    right, wrong, now = Bedside(), Bedside(), T0
    for number, (gap, lag) in enumerate(posts):
        now += gap * SECOND
        taken = now - lag * SECOND
        expected = right.post([one(taken=taken, sequence=number)], now)
        # Texts have milliseconds: an error of a part of one would be rounded differently for each reading.
        found = wrong.post([one(taken=taken + error // 1000 * 1000, sequence=number)], now)
        assert found.batch.measured_at == expected.batch.measured_at
        assert found.batch.late == expected.batch.late


@given(st.integers(0, 2**32), st.booleans())
def test_the_order_of_posts_within_the_window_loses_nothing(seed: int, timed: bool) -> None:
    draw = random.Random(seed)
    times: list[Fields] = [{"taken": T0 + n * SECOND} if timed else {} for n in range(60)]
    posts = [[one("spo2", 90 + n % 10, sequence=n, **times[n])] for n in range(60)]
    posts += draw.sample(posts, 20)
    draw.shuffle(posts)
    bedside = Bedside()
    for place, post in enumerate(posts):
        bedside.post(post, T0 + (100 + place) * SECOND)
    kept = [reading for entry in bedside.entries if entry.batch for reading in entry.batch.rows()]
    assert {reading.sequence for reading in kept} == set(range(60))
    assert len(kept) == 60
    assert {reading.epoch for reading in kept} == {"0"}, "disorder is no restart"
