"""Episodes come, stay and go; other events last as long as they say."""

from __future__ import annotations

import typing

from simulators import events
from simulators.events import ClockError, Desaturation, ProbeOff


def test_an_episode_rises_holds_and_recovers() -> None:
    fall = Desaturation(at_s=10, to=84, rise_s=20, hold_s=60, recovery_s=10)
    assert [fall.strength(at) for at in (9, 10, 20, 30, 89, 95, 100, 500)] == [0, 0, 0.5, 1, 1, 0.5, 0, 0]
    assert fall.ends_s == 100


def test_an_episode_may_be_sudden() -> None:
    fall = Desaturation(at_s=10, to=84, rise_s=0, hold_s=5, recovery_s=0)
    assert [fall.strength(at) for at in (9.9, 10, 14.9, 15.1)] == [0, 1, 1, 0]


def test_what_lasts_is_active_until_its_end() -> None:
    off = ProbeOff(at_s=5, for_s=10)
    assert [off.active(at) for at in (4, 5, 14.9, 15)] == [False, True, True, False]
    assert ClockError(at_s=5, by_s=60).active(1e9)


def test_every_kind_has_its_name() -> None:
    tags = {kind.__struct_config__.tag for kind in typing.get_args(events.AnyEvent)}
    assert tags == set(events.KINDS)
