"""`simulate`: believable patients that talk to a server like strangers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import split


def simulate(
    *,
    url: Annotated[str, typer.Option("--url", help="The server.", metavar="URL")],
    key: Annotated[str, typer.Option("--key", help="A device's key; a gateway's for several beds.", metavar="KEY")],
    beds: Annotated[int | None, typer.Option("--beds", help="How many.", show_default="as many as there are")] = None,
    scenario: Annotated[str, typer.Option("--scenario", help="What befalls them.")] = "calm",
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same patients.")] = 0,
    speed: Annotated[float, typer.Option("--speed", help="Times real time; the server's --test-clock.")] = 1.0,
    protocol: Annotated[str, typer.Option("--protocol", help="rest or ws.")] = "rest",
    report: Annotated[Path | None, typer.Option("--report", help="Write what was sent and answered.")] = None,
    seconds: Annotated[float | None, typer.Option("--seconds", help="End after so many clinical seconds.")] = None,
    devices: Annotated[list[str] | None, typer.Option("--devices", help="Which of a gateway's: a,b,c.")] = None,
) -> None:
    """Plays a scenario to a server, as devices at the bedside would."""
    from simulators import command

    wanted = command.Wanted(
        url=url.rstrip("/"), key=key, beds=beds, scenario=scenario, seed=seed, speed=speed, protocol=protocol,
        report=report, duration_s=seconds, devices=tuple(split(devices)),
    )
    sys.exit(command.simulate(wanted))
