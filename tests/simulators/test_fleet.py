"""A fleet sends everything exactly once, whatever the link and the server do, and says what became of it."""

from __future__ import annotations

import asyncio
from itertools import count, pairwise

import pytest

from simulators import fleet, scenario
from simulators.device import Identity, Monitor, Outgoing, monitors
from simulators.senders import Refused, Reply
from tests.simulators.world import Server, Time, lost

BEGAN_AT = 1_800_000_000.0


def ward(beds: int = 1, name: str = "calm") -> list[Monitor]:
    return monitors(scenario.named(name), [Identity(f"d{number}", "b") for number in range(beds)], BEGAN_AT)


def sequences(server: Server, device: str = "d0") -> list[int]:
    return sorted(sequence for name, _, sequence in server.kept if name == device)


async def test_every_reading_arrives_once_and_in_time() -> None:
    time, server = Time(), Server()
    tallies = await time.run(fleet.run(ward(3), server, time.pace(), 60.0))
    assert [tally.sent for tally in tallies] == [tally.accepted for tally in tallies]
    for number, tally in enumerate(tallies):
        assert sequences(server, f"d{number}") == list(range(1, tally.sent + 1))
    assert time.now == pytest.approx(1060.0, abs=1.0)
    assert len(server.messages) == 3 * 60


async def test_a_failing_server_loses_nothing() -> None:
    time, calls = Time(), count()

    def answer(sent: Outgoing) -> Reply | None:
        match next(calls) % 4:
            case 0:
                return Reply(status=503, retry_after_s=2.0)
            case 1:
                return lost()
            case 2:
                server.take(sent)
                return lost()
            case _:
                return None

    server = Server(answer)
    (tally,) = await time.run(fleet.run(ward(), server, time.pace(), 30.0))
    assert sequences(server) == list(range(1, tally.sent + tally.unsent + 1))[: len(server.kept)]
    assert tally.retries > 5
    assert tally.duplicates > 0
    assert tally.accepted + tally.duplicates == tally.sent


async def test_retry_after_is_respected_and_back_off_grows() -> None:
    time, times = Time(), list[float]()

    def answer(_: Outgoing) -> Reply | None:
        times.append(time.now)
        if len(times) == 1:
            return Reply(status=429, retry_after_s=7.0)
        return Reply(status=503) if len(times) < 6 else None

    await time.run(fleet.run(ward(), Server(answer), time.pace(), 2.0))
    gaps = [round(later - earlier, 2) for earlier, later in pairwise(times)]
    assert gaps[:5] == [7.0, 0.4, 0.8, 1.6, 3.2]


async def test_what_was_measured_during_an_outage_follows() -> None:
    time = Time()
    server = Server(lambda _: Reply(status=503, retry_after_s=1.0) if time.now < 1030 else None)
    (tally,) = await time.run(fleet.run(ward(), server, time.pace(), 40.0))
    assert sequences(server) == list(range(1, tally.accepted + 1))
    assert tally.unsent == 0
    assert len(server.messages[-1].readings) <= 6


async def test_a_refused_device_stops_and_the_others_go_on() -> None:
    time = Time()
    server = Server(lambda sent: Reply(status=403, detail="not yours", hint="ask") if sent.device == "d1" else None)
    fine, refused = await time.run(fleet.run(ward(2), server, time.pace(), 10.0))
    assert refused.problem == "not yours (ask)"
    assert refused.sent == 0
    assert fine.accepted == fine.sent > 10


async def test_a_rejected_message_is_counted_and_not_repeated() -> None:
    time = Time()
    server = Server(lambda _: Reply(status=422, rejected=(Refused("unknown_vital", "no such vital"),) * 2))
    (tally,) = await time.run(fleet.run(ward(), server, time.pace(), 5.0))
    assert tally.rejected == 2 * len(server.messages)
    assert tally.retries == 0
    assert tally.problem == "no such vital"


async def test_fast_time_sends_in_groups() -> None:
    time, server = Time(), Server()
    (tally,) = await time.run(fleet.run(ward(), server, time.pace(50.0), 300.0))
    assert time.now == pytest.approx(1006.0, abs=0.2)
    assert len(server.messages) <= 61
    assert sequences(server) == list(range(1, tally.sent + 1))
    assert tally.sent >= 3 * 300


async def test_a_slow_server_is_not_hurried() -> None:
    time = Time()
    server = Server(before=lambda: time.wait(5.0))
    (tally,) = await time.run(fleet.run(ward(), server, time.pace(), 60.0))
    assert len(server.messages) < 16
    assert sequences(server) == list(range(1, tally.sent + 1))
    assert min(tally.latencies_s) == pytest.approx(5.0)


async def test_it_runs_on_until_it_is_cancelled() -> None:
    time, server = Time(), Server()
    running = asyncio.ensure_future(fleet.run(ward(2), server, time.pace(), None))

    async def stop() -> None:
        await time.wait(25.5)
        running.cancel()

    await time.run(stop())
    tallies = await running
    assert [tally.accepted for tally in tallies] == [tally.sent for tally in tallies]
    assert len(server.messages) >= 49
