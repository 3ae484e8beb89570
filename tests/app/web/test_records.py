"""Records over HTTP: each form, who may get them and who may not, and what the audit says of it."""

from __future__ import annotations

import csv
import io

import pypdf
import pytest

from tests.app.web.server import ROLES, Server, running

PATHS = {
    "report.pdf": "application/pdf", "report.csv": "text/csv; charset=utf-8", "report.json": "application/json",
    "fhir": "application/fhir+json", "rems": "application/json", "rems.txt": "text/plain; charset=utf-8",
}
MAY_NOT = {"wall", "integrator"}


@pytest.mark.parametrize("path", PATHS)
async def test_each_form_comes_as_a_file_and_is_in_the_audit(server: Server, path: str) -> None:
    _, key = await server.bed_with_device()
    await server.feed(key, 3, spo2=97, heart_rate=71)
    answer = await server.ask("GET", f"/v1/sessions/s1/{path}", "nurse")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == PATHS[path]
    assert answer.headers["content-disposition"].startswith('attachment; filename="session-s1')
    assert answer.headers["cache-control"] == "no-store"
    audit = (await server.ask("GET", "/v1/audit", "auditor")).json()["entries"]
    told = [(one["by"], one["details"]) for one in audit if one["what"] == "RecordExported"]
    form = path.removeprefix("report.").removesuffix(".txt")
    assert told == [("nurse", {"session": "s1", "format": form})]


@pytest.mark.parametrize("role", ROLES)
async def test_who_may_get_records(server: Server, role: str) -> None:
    await server.bed_with_device()
    for path in PATHS:
        answer = await server.ask("GET", f"/v1/sessions/s1/{path}", role)
        assert answer.status_code == (403 if role in MAY_NOT else 200), path


async def test_an_open_session_has_its_alarms_and_figures(server: Server) -> None:
    _, key = await server.bed_with_device()
    await server.feed(key, 40, spo2=84)
    told = (await server.ask("GET", "/v1/sessions/s1/report.json", "nurse")).json()
    values = {one["figure"]: one["value"] for one in told["figures"]}
    assert (told["closed_at"], values["lowest_spo2"]) == (None, 84)
    assert values["alarms_high"] >= 1
    assert "spo2.low.1 is high now" in [one["name"] for one in told["events"] if one["kind"] == "alarm"]
    pdf = pypdf.PdfReader(io.BytesIO((await server.ask("GET", "/v1/sessions/s1/report.pdf", "nurse")).content))
    assert "still open" in pdf.pages[0].extract_text()


async def test_the_tables_of_the_csv(server: Server) -> None:
    _, key = await server.bed_with_device()
    await server.feed(key, 2, spo2=97)
    for table, column, count in (("readings", "measured_at", 2), ("events", "kind", 3), ("figures", "figure", 30)):
        answer = await server.ask("GET", "/v1/sessions/s1/report.csv", "nurse", params={"table": table})
        rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
        assert column in rows[0]
        assert len(rows) >= count
    answer = await server.ask("GET", "/v1/sessions/s1/report.csv", "nurse", params={"table": "all"})
    assert (answer.status_code, answer.json()["field"]) == (422, "table")


@pytest.mark.parametrize("session", ["s9", "%00", "x" * 500, "..%2F"])
async def test_an_unknown_session_is_404_and_nothing_is_written_down(server: Server, session: str) -> None:
    for path in PATHS:
        answer = await server.ask("GET", f"/v1/sessions/{session}/{path}", "nurse")
        assert answer.status_code == 404
    audit = (await server.ask("GET", "/v1/audit", "auditor")).json()["entries"]
    assert not [one for one in audit if one["what"] == "RecordExported"]


async def test_times_are_the_clinics() -> None:
    async with running(clinic_zone="America/New_York") as server:
        await server.bed_with_device()
        told = (await server.ask("GET", "/v1/sessions/s1/report.json", "nurse")).json()
        assert (told["opened_at"], told["zone"]) == ("2026-11-22T05:00:00-05:00", "America/New_York")
