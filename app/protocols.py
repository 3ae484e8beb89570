"""The protocols: those that come with the program, and over them the clinic's own files, read once at the start."""

from __future__ import annotations

from collections.abc import Container, Iterable
from importlib.resources import files
from pathlib import Path

from alerts.treatment.protocol import Protocol
from alerts.treatment.protocol_file import ProtocolError, load_protocol
from monitors.session import Session

FOLDER = "protocols"
"""Where in the clinic's folder of profiles its own protocols are."""


def check_in_use(sessions: Iterable[Session], protocols: Container[str]) -> None:
    """Raises ProtocolError where an open session's protocol is gone, and its gate and bounds with it."""
    for one in sessions:
        if one.closed_at is None and one.protocol not in protocols:
            raise ProtocolError(
                f"{one.protocol}.toml: the open session {one.id} is done by it; give the file back, and close the"
                " session before you take it away"
            )


def read_protocols(profiles: Container[str], folder: Path | None = None) -> dict[str, Protocol]:
    """Every protocol by its file's name; raises ProtocolError naming file, key and fix.

    A file of `folder`/protocols takes the place of its namesake; without that folder none does.
    """
    shipped = sorted(files("alerts").joinpath(FOLDER).iterdir(), key=lambda one: one.name)
    texts = {one.name: one.read_text(encoding="utf-8") for one in shipped if one.name.endswith(".toml")}
    own = None if folder is None else folder / FOLDER
    if own is not None and own.exists():
        try:
            texts |= {file.name: file.read_text(encoding="utf-8") for file in sorted(own.glob("*.toml"))}
        except (OSError, UnicodeDecodeError) as closed:
            raise ProtocolError(f"{own}: the protocols can't be read ({closed})") from None
    read = [load_protocol(name, text, profiles) for name, text in texts.items()]
    return {one.name: one for one in read}
