"""The commands on a stopped ward's folder: the same use cases, recorded straight into its journal."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import asdict
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from alerts.profile_file import ProfileError
from alerts.treatment.protocol_file import ProtocolError
from app import shown
from app.accounts import Accounts
from app.cli.output import UNREACHABLE, Stopped
from app.erasing import Erasing
from app.journal.opening import open_journal
from app.knowing import Knowing
from app.moving import Asked, Moving
from app.offline import Offline
from app.phases import Phases
from app.ports import JournalError
from app.profiles import read_profiles
from app.protocols import read_protocols
from app.scoring import Scoring
from app.service import Service
from app.settings import Settings
from app.steps import Steps
from monitors.instant import parse
from monitors.refused import Refused
from monitors.steps import ScoreTold

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from app.report.exporting import Records

Answer = Mapping[str, object]
T = TypeVar("T")
BY = "local"
"""Who the command line is in the audit."""

class Local:
    """A folder whose lock the caller holds."""

    def __init__(self, settings: Settings) -> None:
        try:
            self._journal = open_journal(settings.store)
            self._ward = Offline(self._journal)
        except JournalError as closed:
            raise Stopped(f"can't open {settings.store}: {closed}", code=UNREACHABLE) from None
        self._settings = settings
        self._roster = self._ward.roster
        try:
            self._profiles = read_profiles(settings.profiles)
            self._protocols = read_protocols(self._profiles, settings.profiles)
        except (ProfileError, ProtocolError) as wrong:
            raise Stopped(str(wrong)) from None
        self._service = Service(self._ward, self._ward.roster, self._protocols)
        steps = Steps(self._ward, self._roster, self._ward.histories, self._protocols)
        self._phases = Phases(steps, self._roster)
        self._moving = Moving(self._ward, self._ward.roster)
        self._accounts = Accounts(self._ward, self._ward.people)
        self._knowing = Knowing(self._ward, self._roster, self._ward.patients)
        self._erasing = Erasing(self._ward, self._roster, self._ward.patients, self._ward.journal)

    def __enter__(self) -> Local:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ward.__exit__(kind, error, trace)

    def add_user(self, name: str, role: str, password: str | None, *, generate: bool) -> Answer:
        """Adds a person; a generated password comes back once."""
        return _one(self._accounts.add_user(BY, name, role, password, generate=generate))

    def reset_user(self, name: str) -> Answer:
        """Gives a person a new password, which comes back once."""
        return _one(self._accounts.reset_user(BY, name))

    def add_token(self, user: str) -> Answer:
        """Makes a bearer token, which comes back once."""
        return _one(self._accounts.add_token(BY, user))

    def add_bed(self, name: str) -> Answer:
        """Adds a bed."""
        return _one(self._service.add_bed(BY, name))

    def beds(self) -> Sequence[Answer]:
        """Every bed."""
        return _all(shown.beds(self._roster))

    def add_device(self, name: str, bed: str | None, devices: Sequence[str], *, gateway: bool) -> Answer:
        """Adds a device or a gateway; its key comes back once."""
        return _one(self._service.add_device(BY, name, bed, devices, gateway=gateway))

    def bind_device(self, device: str, bed: str | None, reason: str, patient: str) -> Answer:
        """Binds a device to a bed, or takes it off."""
        return _one(self._service.bind_device(BY, device, bed, reason, patient))

    def devices(self) -> Sequence[Answer]:
        """Every device and gateway."""
        return _all(shown.devices(self._roster))

    def open_session(self, bed: str, protocol: str, patient: str, weight_kg: float | None) -> Answer:
        """Opens a session."""
        return _one(self._service.open_session(BY, bed, protocol, patient, weight_kg))

    def change_phase(self, session: str, phase: str) -> Answer:
        """Moves a session to a phase."""
        return _one(self._phases.change(BY, session, phase))

    def move_session(
        self, session: str, bed: str, devices: Sequence[str], *, patient: str, reason: str
    ) -> Answer:
        """Moves a session to another bed with some of its devices."""
        return _one(self._moving.move(BY, Asked(session, bed, devices, patient, reason)))

    def close_session(self, session: str, reason: str) -> Answer:
        """Closes a session."""
        return _one(self._phases.close(BY, session, reason))

    def sessions(self) -> Sequence[Answer]:
        """Every session, open ones first."""
        return _all(shown.sessions(self._roster))

    def find_patients(self, text: str) -> Sequence[Answer]:
        """Patients by a part of their label, name or date of birth."""
        return _all(self._knowing.find(text, identities=True).patients)

    def erase_patient(self, patient: str, reason: str) -> Answer:
        """Erases a person."""
        return _one(self._erasing.erase(BY, patient, reason))

    def tell_score(self, patient: str, what: str, value: float, at: str, note: str, corrects: int) -> Answer:
        """Tells a score of a patient between sessions."""
        told = ScoreTold(patient, what, value, parse(at) if at else 0, note, corrects)
        return _one(Scoring(self._ward, self._roster, self._ward.patients).tell(BY, told))

    def patient_course(self, patient: str, form: str) -> bytes:
        """A patient's course as a file; who got it is written down."""
        from app.report.course_exporting import CourseFormat, Courses

        courses = Courses(self._records(), self._roster, self._ward.patients)
        return _done(courses.export(BY, patient, CourseFormat(form))).content

    def report(self, session: str, form: str, table: str) -> bytes:
        """The record of a session as a file; who got it is written down."""
        from app.report.csv_text import Table
        from app.report.exporting import Format

        return _done(self._records().export(BY, session, Format(form), Table(table))).content

    def _records(self) -> Records:
        from app.report.exporting import Records, files_of

        files = files_of(self._settings, self._profiles, self._protocols)
        return Records(self._ward, self._journal, files, self._ward.patients, self._ward.now)


def _one(doing: Coroutine[Any, Any, DataclassInstance]) -> Answer:
    """The outcome of a use case as plain values."""
    return asdict(_done(doing))


def _done(doing: Coroutine[Any, Any, T]) -> T:
    """The outcome of a use case; raises Stopped for a refusal, and where nothing can be recorded."""
    try:
        return asyncio.run(doing)
    except Refused as refused:
        raise Stopped(refused.message, refused.hint) from None
    except JournalError as failed:
        raise Stopped(f"it could not be recorded: {failed}", code=UNREACHABLE) from None


def _all(found: Iterable[DataclassInstance]) -> Sequence[Answer]:
    return [asdict(one) for one in found]
