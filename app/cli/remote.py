"""The commands on a running server, through its public HTTP interface."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from types import TracebackType
from urllib.parse import quote, urlsplit

from app.cli.output import REFUSED, UNREACHABLE, USAGE, Stopped

Answer = Mapping[str, object]
PATIENCE_S = 15.0
MAKING_S = 120.0
"""How long the report of a long session may take."""

REPORTS = {
    "pdf": "report.pdf", "csv": "report.csv?table={table}", "json": "report.json", "rems": "rems",
    "rems-text": "rems.txt", "fhir": "fhir",
}
"""Where a server hands each format out."""


class Remote:
    """A server spoken to with a bearer token; nothing in between: no proxy is asked."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise Stopped(f"{url} is not the address of a server", "such as http://127.0.0.1:8000", USAGE)
        self._url = url.rstrip("/")
        self._token = token
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def __enter__(self) -> Remote:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def add_user(self, name: str, role: str, password: str | None, *, generate: bool) -> Answer:
        """Adds a person; a generated password comes back once."""
        body = {"user": name, "role": role, "password": password, "generate_password": generate}
        return self._one("POST", "/v1/users", body)

    def reset_user(self, name: str) -> Answer:
        """Gives a person a new password, which comes back once."""
        return self._one("POST", f"/v1/users/{quote(name, safe='')}/password", {})

    def add_token(self, user: str) -> Answer:
        """Makes a bearer token, which comes back once."""
        return self._one("POST", f"/v1/users/{quote(user, safe='')}/tokens", {})

    def add_bed(self, name: str) -> Answer:
        """Adds a bed."""
        return self._one("POST", "/v1/beds", {"bed": name})

    def beds(self) -> Sequence[Answer]:
        """Every bed."""
        return self._list("/v1/beds", "beds")

    def add_device(self, name: str, bed: str | None, devices: Sequence[str], *, gateway: bool) -> Answer:
        """Adds a device or a gateway; its key comes back once."""
        body = {"device": name, "bed": bed, "gateway": gateway, "devices": list(devices)}
        return self._one("POST", "/v1/devices", body)

    def bind_device(self, device: str, bed: str | None, reason: str, patient: str) -> Answer:
        """Binds a device to a bed, or takes it off."""
        body = {"bed": bed, "reason": reason, "patient": patient}
        return self._one("PUT", f"/v1/devices/{quote(device, safe='')}/bed", body)

    def devices(self) -> Sequence[Answer]:
        """Every device and gateway."""
        return self._list("/v1/devices", "devices")

    def open_session(self, bed: str, protocol: str, patient: str, weight_kg: float | None) -> Answer:
        """Opens a session."""
        body = {"bed": bed, "protocol": protocol, "patient": patient, "weight_kg": weight_kg}
        return self._one("POST", "/v1/sessions", body)

    def change_phase(self, session: str, phase: str) -> Answer:
        """Moves a session to a phase."""
        return self._one("PUT", f"/v1/sessions/{quote(session, safe='')}/phase", {"phase": phase})

    def move_session(
        self, session: str, bed: str, devices: Sequence[str], *, patient: str, reason: str
    ) -> Answer:
        """Moves a session to another bed with some of its devices."""
        body = {"bed": bed, "devices": list(devices), "patient": patient, "reason": reason}
        return self._one("POST", f"/v1/sessions/{quote(session, safe='')}/bed", body)

    def close_session(self, session: str, reason: str) -> Answer:
        """Closes a session."""
        return self._one("POST", f"/v1/sessions/{quote(session, safe='')}/close", {"reason": reason})

    def sessions(self) -> Sequence[Answer]:
        """Every session, open ones first."""
        return self._list("/v1/sessions", "sessions")

    def find_patients(self, text: str) -> Sequence[Answer]:
        """Patients by a part of their label, name or date of birth."""
        return self._list(f"/v1/patients?q={quote(text, safe='')}", "patients")

    def erase_patient(self, patient: str, reason: str) -> Answer:
        """Erases a person."""
        return self._one("POST", f"/v1/patients/{quote(patient, safe='')}/erase", {"reason": reason})

    def tell_score(self, patient: str, what: str, value: float, at: str, note: str, corrects: int) -> Answer:
        """Tells a score of a patient between sessions."""
        body = {"what": what, "value": value, "at": at or None, "note": note, "corrects": corrects}
        return self._one("POST", f"/v1/patients/{quote(patient, safe='')}/scores", body)

    def patient_course(self, patient: str, form: str) -> bytes:
        """A patient's course as a file; who got it is written down."""
        ending = {"json": "course", "pdf": "course.pdf"}[form]
        return self._got("GET", f"/v1/patients/{quote(patient, safe='')}/{ending}", None, MAKING_S)

    def report(self, session: str, form: str, table: str) -> bytes:
        """The record of a session as a file; who got it is written down."""
        path = REPORTS[form].format(table=quote(table, safe=""))
        return self._got("GET", f"/v1/sessions/{quote(session, safe='')}/{path}", None, MAKING_S)

    def _list(self, path: str, name: str) -> Sequence[Answer]:
        found = self._one("GET", path)[name]
        if not isinstance(found, list):
            raise Stopped(f"{self._url} gave no list of {name}", code=UNREACHABLE)
        return found

    def _one(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Answer:
        try:
            told = json.loads(self._got(method, path, body, PATIENCE_S))
        except ValueError as lost:
            raise Stopped(f"can't reach {self._url}: {lost}", code=UNREACHABLE) from None
        if not isinstance(told, dict):
            raise Stopped(f"{self._url} is no server of this program", code=UNREACHABLE)
        return told

    def _got(self, method: str, path: str, body: Mapping[str, object] | None, patience_s: float) -> bytes:
        request = urllib.request.Request(  # the scheme was looked at
            self._url + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
        )
        try:
            with self._opener.open(request, timeout=patience_s) as answer:
                found: bytes = answer.read()
        except urllib.error.HTTPError as refused:
            raise _refusal(refused) from None
        except (OSError, ValueError) as lost:
            reason = getattr(lost, "reason", lost)
            raise Stopped(f"can't reach {self._url}: {reason}", code=UNREACHABLE) from None
        return found


def _refusal(refused: urllib.error.HTTPError) -> Stopped:
    """What the server's problem+json says, for a person."""
    with refused:
        try:
            told = json.load(refused)
            return Stopped(str(told["detail"]), str(told.get("hint") or ""), REFUSED)
        except (OSError, ValueError, KeyError, TypeError):
            return Stopped(f"the server answered {refused.code} {refused.reason}", code=REFUSED)
