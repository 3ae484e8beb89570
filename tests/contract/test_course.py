"""A scripted course of each protocol over HTTP on a fast clock; its PDF, FHIR and CSV agree with the journal.

The clock runs `COURSE_RATE` times faster (the environment's; the suite's own is as fast as a loaded machine allows).
"""

from __future__ import annotations

import csv
import io
import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx
import pypdf
import pytest
from fhir.resources.R4B.bundle import Bundle

from monitors.instant import Instant, parse
from monitors.vitals import KINDS, Vital
from tests.app.courses import COURSES, Course, filled, ordered, values_at
from tests.app.report.fhir_check import check, of_kind
from tests.app.report.fhir_records import instant, read_back
from tests.program import Ward, run, wait_for

pytestmark = pytest.mark.xdist_group("courses")
"""All on one worker, for they share one server; they mostly wait, so the other worker goes on meanwhile."""

RATE = float(os.environ.get("COURSE_RATE", "300"))
CUFF = ("systolic", "diastolic", "mean")
SILENT = {"CheckExpected", "RecordExported", "DeviceBound"}
"""Entries about a session that are no event of its record."""


class Walked:
    """What is left of a course: its session, and everything the server tells of it."""

    def __init__(self, ward: Ward, course: Course, session: str, auditor: str) -> None:
        self.ward, self.course, self.session = ward, course, session
        self._auditor = auditor

    def get(self, path: str, token: str = "", **query: str) -> httpx.Response:
        """One answer that must be good."""
        headers = {"Authorization": f"Bearer {token or self.ward.token}"}
        answer = httpx.get(f"{self.ward.url}{path}", params=query, headers=headers, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer

    def report(self, name: str, **query: str) -> httpx.Response:
        """One report of the session."""
        return self.get(f"/v1/sessions/{self.session}/{name}", **query)

    def table(self, name: str) -> list[dict[str, str]]:
        """One table of the CSV."""
        return list(csv.DictReader(io.StringIO(self.report("report.csv", table=name).text, newline="")))

    def entries(self) -> dict[int, str]:
        """The journal's entries about the session: number and kind."""
        found: dict[int, str] = {}
        after: int | None = 0
        while after is not None:
            page = self.get("/v1/audit", self._auditor, after=str(after)).json()
            for one in page["entries"]:
                if one["details"].get("session") == self.session:
                    found[one["number"]] = one["what"]
            after = page["next"]
        return found

    def readings(self) -> list[tuple[str, str, Instant, float | None]]:
        """Every recorded reading: vital, device, time, value; None for one that is invalid."""
        always = {"from": "2000-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}
        told = self.get("/v1/history", session=self.session, **always).json()["series"]
        return sorted(
            (one["vital"], one["device"], parse(at), value if quality != "invalid" else None)
            for one in told for at, value, quality in one["points"]
        )


def walk(ward: Ward, course: Course, number: int) -> str:
    """Does a course on the running server, each request at its minute or as soon after as the machine can."""
    bed = f"C{number}"
    with httpx.Client(base_url=ward.url, headers={"Authorization": f"Bearer {ward.token}"}, timeout=30) as client:
        asked = {"bed": bed, "protocol": course.protocol, "patient": "Mr A", "weight_kg": 70}
        session = str(client.post("/v1/sessions", json=asked).raise_for_status().json()["session"])
        waiting, begun = ordered(course), time.monotonic()
        for minute in range(int(course.leaves_at) + 1):
            wait_for(partial(reached, begun + minute * 60 / RATE), 60, "the minute")
            values = values_at(course, minute)
            told = [{"vital": vital, "value": value} for vital, value in values.items() if vital not in CUFF]
            if minute in course.cuffs:
                told += [{"vital": vital, "value": values[vital]} for vital in CUFF]
            # A disk that stalls for a moment answers 503, and a monitor sends it again.
            wait_for(partial(accepted, ward, client, f"m{number}", told), 60, "a post that is taken")
            while waiting and waiting[0].minute <= minute:
                one = waiting.pop(0)
                # A loaded machine posts late, and a monitor that seemed silent leaves an alarm to be seen.
                body = {**one.body, "alarms_seen": True} if one.path.endswith("discharge") else one.body
                answer = client.request(one.method, filled(one.path, session), json=filled(body, session))
                assert answer.status_code in (200, 201), (course.protocol, one, answer.text)
    return session


def reached(wall_s: float) -> bool:
    """Whether that wall second has come."""
    return time.monotonic() >= wall_s


def accepted(ward: Ward, client: httpx.Client, device: str, readings: list[dict[str, Any]]) -> bool:
    """Whether the server took a post of a monitor."""
    return ward.post(client, device, {"readings": readings}).status_code == 202


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Walked]]:
    """Every course, walked at once on one server."""
    ward = Ward(tmp_path_factory.mktemp("courses"), rate=RATE)
    where = ("--data", str(ward.folder))
    run("user", "add", "nora", "--role", "nurse", "--generate-password", *where)
    ward.token = run("token", "add", "--user", "nora", *where)["token"]
    run("user", "add", "otto", "--role", "auditor", "--generate-password", *where)
    auditor = run("token", "add", "--user", "otto", *where)["token"]
    for number in range(1, len(COURSES) + 1):
        run("bed", "add", f"C{number}", *where)
        ward.keys[f"m{number}"] = run("device", "add", f"m{number}", "--bed", f"C{number}", *where)["key"]
    ward.start()
    try:
        with ThreadPoolExecutor(len(COURSES)) as threads:
            going = {
                name: threads.submit(walk, ward, course, number)
                for number, (name, course) in enumerate(COURSES.items(), 1)
            }
            yield {name: Walked(ward, COURSES[name], one.result(), auditor) for name, one in going.items()}
    finally:
        ward.kill()


