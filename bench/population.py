"""A population of simulated sessions against the published figures: docs/simulator-population.md, and JSON at the end.

`python bench/population.py --sessions 1000` plays them, writes the report with its pictures, and prints every figure
with its target; the last line is the figures as JSON. What is missed is said to be missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if __package__ in (None, ""):  # started as a file: its folder must not come before the project
    sys.path[0] = str(ROOT)

from bench import figures, plots, sessions  # noqa: E402  # the project must be found first
from bench.figures import Figure  # noqa: E402  # the project must be found first
from bench.report import machine, table  # noqa: E402  # the project must be found first

PAGE = ROOT / "docs" / "simulator-population.md"
PICTURES = ROOT / "docs" / "population"
SEED = 2026
NASAL_SHARE = 0.3

INTRO = """# A population of simulated sessions

Written by `python bench/population.py --sessions {count}`; do not change it by hand. {count:,} sessions of
racemic ketamine, 0.5 mg/kg over 40 min into the vein, each with another person, and {nasal:,} each of 84 mg
esketamine by the nose at all ages and over 65. The persons come in pairs, of whom one answers the drug as much
more than the average as the other less: so chance moves the shares less than the standard errors say.

A cuff reads at 10, 5 and 1 min before the dose (their mean is the baseline), every 10 min during and every 15
min after, with an error of its own (standard deviation {cuff[0]:g} and {cuff[1]:g} mmHg). A nurse asks at
{scored} min, and stops the pump of whoever can't bear it. Severe hypertension is any cuff of 180 systolic or
110 diastolic and more. Tolerances are 10 % of a mean or standard deviation, 3 points of a share of symptoms, 1
% of a plasma concentration; "about 1 %" is 0.5 to 1.5 %. Where each number of the model comes from:
[simulator.md](simulator.md).
"""


def row(one: Figure) -> list[str]:
    """A figure as a line of the table."""
    error = f"{one.error:.3g}" if one.error else ""
    met = "yes" if one.met else "**no**"
    return [one.name, f"{one.value:.4g}", error, f"{one.low:.4g} to {one.high:.4g}", one.source, met]


def written(count: int, nasal: int, found: list[Figure], drawn: dict[str, str]) -> str:
    """The report's text."""
    scored = ", ".join(map(str, sessions.SCORED_MIN))
    intro = INTRO.format(count=count, nasal=nasal, cuff=sessions.CUFF_ERROR, scored=scored)
    head = ["figure", "measured", "standard error", "target", "source", "met"]
    missed = [one.name for one in found if not one.met]
    verdict = f"Missed: {', '.join(missed)}." if missed else "All are met."
    shown = "\n\n".join(f"![{title}](population/{name}.svg)" for name, title in drawn.items())
    return f"{intro}\n{table(head, [row(one) for one in found])}\n\n{verdict} Seed {SEED}.\n\n{shown}\n"


def main() -> None:
    """Plays, writes and prints."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sessions", type=int, default=1000, help="sessions into the vein (default 1000)")
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--dry", action="store_true", help="print only, write nothing")
    asked = options.parse_args()
    began = time.process_time()
    nasal = max(20, round(NASAL_SHARE * asked.sessions))
    noted = sessions.usual(asked.sessions, asked.seed)
    younger, older = (sessions.nasal(nasal, asked.seed, over_65=over_65) for over_65 in (False, True))
    found = [
        *figures.of_pressure(noted), *figures.of_others(noted), *figures.of_plasma(),
        *figures.of_nasal(younger, "esketamine", 13.3, 8.7), *figures.of_nasal(older, "esketamine_65", 16.0, 9.5),
    ]
    spent = time.process_time() - began
    print(table(["figure", "measured", "standard error", "target", "source", "met"], [row(one) for one in found]))
    print(f"\n{asked.sessions} sessions in {spent:.0f} s of one core. {machine()}")
    if not asked.dry and asked.seed == SEED:
        drawn = plots.write(PICTURES, noted, asked.seed)
        PAGE.write_text(written(asked.sessions, nasal, found, drawn), encoding="utf-8")
    print(json.dumps({
        "sessions": asked.sessions, "seed": asked.seed, "cpu_s": round(spent, 1),
        "missed": [one.name for one in found if not one.met],
        "figures": {
            one.name: {"value": round(one.value, 4), "target": [round(one.low, 4), round(one.high, 4)], "met": one.met}
            for one in found
        },
    }))


if __name__ == "__main__":
    main()
