"""Writes down at which beds somebody can hear, as screens come and go, are armed and fall silent."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial

from app.live.hub import Hub
from app.service import Recorder
from monitors.entries import AnyBody, ListeningChanged
from monitors.instant import Instant
from monitors.refused import Refused

NOBODY: frozenset[str] = frozenset()


class Ears:
    """Tells the ward of each change once; after a start nobody listens, as the Watch takes it."""

    def __init__(self, hub: Hub, recorder: Recorder, retry_s: float = 1.0) -> None:
        self._hub = hub
        self._recorder = recorder
        self._retry_s = retry_s
        self._changed = asyncio.Event()
        self._told: frozenset[str] | None = NOBODY
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to listen."""
        self._hub.listening_changed = self._changed.set
        self._task = asyncio.create_task(self._run(), name="ears")

    async def stop(self) -> None:
        """Listens no more."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            heard = self._hub.heard()
            if heard == self._told:
                continue
            try:
                await self._recorder.record("", partial(_said, heard))
                self._told = heard
            except Refused:  # too much was waiting: who listens must be known all the same
                await asyncio.sleep(self._retry_s)
                self._changed.set()


def _said(heard: frozenset[str] | None, _at: Instant) -> list[AnyBody]:
    return [ListeningChanged(all_beds=True) if heard is None else ListeningChanged(tuple(sorted(heard)))]
