"""What is shown and sounded: the reference's ranges, and that nothing urgent is ever silent without a name."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.alarm import Acknowledgement, Alarm, Kind, Priority, Scope, Shelving, State
from alerts.pause import Pause
from alerts.signals import BURSTS, LIGHTS, Burst, quiet, signals
from monitors.instant import MINUTE, SECOND

NOW = 100 * SECOND
PAUSE = Pause(NOW + MINUTE, "nora", NOW - 10 * SECOND)


def alarm(
    priority: Priority = Priority.HIGH, *, state: State = State.ON, bed: str = "C1", kind: Kind = Kind.PHYSIOLOGICAL,
    armed_at: int = NOW - 20 * SECOND, shelved: bool = False, escalation: int = 0, number: int = 1,
) -> Alarm:
    """An alarm as a screen knows it."""
    seen = Acknowledgement("omar", NOW, "", None) if state is State.ACKNOWLEDGED else None
    shelving = Shelving("nora", NOW, NOW + MINUTE, "being turned") if shelved else None
    return Alarm(
        f"s1.spo2.low.{number}", 1, NOW, Scope("s1", "", bed), "spo2.low", kind, priority, state, NOW, NOW, None, "",
        86.0, 90.0, "spo2-low", "", "spo2", acknowledged=seen, escalation=escalation, armed_at=armed_at,
        shelved=shelving, suppressed_by=str(shelving) if shelving else None,
    )


alarms = st.lists(st.builds(
    alarm, st.sampled_from(Priority), state=st.sampled_from(State), bed=st.sampled_from(["C1", "C2"]),
    kind=st.sampled_from(Kind), armed_at=st.sampled_from([NOW - 20 * SECOND, NOW - 5 * SECOND]),
    shelved=st.booleans(), escalation=st.sampled_from([0, 1, 2]), number=st.integers(1, 99),
), max_size=8)
pauses = st.dictionaries(
    st.sampled_from(["C1", "C2"]), st.dictionaries(st.sampled_from(["physiological", "technical"]), st.just(PAUSE)),
)


@pytest.mark.parametrize(("priority", "colour", "flashes"), [
    (Priority.HIGH, "red", (1.4, 2.8)), (Priority.MEDIUM, "yellow", (0.4, 0.8)), (Priority.LOW, "cyan", (0, 0)),
])
def test_lights_are_those_of_the_reference(priority: Priority, colour: str, flashes: tuple[float, float]) -> None:
    light = LIGHTS[priority]
    assert light.colour == colour
    assert flashes[0] <= light.flash_hz <= flashes[1]


@pytest.mark.parametrize(("priority", "count", "length", "every"), [
    (Priority.HIGH, 10, (75, 200), (2.5, 15)), (Priority.MEDIUM, 3, (125, 250), (2.5, 30)),
    (Priority.LOW, 2, (125, 250), None),
])
def test_bursts_are_those_of_the_reference(
    priority: Priority, count: int, length: tuple[int, int], every: tuple[float, float] | None
) -> None:
    burst = BURSTS[priority]
    assert len(burst.pulses) == count
    assert all(length[0] <= one.length_ms <= length[1] for one in burst.pulses)
    assert all(a.start_ms + a.length_ms < b.start_ms for a, b in pairwise(burst.pulses))
    assert (burst.every is None) if every is None else every[0] * SECOND <= (burst.every or 0) <= every[1] * SECOND
    _check_pitch(burst)


def _check_pitch(burst: Burst) -> None:
    assert 150 <= burst.fundamental_hz <= 1000
    assert sum(300 <= burst.fundamental_hz * one <= 4000 for one in burst.harmonics) >= 4
    assert 0.1 <= burst.rise <= 0.2


def test_a_high_burst_is_three_and_two_twice_with_a_pause_between() -> None:
    starts = [one.start_ms for one in BURSTS[Priority.HIGH].pulses]
    gaps = [b - a for a, b in pairwise(starts)]
    assert gaps[:4] == gaps[5:]
    assert gaps[2] > gaps[0]
    assert gaps[4] == max(gaps)


def test_the_most_urgent_speaks_and_grows_louder_while_nobody_answers() -> None:
    low, high = alarm(Priority.LOW, number=1), alarm(Priority.HIGH, number=2)
    told = signals([low, high], {}, NOW)
    assert (told.sound, told.speaks_for) == (BURSTS[Priority.HIGH], (high.id,))
    louder = signals([low, alarm(Priority.HIGH, escalation=1, number=2)], {}, NOW).sound
    assert louder is not None
    assert louder.gain > BURSTS[Priority.HIGH].gain
    assert 2.5 * SECOND <= (louder.every or 0) < (BURSTS[Priority.HIGH].every or 0)


def test_every_silence_has_its_name() -> None:
    paused = {"C1": {"physiological": PAUSE}}
    seen, shelved = alarm(state=State.ACKNOWLEDGED), alarm(Priority.LOW, shelved=True)
    assert [one and one.code for one in (quiet(seen, {}, NOW), quiet(shelved, {}, NOW), quiet(alarm(), paused, NOW))] \
        == ["acknowledged", "shelved", "audio_paused"]
    assert quiet(alarm(kind=Kind.TECHNICAL), paused, NOW) is None, "kinds are paused apart"
    assert quiet(alarm(), paused, NOW + MINUTE) is None, "the pause is over"


def test_a_new_high_alarm_is_heard_through_a_pause() -> None:
    paused = {"C1": {"physiological": PAUSE}}
    assert quiet(alarm(armed_at=NOW - 5 * SECOND), paused, NOW) is None
    assert quiet(alarm(Priority.MEDIUM, armed_at=NOW - 5 * SECOND), paused, NOW) is not None


@given(alarms, pauses)
def test_nothing_urgent_is_silent_without_a_name(found: list[Alarm], running: dict[str, dict[str, Pause]]) -> None:
    told = signals(found, running, NOW)
    assert [one.alarm for one in told.shown] == [one.id for one in found if one.active]
    for one, shown in zip([one for one in found if one.active], told.shown, strict=True):
        free = one.state in (State.ON, State.LATCHED) and one.shelved is None and not running.get(one.scope.bed)
        assert shown.quiet is None or not free, "unacknowledged, unshelved, unpaused: it sounds"
    heard = [one.priority for one in told.shown if one.quiet is None]
    assert (told.sound is not None) == bool(heard)


@given(alarms, pauses, st.builds(alarm, st.sampled_from(Priority), number=st.just(100)))
def test_another_alarm_never_quiets_or_lowers(
    found: list[Alarm], running: dict[str, dict[str, Pause]], another: Alarm
) -> None:
    before, after = signals(found, running, NOW), signals([*found, another], running, NOW)
    assert after.shown[: len(before.shown)] == before.shown
    heard = [max(one.priority for one in told.shown if one.quiet is None) for told in (before, after) if told.sound]
    assert heard == sorted(heard)


def test_the_page_tells_the_same() -> None:
    page = (Path(__file__).parents[2] / "docs" / "signals.md").read_text(encoding="utf-8")
    for priority, light in LIGHTS.items():
        burst, flashes = BURSTS[priority], f"{light.flash_hz:g}" if light.flash_hz else "steady"
        row = next(line for line in page.splitlines() if line.startswith(f"| {priority.name.lower()} |"))
        assert f"| {light.colour} | {flashes} | `{light.mark}` | {len(burst.pulses)}" in row
        assert f"| {burst.pulses[0].length_ms} ms at {burst.fundamental_hz:.0f} Hz |" in row
        assert row.endswith(f"| {burst.every / SECOND:g} s |" if burst.every else "| once |")
