"""The body of `infusion-watch simulate`: asks the server who may speak, plays the scenario to it and reports.

Exit codes are the program's: 0 done, 1 refused or failed, 2 usage, 3 can't reach or open.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import msgspec

from simulators import fleet, scenario
from simulators.device import Identity, monitors
from simulators.report import Report, Tally
from simulators.senders import PATIENCE_S, RestSender, StreamSender

DONE, REFUSED, USAGE, UNREACHABLE = 0, 1, 2, 3
LATER = ("hl7", "mqtt")


class Failed(Exception):
    """The simulation can't begin; `code` is the exit code."""

    def __init__(self, message: str, code: int = REFUSED) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asked for; `beds` None is as many as there are devices or the scenario has."""

    url: str
    key: str
    beds: int | None = None
    scenario: str = "calm"
    seed: int = 0
    speed: float = 1.0
    protocol: str = "rest"
    report: Path | None = None
    duration_s: float | None = None
    devices: tuple[str, ...] = ()


class Ready(msgspec.Struct, frozen=True):
    """What `/readyz` says that matters here; `now` is the server's clock."""

    mode: str
    clock_rate: float = 1.0
    now: datetime | None = None


class _Speakers(msgspec.Struct, frozen=True):
    devices: list[str]


def simulate(wanted: Wanted) -> int:
    """Plays a scenario to a server until it is over, or until interrupted where it loops; the exit code."""
    try:
        story = _check(wanted)
        return asyncio.run(_simulate(wanted, story))
    except (Failed, scenario.ScenarioError) as failed:
        sys.stderr.write(f"infusion-watch: {failed}\n")
        return failed.code if isinstance(failed, Failed) else USAGE
    except KeyboardInterrupt:
        return DONE
    except asyncio.CancelledError:
        # A signal came before there was anything to stop: before the server answered.
        sys.stderr.write("infusion-watch: interrupted before the play began\n")
        return REFUSED


def _check(wanted: Wanted) -> scenario.Scenario:
    if wanted.protocol in LATER:
        raise Failed(f"--protocol {wanted.protocol} is not there yet; take rest or ws", USAGE)
    if wanted.protocol not in ("rest", "ws"):
        raise Failed(f"--protocol {wanted.protocol} is unknown; take rest or ws", USAGE)
    if wanted.beds is not None and wanted.beds < 1:
        raise Failed(f"--beds {wanted.beds} is too few; give 1 or more", USAGE)
    if wanted.speed <= 0:
        raise Failed(f"--speed {wanted.speed:g} is no speed; give a number above 0", USAGE)
    if wanted.seed < 0:
        raise Failed(f"--seed {wanted.seed} is below 0; give 0 or more", USAGE)
    if not wanted.url.startswith(("http://", "https://")):
        raise Failed(f"--url {wanted.url} is no address; write it as http://host:port", USAGE)
    return scenario.named(wanted.scenario)


async def _simulate(wanted: Wanted, story: scenario.Scenario) -> int:
    _stop_at_signals()
    async with httpx.AsyncClient(base_url=wanted.url, timeout=PATIENCE_S, trust_env=False) as client:
        ready = await _ready(client)
        began_at = time.time() if ready.now is None else ready.now.timestamp()
        pace = fleet.Pace(wanted.speed)
        _check_server(ready, wanted)
        names = await _names(client, wanted, story)
    boot = f"{time.time_ns() // 1_000_000:x}"
    played = monitors(story, [Identity(name, boot, ready.mode) for name in names], began_at, wanted.seed)
    until_s = wanted.duration_s if wanted.duration_s is not None or story.loops else story.lasts_s
    _say(f"playing {wanted.scenario} on {len(played)} {'bed' if len(played) == 1 else 'beds'} to {wanted.url}")
    async with _sender(wanted) as sender:
        tallies = await fleet.run(played, sender, pace, until_s)
    return _finish(wanted, tallies, pace.now() if until_s is None else min(until_s, pace.now()))


def _sender(wanted: Wanted) -> RestSender | StreamSender:
    return RestSender(wanted.url, wanted.key) if wanted.protocol == "rest" else StreamSender(wanted.url, wanted.key)


async def _ready(client: httpx.AsyncClient) -> Ready:
    try:
        answer = await client.get("/readyz")
        return msgspec.json.decode(answer.content, type=Ready, strict=False)
    except httpx.TransportError as lost:
        raise Failed(f"can't reach {client.base_url}: {lost}", UNREACHABLE) from None
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise Failed(f"{client.base_url} is no server of this program", UNREACHABLE) from None


def _check_server(ready: Ready, wanted: Wanted) -> None:
    if ready.mode not in ("test", "demo"):
        raise Failed(
            f"{wanted.url} runs in mode {ready.mode}: simulated patients don't belong among real ones. "
            "Start the server with --mode test"
        )
    if abs(ready.clock_rate - wanted.speed) > 1e-9 * wanted.speed:
        raise Failed(
            f"--speed {wanted.speed:g} is not the speed of the server's clock, {ready.clock_rate:g}: give --speed "
            f"{ready.clock_rate:g}, or start the server with --mode test --test-clock {wanted.speed:g}"
        )


async def _names(client: httpx.AsyncClient, wanted: Wanted, story: scenario.Scenario) -> list[str | None]:
    """The devices that will speak, one a bed; None is whoever the key says."""
    given: list[str | None] = [*wanted.devices] or [*await _asked(client, wanted)]
    beds = wanted.beds if wanted.beds is not None else min(len(given), len(story.beds)) or 1
    if not given and beds == 1:
        return [None]
    if len(given) < beds:
        raise Failed(
            f"the key speaks for {len(given) or 'one'} device{'s' * (len(given) > 1)}, but {beds} beds need {beds}: "
            "give a gateway's key, or fewer --beds"
        )
    return given[:beds]


async def _asked(client: httpx.AsyncClient, wanted: Wanted) -> Sequence[str]:
    """The devices the server says a key speaks for; none where it doesn't say."""
    answer = await client.get("/v1/devices/mine", headers={"Authorization": f"Bearer {wanted.key}"})
    if answer.status_code == 401:
        raise Failed("the server doesn't know this --key; infusion-watch device add NAME makes one")
    if answer.status_code != 200:
        return ()
    try:
        return msgspec.json.decode(answer.content, type=_Speakers).devices
    except (msgspec.DecodeError, msgspec.ValidationError):
        return ()


def _finish(wanted: Wanted, tallies: Sequence[Tally], seconds: float) -> int:
    lines = [tally.line() for tally in tallies]
    report = Report(wanted.scenario, wanted.seed, wanted.speed, wanted.protocol, round(seconds, 3), lines)
    _say(report.table())
    if wanted.report is not None:
        try:
            wanted.report.write_bytes(report.encode())
        except OSError as closed:
            raise Failed(f"can't write {wanted.report}: {closed.strerror}", UNREACHABLE) from None
    unheard = all(tally.problem or not tally.sent for tally in tallies)
    return REFUSED if any(tally.problem for tally in tallies) or unheard else DONE


def _stop_at_signals() -> None:
    """Ctrl-C and SIGTERM end the play, not the report."""
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
