"""Who posts, and which readings of a post are theirs to send."""

from __future__ import annotations

from collections.abc import Container

import msgspec

from monitors.reading import Mode
from monitors.refused import Refused
from monitors.session import Device
from monitors.wire import Post, Rejection, Row


class Speaker(msgspec.Struct, frozen=True):
    """Who posts: `device` is a device key's own device (None for a gateway), `devices` all it may speak for."""

    device: str | None
    devices: frozenset[str]

    @classmethod
    def of(cls, device: Device) -> Speaker:
        """The speaker behind a device's or a gateway's key; a gateway may also speak of itself, when it says so."""
        if device.gateway:
            return cls(None, frozenset((*device.devices, device.id)))
        return cls(device.id, frozenset((device.id,)))


_REFUSED_MODES: dict[Mode, tuple[Mode, ...]] = {
    Mode.REAL: (Mode.TEST, Mode.DEMO), Mode.TEST: (Mode.REAL,), Mode.DEMO: (Mode.REAL,),
}


def check_whole(post: Post, speaker: Speaker, server_mode: Mode) -> None:
    """Raises Refused where the whole post is another device's, or of a mode this server does not take."""
    if post.device is not None and post.device not in speaker.devices:
        message = f"the key does not speak for the device {post.device[:40]!r}"
        raise Refused("device_not_allowed", message, _spoken_for(speaker), "device", 403)
    wrong = _REFUSED_MODES[server_mode]
    for row in post.rows:
        if row.mode in wrong:
            message = f"a server in mode {server_mode} takes no reading in mode {row.mode} (reading {row.index})"
            raise Refused("mode_refused", message, "leave mode out, or post to the right server", "mode", 403)


def by_device(
    post: Post, speaker: Speaker, known: Container[str], rejected: list[Rejection]
) -> dict[str, list[Row]]:
    """The rows of each device the key speaks for, in their order; the others are added to `rejected`.

    `known` are all devices there are: a device of somebody else's is told from one that does not exist.
    """
    default = post.device or speaker.device
    groups: dict[str, list[Row]] = {}
    for row in post.rows:
        device = row.device or default
        if device is not None and device in speaker.devices:
            groups.setdefault(device, []).append(row)
        else:
            rejected.append(_stranger(row, device, speaker, known))
    return groups


def _stranger(row: Row, device: str | None, speaker: Speaker, known: Container[str]) -> Rejection:
    hint = _spoken_for(speaker)
    if device is None:
        return Rejection(row.index, "device", "unknown_device", "the reading names no device", hint)
    if device in known:
        message = f"the key does not speak for the device {device[:40]!r}"
        return Rejection(row.index, "device", "device_not_allowed", message, hint)
    return Rejection(row.index, "device", "unknown_device", f"there is no device {device[:40]!r}", hint)


def _spoken_for(speaker: Speaker) -> str:
    names = sorted(speaker.devices)
    if not names:
        return "the key speaks for no device: list some with its gateway"
    return f"the key speaks for: {', '.join(names[:8])}{', ...' if len(names) > 8 else ''}"
