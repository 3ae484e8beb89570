"""A simulated monitor measures by its plan, keeps what was not taken, and speaks the wire format."""

from __future__ import annotations

from datetime import datetime

import msgspec

from monitors import wire
from simulators import device, scenario
from simulators.device import Identity, Monitor
from simulators.scenario import Scenario

BEGAN_AT = 1_800_000_000.0
PLAN = """
about = "x"
lasts_s = 600
history_s = 0
[[beds]]
bed = "1"
seed = 5
cuff_every_s = 60
cuff_first_s = 30
"""


def story(events: str = "") -> Scenario:
    return scenario.parse("mine.toml", PLAN + events)


def event(kind: str, **keys: float) -> str:
    return f'[[beds.events]]\nkind = "{kind}"\n' + "".join(f"{key} = {value}\n" for key, value in keys.items())


def monitor(events: str = "", seed: int = 0) -> Monitor:
    ward = story(events)
    return Monitor(ward, ward.beds[0], Identity("d1", "boot"), BEGAN_AT, seed)


def all_of(one: Monitor, now_s: float) -> list[device.Outgoing]:
    sent = []
    while (message := one.outgoing(now_s)) is not None:
        sent.append(message)
        one.acknowledge(message)
    return sent


def values(one: Monitor, now_s: float, vital: str) -> list[float | None]:
    return [reading.value for sent in all_of(one, now_s) for reading in sent.readings if reading.vital == vital]


def test_every_second_and_every_cuff_is_measured() -> None:
    one = monitor()
    one.advance(120)
    readings = [reading for sent in all_of(one, 120) for reading in sent.readings]
    assert sum(reading.vital == "spo2" for reading in readings) == 120
    cuffs = [reading for reading in readings if reading.vital == "systolic"]
    assert [datetime.fromisoformat(cuff.taken_at).timestamp() - BEGAN_AT for cuff in cuffs] == [30, 90]
    assert len({reading.measurement for reading in readings if reading.method == "cuff"}) == 2
    assert [reading.sequence for reading in readings] == list(range(1, len(readings) + 1))


def test_the_server_understands_every_reading() -> None:
    one = monitor(event("probe_off", at_s=10, for_s=20) + event("motion", at_s=40, for_s=20))
    one.advance(90)
    sent = one.outgoing(90)
    assert sent is not None
    post = wire.decode(sent.encode(ref="7"))
    assert not post.rejected
    assert (post.device, post.epoch, post.ref) == ("d1", "boot-0", "7")
    assert len(post.rows) == len(sent.readings)
    assert {row.status.value for row in post.rows} == {"ok", "probe_off", "motion"}
    assert {row.mode for row in post.rows} == {"test"}


def test_the_same_seed_sends_the_same() -> None:
    one, other, third = monitor(), monitor(), monitor(seed=1)
    for each in (one, other, third):
        each.advance(60)
    assert one.outgoing(60) == other.outgoing(60)
    assert one.outgoing(60) != third.outgoing(60)


def test_how_time_is_cut_changes_nothing() -> None:
    one, other = monitor(), monitor()
    one.advance(60)
    for second in range(1, 61):
        other.advance(second + 0.4)
    assert one.outgoing(60) == other.outgoing(60)


def test_the_history_goes_on_without_a_seam() -> None:
    whole, later = monitor(), monitor()
    whole.advance(120)
    later.skip(100)
    later.advance(120)
    assert values(whole, 120, "spo2")[100:] == values(later, 120, "spo2")


def test_what_is_not_acknowledged_is_sent_again() -> None:
    one = monitor()
    one.advance(5)
    first = one.outgoing(5)
    one.advance(6)
    again = one.outgoing(6)
    assert first is not None
    assert again is not None
    assert again.readings[: len(first.readings)] == first.readings
    one.acknowledge(first)
    rest = one.outgoing(6)
    assert rest is not None
    assert rest.readings == again.readings[len(first.readings):]


def test_a_link_that_is_down_keeps_the_readings() -> None:
    one = monitor(event("link_down", at_s=10, for_s=60))
    one.advance(50)
    assert one.outgoing(50) is None
    assert one.waiting == 2 * 50 + 3
    one.advance(70)
    assert len(all_of(one, 70)[0].readings) == 2 * 70 + 3


def test_memory_is_bounded_and_counts_what_it_lost() -> None:
    one = monitor(event("link_down", at_s=0, for_s=599))
    one.advance(device.MEMORY / 2 + 500)
    assert one.waiting == device.MEMORY
    assert one.lost > 900
    held = one.outgoing(700)
    assert held is not None
    one.advance(device.MEMORY / 2 + 600)
    one.acknowledge(held)
    after = one.outgoing(700)
    assert after is not None
    assert after.readings[0].sequence == max(held.readings[-1].sequence, one.lost) + 1


def test_a_silent_monitor_measures_nothing() -> None:
    one = monitor(event("silent", at_s=10, for_s=20))
    one.advance(20)
    assert one.outgoing(20) is None
    one.advance(40)
    assert len(values(one, 40, "spo2")) == 9 + 11


def test_a_reboot_counts_from_the_beginning_in_a_new_epoch() -> None:
    one = monitor(event("reboot", at_s=10, for_s=5))
    one.advance(20)
    before, after = all_of(one, 20)
    assert (before.epoch, after.epoch) == ("boot-0", "boot-1")
    assert after.readings[0].sequence == 1


def test_a_wrong_clock_is_wrong_in_every_time() -> None:
    one = monitor(event("clock_error", at_s=0, by_s=3600))
    one.advance(1)
    sent = one.outgoing(1.5)
    assert sent is not None
    assert sent.sent_at == BEGAN_AT + 1.5 + 3600
    assert datetime.fromisoformat(sent.readings[0].taken_at).timestamp() == BEGAN_AT + 1 + 3600


def test_episodes_change_what_is_measured() -> None:
    falling = event("desaturation", at_s=10, to=84, rise_s=10, hold_s=60, recovery_s=10)
    one = monitor(falling + event("bp_rise", at_s=20, by=40, rise_s=0, hold_s=200, recovery_s=10))
    one.advance(60)
    assert set(values(one, 60, "spo2")[20:]) == {84.0}
    one.advance(90)
    plain = monitor()
    plain.advance(90)
    assert values(one, 90, "systolic")[0] == (values(plain, 90, "systolic")[-1] or 0) + 40


def test_an_extra_cuff_comes_out_of_turn() -> None:
    one = monitor(event("cuff", at_s=45))
    one.advance(60)
    assert len(values(one, 60, "systolic")) == 2


def test_the_monitors_of_a_ward_share_no_instant() -> None:
    ward = scenario.named("demo-ward")
    fleet = device.monitors(ward, [Identity(f"d{plan.bed}", "b") for plan in ward.beds], BEGAN_AT)
    assert [one.phase_s for one in fleet] == [number / 8 for number in range(8)]
    assert [one.plan.bed for one in fleet] == [f"{number}" for number in range(1, 9)]


def test_the_body_is_plain_json() -> None:
    one = monitor()
    one.advance(1)
    sent = one.outgoing(1)
    assert sent is not None
    body = msgspec.json.decode(sent.encode())
    assert body["device"] == "d1"
    assert body["sent_at"] == "2027-01-15T08:00:01.000Z"
    assert body["readings"][0].keys() == {"vital", "value", "sequence", "taken_at", "mode"}
