"""A key speaks for its own devices and no other."""

from __future__ import annotations

import pytest

from monitors.reading import Mode, Status
from monitors.refused import Refused
from monitors.session import Device
from monitors.speaker import Speaker, by_device, check_whole
from monitors.vitals import Vital
from monitors.wire import Post, Rejection, Row
from tests.monitors.building import DEVICE, GATEWAY


def row(index: int, device: str | None = None, mode: Mode | None = None) -> Row:
    """A reading of a device."""
    return Row(index, Vital.SPO2, 97, Status.OK, device=device, mode=mode)


def post(*rows: Row, device: str | None = None) -> Post:
    """A batch of a device."""
    return Post(device, None, None, None, list(rows), [], len(rows))


def test_a_device_speaks_for_itself_a_gateway_for_its_list_and_itself() -> None:
    assert Speaker.of(Device("m1", "h", gateway=False, devices=(), bed=None)) == DEVICE
    gateway = Speaker.of(Device("g", "h", gateway=True, devices=("m1", "m2"), bed=None))
    assert gateway == Speaker(None, frozenset({"g", "m1", "m2"}))


def test_readings_of_strangers_are_rejected_alone() -> None:
    rejected: list[Rejection] = []
    rows = [row(0, "m2"), row(1), row(2, "m1"), row(3, "m3"), row(4, "nobody")]
    groups = by_device(post(*rows), GATEWAY, {"m1", "m2", "m3"}, rejected)
    assert {device: [one.index for one in mine] for device, mine in groups.items()} == {"m2": [0], "m1": [2]}
    assert [(one.index, one.code) for one in rejected] == [
        (1, "unknown_device"), (3, "device_not_allowed"), (4, "unknown_device"),
    ]
    assert all("m1, m2" in one.hint for one in rejected)


def test_a_reading_without_a_device_is_the_batchs_or_the_keys() -> None:
    assert by_device(post(row(0), device="m2"), GATEWAY, (), []).keys() == {"m2"}
    assert by_device(post(row(0)), DEVICE, (), []).keys() == {"m1"}


def test_a_batch_of_another_device_is_refused_whole() -> None:
    with pytest.raises(Refused) as refused:
        check_whole(post(row(0), device="m2"), DEVICE, Mode.REAL)
    assert (refused.value.code, refused.value.status) == ("device_not_allowed", 403)


@pytest.mark.parametrize(("server", "said", "taken"), [
    (Mode.REAL, Mode.REAL, True), (Mode.REAL, Mode.TEST, False), (Mode.REAL, Mode.DEMO, False),
    (Mode.TEST, Mode.REAL, False), (Mode.TEST, Mode.TEST, True), (Mode.DEMO, Mode.REAL, False),
    (Mode.DEMO, Mode.DEMO, True),
])
def test_modes_never_mix(server: Mode, said: Mode, taken: bool) -> None:
    check_whole(post(row(0)), DEVICE, server)
    if taken:
        check_whole(post(row(0), row(1, mode=said)), DEVICE, server)
        return
    with pytest.raises(Refused) as refused:
        check_whole(post(row(0), row(1, mode=said)), DEVICE, server)
    assert (refused.value.code, refused.value.status) == ("mode_refused", 403)
