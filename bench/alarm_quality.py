"""Alarm quality on labelled sessions: sensitivity, false alarms and delays by `replay`, with intervals over seeds.

The sessions and the score come from a scorer beside the project (`--scorer`, by default in ../shared/alarm_quality),
which makes them from recordings of real patients; the alarms come from the installed program.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.report import machine, table, tell
from tests.program import command, environment

SCORER = Path(__file__).resolve().parents[2] / "shared" / "alarm_quality" / "alarm_quality.py"
PROFILES = ("general", "ketamine-iv")


class Variant(NamedTuple):
    """A kind of sessions, and what it is asked to show: figure -> (least, most)."""

    name: str
    options: tuple[str, ...]
    asked: Mapping[str, tuple[float | None, float | None]]


VARIANTS = (
    Variant("as they come", (), {
        "sensitivity": (0.98, None), "false_per_hour": (None, 0.10), "repeats_per_event": (None, 0.2),
        "desat_fast.sensitivity": (1.0, None), "desat_fast.median_delay_s": (None, 50),
        "desat_fast.p90_delay_s": (None, 85), "desat_slow.median_delay_s": (None, 290),
        "brady.sensitivity": (1.0, None), "brady.median_delay_s": (None, 62),
        "bp_rise.sensitivity": (0.94, None), "bp_rise.median_delay_s": (None, 900),
    }),
    Variant("falls in 6-15 s", ("--step",), {"desat_fast.p90_delay_s": (None, 40), "false_per_hour": (None, 0.3)}),
    Variant("artefacts twice", ("--artefacts", "2"), {"false_per_hour": (None, 0.4), "sensitivity": (0.97, None)}),
)
PRESSURE = {"sensitivity": (1.0, None), "false_per_hour": (None, 0.12), "median_delay_min": (None, 2.0)}


def score(scorer: Path, kind: str, options: Sequence[str], profile: str, folder: Path) -> dict[str, Any]:
    """Makes sessions, replays them through the program, and scores its alarms."""
    made, judged = ("generate", "score") if kind == "sessions" else ("map-generate", "map-score")
    alarms = folder / "alarms.csv"
    subprocess.run([sys.executable, str(scorer), made, "--out", str(folder), *options], check=True)
    replay = [*command(), "replay", str(folder / "readings.csv"), "--profile", profile, "--alarms", str(alarms)]
    subprocess.run(replay, check=True, capture_output=True, env=environment())
    told = subprocess.run(
        [sys.executable, str(scorer), judged, "--dir", str(folder), "--alarms", str(alarms)],
        check=True, capture_output=True, text=True,
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def figure(scored: Mapping[str, Any], name: str) -> float:
    """One figure of a score by its dotted name; NaN where there was nothing to measure."""
    kind, dot, rest = name.partition(".")
    value = scored["kinds"][kind][rest] if dot else scored[name]
    return float("nan") if value is None else float(value)


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """The mean over seeds and its 95 % interval, by resampling the seeds 2,000 times."""
    known = np.array([value for value in values if not np.isnan(value)])
    if not len(known):
        return float("nan"), float("nan"), float("nan")
    draw = np.random.default_rng(1)
    means = known[draw.integers(0, len(known), (2000, len(known)))].mean(axis=1)
    return float(known.mean()), float(np.percentile(means, 2.5)), float(np.percentile(means, 97.5))


def rows(
    name: str, profile: str, asked: Mapping[str, tuple[float | None, float | None]], scores: Sequence[Mapping[str, Any]]
) -> Iterator[list[str]]:
    """A row for each figure asked for: mean, interval, limit, and whether it is met."""
    for one, (least, most) in asked.items():
        mean, low, high = interval([figure(scored, one) for scored in scores])
        met = (least is None or mean >= least) and (most is None or mean <= most)
        limit = f">= {least:g}" if least is not None else f"<= {most:g}"
        spread = f"{low:.3g} to {high:.3g}" if len(scores) > 1 else ""
        yield [name, profile, one, f"{mean:.3g}", spread, limit, "yes" if met else "**no**"]


def main() -> None:
    """Scores every variant with every seed and profile; writes the table as it goes to the end."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scorer", type=Path, default=SCORER)
    options.add_argument("--beds", type=int, default=48)
    options.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103, 104, 105])
    options.add_argument("--profiles", nargs="+", default=list(PROFILES))
    options.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    asked = options.parse_args()
    if not asked.scorer.is_file():
        raise SystemExit(f"there is no scorer at {asked.scorer}: name it with --scorer")
    found: list[list[str]] = []
    with tempfile.TemporaryDirectory() as place:
        for profile in asked.profiles:
            for variant in VARIANTS:
                scores = [
                    score(
                        asked.scorer, "sessions", ["--seed", str(seed), "--beds", str(asked.beds), *variant.options],
                        profile, Path(place),
                    )
                    for seed in asked.seeds
                ]
                found += rows(variant.name, profile, variant.asked, scores)
            pressure = score(asked.scorer, "pressure", (), profile, Path(place))
            found += rows("real mean pressure", profile, PRESSURE, [pressure])
    head = ["sessions", "profile", "figure", "mean", "95 % interval", "asked", "met"]
    seeds = ", ".join(str(seed) for seed in asked.seeds)
    tell("alarm-quality", f"{table(head, found)}\n\n{asked.beds} beds of two hours a seed, seeds {seeds}. {machine()}")


if __name__ == "__main__":
    main()
