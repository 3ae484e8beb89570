"""How fast one simulated patient lives, alone and with a bedside monitor on top, as a ratio to the limit.

Only the time of this process counts, so that others on the machine don't.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from bench.report import machine, table, tell
from simulators import dose, scenario
from simulators.device import Identity, monitors
from simulators.patient import Patient

ALONE_LIMIT, MONITORED_LIMIT = 5_000, 1_000
BEGAN_AT = 1_800_000_000.0


def speed(live: Callable[[int], None], seconds: int) -> float:
    """How many times faster than life, the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        live(seconds)
        best = min(best, time.process_time() - began)
    return seconds / best


def alone() -> Callable[[int], None]:
    """A patient under the usual infusion."""
    patient = Patient((0, 7), dose.usual())

    def live(seconds: int) -> None:
        for _ in range(seconds):
            patient.step()

    return live


def monitored() -> Callable[[int], None]:
    """A patient, their monitor, and every second's readings as the bytes that are sent."""
    (monitor,) = monitors(scenario.named("calm"), [Identity("d1", "bench")], BEGAN_AT)
    now = [0]

    def live(seconds: int) -> None:
        for _ in range(seconds):
            now[0] += 1
            monitor.advance(now[0])
            if (sent := monitor.outgoing(now[0])) is not None:
                sent.encode()
                monitor.acknowledge(sent)

    return live


def main() -> None:
    """Times both and prints them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="fewer seconds")
    options.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    seconds = 2_000 if options.parse_args().quick else 20_000
    rows = []
    for name, live, limit in (
        ("patient alone", alone(), ALONE_LIMIT), ("with a monitor, as bytes", monitored(), MONITORED_LIMIT),
    ):
        times = speed(live, seconds)
        rows.append([name, f"{1e6 / times:.0f} us", f"{times:,.0f} x", f"{limit:,} x", f"{times / limit:.1f}"])
    head = ["one patient at 1 Hz", "a second of life", "faster than life", "limit", "over the limit"]
    tell("simulator", f"{table(head, rows)}\n\nBest of three times {seconds:,} s. {machine()}")


if __name__ == "__main__":
    main()
