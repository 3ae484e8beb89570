"""What every resource of the FHIR bundle is put together with: ids, references, times, numbers and units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from app.report.fhir_codes import OURS, REASON, SPOKEN_UNITS, UCUM, UNITS, coding, concept
from app.report.record import Record
from monitors.instant import MILLISECOND, Instant, rfc3339, to_datetime
from monitors.reading import Mode

Resource = dict[str, Any]

ABSENT_URL = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
SERVER = ""
"""The key of the software's own Device; no other device has an empty name."""


class Made(NamedTuple):
    """A resource, who told what is in it ("" for the program), and the reference of the one that it corrects."""

    resource: Resource
    by: str = ""
    corrects: Resource | None = None


def when(at: Instant) -> str:
    """An instant in UTC, exactly: with milliseconds, or microseconds where it isn't a whole number of those."""
    if at % MILLISECOND == 0:
        return rfc3339(at)
    return to_datetime(at).isoformat(timespec="microseconds").replace("+00:00", "Z")


def period(start: Instant, end: Instant | None = None) -> Resource:
    """A Period, open while there is no end."""
    return {"start": when(start)} | ({} if end is None else {"end": when(end)})


def number(value: float) -> float:
    """A value as it is written: whole where it is whole, to six decimals at most."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def quantity(value: float, unit: str) -> Resource:
    """A Quantity, in UCUM where our table knows the unit, else with its text alone."""
    made: Resource = {"value": number(value), "unit": SPOKEN_UNITS.get(unit, unit) or "unit not told"}
    return made | ({"system": UCUM, "code": unit} if unit in UNITS else {})


def extension(name: str, **value: object) -> Resource:
    """An extension of our own; `value` is one value[x], or extension for nested ones."""
    return {"url": f"{OURS}:extension:{name}", **value}


def absent(reason: str) -> Resource:
    """What stands on a field that is missing, with one of FHIR's reasons."""
    return {"extension": [{"url": ABSENT_URL, "valueCode": reason}]}


def note(text: str, author: Resource | None = None, at: Instant | None = None) -> Resource:
    """An Annotation."""
    return {
        **({"authorReference": author} if author else {}), **({} if at is None else {"time": when(at)}), "text": text,
    }


def plain(text: str) -> str:
    """A text as FHIR allows it: no white space but blanks, tabs and ends of lines, no control codes; "" if blank."""
    made = _NO_STRING.sub(" ", text)
    return made if made.strip() else ""


def without_empty(fields: dict[str, Any]) -> Resource:
    """Fields without those that hold nothing: None, "", or nothing but such ones."""
    return {name: kept for name, value in fields.items() if not _empty(kept := _kept(value))}


def _kept(value: object) -> object:
    if isinstance(value, dict):
        return without_empty(value)
    if isinstance(value, list):
        return [kept for one in value if not _empty(kept := _kept(one))]
    return plain(value) if isinstance(value, str) else value


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)


def category(system: str, code: str) -> list[Resource]:
    """A list of one coded category."""
    return [concept((system, code))]


@dataclass(frozen=True)
class Sheet:
    """The record that a bundle is made of, with the ids of all that is in the bundle."""

    record: Record

    def id(self, kind: str, *key: object) -> str:
        """The id of a resource, always the same for the same thing of the same session."""
        words = (OURS, self.record.session, self.record.opened_at, kind, *key)
        return str(uuid5(_OURS, "\x1f".join(map(str, words))))

    def reference(self, kind: str, *key: object) -> Resource:
        """A reference to a resource of this bundle."""
        return {"reference": f"urn:uuid:{self.id(kind, *key)}", "type": kind}

    def person(self, by: str) -> Resource:
        """A reference to a person by their user name; to the software for ""."""
        return self.reference("Practitioner", by) if by else self.reference("Device", SERVER)

    @property
    def patient(self) -> Resource:
        """A reference to the patient."""
        return self.reference("Patient")

    @property
    def encounter(self) -> Resource:
        """A reference to the session as an Encounter."""
        return self.reference("Encounter")

    @property
    def tags(self) -> Resource:
        """The meta of everything made: what is not of a real patient bears HL7's mark of test data."""
        return {} if self.record.mode == Mode.REAL else {"meta": {"tag": [coding(REASON, "HTEST")]}}

    def resource(self, kind: str, *key: object, **fields: object) -> Resource:
        """A resource without its empty fields, at any depth: FHIR allows none."""
        return {"resourceType": kind, "id": self.id(kind, *key), **self.tags, **without_empty(fields)}

    def observation(self, key: tuple[object, ...], code: Resource, **fields: object) -> Resource:
        """An Observation of this patient in this session; `status` is final unless it is given."""
        about: dict[str, object] = {
            "status": "final", "code": code, "subject": self.patient, "encounter": self.encounter,
        }
        return self.resource("Observation", *key, **(about | fields))


_NO_STRING = re.compile(r"[^\S \r\n\t]|[\x00-\x08\x0e-\x1f\x7f]")
_OURS: UUID = uuid5(NAMESPACE_URL, OURS)
