"""The base of what stands in the journal: a frozen structure, told apart on disk by its class name."""

from __future__ import annotations

import msgspec


class Body(msgspec.Struct, frozen=True, tag_field="kind", tag=True):
    """The base of every entry's body; on disk `kind` is the class name."""
