"""What judging a reading costs: the columnar Watch at 100, 1,000 and 5,000 beds, the slow, obvious judge beside it.

Each bed sends heart rate, SpO2 and respiratory rate once a second and a cuff every five minutes, under the whole
ketamine profile; one bed in twenty falls. The core must stay under one core at 1 Hz for all beds together.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator

from alerts.watch import Watch
from app.profiles import read_profiles
from bench.report import machine, table, tell
from monitors.entries import Entry, Received, SessionOpened
from monitors.instant import SECOND, Instant
from monitors.reading import Batch, Mode, Quality, Reading, Status
from monitors.vitals import Vital
from tests.judge.scalar import Judge

PROFILE = "ketamine-iv"
SETTLE_S = 20
CUFF_S = 300


def readings(bed: int, second: int, draw: random.Random) -> Iterator[Reading]:
    """What one bed's monitor tells in one second."""
    fall = min(12, max(0, second - 10) // 4) if bed % 20 == 0 else 0
    told = {
        Vital.HEART_RATE: 70 + draw.randrange(5), Vital.SPO2: 98 - fall - draw.randrange(2),
        Vital.RESPIRATORY_RATE: 13 + draw.randrange(3),
    }
    if second % CUFF_S == bed % CUFF_S:
        told |= {Vital.SYSTOLIC: 118 + draw.randrange(9), Vital.DIASTOLIC: 76, Vital.MEAN: 90}
    for vital, value in told.items():
        yield Reading(
            f"d{bed}", "0", vital, float(value), Status.OK, Quality.VALID, "", None, None, second * SECOND,
            second * SECOND, 0, late=False, session=f"s{bed}", bed=f"C{bed}", method="", measurement="", mode=Mode.TEST,
        )


def cost(apply: Callable[[Entry], None], beds: int, seconds: int) -> float:
    """Microseconds a reading, after the first seconds, all beds of a second in one group."""
    draw = random.Random(11)
    for bed in range(beds):
        apply(Entry(bed + 1, 0, "", SessionOpened(f"s{bed}", f"C{bed}", PROFILE, PROFILE, "", "infusion")))
    spent, count, number = 0.0, 0, beds
    for second in range(1, seconds + 1):
        batch = Batch.of(one for bed in range(beds) for one in readings(bed, second, draw))
        number += 1
        entry = Entry(number, instant(second), "", Received(len(batch)), batch)
        began = time.perf_counter()
        apply(entry)
        if second > SETTLE_S:
            spent, count = spent + time.perf_counter() - began, count + len(batch)
    return spent / count * 1e6


def instant(second: int) -> Instant:
    """A second of the bench as an instant."""
    return second * SECOND


def main() -> None:
    """Times both judges at each size; the slow one for a few seconds only where there are many beds."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="fewer beds and seconds")
    options.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    asked = options.parse_args()
    profiles, rows = read_profiles(), []
    for beds, seconds in ((100, 80), (1000, 50)) if asked.quick else ((100, 120), (1000, 80), (5000, 50)):
        watch = Watch(profiles, Mode.TEST)
        core = cost(watch.apply, beds, seconds)
        slow = cost(Judge(profiles).apply, beds, seconds if beds <= 1000 else SETTLE_S + 5)
        share = core * 3 * beds / 1e6
        rows.append([f"{beds:,}", f"{core:.1f} us", f"{slow:.0f} us ({slow / core:.0f} x)", f"{share:.0%}"])
    head = ["beds at 1 Hz, 3 vitals and cuffs", "core, a reading", "slow judge, a reading", "share of one core"]
    tell("judging", f"{table(head, rows)}\n\nWhole profile {PROFILE}, one bed in twenty falling. {machine()}")


if __name__ == "__main__":
    main()
