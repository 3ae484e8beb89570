"""A ward with a sender on it: real folds and a memory journal, real sockets, and a clock that a test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from alerts.alarm import Alarm, Priority, Scope
from app.journal.memory import MemoryJournal
from app.live.board import Changed
from app.notify.ladder import Rung
from app.notify.message import Origin
from app.notify.sender import Outlet, Sender
from app.notify.webhook import Webhook
from app.service import Recorder
from monitors.entries import AnyBody
from monitors.instant import Instant
from monitors.reading import Mode
from monitors.refused import Refused
from tests.app.fakes import alarm
from tests.app.notify.receiving import Receiver
from tests.app.wards import FakeWard, settle, until

SECRET = "0123456789abcdef01234567"
AT_ONCE = {Priority.HIGH: 0, Priority.MEDIUM: 2}
ORIGIN = Origin("Ward 3", Mode.REAL)
HIGH = alarm("s1.spo2.low.1", 1, Scope("s1", "", "C1"), priority=Priority.HIGH)


class Desk:
    """The ward, its sender, and what a test does with them."""

    def __init__(self, ward: FakeWard, sender: Sender) -> None:
        self.ward = ward
        self.sender = sender

    def raise_alarm(self, told: Alarm = HIGH) -> None:
        """An alarm's revision as the ward publishes it."""
        self.ward.watch.alarms[told.id] = told
        self.ward.hub.publish([told], Changed(), recorded=True)

    def follow(self, told: Alarm = HIGH, **changed: object) -> None:
        """The next revision of it."""
        self.raise_alarm(replace(told, revision=told.revision + 1, **changed))  # type: ignore[arg-type]

    def later(self, by_s: float) -> None:
        """Time passes."""
        self.ward.clock.advance(by_s)
        self.sender.wake()

    async def fail(self, receiver: Receiver, waits_s: Sequence[float] = (0, 1, 2)) -> None:
        """Attempts that fail, each after so many seconds."""
        for number, wait_s in enumerate(waits_s, 1):
            self.later(wait_s)
            await self._until_attempts(receiver, number)
            await settle()

    async def _until_attempts(self, receiver: Receiver, number: int) -> None:
        await until(lambda: len(receiver.got) == number and self.kinds().count("NotificationFailed") == number)

    def kinds(self) -> list[str]:
        """The journal's entries about notifications."""
        return [one for one in self.ward.bodies() if one.startswith(("Notification", "Channel"))]

    async def until_written(self, *kinds: str) -> None:
        """Waits until the journal has just these entries about notifications."""
        try:
            await until(lambda: self.kinds() == list(kinds))
        except TimeoutError:
            assert self.kinds() == list(kinds)


def hook(ward: FakeWard, url: str, name: str = "pager", levels: dict[Priority, int] | None = None) -> Outlet:
    """A webhook that leads to a receiver."""
    return Outlet(Rung(name, AT_ONCE if levels is None else levels), Webhook(url, SECRET, ward.clock))


class Refusing:
    """A recorder that refuses the first command."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.refused = False

    async def record(self, by: str, make: Callable[[Instant], Sequence[AnyBody]]) -> list[object]:
        """Records, but for the first time."""
        if not self.refused:
            self.refused = True
            raise Refused("busy", "too much waits", status=503)
        return list(await self.recorder.record(by, make))


class Losing:
    """A recorder that keeps so many commands, then hangs: what a crash makes of it."""

    def __init__(self, recorder: Recorder, keeps: int) -> None:
        self.recorder = recorder
        self.keeps = keeps

    async def record(self, by: str, make: Callable[[Instant], Sequence[AnyBody]]) -> list[object]:
        """Records, or never ends."""
        if self.keeps == 0:
            await until(lambda: False, 3600)
        self.keeps -= 1
        return list(await self.recorder.record(by, make))


@asynccontextmanager
async def sending(
    *urls: str, journal: MemoryJournal | None = None, keeps: int | None = None, refusing: bool = False
) -> AsyncIterator[Desk]:
    """A ward whose sender has a channel for each address: pager, then desk."""
    ward = FakeWard(journal=journal)
    async with ward:
        outlets = [hook(ward, url, name) for url, name in zip(urls, ("pager", "desk"), strict=False)]
        recorder = Refusing(ward.ward) if refusing else ward.ward if keeps is None else Losing(ward.ward, keeps)
        sender = Sender(
            outlets, ORIGIN, recorder, ward.folds.outbox, ward.folds,  # type: ignore[arg-type]
            lambda _session: "Mr Secret", ward.clock, ward.metrics,
        )
        ward.hub.listen(sender.tell)
        sender.start()
        try:
            yield Desk(ward, sender)
        finally:
            if keeps is None:
                await sender.stop()
            elif sender._task is not None:
                sender._task.cancel()