@pytest.mark.parametrize("protocol", COURSES)
def test_readings_agree_in_journal_csv_and_fhir(walked: dict[str, Walked], protocol: str) -> None:
    one = walked[protocol]
    recorded = one.readings()
    assert len(recorded) > 3 * one.course.leaves_at
    told = sorted(
        (row["vital"], row["device"], whole(instant(row["measured_at"])), float(row["value"]) if row["value"] else None)
        for row in one.table("readings")
    )
    assert told == recorded
    read = read_back(one.report("fhir").json())
    bundle = sorted((code, device, whole(at), value) for code, device, at, value in read)
    assert bundle == sorted(
        (str(KINDS[Vital(vital)].mdc), device, at, value) for vital, device, at, value in recorded if value is not None
    )


@pytest.mark.parametrize("protocol", COURSES)
def test_what_persons_told_agrees_in_journal_csv_and_fhir(walked: dict[str, Walked], protocol: str) -> None:
    one = walked[protocol]
    events, bundle = one.table("events"), one.report("fhir").json()
    numbers = {int(row["entry"]) for row in events if row["entry"]}
    assert {number for number, kind in one.entries().items() if kind not in SILENT} <= numbers
    shown = one.report("treatment").json()
    assert {each["dose"]: each["given"] for each in shown["doses"]} == one.course.given
    given = [each["dosage"]["dose"]["value"] for each in of_kind(bundle, "MedicationAdministration")]
    assert sorted(given) == sorted(one.course.given.values())
    surveys = {
        (each["code"]["coding"][0].get("display"), each["effectiveDateTime"]): each
        for each in of_kind(bundle, "Observation") if each["category"][0]["coding"][0]["code"] == "survey"
    }
    by_number = {int(row["entry"]): row for row in events if row["entry"] and row["kind"] == "observation"}
    for seen in shown["observations"]:
        if isinstance(seen["value"], str):
            continue
        assert float(by_number[seen["number"]]["value"]) == seen["value"]
        found = [each for (_, at), each in surveys.items() if whole(instant(at)) == parse(seen["at"])]
        values = {each.get("valueQuantity", {}).get("value", each.get("valueInteger")) for each in found}
        assert seen["value"] in values, (seen, found)


@pytest.mark.parametrize("protocol", COURSES)
def test_alarms_agree_in_journal_csv_and_fhir(walked: dict[str, Walked], protocol: str) -> None:
    one = walked[protocol]
    alarms = one.get("/v1/alarms", session=one.session, state="ended").json()["alarms"]
    told = " ".join(row["name"] + " " + row["note"] for row in one.table("events") if row["kind"] == "alarm")
    names = {each["identifier"][0]["value"] for each in of_kind(one.report("fhir").json(), "DetectedIssue")
             if "identifier" in each}
    for alarm in alarms:
        assert alarm["id"].removeprefix(f"{one.session}.") in told, alarm["id"]
    assert {alarm["id"] for alarm in alarms} <= names


@pytest.mark.parametrize("protocol", COURSES)
def test_the_fhir_bundle_is_valid_by_the_library_and_by_our_tables(walked: dict[str, Walked], protocol: str) -> None:
    bundle = walked[protocol].report("fhir").json()
    assert check(bundle) == []
    Bundle.model_validate(bundle)


@pytest.mark.parametrize("protocol", COURSES)
def test_the_pdf_says_every_event_and_figure(walked: dict[str, Walked], protocol: str) -> None:
    one = walked[protocol]
    pages = pypdf.PdfReader(io.BytesIO(one.report("report.pdf").content)).pages
    text = squeezed(" ".join(page.extract_text() for page in pages))
    for row in one.table("events"):
        assert squeezed(row["at"][11:19]) in text, row
        assert squeezed(row["name"]) in text, row
        assert squeezed(plain(row["value"])) in text, row
    for figure in one.table("figures"):
        assert squeezed(figure["missing"] or plain(figure["value"])) in text, figure


@pytest.mark.parametrize("protocol", COURSES)
def test_the_rems_summary_has_the_doses_and_the_minutes(walked: dict[str, Walked], protocol: str) -> None:
    one = walked[protocol]
    told: dict[str, Any] = one.report("rems").json()
    text = squeezed(one.report("rems.txt").text)
    assert squeezed(one.session) in text
    assert told["session"] == one.session
    for amount in one.course.given.values():
        assert f"{amount:g}mg" in text


def whole(at: Instant) -> Instant:
    """An instant as the API tells it: in whole milliseconds."""
    return at // 1000 * 1000


def squeezed(text: str) -> str:
    """A text without any space: lines may be broken anywhere."""
    return re.sub(r"\s", "", text)


def plain(cell: str) -> str:
    """A cell as a person reads it: a number without a needless .0, a text without the guard against formulas."""
    return cell.removeprefix("'").removesuffix(".0")

