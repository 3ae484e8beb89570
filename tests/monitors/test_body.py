"""The base of entries' bodies: on disk each says which it is."""

from __future__ import annotations

import msgspec

from monitors.body import Body
from monitors.entries import BedAdded, encode


def test_a_body_says_its_kind_by_its_class_name() -> None:
    assert isinstance(BedAdded("3"), Body)
    assert msgspec.json.decode(encode(BedAdded("3"))) == {"kind": "BedAdded", "bed": "3"}
