"""What is written down of who listens: each change once, as screens are armed, subscribe and leave."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.ears import Ears
from app.live.messages import Subscribe
from monitors.entries import AnyBody, Entry, ListeningChanged
from monitors.instant import Instant
from monitors.refused import Refused
from tests.app.wards import FakeWard, settle

EVERYWHERE = ListeningChanged(all_beds=True)


class Wrote:
    """A recorder that keeps what it is given, or refuses it."""

    def __init__(self) -> None:
        self.bodies: list[AnyBody] = []
        self.refuses = False

    async def record(self, by: str, make: Callable[[Instant], Sequence[AnyBody]]) -> list[Entry]:
        """Keeps it."""
        del by
        if self.refuses:
            raise Refused("stopping", "the server is stopping", status=503)
        self.bodies += make(0)
        return []


async def test_each_change_of_who_listens_is_written_once() -> None:
    hub, wrote = FakeWard().hub, Wrote()
    ears = Ears(hub, wrote)
    ears.start()
    wall, phone = hub.join("wall"), hub.join("nora")
    wall.subscribe(Subscribe("all"))
    phone.subscribe(Subscribe(["C1"]))
    await settle()
    assert wrote.bodies == [], "connected is not armed"
    phone.listen("armed", visible=True)
    await settle()
    phone.listen("armed", visible=False)
    await settle()
    wall.listen("armed", visible=True)
    await settle()
    wall.listen("blocked", visible=True)
    await settle()
    hub.leave(phone)
    await settle()
    assert wrote.bodies == [ListeningChanged(("C1",)), EVERYWHERE, ListeningChanged(("C1",)), ListeningChanged()]
    await ears.stop()


async def test_one_that_is_armed_before_it_subscribes_hears_nothing_yet() -> None:
    hub, wrote = FakeWard().hub, Wrote()
    ears = Ears(hub, wrote)
    ears.start()
    screen = hub.join("wall")
    screen.listen("armed", visible=True)
    await settle()
    assert wrote.bodies == []
    screen.subscribe(Subscribe("all"))
    await settle()
    assert wrote.bodies == [EVERYWHERE]
    await ears.stop()


async def test_what_was_refused_is_written_by_itself_once_it_can_be() -> None:
    hub, wrote = FakeWard().hub, Wrote()
    ears = Ears(hub, wrote, retry_s=0)
    ears.start()
    wrote.refuses = True
    screen = hub.join("wall")
    screen.subscribe(Subscribe("all"))
    screen.listen("armed", visible=True)
    await settle()
    assert wrote.bodies == []
    wrote.refuses = False
    await settle()
    assert wrote.bodies == [EVERYWHERE]
    await ears.stop()
