"""Where a command works: on a stopped ward's folder, on its running server, or on the server of an address."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.cli.output import UNREACHABLE, USAGE, Stopped

if TYPE_CHECKING:
    from app.settings import Settings

Answer = Mapping[str, object]
TRIES = 100
BETWEEN_TRIES_S = 0.1
"""A server that is starting has the folder before it can answer: together ten seconds of patience."""


class Commands(Protocol):
    """What the command line can do to a ward."""

    def add_user(self, name: str, role: str, password: str | None, *, generate: bool) -> Answer:
        """Adds a person; a generated password comes back once."""

    def reset_user(self, name: str) -> Answer:
        """Gives a person a new password, which comes back once."""

    def add_token(self, user: str) -> Answer:
        """Makes a bearer token, which comes back once."""

    def add_bed(self, name: str) -> Answer:
        """Adds a bed."""

    def beds(self) -> Sequence[Answer]:
        """Every bed."""

    def add_device(self, name: str, bed: str | None, devices: Sequence[str], *, gateway: bool) -> Answer:
        """Adds a device or a gateway; its key comes back once."""

    def bind_device(self, device: str, bed: str | None, reason: str, patient: str) -> Answer:
        """Binds a device to a bed, or takes it off."""

    def devices(self) -> Sequence[Answer]:
        """Every device and gateway."""

    def open_session(self, bed: str, protocol: str, patient: str, weight_kg: float | None) -> Answer:
        """Opens a session."""

    def change_phase(self, session: str, phase: str) -> Answer:
        """Moves a session to a phase."""

    def move_session(
        self, session: str, bed: str, devices: Sequence[str], *, patient: str, reason: str
    ) -> Answer:
        """Moves a session to another bed with some of its devices."""

    def close_session(self, session: str, reason: str) -> Answer:
        """Closes a session."""

    def sessions(self) -> Sequence[Answer]:
        """Every session, open ones first."""

    def find_patients(self, text: str) -> Sequence[Answer]:
        """Patients by a part of their label, name or date of birth."""

    def erase_patient(self, patient: str, reason: str) -> Answer:
        """Erases a person."""

    def tell_score(self, patient: str, what: str, value: float, at: str, note: str, corrects: int) -> Answer:
        """Tells a score of a patient between sessions; `at` is RFC 3339, "" is now."""

    def patient_course(self, patient: str, form: str) -> bytes:
        """A patient's course as a file; who got it is written down."""

    def report(self, session: str, form: str, table: str) -> bytes:
        """The record of a session as a file; who got it is written down."""


@contextmanager
def reach(folder: Path | None, url: str | None, token: str | None) -> Iterator[Commands]:
    """The ward that the options name; raises Stopped (2 for options that don't fit, 3 when it can't be reached)."""
    if url is not None:
        if folder is not None:
            raise Stopped("--data and --url name two wards", "give one of them", USAGE)
        if token is None:
            raise Stopped("--url needs --token", "infusion-watch token add --user NAME makes one", USAGE)
        from app.cli.remote import Remote

        with Remote(url, token) as far:
            yield far
        return
    if token is not None:
        raise Stopped("--token needs --url", "with --data no token is needed", USAGE)
    with _folder_or_its_server(settings_of({"data": folder})) as ward:
        yield ward


def settings_of(options: Mapping[str, object]) -> Settings:
    """The settings with these options; a bad one stops the command."""
    from app.settings import SettingsError, load

    try:
        return load(options)
    except SettingsError as wrong:
        raise Stopped(str(wrong), code=USAGE) from None


@contextmanager
def _folder_or_its_server(settings: Settings) -> Iterator[Commands]:
    """The folder itself if nobody holds it, else the server that does."""
    from app import server_file
    from app.journal.lock import acquire

    pause = threading.Event()
    for _ in range(TRIES):
        try:
            lock = acquire(settings.data)
        except OSError as closed:
            raise Stopped(f"can't open {settings.data}: {closed.strerror}", code=UNREACHABLE) from None
        if lock is not None:
            from app.cli.local import Local

            with lock, Local(settings) as near:
                yield near
            return
        address = server_file.read(settings.data)
        if address is not None:
            from app.cli.remote import Remote

            with Remote(address.url, address.token) as far:
                yield far
            return
        pause.wait(BETWEEN_TRIES_S)
    raise Stopped(f"another program holds {settings.data} and does not answer", code=UNREACHABLE)
