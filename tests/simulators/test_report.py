"""The report counts what became of the readings, for a program and for a person."""

from __future__ import annotations

import msgspec

from simulators.report import Report, Tally


def report(*tallies: Tally) -> Report:
    return Report("calm", 0, 1.0, "rest", 60.0, [tally.line() for tally in tallies])


def test_percentiles_are_milliseconds_by_nearest_rank() -> None:
    tally = Tally("d1", "1")
    tally.latencies_s.extend(number / 1000.0 for number in range(100, 0, -1))
    assert tally.line().latency_ms == {"p50": 50.0, "p95": 95.0, "p99": 99.0}


def test_without_an_answer_there_is_no_latency() -> None:
    assert Tally("d1", "1").line().latency_ms == {"p50": None, "p95": None, "p99": None}


def test_the_json_names_every_count() -> None:
    told = msgspec.json.decode(report(Tally("d1", "3", sent=5, accepted=4, duplicates=1, retries=2)).encode())
    assert told["scenario"] == "calm"
    device = told["devices"][0]
    counts = {"device": "d1", "bed": "3", "sent": 5, "accepted": 4, "duplicates": 1, "rejected": 0, "retries": 2}
    assert {name: device[name] for name in counts} == counts


def test_the_table_is_aligned_and_ends_with_the_problems() -> None:
    lines = report(Tally("d1", "3", sent=12345), Tally("monitor-2", "4", problem="not yours")).table().splitlines()
    assert len({len(line) for line in lines[:3]}) == 1
    assert lines[3] == "monitor-2: not yours"
