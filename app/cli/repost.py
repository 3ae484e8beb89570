"""Posts a recording into a running server at a chosen speed, as the devices of its beds would have."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

import httpx

from app.cli.output import REFUSED, UNREACHABLE, Stopped
from app.cli.progress import Bar
from app.clock import Ticks, ticks
from monitors.instant import SECOND
from monitors.protocols.recording import Row

TRIES = 30
PATIENCE_S = 15.0
AGAIN = (429, 503)

Wait = Callable[[float], object]


def repost(
    rows: Sequence[Row], url: str, key: str, speed: float, told: Bar, *, transport: httpx.BaseTransport | None = None,
    wait: Wait | None = None, ticks: Ticks = ticks,
) -> None:
    """Posts the rows of each time together, `speed` times as fast as they were; raises Stopped.

    A device's key speaks for the one bed; for several a gateway's is needed, with devices named like the beds.
    """
    wait = wait or threading.Event().wait
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(
        base_url=url, headers=headers, timeout=PATIENCE_S, trust_env=False, transport=transport
    ) as client:
        mode = _mode(_asked(client, "/readyz"))
        devices = _devices(_asked(client, "/v1/devices/mine"), {row.bed for row in rows})
        epoch = f"replay-{secrets.token_hex(4)}"
        began, zero = ticks(), rows[0].at if rows else 0
        for sequence, (at, together) in enumerate(groupby(rows, key=lambda row: row.at)):
            early = began + (at - zero) / SECOND / speed - ticks()
            if early > 0:
                wait(early)
            readings = [
                {"vital": vital, "value": value, "sequence": sequence, "mode": mode, **devices[row.bed]}
                for row in together
                for vital, value in row.values.items()
            ]
            if readings:
                _post(client, {"epoch": epoch, "readings": readings}, wait)
            told.reach()


def _mode(ready: Mapping[str, Any]) -> str:
    mode = str(ready.get("mode"))
    if mode not in ("test", "demo"):
        raise Stopped(
            f"the server runs in mode {mode}: a recording doesn't belong among real patients",
            "start one with --mode test", REFUSED,
        )
    return mode


def _devices(mine: Mapping[str, Any], beds: set[str]) -> dict[str, dict[str, str]]:
    """Which device each bed's readings name; none where the key is a device's own."""
    if not mine.get("gateway"):
        if len(beds) > 1:
            raise Stopped(
                f"the recording has {len(beds)} beds and the key speaks for one device",
                "give a gateway's key, with devices named like the beds", REFUSED,
            )
        return {bed: {} for bed in beds}
    missing = sorted(beds - set(mine.get("devices", ())))
    if missing:
        raise Stopped(f"the gateway speaks for no device named {', '.join(missing[:8])}", "name them like the beds")
    return {bed: {"device": bed} for bed in beds}


def _asked(client: httpx.Client, path: str) -> Mapping[str, Any]:
    try:
        answer = client.get(path)
        told = answer.json()
    except (httpx.HTTPError, ValueError) as lost:
        raise Stopped(f"can't reach {client.base_url}: {lost}", code=UNREACHABLE) from None
    if answer.status_code != 200 or not isinstance(told, dict):
        raise _refusal(answer)
    return told


def _post(client: httpx.Client, batch: Mapping[str, Any], wait: Wait) -> None:
    """Posts one batch, again where the server asks for that: nothing is counted twice."""
    for _ in range(TRIES):
        try:
            answer = client.post("/v1/readings", json=batch)
        except httpx.HTTPError as lost:
            raise Stopped(f"lost {client.base_url}: {lost}", code=UNREACHABLE) from None
        if answer.status_code == 202:
            return
        if answer.status_code not in AGAIN:
            raise _refusal(answer)
        wait(float(answer.headers.get("retry-after", 1)))
    raise Stopped("the server takes nothing more", "look at its /readyz", UNREACHABLE)


def _refusal(answer: httpx.Response) -> Stopped:
    try:
        told = answer.json()
        return Stopped(str(told.get("detail") or told["rejected"][0]["message"]), str(told.get("hint") or ""))
    except (ValueError, LookupError, TypeError, AttributeError):
        return Stopped(f"the server answered {answer.status_code}")
